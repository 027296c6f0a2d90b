using Compagnon.Commissions;
using Compagnon.Journal;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>
/// What becomes of a session's list of proposals, wherever it is opened: at a link or on the console.
/// </summary>
public sealed class ProposalAnswers(
    ProposalBook proposals, DecisionEntry entry, JournalBook journal, PageRenderer pages, Problems problems)
{
    /// <summary>Whether the list opens to somebody who has opened the session, and there is one.</summary>
    public async Task<bool> HasListAsync(SessionCase opened, CancellationToken cancellation = default) =>
        ProposalBook.MayRead(opened.Person) && await proposals.HasAnyAsync(opened, cancellation);

    /// <summary>Says in the session's journal that the list was read or downloaded.</summary>
    public async Task NoteAsync(
        HttpRequest request, SessionCase opened, JournalFact fact, string detail, CancellationToken cancellation = default)
    {
        if (!HttpMethods.IsGet(request.Method)) return;
        await journal.AppendAsync(new JournalEntry(opened.Session.Key, opened.Now, fact, opened.Person.Id, detail), cancellation);
    }

    /// <summary>The list as a table.</summary>
    public async Task<IResult> TableAsync(HttpRequest request, SessionCase opened, CancellationToken cancellation = default)
    {
        var lines = await proposals.ListAsync(opened, cancellation);
        var name = $"propositions-{LocalDatePattern.Iso.Format(opened.Session.Date)}.csv";
        await NoteAsync(request, opened, JournalFact.ListDownloaded, name, cancellation);
        return new CsvResult(name, ProposalTable.Columns, lines.Select(ProposalTable.RowOf));
    }

    /// <summary>What would become of a filled table. Nothing is entered yet.</summary>
    public async Task<IResult> PreviewAsync(SessionCase opened, byte[] content, CancellationToken cancellation = default) =>
        await PageAsync(opened, await entry.PreviewAsync(opened, DecisionFile.Read(content), cancellation), cancellation);

    /// <summary>Enters what was shown.</summary>
    /// <param name="client">Tells the workflows.</param>
    /// <param name="opened">The session.</param>
    /// <param name="shown">What the form of the preview gives back.</param>
    /// <param name="cancellation">Cancels the reading; what was begun to be entered is entered to its end.</param>
    public async Task<IResult> EnterAsync(
        DurableTaskClient client, SessionCase opened, string shown, CancellationToken cancellation = default)
    {
        if (DecisionEntry.Read(shown) is not { } file) return problems.BadRequest();

        // Once it has begun, what was confirmed is entered to its end, even where nobody waits for the answer any more.
        var (before, after) = await entry.EnterAsync(client, opened, file, CancellationToken.None);
        return after.Mistakes.Count > 0 || after.Different.Count > 0
            ? await PageAsync(opened, after, cancellation)
            : SeeOther.To(opened.Address($"/liste?{ProposalEndpoints.EnteredField}={before.ToEnter.Count}"));
    }

    private async Task<PageResult> PageAsync(SessionCase opened, DecisionPreview preview, CancellationToken cancellation) =>
        pages.Page<DecisionPreviewPage>(
            new { Opened = opened, Preview = preview, Written = await DecisionEntry.WriteAsync(preview.ToEnter, cancellation) },
            preview.Mistakes.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
