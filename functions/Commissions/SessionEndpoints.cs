using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Visits;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Commissions;

/// <summary>What a page shows of one dossier on an agenda.</summary>
/// <param name="Opened">The session.</param>
/// <param name="Item">The dossier.</param>
/// <param name="Procedure">The procedure that the dossier was submitted under.</param>
/// <param name="Documents">What may be read.</param>
/// <param name="Opinions">The opinions that this person may read.</param>
/// <param name="Years">How many years a full agreement holds.</param>
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
/// The pages that a link to a session opens: the agenda, its dossiers with their documents, the forms of opinions and outcomes, the change
/// of day, the minutes. GET and HEAD change nothing.
/// </summary>
public sealed class SessionEndpoints(
    SessionDesk desk,
    DocumentBook documents,
    VisitBook visits,
    FacultyBook faculties,
    AssignmentDesk assignments,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>The names of the opinion form's fields.</summary>
    public const string OpinionField = "avis", RemarkField = "remarque", PresentField = "presents", ReasonField = "motif-annulation";

    /// <summary>The session.</summary>
    [Function("SessionPage")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}")] HttpRequest request, string token)
    {
        if (await desk.OpenAsync(token, request.HttpContext.RequestAborted) is not { } opened) return await links.NotFoundAsync(request, token);
        return pages.Page<SessionPage>(new { Opened = opened });
    }

    /// <summary>Takes who is present.</summary>
    [Function("SessionPresence")]
    public async Task<IResult> RecordPresenceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/presence")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!opened.MayRecordPresence) return SeeOther.To(opened.Address());

        var present = (await Forms.ReadAsync(request, cancellation)).Values(PresentField);
        if (present.Count == 0 || !present.All(id => opened.Members.Any(member => member.Id == id)))
        {
            var errors = new FormErrors().Add(PresentField, "Cochez au moins un membre présent, parmi ceux de la liste.");
            return pages.Page<SessionPage>(new { Opened = opened, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        await desk.RecordPresenceAsync(opened, present, cancellation);
        return SeeOther.To(opened.Address());
    }

    /// <summary>The form that moves or cancels the session.</summary>
    [Function("SessionChange")]
    public async Task<IResult> AskChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/changement")] HttpRequest request, string token)
    {
        if (await desk.OpenAsync(token, request.HttpContext.RequestAborted) is not { } opened) return await links.NotFoundAsync(request, token);
        return opened.MayChange
            ? pages.Page<SessionChangePage>(new { Opened = opened, Typed = SessionMoving.Of(opened.Session) })
            : SeeOther.To(opened.Address());
    }

    /// <summary>Moves the session.</summary>
    [Function("SessionMove")]
    public async Task<IResult> MoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/changement")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        var form = await Forms.ReadAsync(request, cancellation);
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
    [Function("SessionCancellation")]
    public async Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/annulation")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!opened.MayChange) return SeeOther.To(opened.Address());

        var reason = (await Forms.ReadAsync(request, cancellation)).Paragraph(ReasonField);
        var errors = new FormErrors().Add(ReasonField, reason.Length == 0 ? "Dites pourquoi la séance est annulée : tous les membres le liront."
            : reason.Length > AssignmentDesk.LongestWord ? $"Raccourcissez ce texte : {AssignmentDesk.LongestWord} caractères au plus." : null);
        if (errors.Any)
        {
            return pages.Page<SessionChangePage>(
                new { Opened = opened, Typed = SessionMoving.Of(opened.Session), Errors = errors, CancelReason = reason },
                StatusCodes.Status422UnprocessableEntity);
        }

        await desk.CancelAsync(client, opened, reason, cancellation);
        return SeeOther.To(opened.Address());
    }

    /// <summary>One dossier of the agenda.</summary>
    [Function("SessionDossier")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}")] HttpRequest request,
        string token,
        string dossier,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item)) return await links.NotFoundAsync(request, token);
        if (item.Claim is { } claim) await assignments.CatchUpAsync(client, claim.Dossier, claim.Assignment, cancellation);
        if (item.Excludes(opened.Person)) return pages.Page<SessionExcludedPage>(new { Opened = opened });
        return pages.Page<SessionDossierPage>(new { View = await ViewAsync(opened, item, cancellation) });
    }

    /// <summary>Takes a member's opinion.</summary>
    [Function("SessionOpinion")]
    public async Task<IResult> GiveOpinionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/dossiers/{dossier}/avis")] HttpRequest request,
        string token,
        string dossier)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item)) return await links.NotFoundAsync(request, token);
        if (!opened.MayGiveOpinion(item)) return SeeOther.To(opened.Address(item));

        var typed = DepartmentAnswer.From(await Forms.ReadAsync(request, cancellation));
        var remark = typed.Text(RemarkField);
        var kind = Enum.GetValues<OpinionKind>().Select(it => (OpinionKind?)it).FirstOrDefault(it => it.ToString() == typed.Text(OpinionField));
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
    [Function("SessionOutcome")]
    public async Task<IResult> RecordAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "seance/{token}/dossiers/{dossier}/decision")] HttpRequest request,
        string token,
        string dossier,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item)) return await links.NotFoundAsync(request, token);
        if (opened.MayRecord(item))
        {
            var answer = DepartmentAnswer.From(await Forms.ReadAsync(request, cancellation));
            var view = await ViewAsync(opened, item, cancellation);
            view = view with { Answer = answer, Errors = SessionDesk.Check(answer, opened, item, view.Procedure) };
            if (view.Errors.Any)
                return pages.Page<SessionDossierPage>(new { View = view }, StatusCodes.Status422UnprocessableEntity);
            await desk.RecordAsync(client, opened, item, answer, view.Procedure, cancellation);
        }

        return SeeOther.To(opened.Address(item));
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) one document of a dossier of the agenda.</summary>
    [Function("SessionDocument")]
    public async Task<IResult> DocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}/pieces/{piece}")]
        HttpRequest request,
        string token,
        string dossier,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item) || item.Excludes(opened.Person))
            return await links.NotFoundAsync(request, token);
        if (await documents.FindHandedOverAsync(item.Dossier.Key, piece, cancellation) is not { } document)
            return await links.NotFoundAsync(request, token);

        var procedure = await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation);
        var label = procedure.Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece;
        return await StreamAsync(request, opened, item, document, label, cancellation);
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) one photo or paper of the report of a dossier's visit.</summary>
    [Function("SessionVisitDocument")]
    public async Task<IResult> VisitDocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/dossiers/{dossier}/visite/{piece}")]
        HttpRequest request,
        string token,
        string dossier,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(token, dossier, cancellation) is not var (opened, item) || item.Excludes(opened.Person))
            return await links.NotFoundAsync(request, token);
        var visit = await visits.FindAsync(item.Dossier.Key, cancellation);
        return visit?.Documents.FirstOrDefault(known => known.Piece == piece) is { } document
            ? await StreamAsync(request, opened, item, document, "compte rendu de visite, " + document.Name, cancellation)
            : await links.NotFoundAsync(request, token);
    }

    private async Task<IResult> StreamAsync(
        HttpRequest request, SessionCase opened, AgendaItem item, Document document, string label, CancellationToken cancellation)
    {
        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            await journal.AppendAsync(
                new JournalEntry(item.Dossier.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.Person.Id, label), cancellation);
        }

        return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger"));
    }

    /// <summary>The minutes, once every outcome is recorded.</summary>
    [Function("SessionMinutesPage")]
    public async Task<IResult> MinutesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "seance/{token}/compte-rendu")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Session.State != SessionState.Held) return SeeOther.To(opened.Address());

        if (HttpMethods.IsGet(request.Method))
        {
            await journal.AppendAsync(
                new JournalEntry(opened.Session.Key, opened.Now, JournalFact.MinutesRead, opened.Person.Id), cancellation);
        }

        return pages.Page<MinutesPage>(new { Opened = opened });
    }

    private async Task<(SessionCase Opened, AgendaItem Item)?> FindAsync(string token, string dossier, CancellationToken cancellation)
    {
        if (await desk.OpenAsync(token, cancellation) is not { } opened) return null;
        return opened.Agenda.Items.LastOrDefault(item => item.Dossier.Key.Id == dossier) is { } found ? (opened, found) : null;
    }

    private async Task<SessionDossierView> ViewAsync(SessionCase opened, AgendaItem item, CancellationToken cancellation)
    {
        var procedure = await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation);
        var handedOver = await documents.ListHandedOverAsync(item.Dossier.Key, cancellation);
        var own = item.Opinions.LastOrDefault(it => it.Member == opened.Person.Id && it.Assignment == item.Entry.Assignment);
        return new SessionDossierView(
            opened,
            item,
            procedure,
            [.. procedure.Pieces.Where(piece => handedOver.ContainsKey(piece.Id)).Select(piece => new DepartmentDocument(
                piece.Label, handedOver[piece.Id], opened.Address(item, $"/pieces/{piece.Id}")))],
            Deliberation.Readable(opened.Person, [.. item.Opinions], item.Entry.Assignment),
            await desk.YearsAsync(item.Dossier, procedure, cancellation),
            DepartmentAnswer.Nothing,
            own is null ? DepartmentAnswer.Nothing : DepartmentAnswer.Nothing with
            {
                Fields = new Dictionary<string, IReadOnlyList<string>> { [OpinionField] = [own.Kind.ToString()], [RemarkField] = [own.Remark] },
            },
            FormErrors.None);
    }
}
