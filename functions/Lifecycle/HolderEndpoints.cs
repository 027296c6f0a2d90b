using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>What the holder of an agreement does about it, from the page of its dossier: gives it up, keeps it after all, declares a change.</summary>
public sealed class HolderEndpoints(
    DoctorDesk doctors,
    AgreementRegister register,
    AgreementDesk desk,
    Amendments amendments,
    FollowUps followUps,
    LinkPages links,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Below the dossier: giving up, keeping after all, declaring a change.</summary>
    internal const string GiveUpPath = "/renonciation", KeepPath = "/renonciation/annulation", AmendPath = "/avenant";

    /// <summary>Asks for the last day and why.</summary>
    [Function("GivingUp")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/renonciation")] HttpRequest request,
        string token) =>
        WithAsync(request, token, (opened, agreement) => Task.FromResult<IResult>(agreement.GivenUpOn is null
            ? pages.Page<GivingUpPage>(new { Opened = opened, Agreement = agreement })
            : SeeOther.To(opened.Address())));

    /// <summary>Asks once more, then does it. Pressing again shows where the agreement stands.</summary>
    [Function("GivingUpAnswer")]
    public Task<IResult> GiveUpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/renonciation")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async (opened, agreement) =>
        {
            if (agreement.GivenUpOn is not null) return SeeOther.To(opened.Address());

            var now = time.GetUtcNow();
            var form = GivingUpForm.From(await Forms.ReadAsync(request, request.HttpContext.RequestAborted));
            var errors = form.Check(agreement, ParisTime.DayOf(now));
            if (errors.Any)
            {
                return pages.Page<GivingUpPage>(
                    new { Opened = opened, Agreement = agreement, Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
            }

            if (!form.IsConfirmed) return pages.Page<GivingUpPage>(new { Opened = opened, Agreement = agreement, Form = form, IsAskedAgain = true });

            var number = await CountAsync(agreement, AgreementChangeKind.Kept) + 1;
            await desk.ChangeAsync(
                client,
                new AgreementChange(agreement.Dossier, IdOf("giving-up", number), AgreementChangeKind.GivingUp, now, Link.Doctor, form.Reason)
                { Until = form.LastDay },
                CancellationToken.None);
            return SeeOther.To(opened.Address());
        });

    /// <summary>Keeps the agreement after all. Pressing again shows where it stands.</summary>
    [Function("GivingUpTakenBack")]
    public Task<IResult> KeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/renonciation/annulation")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async (opened, agreement) =>
        {
            if (agreement.GivenUpOn is null) return SeeOther.To(opened.Address());

            var number = await CountAsync(agreement, AgreementChangeKind.GivingUp);
            await desk.ChangeAsync(
                client,
                new AgreementChange(agreement.Dossier, IdOf("kept", number), AgreementChangeKind.Kept, time.GetUtcNow(), Link.Doctor),
                CancellationToken.None);
            return SeeOther.To(opened.Address());
        });

    /// <summary>Says what an amendment is, and asks where the doctor will practise.</summary>
    [Function("Amendment")]
    public Task<IResult> AskAmendmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/avenant")] HttpRequest request, string token) =>
        WithAsync(request, token, async (opened, agreement) => await ToOpenAsync(opened, agreement)
            ?? pages.Page<AmendmentPage>(new { Opened = opened, Chosen = opened.Record.Doctor.Departement }));

    /// <summary>Opens the dossier of an amendment. Pressing again leads to the one that is open.</summary>
    [Function("AmendmentOpening")]
    public Task<IResult> AmendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/avenant")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async (opened, agreement) =>
        {
            if (await ToOpenAsync(opened, agreement) is { } there) return there;

            var departement = (await Forms.ReadAsync(request, request.HttpContext.RequestAborted)).Text(AmendmentPage.DepartementField);
            if (!opened.Faculty.Departements.Contains(departement))
            {
                var errors = new FormErrors().Add(AmendmentPage.DepartementField, "Choisissez un département de la faculté.");
                return pages.Page<AmendmentPage>(
                    new { Opened = opened, Chosen = "", Errors = errors }, StatusCodes.Status422UnprocessableEntity);
            }

            var amendment = await amendments.OpenAsync(client, agreement, opened.Record, departement, CancellationToken.None);
            return SeeOther.To(amendments.AddressFor(opened, amendment) ?? opened.Address());
        });

    // The amendment that is open, if one is.
    private async Task<IResult?> ToOpenAsync(OpenedDossier opened, AgreementRecord agreement) =>
        await followUps.FindAmendmentAsync(agreement.Dossier) is { } open
            ? SeeOther.To(amendments.AddressFor(opened, open) ?? opened.Address())
            : null;

    private async Task<IResult> WithAsync(HttpRequest request, string token, Func<OpenedDossier, AgreementRecord, Task<IResult>> answer)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Acting is not null) return problems.DoctorsOwn(opened.Address());
        return opened.Record.State == DossierState.Granted
            && await register.FindAsync(opened.Record.AgreementKey, cancellation) is { IsOver: false } agreement
                ? await answer(opened, agreement)
                : SeeOther.To(opened.Address());
    }

    private async Task<int> CountAsync(AgreementRecord agreement, AgreementChangeKind kind) =>
        (await register.HistoryAsync(agreement.Dossier)).Count(line => line.Kind == kind);

    private static string IdOf(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}");
}
