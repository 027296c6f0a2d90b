using Compagnon.Assignments;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Consoles;

/// <summary>
/// What is asked on a dossier, answered on the console: the same forms, words and claim as at the link of the mail. And answered in the
/// stead of a colleague who is away.
/// </summary>
public sealed class DossierAnswers(
    DossierDesk desk, ConsoleDesk console, DepartmentAnswers answers, PageRenderer pages, Problems problems)
{
    /// <summary>Below the address of what is asked: the same form, for whoever answers in somebody's stead.</summary>
    public const string StandInPath = "/remplacement";

    /// <summary>What is asked, or what was answered.</summary>
    [Function("ConsoleDossierAnswer")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, assignment, async (view, opened) =>
            Page(view, await answers.ViewAsync(client, opened, null, request.HttpContext.RequestAborted)));

    /// <summary>Takes the answer. Whoever comes second is shown the first.</summary>
    [Function("ConsoleDossierAnswerGiven")]
    public Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, assignment, (view, opened) => TakeAsync(request, client, view, opened, null));

    /// <summary>The form for whoever answers in the stead of a colleague.</summary>
    [Function("ConsoleDossierStandIn")]
    public Task<IResult> ShowStandInAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/remplacement")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, assignment, async (view, opened) =>
            opened.Claim is not null ? SeeOther.To(opened.Place.Address)
            : StandIn.Find(opened.Assignment, view.Case.Person, view.Dossier, view.Case.Faculty) is not { } standIn ? problems.NotFound()
            : Page(view, await answers.ViewAsync(client, opened, standIn, request.HttpContext.RequestAborted)));

    /// <summary>Takes an answer that is given in the stead of a colleague.</summary>
    [Function("ConsoleDossierStandInGiven")]
    public Task<IResult> AnswerStandInAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/remplacement")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, assignment, async (view, opened) =>
            StandIn.Find(opened.Assignment, view.Case.Person, view.Dossier, view.Case.Faculty) is { } standIn
                ? await TakeAsync(request, client, view, opened, standIn)
                : problems.NotFound());

    private Task<IResult> TakeAsync(
        HttpRequest request, DurableTaskClient client, DossierView view, DepartmentCase opened, StandIn? standIn) =>
        console.TakeAsync(request, view.Case, opened.Place.Address + (standIn is null ? "" : StandInPath), async form =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            var asked = await answers.ViewAsync(client, opened, standIn, cancellation);
            return await answers.AnswerAsync(client, asked, DepartmentAnswer.From(form), cancellation) is { } wrong
                ? Page(view, wrong, StatusCodes.Status422UnprocessableEntity)
                : SeeOther.To(opened.Place.Address);
        });

    private PageResult Page(DossierView view, DepartmentView asked, int status = StatusCodes.Status200OK) =>
        pages.Page<DossierAnswerPage>(new { View = view, Asked = asked }, status);

    private Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, string assignment, Func<DossierView, DepartmentCase, Task<IResult>> answer) =>
        desk.WithAsync(request, faculty, dossier, assignment, (view, opened) =>
            answers.Takes(opened.Assignment.Kind) ? answer(view, opened) : Task.FromResult<IResult>(problems.NotFound()));
}
