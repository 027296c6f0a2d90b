using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Renewals;

/// <summary>A doctor who does not want a renewal, and one who comes back to it. GET and HEAD change nothing.</summary>
public sealed class RenewalEndpoints(DoctorDesk desk, RenewalDesk renewals, RenewalBook book, LinkPages links, PageRenderer pages)
{
    /// <summary>Below a dossier's address: where its renewal is declined.</summary>
    public const string DeclinePath = "/sans-renouvellement";

    /// <summary>Below a dossier's address: where that is taken back.</summary>
    public const string ResumePath = "/renouvellement";

    /// <summary>Asks why.</summary>
    [Function("RenewalDecline")]
    public async Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}" + DeclinePath)] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        // Handed over, it is withdrawn on its own page; declined already, the dossier's page says so.
        if (!IsDraft(opened) || await book.FindDeclinedAsync(opened.Record, cancellation) is not null) return SeeOther.To(opened.Address());
        return pages.Page<RenewalDeclinePage>(new { Opened = opened });
    }

    /// <summary>Notes that the renewal is not wanted. Pressing again shows that it is noted.</summary>
    [Function("RenewalDeclineAnswer")]
    public async Task<IResult> DeclineAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}" + DeclinePath)] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!IsDraft(opened)) return SeeOther.To(opened.Address());

        var typed = DeclineForm.From(await Forms.ReadAsync(request, cancellation));
        if (typed.Check() is { Any: true } errors)
        {
            return pages.Page<RenewalDeclinePage>(
                new { Opened = opened, Typed = typed, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        await renewals.DeclineAsync(client, opened.Record, typed.Text, CancellationToken.None);
        return SeeOther.To(opened.Address());
    }

    /// <summary>Takes it back. Pressing again shows the draft.</summary>
    [Function("RenewalResumption")]
    public async Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}" + ResumePath)] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await book.FindDeclinedAsync(opened.Record, cancellation) is not null)
            await renewals.ResumeAsync(client, opened.Record, CancellationToken.None);
        return SeeOther.To(opened.Address());
    }

    private static bool IsDraft(OpenedDossier opened) =>
        opened is { Acting: null, Record: { IsRenewal: true, State: DossierState.Draft } };
}
