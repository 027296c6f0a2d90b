using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>
/// Another mail address: asked for on the dossier's page, confirmed from both mailboxes or, where the old one is lost, by the secretariat.
/// GET and HEAD change nothing.
/// </summary>
public sealed class AddressEndpoints(
    DoctorDesk desk,
    StaffDesk staff,
    DossierDesk dossierDesk,
    DossierBook dossiers,
    AddressChanges changes,
    DeskOpening opening,
    LinkSigner signer,
    LinkPages links,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    private static readonly StaffRole[] Vouching = [StaffRole.Secretariat];

    /// <summary>The field of the button on the page of a mailbox, and its values.</summary>
    internal const string AnswerField = "reponse", Confirm = "confirmer", NotMe = "pas-moi";

    /// <summary>The form, and what is under way.</summary>
    [Function("AddressChange")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/adresse")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        return await PageAsync(opened, "", FormErrors.None, StatusCodes.Status200OK, cancellation);
    }

    /// <summary>Writes to both mailboxes.</summary>
    [Function("AddressChangeAsked")]
    public async Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/adresse")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);

        var address = MailAddress.Clean((await Forms.ReadAsync(request, cancellation)).Text(AddressPage.AddressField));
        var errors = new FormErrors().Add(AddressPage.AddressField, CandidacyForm.AddressMistake(address));
        if (errors.Any) return await PageAsync(opened, address, errors, StatusCodes.Status422UnprocessableEntity, cancellation);

        var asked = opened.Record.IsUnconfirmed
            ? await opening.CorrectAsync(client, opened, address, cancellation)
            : await changes.AskAsync(client, opened, address, cancellation);
        switch (asked)
        {
            case AddressAsked.Same:
                errors.Add(AddressPage.AddressField, "C’est déjà l’adresse de ce dossier : indiquez-en une autre.");
                return await PageAsync(opened, address, errors, StatusCodes.Status422UnprocessableEntity, cancellation);
            case AddressAsked.TooMany:
                return problems.TooMany(
                    "Trop de changements pour aujourd’hui",
                    "Nous avons déjà écrit à plusieurs adresses pour ce dossier. Réessayez demain, ou écrivez au département.",
                    TimeSpan.FromHours(12));
            default:
                return SeeOther.To(opened.Record.IsUnconfirmed ? opened.Address() : opened.Address("/adresse"));
        }
    }

    /// <summary>What a mailbox is asked, or what became of it.</summary>
    [Function("AddressConfirmation")]
    public async Task<IResult> ShowSideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "adresse/{token}")] HttpRequest request, string token)
    {
        if (await OpenAsync(token, request.HttpContext.RequestAborted) is not { } side) return await links.NotFoundAsync(request, token);
        return pages.Page<AddressSidePage>(new { View = side });
    }

    /// <summary>A mailbox confirms, or the old one stops the change. Pressing again shows what became of it.</summary>
    [Function("AddressConfirmationAnswer")]
    public async Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "adresse/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } view) return await links.NotFoundAsync(request, token);

        var (key, id) = (view.Dossier.Key, view.Id);
        switch ((await Forms.ReadAsync(request, cancellation)).Text(AnswerField))
        {
            case Confirm:
                await changes.ConfirmAsync(client, key, id, view.Side, Link.Doctor, cancellation: cancellation);
                break;
            case NotMe when view.Side == AddressSide.Old:
                await changes.CancelAsync(client, key, id, cancellation);
                break;
            default:
                break;
        }
        return SeeOther.To("/adresse/" + token);
    }

    /// <summary>The secretariat vouches for a doctor who has lost the old mailbox.</summary>
    [Function("AddressVouching")]
    public async Task<IResult> ShowVouchingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/adresse")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await staff.OpenAsync(token, cancellation) is var (visit, dossier, _)
            ? await VouchingAsync(visit, dossier, "", FormErrors.None, StatusCodes.Status200OK, cancellation)
            : await links.NotFoundAsync(request, token);
    }

    /// <summary>Confirms in the stead of the old mailbox, with a reason.</summary>
    [Function("AddressVouchingAnswer")]
    public async Task<IResult> VouchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/adresse")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await staff.OpenAsync(token, cancellation) is var (visit, dossier, _)
            ? await VouchAsync(client, visit, dossier, await Forms.ReadAsync(request, cancellation), cancellation)
            : await links.NotFoundAsync(request, token);
    }

    /// <summary>The secretariat vouches for a doctor who has lost the old mailbox, on the console.</summary>
    [Function("ConsoleAddressVouching")]
    public Task<IResult> ShowVouchingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/adresse")] HttpRequest request,
        string faculty,
        string dossier) =>
        dossierDesk.WithAsync(request, faculty, dossier, Vouching, view => VouchingAsync(
            StaffVisit.At(view), view.Dossier, "", FormErrors.None, StatusCodes.Status200OK, request.HttpContext.RequestAborted));

    /// <summary>Confirms in the stead of the old mailbox, with a reason, on the console.</summary>
    [Function("ConsoleAddressVouchingAnswer")]
    public Task<IResult> VouchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/adresse")] HttpRequest request,
        string faculty,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        dossierDesk.TakeAsync(request, faculty, dossier, Vouching, "/adresse", (view, form) =>
            VouchAsync(client, StaffVisit.At(view), view.Dossier, form, request.HttpContext.RequestAborted));

    /// <summary>Leads whoever telephones with the doctor to the doctor's own pages, in their stead.</summary>
    [Function("ConsoleDossierTelephone")]
    public Task<IResult> CompleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/telephone")] HttpRequest request,
        string faculty,
        string dossier) =>
        dossierDesk.WithAsync(request, faculty, dossier, Vouching, view =>
            Task.FromResult<IResult>(SeeOther.To(staff.AddressToComplete(view.Case.Person, view.Key))));

    private async Task<IResult> VouchAsync(
        DurableTaskClient client, StaffVisit visit, DossierRecord dossier, IFormCollection form, CancellationToken cancellation)
    {
        var (reason, id) = (form.Paragraph(AddressVouchingPage.ReasonField), form.Text(AddressVouchingPage.ChangeField));
        var errors = new FormErrors();
        if (reason.Length == 0)
            errors.Add(AddressVouchingPage.ReasonField, "Dites comment vous avez reconnu le médecin : cela reste dans l’historique.");
        if (reason.Length > AddressChanges.LongestReason)
            errors.Add(AddressVouchingPage.ReasonField, $"Ce texte ne peut pas dépasser {AddressChanges.LongestReason} caractères.");
        if (errors.Any) return await VouchingAsync(visit, dossier, reason, errors, StatusCodes.Status422UnprocessableEntity, cancellation);

        await changes.ConfirmAsync(client, dossier.Key, id, AddressSide.Old, visit.Person.Id, reason, cancellation);
        return SeeOther.To(visit.Address("/adresse"));
    }

    private async Task<AddressSideView?> OpenAsync(string token, CancellationToken cancellation)
    {
        if (signer.Read(token, time.GetUtcNow()) is not LinkReading.Valid({ Kind: LinkKind.AddressChange } link)) return null;
        Traces.IsAbout(link.Dossier);
        if (AddressChange.ReadMark(link.Assignment) is not var (side, id)) return null;
        if (await dossiers.FindAsync(link.Dossier, cancellation) is not { } dossier) return null;
        if (desk.FacultyOf(dossier) is not { } faculty) return null;
        var latest = await changes.FindAsync(dossier.Key, cancellation);
        return new AddressSideView(token, dossier, faculty, side, id, latest?.Id == id ? latest : null, time.GetUtcNow());
    }

    private async Task<IResult> PageAsync(
        OpenedDossier opened, string typed, FormErrors errors, int status, CancellationToken cancellation) =>
        pages.Page<AddressPage>(
            new
            {
                Opened = opened,
                Typed = typed,
                Errors = errors,
                Change = opened.Record.IsUnconfirmed ? null : await changes.FindAsync(opened.Key, cancellation),
                Now = time.GetUtcNow(),
            },
            status);

    private async Task<IResult> VouchingAsync(
        StaffVisit visit, DossierRecord dossier, string typed, FormErrors errors, int status, CancellationToken cancellation) =>
        pages.Page<AddressVouchingPage>(
            new
            {
                Visit = visit,
                Dossier = dossier,
                Typed = typed,
                Errors = errors,
                Change = await changes.FindAsync(dossier.Key, cancellation),
                Now = time.GetUtcNow(),
            },
            status);
}

/// <summary>What the page of one mailbox shows.</summary>
/// <param name="Token">The link's token.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Faculty">Its faculty as it stands today.</param>
/// <param name="Side">Which mailbox the link was sent to.</param>
/// <param name="Id">Which change the link is about.</param>
/// <param name="Change">The change; null where another took its place.</param>
/// <param name="Now">The moment.</param>
public sealed record AddressSideView(
    string Token, DossierRecord Dossier, Faculty Faculty, AddressSide Side, string Id, AddressChange? Change, DateTimeOffset Now)
{
    /// <summary>Whether this mailbox is asked.</summary>
    public bool IsAsked => Change is { } change && change.IsOpen(Now) && !change.IsConfirmed(Side);

    /// <summary>Whether the old mailbox may still stop it.</summary>
    public bool MayStop => Side == AddressSide.Old && Change is { } change && change.IsOpen(Now);
}
