using System.Security.Cryptography;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Storage;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compagnon.Visits;

/// <summary>The draft and the documents of a visit's report, for whoever opened its assignment: at a link or on the console.</summary>
public sealed class VisitReports(
    VisitBook visits,
    VisitDrafts drafts,
    DocumentBook documents,
    Outstanding outstanding,
    JournalBook journal,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>How many documents a report can have.</summary>
    public const int MostDocuments = 12;

    /// <summary>The addresses below the assignment's.</summary>
    public const string DraftPath = "/visite/brouillon", DocumentsPath = "/visite/pieces", RemovalPath = "/suppression";

    private const long Largest = DocumentPhotos.LargestTogether + (64 * 1024);

    /// <summary>Keeps what was typed of a report, and leads on to its documents where that was asked for.</summary>
    public async Task<IResult> KeepAsync(DepartmentCase opened, IFormCollection form, CancellationToken cancellation = default)
    {
        if (!IsWriting(opened)) return SeeOther.To(opened.Place.Address);

        var report = VisitReport.From(name => form.Paragraph(name));
        // The form itself says what is too long; a browser that keeps to the fields' lengths never gets here.
        if (report.CheckDraft().Any) throw new RequestRefusedException(400, "Expected parts of a report that are not longer than their fields.");

        await drafts.KeepAsync(opened.Dossier.Key, opened.Assignment.Stage, report, cancellation);
        return SeeOther.To(opened.Place.Address + (form.Text("suite") == "pieces" ? DocumentsPath : ""));
    }

    /// <summary>The documents of a report that is being written.</summary>
    public async Task<IResult> ListAsync(DepartmentCase opened, CancellationToken cancellation = default) => IsWriting(opened)
        ? await PageAsync(opened, FormErrors.None, StatusCodes.Status200OK, cancellation)
        : SeeOther.To(opened.Place.Address);

    /// <summary>Takes documents. They are streamed into storage; what is too large or of a wrong kind is not read to its end.</summary>
    /// <param name="request">The form with the files.</param>
    /// <param name="opened">The assignment.</param>
    /// <param name="isOurs">Says whether a form's token is good; null where the address is secret itself.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="RequestRefusedException">The form's token is not good (403).</exception>
    public async Task<IResult> DepositAsync(
        HttpRequest request, DepartmentCase opened, Func<string, bool>? isOurs, CancellationToken cancellation = default)
    {
        if (!IsWriting(opened)) return SeeOther.To(opened.Place.Address);

        if (request.ContentLength > Largest) return await RefusedAsync(DocumentIntake.TooLargeTogether.Message, StatusCodes.Status413PayloadTooLarge);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Largest;

        // Each file is a document of its own: photos of a place are no pages of a paper.
        var count = (await visits.ListDocumentsAsync(opened.Dossier.Key, opened.Assignment.Stage, cancellation)).Count;
        var before = count;
        var refusal = await Upload.FilesAsync<Deposit.Refused>(
            request, PiecePage.FileField, async (name, content) => await StoreAsync(opened, count++, name, content, cancellation), cancellation, isOurs);
        return refusal switch
        {
            null when count > before => SeeOther.To(opened.Place.Address + DocumentsPath),
            Deposit.Refused { Reason: DepositRefusal.Sealed } => SeeOther.To(opened.Place.Address),
            Deposit.Refused { Reason: DepositRefusal.TooLarge or DepositRefusal.DossierFull } refused =>
                await RefusedAsync(refused.Message, StatusCodes.Status413PayloadTooLarge),
            Deposit.Refused refused => await RefusedAsync(refused.Message, StatusCodes.Status422UnprocessableEntity),
            _ => await RefusedAsync("Choisissez un fichier.", StatusCodes.Status422UnprocessableEntity),
        };

        Task<IResult> RefusedAsync(string message, int status) =>
            PageAsync(opened, new FormErrors().Add(PiecePage.FileField, message), status, cancellation);
    }

    /// <summary>Removes a document while the report is being written.</summary>
    public async Task<IResult> RemoveAsync(DepartmentCase opened, string piece, CancellationToken cancellation = default)
    {
        if (!IsWriting(opened)) return SeeOther.To(opened.Place.Address);

        var shelf = VisitBook.ShelfOf(opened.Dossier.Key, opened.Assignment.Stage);
        if (await documents.FindAsync(shelf, piece, cancellation) is not null
            && await documents.RemoveAsync(shelf, piece, Rounds.Draft, cancellation) is { Document.Change: var change })
        {
            // Nobody but its author has seen it: no journal has a line of it.
            await documents.ForgetRemovalAsync(shelf, change, CancellationToken.None);
            await documents.RemoveUnnamedAsync(shelf, change, CancellationToken.None);
            await outstanding.DoneAsync(OutstandingKind.Document, shelf, change, CancellationToken.None);
        }

        return SeeOther.To(opened.Place.Address + DocumentsPath);
    }

    /// <summary>
    /// A document of a report, shown or downloaded (<c>?telecharger</c>): to its visitors, and to all once the report stands; null for
    /// whoever may not read it, and where there is none.
    /// </summary>
    public async Task<DocumentResult?> ReadAsync(
        HttpRequest request, VisitStatus status, StaffMember person, string piece, CancellationToken cancellation = default)
    {
        if (status.Ended is null && !status.Visitors.Contains(person.Id)) return null;
        if (await documents.FindAsync(VisitBook.ShelfOf(status.Dossier, status.Stage.Id), piece, cancellation) is not { } document) return null;

        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            await journal.AppendAsync(
                new JournalEntry(status.Dossier, time.GetUtcNow(), JournalFact.DocumentRead, person.Id, "document de la visite"), cancellation);
        }

        return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger"));
    }

    private async Task<Deposit.Refused?> StoreAsync(
        DepartmentCase opened, int count, string name, Stream content, CancellationToken cancellation)
    {
        if (count >= MostDocuments)
            return new Deposit.Refused(DepositRefusal.DossierFull, $"Un compte rendu a {MostDocuments} documents au plus : les suivants ne sont pas joints.");

        var piece = "visite-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var shelf = VisitBook.ShelfOf(opened.Dossier.Key, opened.Assignment.Stage);
        return await documents.StoreAsync(shelf, piece, Rounds.Draft, name, content, cancellation) as Deposit.Refused;
    }

    private static bool IsWriting(DepartmentCase opened) => opened is { Assignment.Kind: AssignmentKind.VisitReport, Claim: null }
        && AssignmentKinds.MayAnswer(opened.Assignment, opened.Person);

    private async Task<IResult> PageAsync(DepartmentCase opened, FormErrors errors, int status, CancellationToken cancellation) =>
        pages.Page<VisitDocumentsPage>(
            new
            {
                opened.Faculty,
                opened.Place,
                Documents = await visits.ListDocumentsAsync(opened.Dossier.Key, opened.Assignment.Stage, cancellation),
                Errors = errors,
            },
            status);
}
