using Compagnon.Consoles;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Commissions;

/// <summary>
/// What is said and done in a session, on the console: the same pages, words and answers as at the link of the mail, and so for those whom a
/// group of the directory brings and no link reaches.
/// </summary>
public sealed class SessionConsoleAnswers(
    ConsoleDesk console, SessionDesk desk, SessionViews views, SessionAnswers answers, PageRenderer pages, Problems problems)
{
    /// <summary>The hidden field that says which of a page's forms was sent, and its values.</summary>
    public const string ActField = "geste", Presence = "presence", Joining = "participation", Opinion = "avis", Outcome = "decision",
        Moving = "changement", Cancelling = "annulation";

    /// <summary>One dossier of the agenda: the opinions, the outcome.</summary>
    [Function("ConsoleSessionDossier")]
    public Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/dossiers/{dossier}")]
        HttpRequest request,
        string faculty,
        string id,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
            await desk.OpenAsync(visit, id, dossier, request.HttpContext.RequestAborted) is var (opened, item)
                ? await answers.ReadAsync(client, opened, item, request.HttpContext.RequestAborted)
                : problems.NotFound());

    /// <summary>Takes a member's opinion, or the commission's outcome. Whoever comes second is shown the first.</summary>
    [Function("ConsoleSessionDossierAnswer")]
    public Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/seances/{id}/dossiers/{dossier}")]
        HttpRequest request,
        string faculty,
        string id,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (await desk.OpenAsync(visit, id, dossier, cancellation) is not var (opened, item)) return problems.NotFound();
            return await console.TakeAsync(request, visit, opened.Address(item), async form => form.Text(ActField) switch
            {
                Opinion => await answers.GiveOpinionAsync(opened, item, form, cancellation),
                Outcome => await answers.RecordAsync(client, opened, item, form, cancellation),
                _ => SeeOther.To(opened.Address(item)),
            });
        });

    /// <summary>The form that moves or cancels the session.</summary>
    [Function("ConsoleSessionChange")]
    public Task<IResult> AskChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/changement")] HttpRequest request,
        string faculty,
        string id) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
            await views.FindAsync(visit, id, cancellation: request.HttpContext.RequestAborted) is { Opened: { } opened }
                ? answers.AskChange(opened)
                : problems.NotFound());

    /// <summary>Moves the session, or cancels it.</summary>
    [Function("ConsoleSessionChanged")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/seances/{id}/changement")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
        {
            // With its whole agenda: nobody moves a session that has just concluded something.
            var cancellation = request.HttpContext.RequestAborted;
            if (await desk.OpenAsync(visit, id, cancellation) is not { } opened) return problems.NotFound();
            return await console.TakeAsync(request, visit, opened.Address("/changement"), async form => form.Text(ActField) switch
            {
                Moving => await answers.MoveAsync(client, opened, form, cancellation),
                Cancelling => await answers.CancelAsync(client, opened, form, cancellation),
                _ => SeeOther.To(opened.Address()),
            });
        });

    /// <summary>The minutes.</summary>
    [Function("ConsoleSessionMinutes")]
    public Task<IResult> ReadMinutesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/compte-rendu")]
        HttpRequest request,
        string faculty,
        string id) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
            await desk.OpenAsSuchAsync(visit, id, request.HttpContext.RequestAborted) is { } opened
                ? await answers.MinutesAsync(request, opened, request.HttpContext.RequestAborted)
                : problems.NotFound());

    /// <summary>What happened to the session, for whoever organises it.</summary>
    [Function("ConsoleSessionHistory")]
    public Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/historique")] HttpRequest request,
        string faculty,
        string id) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
            await desk.OpenAsSuchAsync(visit, id, request.HttpContext.RequestAborted) is { } opened
            && Decisions.ProposalBook.MayRead(opened.Person)
                ? pages.Page<SessionHistoryPage>(new { Opened = opened })
                : problems.NotFound());
}
