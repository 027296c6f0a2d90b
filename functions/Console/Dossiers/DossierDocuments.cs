using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Consoles;

/// <summary>The documents of a dossier as bytes, for the viewer: streamed, shut in, and their reading in the journal.</summary>
public sealed class DossierDocuments(DossierDesk desk, DocumentBook documents, JournalBook journal, Problems problems, TimeProvider time)
{
    /// <summary>Shows or downloads (<c>?telecharger</c>) the document of a piece.</summary>
    [Function("ConsoleDossierDocument")]
    public Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/documents/{piece}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string piece) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (await documents.FindHandedOverAsync(view.Key, piece, cancellation) is not { } document) return problems.NotFound();

            var content = await documents.OpenReadAsync(document, cancellation);
            if (DocumentResult.BeginsReading(request))
            {
                await journal.AppendAsync(
                    new JournalEntry(
                        view.Key, time.GetUtcNow(), JournalFact.DocumentRead, view.Case.Person.Id, view.Procedure.LabelOf(piece)),
                    cancellation);
            }

            return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger")).InFrame();
        });
}
