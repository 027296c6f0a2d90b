using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Compagnon.Commissions;

/// <summary>What a page shows of one dossier on an agenda.</summary>
/// <param name="Opened">The session.</param>
/// <param name="Item">The dossier.</param>
/// <param name="Procedure">The procedure that the dossier was submitted under.</param>
/// <param name="Documents">What may be read; on the console the dossier has pages of its own for it.</param>
/// <param name="Opinions">The opinions that this person may read.</param>
/// <param name="Years">How many years a full agreement holds; 0 where nothing is to be recorded.</param>
/// <param name="Answer">What was typed into the outcome's form.</param>
/// <param name="Opinion">What was typed into the opinion's form, or is held.</param>
/// <param name="Errors">What is wrong with either.</param>
public sealed record SessionDossierView(
    SessionCase Opened,
    AgendaItem Item,
    Faculty Procedure,
    IReadOnlyList<DepartmentDocument> Documents,
    IReadOnlyList<Opinion> Opinions,
    int Years,
    DepartmentAnswer Answer,
    DepartmentAnswer Opinion,
    FormErrors Errors);

/// <summary>
/// What the pages of a session show and take, wherever they are: at a link or on the console. One outcome holds, one opinion of a member, one
/// day, so the two never disagree.
/// </summary>
public sealed class SessionAnswers(
    SessionDesk desk,
    SessionBook sessions,
    SessionReader reader,
    DocumentBook documents,
    FacultyBook faculties,
    AssignmentDesk assignments,
    JournalBook journal,
    PageRenderer pages)
{
    /// <summary>The names of fields.</summary>
    public const string OpinionField = "avis", RemarkField = "remarque", PresentField = "presents", ReasonField = "motif-annulation";

    /// <summary>Takes who is present. Does nothing where this person may not say so.</summary>
    /// <returns>What is wrong; nothing where it was taken.</returns>
    public async Task<FormErrors> RecordPresenceAsync(SessionCase opened, IFormCollection form, CancellationToken cancellation = default)
    {
        if (!opened.MayRecordPresence) return FormErrors.None;
        var present = form.Values(PresentField);
        if (present.Count == 0 || !present.All(id => opened.MayBePresent.Any(member => member.Id == id)))
            return new FormErrors().Add(PresentField, "Cochez au moins un membre présent, parmi ceux de la liste.");

        await desk.RecordPresenceAsync(opened, present, cancellation);
        return FormErrors.None;
    }

    /// <summary>The form that moves or cancels the session.</summary>
    public IResult AskChange(SessionCase opened) => opened.MayChange
        ? pages.Page<SessionChangePage>(new { Opened = opened, Typed = SessionMoving.Of(opened.Session) })
        : SeeOther.To(opened.Address());

    /// <summary>Moves the session.</summary>
    public async Task<IResult> MoveAsync(
        DurableTaskClient client, SessionCase opened, IFormCollection form, CancellationToken cancellation = default)
    {
        var typed = new SessionMoving(
            form.Paragraph("jour"), form.Paragraph("heure"), form.Paragraph("cloture"), form.Paragraph("lieu"), form.Paragraph("visio"),
            form.Paragraph("motif"), form.Text("version"));
        // Somebody has changed it since the form was opened: what it says now is shown, and nothing is done twice.
        if (!opened.MayChange || typed.Version != SessionMoving.Of(opened.Session).Version) return SeeOther.To(opened.Address());

        var errors = await desk.CheckAsync(opened, typed, cancellation);
        if (errors.Any)
        {
            return pages.Page<SessionChangePage>(
                new { Opened = opened, Typed = typed, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        await desk.MoveAsync(client, opened, typed, cancellation);
        return SeeOther.To(opened.Address());
    }

    /// <summary>Cancels the session.</summary>
    public async Task<IResult> CancelAsync(
        DurableTaskClient client, SessionCase opened, IFormCollection form, CancellationToken cancellation = default)
    {
        if (!opened.MayChange) return SeeOther.To(opened.Address());

        var reason = form.Paragraph(ReasonField);
        var errors = new FormErrors().Add(
            ReasonField,
            reason.Length == 0 ? "Dites pourquoi la séance est annulée : tous les membres le liront."
                : reason.Length > AssignmentDesk.LongestWord
                    ? $"Raccourcissez ce texte : {AssignmentDesk.LongestWord} caractères au plus." : null);
        if (errors.Any)
        {
            return pages.Page<SessionChangePage>(
                new { Opened = opened, Typed = SessionMoving.Of(opened.Session), Errors = errors, CancelReason = reason },
                StatusCodes.Status422UnprocessableEntity);
        }

        await desk.CancelAsync(client, opened, reason, cancellation);
        return SeeOther.To(opened.Address());
    }

    /// <summary>One dossier of the agenda. Whoever looks makes up for a crash between an outcome and its event.</summary>
    public async Task<IResult> ReadAsync(
        DurableTaskClient client, SessionCase opened, AgendaItem item, CancellationToken cancellation = default)
    {
        if (item.Claim is { } claim) await assignments.CatchUpAsync(client, claim.Dossier, claim.Assignment, cancellation);
        return item.Excludes(opened.Person)
            ? pages.Page<SessionExcludedPage>(new { Opened = opened })
            : pages.Page<SessionDossierPage>(new { View = await ViewAsync(opened, item, cancellation) });
    }

    /// <summary>Takes a member's opinion.</summary>
    public async Task<IResult> GiveOpinionAsync(
        SessionCase opened, AgendaItem item, IFormCollection form, CancellationToken cancellation = default)
    {
        if (!opened.MayGiveOpinion(item)) return SeeOther.To(opened.Address(item));

        var typed = DepartmentAnswer.From(form);
        var remark = typed.Text(RemarkField);
        var kind = Enum.GetValues<OpinionKind>().Select(it => (OpinionKind?)it)
            .FirstOrDefault(it => it.ToString() == typed.Text(OpinionField));
        var errors = new FormErrors()
            .Add(OpinionField, kind is null ? "Choisissez un avis." : null)
            .Add(RemarkField, kind is OpinionKind.Reserved or OpinionKind.Unfavourable && remark.Length == 0
                ? "Dites en une phrase ce qui vous fait hésiter : la commission en discutera." : null)
            .Add(RemarkField, remark.Length > AssignmentDesk.LongestWord
                ? $"Raccourcissez ce texte : {AssignmentDesk.LongestWord} caractères au plus." : null);
        if (errors.Any)
        {
            var view = await ViewAsync(opened, item, cancellation) with { Opinion = typed, Errors = errors };
            return pages.Page<SessionDossierPage>(new { View = view }, StatusCodes.Status422UnprocessableEntity);
        }

        await desk.GiveOpinionAsync(opened, item, kind!.Value, remark, cancellation);
        return SeeOther.To(opened.Address(item));
    }

    /// <summary>Takes the commission's outcome. Whoever comes second is shown the first.</summary>
    public async Task<IResult> RecordAsync(
        DurableTaskClient client, SessionCase opened, AgendaItem item, IFormCollection form, CancellationToken cancellation = default)
    {
        if (opened.MayRecord(item))
        {
            var answer = DepartmentAnswer.From(form);
            var view = await ViewAsync(opened, item, cancellation);
            view = view with { Answer = answer, Errors = SessionDesk.Check(answer, opened, item, view.Procedure) };
            if (view.Errors.Any)
                return pages.Page<SessionDossierPage>(new { View = view }, StatusCodes.Status422UnprocessableEntity);
            await desk.RecordAsync(client, opened, item, answer, view.Procedure, cancellation);
        }

        return SeeOther.To(opened.Address(item));
    }

    /// <summary>The minutes, once every outcome is recorded (<c>?page=2</c>). Their reading is in the session's journal.</summary>
    public async Task<IResult> MinutesAsync(HttpRequest request, SessionCase opened, CancellationToken cancellation = default)
    {
        if (opened.Session.State != SessionState.Held) return SeeOther.To(opened.Address());

        // One that had no dossier has no lines; neither has one that was concluded before they were kept.
        var lines = await sessions.ListMinutesAsync(opened.Session.Key, cancellation);
        if (lines.Count == 0) lines = MinutesLine.Of(await reader.ReadAsync(opened.Session, cancellation), opened.Faculty);
        if (HttpMethods.IsGet(request.Method))
        {
            await journal.AppendAsync(
                new JournalEntry(opened.Session.Key, opened.Now, JournalFact.MinutesRead, opened.Person.Id), cancellation);
        }

        return pages.Page<MinutesPage>(new { Opened = opened, Lines = lines, Asked = request.Query.Page() });
    }

    private async Task<SessionDossierView> ViewAsync(SessionCase opened, AgendaItem item, CancellationToken cancellation)
    {
        var procedure = await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation);
        var handedOver = opened.Place.Console is null
            ? await documents.ListHandedOverAsync(item.Dossier.Key, cancellation)
            : new Dictionary<string, Document>();
        var own = item.Opinions.LastOrDefault(it => it.Member == opened.Person.Id && it.Assignment == item.Entry.Assignment);
        return new SessionDossierView(
            opened,
            item,
            procedure,
            [.. procedure.Pieces.Where(piece => handedOver.ContainsKey(piece.Id)).Select(piece => new DepartmentDocument(
                piece.Label, handedOver[piece.Id], opened.Address(item, $"/pieces/{piece.Id}")))],
            Deliberation.Readable(opened.Person, [.. item.Opinions], item.Entry.Assignment),
            opened.MayRecord(item) ? await desk.YearsAsync(item.Dossier, procedure, cancellation) : 0,
            DepartmentAnswer.Nothing,
            own is null ? DepartmentAnswer.Nothing : DepartmentAnswer.Nothing with
            {
                Fields = new Dictionary<string, IReadOnlyList<string>>
                {
                    [OpinionField] = [own.Kind.ToString()],
                    [RemarkField] = [own.Remark],
                },
            },
            FormErrors.None);
    }
}
