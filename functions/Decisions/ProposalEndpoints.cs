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

namespace Compagnon.Decisions;

/// <summary>
/// The list of a session's proposals to another authority, as a page that prints and as a table; and the table as it comes back, filled in.
/// </summary>
public sealed class ProposalEndpoints(
    SessionDesk desk, ProposalBook proposals, ProposalAnswers answers, LinkPages links, PageRenderer pages)
{
    /// <summary>Names of the forms' fields, and of what an address says of a number of decisions that were just entered.</summary>
    public const string FileField = "fichier", DecisionsField = "decisions", EnteredField = "saisies";

    /// <summary>What is said of a file that is too large.</summary>
    internal const string TooLarge = "Ce fichier est trop volumineux : 1 Mo au plus.";

    // What a form's parts and their headers may add to the file itself.
    private const int Wrapping = 64 * 1024;

    /// <summary>The list.</summary>
    [Function("ProposalList")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/liste")] HttpRequest request, string token) =>
        WithAsync(request, token, async opened =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            await answers.NoteAsync(request, opened, JournalFact.ListRead, "", cancellation);
            _ = int.TryParse(request.Query[EnteredField], out var entered);
            return await ListAsync(opened, FormErrors.None, StatusCodes.Status200OK, cancellation, entered);
        });

    /// <summary>The list as a table.</summary>
    [Function("ProposalTable")]
    public Task<IResult> TableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/liste.csv")] HttpRequest request, string token) =>
        WithAsync(request, token, opened => answers.TableAsync(request, opened, request.HttpContext.RequestAborted));

    /// <summary>Takes a filled table and shows what would become of it. Nothing is entered yet.</summary>
    [Function("ProposalTableUpload")]
    public Task<IResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/liste")] HttpRequest request, string token) =>
        WithAsync(request, token, async opened =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (!opened.Person.Has(StaffRole.Secretariat)) return SeeOther.To(opened.Address("/liste"));

            var (content, refused) = await ReadAsync(request, cancellation);
            return content is not null
                ? await answers.PreviewAsync(opened, content, cancellation)
                : await ListAsync(
                    opened,
                    new FormErrors().Add(FileField, refused ?? "Choisissez un fichier."),
                    refused is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status413PayloadTooLarge,
                    cancellation);
        });

    /// <summary>Enters what was shown.</summary>
    [Function("ProposalDecisions")]
    public Task<IResult> EnterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/liste/decisions")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, token, async opened =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (!opened.Person.Has(StaffRole.Secretariat)) return SeeOther.To(opened.Address("/liste"));

            var form = await Forms.ReadLargeAsync(request, DecisionEntry.Longest + Wrapping, cancellation);
            return await answers.EnterAsync(client, opened, form.Text(DecisionsField), cancellation);
        });

    private async Task<IResult> WithAsync(HttpRequest request, string token, Func<SessionCase, Task<IResult>> answer)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await desk.OpenAsync(token, cancellation) is { } opened && await answers.HasListAsync(opened, cancellation)
            ? await answer(opened)
            : await links.NotFoundAsync(request, token);
    }

    private async Task<IResult> ListAsync(
        SessionCase opened, FormErrors errors, int status, CancellationToken cancellation, int entered = 0) =>
        pages.Page<ProposalListPage>(
            new { Opened = opened, Lines = await proposals.ListAsync(opened, cancellation), Errors = errors, Entered = entered }, status);

    /// <returns>The file; or why it is not taken; or neither where none was chosen.</returns>
    private static async Task<(byte[]? Content, string? Refused)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
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
