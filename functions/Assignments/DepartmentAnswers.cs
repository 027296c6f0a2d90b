using Compagnon.Acting;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Visits;
using Compagnon.Web;
using Microsoft.DurableTask.Client;

namespace Compagnon.Assignments;

/// <summary>
/// What a page that asks somebody of the department shows and takes, wherever it is: at a link or on the console. One answer holds, so the two never
/// disagree.
/// </summary>
public sealed class DepartmentAnswers(
    AssignmentDesk desk,
    DocumentBook documents,
    AgreementRegister register,
    JournalBook journal,
    IEnumerable<AssignmentForm> forms,
    TimeProvider time)
{
    private readonly Dictionary<AssignmentKind, AssignmentForm> forms = forms.ToDictionary(form => form.Kind);

    /// <summary>Whether the department answers this kind of assignment on a page of its own.</summary>
    public bool Takes(AssignmentKind kind) => forms.ContainsKey(kind);

    /// <summary>What the page shows. Whoever looks makes up for a crash between an answer and its event.</summary>
    /// <param name="client">Tells the workflow.</param>
    /// <param name="opened">The assignment, of a kind that is answered so.</param>
    /// <param name="standIn">In whose stead the answer is to be given; null for one's own.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<DepartmentView> ViewAsync(
        DurableTaskClient client, DepartmentCase opened, StandIn? standIn = null, CancellationToken cancellation = default)
    {
        var (place, faculty, procedure, person, dossier, assignment, _, _) = opened;
        var (form, claim) = (forms[assignment.Kind], opened.Claim);
        if (claim is not null) await desk.CatchUpAsync(client, dossier.Key, assignment.Id, cancellation);

        // On the console the documents and the history have pages of their own.
        var isAlone = place.Console is null;
        var handedOver = isAlone ? await documents.ListHandedOverAsync(dossier.Key, cancellation) : new Dictionary<string, Document>();
        var isFirst = assignment.Kind != AssignmentKind.Decision
            || !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps, cancellation);
        return new DepartmentView(
            form,
            await form.ReadModelAsync(opened, cancellation),
            place,
            faculty,
            procedure,
            person,
            dossier,
            assignment,
            claim,
            claim is null ? "" : Actor.Of(VisitDesk.FullNameOf(claim.By, faculty, dossier.Doctor.FullName), claim.Actor),
            AgreementTerm.YearsOf(procedure.Term, isFirst),
            claim is { Choice: Choices.Granted } ? (await register.FindAsync(dossier.AgreementKey, cancellation))?.GrantedOn(dossier.Key) : null,
            [.. procedure.Pieces.Where(piece => handedOver.ContainsKey(piece.Id)).Select(piece => new DepartmentDocument(
                piece.Label, handedOver[piece.Id], $"{place.Pieces}/{piece.Id}"))],
            isAlone ? [.. procedure.Pieces.Where(piece => piece.Required && !handedOver.ContainsKey(piece.Id)).Select(piece => piece.Label)] : [],
            isAlone ? await journal.ReadAsync(dossier.Key, dossier.Doctor.FullName, cancellation) : [],
            DepartmentAnswer.Nothing,
            FormErrors.None)
        {
            StandIn = claim is null ? standIn : null,
        };
    }

    /// <summary>Takes an answer. Whoever comes second changes nothing.</summary>
    /// <param name="client">Tells the workflow.</param>
    /// <param name="view">The page as it stands.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The page with what is to be corrected; null where there is an answer now, this one or another.</returns>
    public async Task<DepartmentView?> AnswerAsync(
        DurableTaskClient client, DepartmentView view, DepartmentAnswer typed, CancellationToken cancellation = default)
    {
        var (dossier, assignment) = (view.Dossier.Key, view.Assignment);
        if (view.CanAnswer)
        {
            var answer = view.Form.Read(typed, view);
            var standIn = view.StandIn is { } absent ? absent with { Reason = typed.Text(StandIn.ReasonField) } : null;
            view = view with { Answer = answer, StandIn = standIn, Errors = view.Form.Check(answer, view) };
            if (standIn is not null) view.Errors.Add(StandIn.ReasonField, standIn.Mistake);
            if (view.Errors.Any) return view;

            var data = view.Form.DataOf(answer, view);
            await desk.ClaimAsync(
                assignment,
                new Claim(
                    dossier, assignment.Id, answer.Choice, answer.Pieces, answer.Word, view.Person.Id, time.GetUtcNow(),
                    standIn is null ? data : standIn.In(data)),
                cancellation);
        }

        // Whoever won: an answer whose event a crash kept back is told now.
        await desk.RaiseAsync(client, dossier, assignment.Id, cancellation);
        return null;
    }
}
