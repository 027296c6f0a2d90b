using System.Security.Cryptography;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Visits;

/// <summary>
/// What a visit has beside the department's forms: the doctor's page, and the draft and the documents of a report. GET and HEAD change nothing.
/// </summary>
public sealed class VisitEndpoints(
    DoctorDesk doctors,
    DepartmentDesk department,
    AssignmentDesk assignments,
    VisitBook visits,
    VisitDrafts drafts,
    DocumentBook documents,
    Outstanding outstanding,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>How many documents a report can have.</summary>
    public const int MostDocuments = 12;

    /// <summary>Names of the fields of the doctor's page, and the answer that none of the dates will do.</summary>
    public const string StepField = "etape", SlotField = "date", None = "aucune";

    private const long Largest = DocumentPhotos.LargestTogether + (64 * 1024);

    /// <summary>Where the visit stands, for its doctor, and what is asked of them.</summary>
    [Function("DoctorVisit")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/visite")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await visits.FindStatusAsync(opened.Key, cancellation) is not { } status || opened.Record.IsFinal) return SeeOther.To(opened.Address());

        // Whoever looks makes up for a crash between an answer and its event.
        if (status.Steps.LastOrDefault(step => step.Claim is not null && step.Assignment.Assignees.Contains(Link.Doctor)) is { } last)
            await assignments.CatchUpAsync(client, opened.Key, last.Assignment.Id, cancellation);
        return Page(opened, status, "", "", FormErrors.None);
    }

    /// <summary>Takes the doctor's choice of a date, or the wish for another one. Pressing again shows where the visit stands.</summary>
    [Function("DoctorVisitAnswer")]
    public async Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/visite")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await visits.FindStatusAsync(opened.Key, cancellation) is not { } status || opened.Record.IsFinal) return SeeOther.To(opened.Address());

        var form = await Forms.ReadAsync(request, cancellation);
        var (picked, word) = (form.Text(SlotField), form.Paragraph(DepartmentAnswer.WordField));
        // A page that was left open asks for what is over: the page as it stands says what holds.
        if (status.OpenFor(Link.Doctor) is not { } asked || asked.Id != form.Text(StepField)) return SeeOther.To(opened.Address("/visite"));

        var errors = asked.Kind == AssignmentKind.VisitSlot ? CheckSlot(status, picked, word) : VisitAppointmentForm.CheckMove(Choices.Declined, word);
        if (errors.Any) return Page(opened, status, picked, word, errors);

        var isPicked = asked.Kind == AssignmentKind.VisitSlot && picked != None;
        await assignments.ClaimAsync(
            asked,
            new Claim(
                opened.Key,
                asked.Id,
                isPicked ? Choices.Done : Choices.Declined,
                [],
                word,
                opened.By,
                time.GetUtcNow(),
                isPicked ? new Dictionary<string, string> { [VisitData.Slot] = picked } : null),
            cancellation);
        await assignments.RaiseAsync(client, opened.Key, asked.Id, cancellation);
        return SeeOther.To(opened.Address("/visite"));
    }

    /// <summary>Keeps what was typed of a report, and goes on to its documents where that was asked for.</summary>
    [Function("VisitDraft")]
    public async Task<IResult> KeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/brouillon")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await department.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!await IsWritingAsync(opened, cancellation)) return SeeOther.To("/demande/" + token);

        var form = await Forms.ReadAsync(request, cancellation);
        var report = VisitReport.From(name => form.Paragraph(name));
        // The form itself says what is too long; a browser that keeps to the fields' lengths never gets here.
        if (report.CheckDraft().Any) throw new RequestRefusedException(400, "Expected parts of a report that are not longer than their fields.");

        await drafts.KeepAsync(opened.Dossier.Key, opened.Assignment.Stage, report, cancellation);
        return SeeOther.To(form.Text("suite") == "pieces" ? $"/demande/{token}/visite/pieces" : "/demande/" + token);
    }

    /// <summary>The documents of a report that is being written.</summary>
    [Function("VisitDocuments")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/visite/pieces")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await department.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        return await IsWritingAsync(opened, cancellation)
            ? await DocumentsAsync(opened, token, FormErrors.None, StatusCodes.Status200OK, cancellation)
            : SeeOther.To("/demande/" + token);
    }

    /// <summary>Takes a document. It is streamed into storage; what is too large or of a wrong kind is not read to its end.</summary>
    [Function("VisitDocumentDeposit")]
    public async Task<IResult> DepositAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/pieces")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await department.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!await IsWritingAsync(opened, cancellation)) return SeeOther.To("/demande/" + token);

        if (request.ContentLength > Largest) return await RefusedAsync(DocumentIntake.TooLargeTogether.Message, StatusCodes.Status413PayloadTooLarge);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Largest;

        // Each file is a document of its own: photos of a place are no pages of a paper.
        var count = (await visits.ListDocumentsAsync(opened.Dossier.Key, opened.Assignment.Stage, cancellation)).Count;
        var before = count;
        var refusal = await Upload.FilesAsync<Deposit.Refused>(
            request, PiecePage.FileField, async (name, content) => await StoreAsync(opened, count++, name, content, cancellation), cancellation);
        return refusal switch
        {
            null when count > before => SeeOther.To($"/demande/{token}/visite/pieces"),
            Deposit.Refused { Reason: DepositRefusal.Sealed } => SeeOther.To("/demande/" + token),
            Deposit.Refused { Reason: DepositRefusal.TooLarge or DepositRefusal.DossierFull } refused =>
                await RefusedAsync(refused.Message, StatusCodes.Status413PayloadTooLarge),
            Deposit.Refused refused => await RefusedAsync(refused.Message, StatusCodes.Status422UnprocessableEntity),
            _ => await RefusedAsync("Choisissez un fichier.", StatusCodes.Status422UnprocessableEntity),
        };

        Task<IResult> RefusedAsync(string message, int status) =>
            DocumentsAsync(opened, token, new FormErrors().Add(PiecePage.FileField, message), status, cancellation);
    }

    /// <summary>Removes a document while the report is being written.</summary>
    [Function("VisitDocumentRemoval")]
    public async Task<IResult> RemoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/pieces/{piece}/suppression")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await department.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!await IsWritingAsync(opened, cancellation)) return SeeOther.To("/demande/" + token);

        var shelf = VisitBook.ShelfOf(opened.Dossier.Key, opened.Assignment.Stage);
        if (await documents.FindAsync(shelf, piece, cancellation) is not null
            && await documents.RemoveAsync(shelf, piece, Rounds.Draft, cancellation) is { Document.Change: var change })
        {
            // Nobody but its author has seen it: no journal has a line of it.
            await documents.ForgetRemovalAsync(shelf, change, CancellationToken.None);
            await documents.RemoveUnnamedAsync(shelf, change, CancellationToken.None);
            await outstanding.DoneAsync(OutstandingKind.Document, shelf, change, CancellationToken.None);
        }

        return SeeOther.To($"/demande/{token}/visite/pieces");
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) a document of the report: to its visitors, and to all once the report stands.</summary>
    [Function("VisitDocument")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/visite/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await department.OpenAsync(token, cancellation) is not { } opened
            || await visits.FindStatusAsync(opened.Dossier.Key, cancellation) is not { } status
            || !(status.Ended is not null || status.Visitors.Contains(opened.Person.Id))
            || await documents.FindAsync(VisitBook.ShelfOf(opened.Dossier.Key, status.Stage.Id), piece, cancellation) is not { } document)
        {
            return await links.NotFoundAsync(request, token);
        }

        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            await journal.AppendAsync(
                new JournalEntry(opened.Dossier.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.Person.Id, "document de la visite"),
                cancellation);
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

    private async Task<bool> IsWritingAsync(DepartmentCase opened, CancellationToken cancellation) =>
        opened.Assignment.Kind == AssignmentKind.VisitReport
        && AssignmentKinds.MayAnswer(opened.Assignment, opened.Person)
        && await assignments.FindClaimAsync(opened.Dossier.Key, opened.Assignment.Id, cancellation) is null;

    private FormErrors CheckSlot(VisitStatus status, string picked, string word)
    {
        var errors = new FormErrors();
        if (picked == None)
            errors.Add(DepartmentAnswer.WordField, word.Length > 0 ? null : "Dites quand vous êtes disponible : les visiteurs le liront.");
        else if (VisitSlot.Read(picked) is not { } slot || !status.Slots.Contains(slot))
            errors.Add(SlotField, "Choisissez une date, ou dites qu’aucune ne convient.");
        else if (!IsToCome(slot))
            errors.Add(SlotField, "Cette date est passée : choisissez-en une autre, ou dites qu’aucune ne convient.");
        return errors.Add(DepartmentAnswer.WordField, word.Length > AssignmentDesk.LongestWord
            ? $"Raccourcissez ce texte : il compte {word.Length} caractères, {AssignmentDesk.LongestWord} au plus."
            : null);
    }

    private bool IsToCome(VisitSlot slot) => slot.At.Date > ParisTime.DayOf(time.GetUtcNow());

    private PageResult Page(OpenedDossier opened, VisitStatus status, string chosen, string word, FormErrors errors) =>
        pages.Page<DoctorVisitPage>(
            new { Opened = opened, Status = status, IsToCome = (Func<VisitSlot, bool>)IsToCome, Chosen = chosen, Word = word, Errors = errors },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    private async Task<IResult> DocumentsAsync(
        DepartmentCase opened, string token, FormErrors errors, int status, CancellationToken cancellation) => pages.Page<VisitDocumentsPage>(
        new
        {
            opened.Faculty,
            Token = token,
            Documents = await visits.ListDocumentsAsync(opened.Dossier.Key, opened.Assignment.Stage, cancellation),
            Errors = errors,
        },
        status);
}
