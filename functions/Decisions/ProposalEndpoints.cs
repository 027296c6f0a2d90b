using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>
/// The list of a session's proposals to another authority, as a page that prints and as a table; and the table as it comes back, filled in.
/// </summary>
public sealed class ProposalEndpoints(
    SessionDesk desk,
    ProposalBook proposals,
    DecisionEntry entry,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    Problems problems)
{
    /// <summary>Names of the forms' fields, and of what an address says of a number of decisions that were just entered.</summary>
    public const string FileField = "fichier", DecisionsField = "decisions", EnteredField = "saisies";

    // What a form's parts and their headers may add to the file itself.
    private const int Wrapping = 64 * 1024;

    /// <summary>The list.</summary>
    [Function("ProposalList")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/liste")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);

        await NoteAsync(request, opened, JournalFact.ListRead, "", cancellation);
        _ = int.TryParse(request.Query[EnteredField], out var entered);
        return await ListAsync(opened, FormErrors.None, StatusCodes.Status200OK, cancellation, entered);
    }

    /// <summary>The list as a table.</summary>
    [Function("ProposalTable")]
    public async Task<IResult> TableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/liste.csv")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);

        var lines = await proposals.ListAsync(opened, cancellation);
        var name = $"propositions-{LocalDatePattern.Iso.Format(opened.Session.Date)}.csv";
        await NoteAsync(request, opened, JournalFact.ListDownloaded, name, cancellation);
        return new CsvResult(name, ProposalTable.Columns, lines.Select(ProposalTable.RowOf));
    }

    /// <summary>Takes a filled table and shows what would become of it. Nothing is entered yet.</summary>
    [Function("ProposalTableUpload")]
    public async Task<IResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/liste")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!opened.Person.Has(StaffRole.Secretariat)) return SeeOther.To(opened.Address("/liste"));

        var (content, refused) = await ReadAsync(request, cancellation);
        if (content is null)
        {
            return await ListAsync(
                opened,
                new FormErrors().Add(FileField, refused ?? "Choisissez un fichier."),
                refused is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status413PayloadTooLarge,
                cancellation);
        }

        return await PreviewAsync(opened, await entry.PreviewAsync(opened, DecisionFile.Read(content), cancellation), cancellation);
    }

    /// <summary>Enters what was shown.</summary>
    [Function("ProposalDecisions")]
    public async Task<IResult> EnterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/liste/decisions")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!opened.Person.Has(StaffRole.Secretariat)) return SeeOther.To(opened.Address("/liste"));

        var form = await Forms.ReadLargeAsync(request, DecisionEntry.Longest + Wrapping, cancellation);
        if (DecisionEntry.Read(form.Text(DecisionsField)) is not { } file) return problems.BadRequest();

        // Once it has begun, what was confirmed is entered to its end, even where nobody waits for the answer any more.
        var (before, after) = await entry.EnterAsync(client, opened, file, CancellationToken.None);
        return after.Mistakes.Count > 0 || after.Different.Count > 0
            ? await PreviewAsync(opened, after, cancellation)
            : SeeOther.To(opened.Address($"/liste?{EnteredField}={before.ToEnter.Count}"));
    }

    private async Task NoteAsync(
        HttpRequest request, SessionCase opened, JournalFact fact, string detail, CancellationToken cancellation)
    {
        if (!HttpMethods.IsGet(request.Method)) return;
        await journal.AppendAsync(new JournalEntry(opened.Session.Key, opened.Now, fact, opened.Person.Id, detail), cancellation);
    }

    private async Task<SessionCase?> OpenAsync(string token, CancellationToken cancellation) =>
        await desk.OpenAsync(token, cancellation) is { } opened
        && ProposalBook.MayRead(opened.Person)
        && await proposals.HasAnyAsync(opened, cancellation)
            ? opened
            : null;

    private async Task<IResult> ListAsync(
        SessionCase opened, FormErrors errors, int status, CancellationToken cancellation, int entered = 0) =>
        pages.Page<ProposalListPage>(
            new { Opened = opened, Lines = await proposals.ListAsync(opened, cancellation), Errors = errors, Entered = entered }, status);

    private async Task<IResult> PreviewAsync(SessionCase opened, DecisionPreview preview, CancellationToken cancellation) =>
        pages.Page<DecisionPreviewPage>(
            new { Opened = opened, Preview = preview, Written = await DecisionEntry.WriteAsync(preview.ToEnter, cancellation) },
            preview.Mistakes.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    /// <returns>The file; or why it is not taken; or neither where none was chosen.</returns>
    private static async Task<(byte[]? Content, string? Refused)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        const string TooLarge = "Ce fichier est trop volumineux : 1 Mo au plus.";
        if (request.ContentLength > DecisionFile.Largest + Wrapping) return (null, TooLarge);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = DecisionFile.Largest + Wrapping;

        byte[]? content = null;
        try
        {
            var refused = await Upload.FilesAsync(
                request,
                FileField,
                async (_, part) =>
                {
                    using var kept = new MemoryStream();
                    var buffer = new byte[16 * 1024];
                    while (await part.ReadAsync(buffer, cancellation) is > 0 and var read)
                    {
                        kept.Write(buffer, 0, read);
                        if (kept.Length > DecisionFile.Largest) return TooLarge;
                    }

                    content = kept.ToArray();
                    return null;
                },
                cancellation);
            return refused is null ? (content, null) : (null, refused);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge);
        }
    }
}
