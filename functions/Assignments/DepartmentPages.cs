using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Assignments;

/// <summary>
/// The pages that a link in a mail opens to somebody of the department: the dossier, its documents, and the form of a review or a decision.
/// GET and HEAD change nothing; the form's button answers.
/// </summary>
public sealed class DepartmentPages(
    DepartmentDesk department,
    DepartmentAnswers answers,
    LinkPages links,
    PageRenderer pages,
    DocumentBook documents,
    JournalBook journal,
    TimeProvider time)
{
    /// <summary>Shows the page.</summary>
    [Function("DepartmentPage")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        return Page(token, await answers.ViewAsync(client, opened, null, cancellation));
    }

    /// <summary>Takes the answer. Whoever comes second is shown the first.</summary>
    [Function("DepartmentAnswer")]
    public async Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);

        var view = await answers.ViewAsync(client, opened, null, cancellation);
        var typed = view.CanAnswer ? await ReadAsync(request, cancellation) : DepartmentAnswer.Nothing;
        return await answers.AnswerAsync(client, view, typed, cancellation) is { } wrong
            ? Page(token, wrong, StatusCodes.Status422UnprocessableEntity)
            : SeeOther.To(opened.Place.Address);
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) one document of the dossier.</summary>
    [Function("DepartmentDocument")]
    public async Task<IResult> DocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await documents.FindHandedOverAsync(opened.Dossier.Key, piece, cancellation) is not { } document)
            return await links.NotFoundAsync(request, token);

        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            await journal.AppendAsync(
                new JournalEntry(
                    opened.Dossier.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.Person.Id, opened.Procedure.LabelOf(piece)),
                cancellation);
        }

        return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger"));
    }

    private PageResult Page(string token, DepartmentView view, int status = StatusCodes.Status200OK) =>
        pages.Page<DepartmentPage>(new { View = view, Token = token }, status);

    private async Task<DepartmentCase?> OpenAsync(string token, CancellationToken cancellation) =>
        await department.OpenAsync(token, cancellation) is { } opened && answers.Takes(opened.Assignment.Kind) ? opened : null;

    // What cannot be read as a form says nothing, and the page asks again.
    private static async Task<DepartmentAnswer> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return DepartmentAnswer.From(await Forms.ReadAsync(request, cancellation));
        }
        catch (RequestRefusedException refused) when (refused.Status != StatusCodes.Status413PayloadTooLarge)
        {
            return DepartmentAnswer.Nothing;
        }
    }
}
