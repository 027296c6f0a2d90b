using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
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
    VisitReports reports,
    LinkPages links,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>Names of the fields of the doctor's page, and the answer that none of the dates will do.</summary>
    public const string StepField = "etape", SlotField = "date", None = "aucune";

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
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/brouillon")] HttpRequest request, string token) =>
        await department.OpenAsync(token, request.HttpContext.RequestAborted) is { } opened
            ? await reports.KeepAsync(opened, await Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted)
            : await links.NotFoundAsync(request, token);

    /// <summary>The documents of a report that is being written.</summary>
    [Function("VisitDocuments")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/visite/pieces")] HttpRequest request, string token) =>
        await department.OpenAsync(token, request.HttpContext.RequestAborted) is { } opened
            ? await reports.ListAsync(opened, request.HttpContext.RequestAborted)
            : await links.NotFoundAsync(request, token);

    /// <summary>Takes a document. It is streamed into storage; what is too large or of a wrong kind is not read to its end.</summary>
    [Function("VisitDocumentDeposit")]
    public async Task<IResult> DepositAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/pieces")] HttpRequest request, string token) =>
        await department.OpenAsync(token, request.HttpContext.RequestAborted) is { } opened
            ? await reports.DepositAsync(request, opened, null, request.HttpContext.RequestAborted)
            : await links.NotFoundAsync(request, token);

    /// <summary>Removes a document while the report is being written.</summary>
    [Function("VisitDocumentRemoval")]
    public async Task<IResult> RemoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/visite/pieces/{piece}/suppression")] HttpRequest request,
        string token,
        string piece) =>
        await department.OpenAsync(token, request.HttpContext.RequestAborted) is { } opened
            ? await reports.RemoveAsync(opened, piece, request.HttpContext.RequestAborted)
            : await links.NotFoundAsync(request, token);

    /// <summary>Shows or downloads (<c>?telecharger</c>) a document of the report: to its visitors, and to all once the report stands.</summary>
    [Function("VisitDocument")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/visite/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await department.OpenAsync(token, cancellation) is { } opened
            && VisitStatus.Of(opened.Assignments, opened.Claims) is { } status
            && await reports.ReadAsync(request, status, opened.Person, piece, cancellation) is { } document
                ? document
                : await links.NotFoundAsync(request, token);
    }

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
}
