using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Holds;
using Compagnon.Journal;
using Compagnon.Mail;
using Compagnon.Visits;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Consoles;

/// <summary>A dossier on the console: one page for each thing that there is to read. Nothing is changed here.</summary>
public sealed class DossierPages(
    DossierDesk desk,
    FormBook forms,
    HoldBook holds,
    DocumentBook documents,
    VisitBook visits,
    OpinionBook opinions,
    SessionBook sessions,
    MailJournal mails,
    MailWriter writer,
    JournalBook journal,
    PageRenderer pages,
    Problems problems)
{
    /// <summary>The day before which the history is to be shown, in the address: <c>yyyy-MM-dd</c>.</summary>
    public const string BeforeField = "avant";

    /// <summary>How many lines of the journal the first page shows; mails have a page of their own.</summary>
    public const int LatestLines = 20;

    /// <summary>How many days of the journal a page shows, and how many the first page looks back over.</summary>
    private const int JournalDays = 365, LatestDays = 60;

    /// <summary>Where it stands, on whom it waits and since when, how long each stage took.</summary>
    [Function("ConsoleDossier")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}")] HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Overview, async view =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            var form = forms.FindHandedOverAsync(view.Key, cancellation);
            var lines = view.Rights.May(DossierPart.Journal)
                ? journal.ReadAsync(view.Key, view.LastMoved.AddDays(-LatestDays), null, view.Dossier.Doctor.FullName, cancellation)
                : Task.FromResult<IReadOnlyList<JournalLine>>([]);
            var held = view.Dossier.Hold is not null ? holds.ListAsync(view.Key, cancellation) : Task.FromResult<IReadOnlyList<Hold>>([]);
            await Task.WhenAll(form, lines, held);
            return pages.Page<DossierPage>(new
            {
                View = view,
                Form = await form,
                Holds = await held,
                Latest = (await lines).Where(line => line.Fact != JournalFact.MailSent).Reverse().Take(LatestLines).ToList(),
            });
        });

    /// <summary>The pieces.</summary>
    [Function("ConsoleDossierPieces")]
    public Task<IResult> ListPiecesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/pieces")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view => pages.Page<DossierPiecesPage>(
            new { View = view, Pieces = await PiecesAsync(view, request.HttpContext.RequestAborted) }));

    /// <summary>One piece, to be read beside the others.</summary>
    [Function("ConsoleDossierPiece")]
    public Task<IResult> ShowPieceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/pieces/{piece}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string piece) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
        {
            var all = await PiecesAsync(view, request.HttpContext.RequestAborted);
            return all.FirstOrDefault(known => known.Piece.Id == piece) is { Document: not null } shown
                ? pages.Page<DossierPiecesPage>(new { View = view, Pieces = all, Shown = shown })
                : problems.NotFound();
        });

    /// <summary>The form as it was handed over.</summary>
    [Function("ConsoleDossierForm")]
    public Task<IResult> ShowFormAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/formulaire")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view => pages.Page<DossierFormPage>(
            new { View = view, Form = await forms.FindHandedOverAsync(view.Key, request.HttpContext.RequestAborted) }));

    /// <summary>The visit, the opinions that this person may read, what was answered and concluded.</summary>
    [Function("ConsoleDossierExamination")]
    public Task<IResult> ShowExaminationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/examen")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            var status = VisitStatus.Of([.. view.Assignments.Select(pair => pair.Assignment)], view.Claims);
            return pages.Page<DossierExaminationPage>(new
            {
                View = view,
                Visit = status,
                Documents = status?.Report is not null
                    ? await visits.ListDocumentsAsync(view.Key, status.Stage.Id, cancellation)
                    : [],
                Opinions = view.Case.Person.SitsInCommission
                    && view.Assignments.Any(pair => pair.Assignment.Kind == AssignmentKind.Commission)
                    ? await opinions.ListAsync(view.Key, cancellation)
                    : [],
                Session = view.Dossier.State == DossierState.AwaitingCommission && view.Case.Person.SitsInCommission
                    ? (await sessions.FindEntryAsync(view.Key, view.Dossier.WaitsOn, cancellation))?.Session ?? ""
                    : "",
            });
        });

    /// <summary>The mails of the dossier, newest first.</summary>
    [Function("ConsoleDossierMails")]
    public Task<IResult> ListMailsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/courriels")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Mails, async view => pages.Page<DossierMailsPage>(new
        {
            View = view,
            Mails = (await mails.ListAsync(view.Key, request.HttpContext.RequestAborted)).OrderByDescending(mail => mail.Posted).ToList(),
        }));

    /// <summary>One mail: how it fared, and what it says.</summary>
    [Function("ConsoleDossierMail")]
    public Task<IResult> ShowMailAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/courriels/{mail}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string mail) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.MailTexts, async view =>
            await mails.FindAsync(view.Key, mail, request.HttpContext.RequestAborted) is { } found
                ? pages.Page<DossierMailPage>(new { View = view, Mail = found, Written = await writer.PreviewAsync(found) })
                : problems.NotFound());

    /// <summary>What a mail says, for the frame on its page.</summary>
    [Function("ConsoleDossierMailText")]
    public Task<IResult> ShowMailTextAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/courriels/{mail}/texte")]
        HttpRequest request,
        string faculty,
        string dossier,
        string mail) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.MailTexts, async view =>
            await mails.FindAsync(view.Key, mail, request.HttpContext.RequestAborted) is { } found
            && await writer.PreviewAsync(found) is { } written
                ? new MailTextResult(written.Html)
                : problems.NotFound());

    /// <summary>What happened, newest first, a year a page.</summary>
    [Function("ConsoleDossierJournal")]
    public Task<IResult> ShowJournalAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/historique")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Journal, async view =>
        {
            // Without a day: up to whatever happened last, however long ago that was.
            var asked = LocalDatePattern.Iso.Parse(request.Query[BeforeField].ToString());
            var before = asked.Success ? asked.Value : null as LocalDate?;
            var from = (before ?? ParisTime.DayOf(view.LastMoved)).PlusDays(-JournalDays);
            var lines = await journal.ReadAsync(
                view.Key, ParisTime.StartOf(from), before is { } end ? ParisTime.StartOf(end) : null, view.Dossier.Doctor.FullName,
                request.HttpContext.RequestAborted);
            return pages.Page<DossierJournalPage>(new
            {
                View = view,
                Lines = lines.Reverse().ToList(),
                Earlier = from > ParisTime.DayOf(view.Dossier.Created) ? from : null as LocalDate?,
                Before = before,
            });
        });

    private async Task<IReadOnlyList<DossierPiece>> PiecesAsync(DossierView view, CancellationToken cancellation) => DossierPiece.Of(
        view.Procedure.Pieces,
        await documents.ListHandedOverAsync(view.Key, cancellation),
        [.. view.Assignments.Select(pair => pair.Assignment)],
        view.Claims);
}
