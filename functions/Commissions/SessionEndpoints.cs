using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Visits;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Commissions;

/// <summary>
/// What a link to a session opens: the agenda, its dossiers with their documents, the forms of opinions and outcomes, the change
/// of day, the minutes. GET and HEAD change nothing.
/// </summary>
public sealed class SessionEndpoints(
    SessionDesk desk,
    SessionAnswers answers,
    DocumentBook documents,
    VisitBook visits,
    FacultyBook faculties,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>The session.</summary>
    [Function("SessionPage")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}")] HttpRequest request, string token) =>
        WithAsync(request, token, opened => Task.FromResult<IResult>(pages.Page<SessionPage>(new { Opened = opened })));

    /// <summary>Takes who is present.</summary>
    [Function("SessionPresence")]
    public Task<IResult> RecordPresenceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/presence")] HttpRequest request, string token) =>
        WithAsync(request, token, async opened =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            var errors = await answers.RecordPresenceAsync(opened, await Forms.ReadAsync(request, cancellation), cancellation);
            return errors.Any
                ? pages.Page<SessionPage>(new { Opened = opened, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
                : SeeOther.To(opened.Address());
        });

    /// <summary>The form that moves or cancels the session.</summary>
    [Function("SessionChange")]
    public Task<IResult> AskChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/changement")] HttpRequest request,
        string token) =>
        WithAsync(request, token, opened => Task.FromResult(answers.AskChange(opened)));

    /// <summary>Moves the session.</summary>
    [Function("SessionMove")]
    public Task<IResult> MoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/changement")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async opened => await answers.MoveAsync(
            client, opened, await Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted));

    /// <summary>Cancels the session.</summary>
    [Function("SessionCancellation")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/annulation")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async opened => await answers.CancelAsync(
            client, opened, await Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted));

    /// <summary>One dossier of the agenda.</summary>
    [Function("SessionDossier")]
    public Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}")] HttpRequest request,
        string token,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, dossier, (opened, item) => answers.ReadAsync(client, opened, item, request.HttpContext.RequestAborted));

    /// <summary>Takes a member's opinion.</summary>
    [Function("SessionOpinion")]
    public Task<IResult> GiveOpinionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/dossiers/{dossier}/avis")] HttpRequest request,
        string token,
        string dossier) =>
        WithAsync(request, token, dossier, async (opened, item) => await answers.GiveOpinionAsync(
            opened, item, await Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted));

    /// <summary>Takes the commission's outcome. Whoever comes second is shown the first.</summary>
    [Function("SessionOutcome")]
    public Task<IResult> RecordAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/dossiers/{dossier}/decision")] HttpRequest request,
        string token,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, dossier, async (opened, item) => await answers.RecordAsync(
            client, opened, item, await Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted));

    /// <summary>Shows or downloads (<c>?telecharger</c>) one document of a dossier of the agenda.</summary>
    [Function("SessionDocument")]
    public async Task<IResult> DocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}/pieces/{piece}")]
        HttpRequest request,
        string token,
        string dossier,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item) || item.Excludes(opened.Person))
            return await links.NotFoundAsync(request, token);
        if (await documents.FindHandedOverAsync(item.Dossier.Key, piece, cancellation) is not { } document)
            return await links.NotFoundAsync(request, token);

        var procedure = await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation);
        var label = procedure.Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece;
        return await StreamAsync(request, opened, item, document, label, cancellation);
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) one photo or paper of the report of a dossier's visit.</summary>
    [Function("SessionVisitDocument")]
    public async Task<IResult> VisitDocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}/visite/{piece}")]
        HttpRequest request,
        string token,
        string dossier,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item) || item.Excludes(opened.Person))
            return await links.NotFoundAsync(request, token);
        var visit = await visits.FindAsync(item.Dossier.Key, cancellation);
        return visit?.Documents.FirstOrDefault(known => known.Piece == piece) is { } document
            ? await StreamAsync(request, opened, item, document, "compte rendu de visite, " + document.Name, cancellation)
            : await links.NotFoundAsync(request, token);
    }

    private async Task<IResult> StreamAsync(
        HttpRequest request, SessionCase opened, AgendaItem item, Document document, string label, CancellationToken cancellation)
    {
        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            await journal.AppendAsync(
                new JournalEntry(item.Dossier.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.Person.Id, label), cancellation);
        }

        return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger"));
    }

    /// <summary>The minutes, once every outcome is recorded.</summary>
    [Function("SessionMinutesPage")]
    public Task<IResult> MinutesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/compte-rendu")] HttpRequest request,
        string token) =>
        WithAsync(request, token, opened => answers.MinutesAsync(request, opened, request.HttpContext.RequestAborted));

    private async Task<IResult> WithAsync(HttpRequest request, string token, Func<SessionCase, Task<IResult>> answer) =>
        await desk.OpenAsync(token, request.HttpContext.RequestAborted) is { } opened
            ? await answer(opened)
            : await links.NotFoundAsync(request, token);

    private async Task<IResult> WithAsync(
        HttpRequest request, string token, string dossier, Func<SessionCase, AgendaItem, Task<IResult>> answer) =>
        await FindAsync(token, dossier, request.HttpContext.RequestAborted) is var (opened, item)
            ? await answer(opened, item)
            : await links.NotFoundAsync(request, token);

    private async Task<(SessionCase Opened, AgendaItem Item)?> FindAsync(string token, string dossier, CancellationToken cancellation)
    {
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return null;
        return opened.Agenda.Items.LastOrDefault(item => item.Dossier.Key.Id == dossier) is { } found ? (opened, found) : null;
    }
}
