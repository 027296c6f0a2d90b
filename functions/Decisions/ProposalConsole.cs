using Compagnon.Commissions;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Decisions;

/// <summary>The list of a session's proposals on the console: the same table goes out and comes back as at the link of the mail.</summary>
public sealed class ProposalConsole(
    ConsoleDesk console, SessionDesk desk, SessionViews views, ProposalAnswers answers, PageRenderer pages, Problems problems)
{
    // What a form's parts and their headers may add to what they hold.
    private const int Wrapping = 64 * 1024;

    private const string Confirming = "decisions";

    /// <summary>The list.</summary>
    [Function("ConsoleProposalList")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/liste")] HttpRequest request,
        string faculty,
        string id) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            // What was put off proposes nothing; and the reading is noted, which is a request too.
            if (await views.FindAsync(visit, id, withPutOff: false, cancellation: cancellation) is not { HasProposals: true } view)
                return problems.NotFound();

            await answers.NoteAsync(request, view.Opened!, JournalFact.ListRead, "", cancellation);
            _ = int.TryParse(request.Query[ProposalEndpoints.EnteredField], out var entered);
            return pages.Page<ProposalOverviewPage>(new { View = view, Asked = request.Query.Page(), Entered = entered });
        });

    /// <summary>The list as a table.</summary>
    [Function("ConsoleProposalTable")]
    public Task<IResult> TableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/liste.csv")] HttpRequest request,
        string faculty,
        string id) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit => await OpenAsync(visit, id, request.HttpContext.RequestAborted) is { } opened
            ? await answers.TableAsync(request, opened, request.HttpContext.RequestAborted)
            : problems.NotFound());

    /// <summary>Takes a filled table and shows what would become of it; or enters what was shown.</summary>
    [Function("ConsoleProposalDecisions")]
    public Task<IResult> TakeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/seances/{id}/liste")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client) =>
        console.WithAsync(request, faculty, SessionConsole.Page, async visit =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (await OpenAsync(visit, id, cancellation) is not { } opened) return problems.NotFound();

            IFormCollection form;
            try
            {
                form = await Forms.ReadLargeAsync(request, DecisionEntry.Longest + Wrapping, cancellation);
            }
            catch (RequestRefusedException refused) when (refused.Status == StatusCodes.Status413PayloadTooLarge)
            {
                return await WrongAsync(visit, id, ProposalEndpoints.TooLarge, refused.Status, cancellation);
            }

            if (!console.IsOurs(form.Text(FormTokens.FieldName), request, visit)) return problems.FormExpired(opened.Address("/liste"));
            if (!opened.Person.Has(StaffRole.Secretariat)) return SeeOther.To(opened.Address("/liste"));
            if (form.Text(SessionConsoleAnswers.ActField) == Confirming)
                return await answers.EnterAsync(client, opened, form.Text(ProposalEndpoints.DecisionsField), cancellation);

            if (form.Files.GetFile(ProposalEndpoints.FileField) is not { Length: > 0 } file)
                return await WrongAsync(visit, id, "Choisissez un fichier.", StatusCodes.Status422UnprocessableEntity, cancellation);
            if (file.Length > DecisionFile.Largest)
                return await WrongAsync(visit, id, ProposalEndpoints.TooLarge, StatusCodes.Status413PayloadTooLarge, cancellation);

            using var kept = new MemoryStream((int)file.Length);
            await file.CopyToAsync(kept, cancellation);
            return await answers.PreviewAsync(opened, kept.ToArray(), cancellation);
        });

    private async Task<IResult> WrongAsync(ConsoleCase visit, string id, string mistake, int status, CancellationToken cancellation) =>
        await views.FindAsync(visit, id, cancellation: cancellation) is { Opened: not null } view
            ? pages.Page<ProposalOverviewPage>(
                new { View = view, Errors = new FormErrors().Add(ProposalEndpoints.FileField, mistake) }, status)
            : problems.NotFound();

    private async Task<SessionCase?> OpenAsync(ConsoleCase visit, string id, CancellationToken cancellation) =>
        ProposalBook.MayRead(visit.Person) && await desk.OpenAsync(visit, id, cancellation) is { } opened
        && await answers.HasListAsync(opened, cancellation) ? opened : null;
}
