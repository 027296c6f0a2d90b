using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Dossiers;

/// <summary>One piece of the dossier: depositing its document, replacing it, removing it, reading it back.</summary>
public sealed class PieceEndpoints(
    DoctorDesk desk,
    DocumentBook documents,
    UnfinishedDocuments unfinished,
    Outstanding outstanding,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>What parts and their headers may add to the document itself.</summary>
    private const long Wrapping = 64 * 1024;

    /// <summary>The piece, with its document and the field for another.</summary>
    [Function("Piece")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Piece(piece) is not { } known) return problems.NotFound();
        if (await desk.RoundOfAsync(opened, piece, cancellation) is not { } round) return SeeOther.To(opened.Address());
        return await PageAsync(opened, known, round, FormErrors.None, StatusCodes.Status200OK, cancellation);
    }

    /// <summary>
    /// Takes a document, or several photos that become one. What is too large or of a wrong kind is not read to its end.
    /// </summary>
    [Function("PieceDeposit")]
    public async Task<IResult> DepositAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Piece(piece) is not { } known) return problems.NotFound();
        if (await desk.RoundOfAsync(opened, piece, cancellation) is not { } round) return SeeOther.To(opened.Address());

        switch (await TakeAsync(request, opened, piece, round, cancellation))
        {
            case Deposit.Stored stored:
                var fact = stored.Replaced is null ? JournalFact.DocumentAdded : JournalFact.DocumentReplaced;
                // It is stored: its line is written even where nobody waits for the answer any more.
                await journal.AppendAsync(
                    new JournalEntry(opened.Key, stored.Document.At, fact, opened.By, known.Label), CancellationToken.None);
                return SeeOther.To(opened.Address($"?depose={Uri.EscapeDataString(piece)}"));
            case Deposit.Refused refused:
                return await PageAsync(
                    opened,
                    known,
                    round,
                    new FormErrors().Add(PiecePage.FileField, refused.Message),
                    StatusOf(refused.Reason),
                    cancellation);
            default:
                return await PageAsync(
                    opened,
                    known,
                    round,
                    new FormErrors().Add(PiecePage.FileField, "Choisissez un fichier."),
                    StatusCodes.Status422UnprocessableEntity,
                    cancellation);
        }
    }

    /// <summary>Removes the document, as long as nobody has looked at it.</summary>
    [Function("PieceRemoval")]
    public async Task<IResult> RemoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/pieces/{piece}/suppression")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Piece(piece) is null) return problems.NotFound();

        if (await desk.RoundOfAsync(opened, piece, cancellation) is { } round
            && await documents.RemoveAsync(opened.Key, piece, round, cancellation, opened.By) is { Document.Change: var change })
        {
            await unfinished.FinishAsync(opened.Key, change, CancellationToken.None);
            await outstanding.DoneAsync(OutstandingKind.Document, opened.Key, change, CancellationToken.None);
        }
        return SeeOther.To(opened.Address());
    }

    /// <summary>The document itself.</summary>
    [Function("PieceDocument")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/pieces/{piece}/document")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Piece(piece) is not { } known || await documents.FindAsync(opened.Key, piece, cancellation) is not { } document)
            return problems.NotFound();

        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
            await journal.AppendAsync(
                new JournalEntry(opened.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.By, known.Label), cancellation);
        return new DocumentResult(document, content, asAttachment: true);
    }

    /// <returns>What became of it; null where no file was chosen.</returns>
    private async Task<Deposit?> TakeAsync(
        HttpRequest request, OpenedDossier opened, string piece, string round, CancellationToken cancellation)
    {
        const long Largest = DocumentPhotos.LargestTogether + Wrapping;
        if (request.ContentLength > Largest) return DocumentIntake.TooLargeTogether;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Largest;

        await using var intake = new DocumentIntake();
        var refused = await Upload.FilesAsync(
            request, PiecePage.FileField, (name, content) => intake.TakeAsync(name, content, cancellation), cancellation);
        if (refused is not null) return refused;
        return intake.Finish() is { } document
            ? await documents.StoreAsync(opened.Key, piece, round, document.Name, document.Content, cancellation, opened.By)
            : null;
    }

    private async Task<IResult> PageAsync(
        OpenedDossier opened, Piece piece, string round, FormErrors errors, int status, CancellationToken cancellation) =>
        pages.Page<PiecePage>(
            new
            {
                Opened = opened,
                Piece = piece,
                Document = await documents.FindAsync(opened.Key, piece.Id, cancellation),
                Round = round,
                Errors = errors,
            },
            status);

    private static int StatusOf(DepositRefusal reason) => reason switch
    {
        DepositRefusal.TooLarge or DepositRefusal.TooMany or DepositRefusal.DossierFull => StatusCodes.Status413PayloadTooLarge,
        DepositRefusal.Sealed => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
