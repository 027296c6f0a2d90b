using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers;

/// <summary>
/// Hands a dossier over: the draft at its submission, and later the pieces that were asked for. Each is a row of steps of which every one
/// may be repeated, so that a second click, or the first one after a crash, ends where the first would have.
/// </summary>
public sealed class Submissions(
    DossierBook dossiers,
    DocumentBook documents,
    FormBook forms,
    FacultyBook faculties,
    Outstanding outstanding,
    AgreementStarter starter,
    AssignmentDesk assignments,
    TimeProvider time)
{
    /// <summary>Submits a draft under its faculty's procedure of this moment.</summary>
    /// <returns>What is still lacking, where something is; else null: the dossier is submitted, by this call or an earlier one.</returns>
    public async Task<Completeness?> SubmitAsync(DurableTaskClient client, OpenedDossier opened, CancellationToken cancellation = default)
    {
        if (opened.Record.State == DossierState.Draft)
        {
            var lacking = Completeness.Of(
                opened.Procedure,
                opened.Record,
                await documents.ListAsync(opened.Key, cancellation),
                await forms.FindAsync(opened.Key, cancellation));
            // Sealed and cut off, it goes on: what lacks all the same (removed just before, or asked for since) opens the round again
            // below.
            if (!lacking.IsWhole && !await documents.IsSealedAsync(opened.Key, Rounds.Draft, cancellation)) return lacking;

            // From here on no piece and no step changes; what was removed a moment before shows now. The documents are sealed first and
            // unsealed last: their seal is what a dossier's page knows a cut-off submission by.
            lacking = Completeness.Of(
                opened.Procedure,
                opened.Record,
                await documents.SealAsync(opened.Key, Rounds.Draft, cancellation),
                await forms.SealAsync(opened.Key, Rounds.Draft, cancellation));
            if (!lacking.IsWhole)
            {
                await forms.UnsealAsync(opened.Key, Rounds.Draft, cancellation);
                await documents.UnsealAsync(opened.Key, Rounds.Draft, cancellation);
                return lacking;
            }

            var procedure = await faculties.KeepAsync(opened.Faculty, cancellation);
            await outstanding.NoteAsync(OutstandingKind.Submission, opened.Key, Outstanding.Submission, cancellation);
            var now = time.GetUtcNow();
            await dossiers.ChangeAsync(
                opened.Key,
                record => record.State == DossierState.Draft
                    ? record with
                    {
                        State = DossierState.UnderReview,
                        Since = now,
                        Submitted = now,
                        ProcedureId = procedure,
                        SubmittedBy = opened.By,
                    }
                    : null,
                cancellation);
        }

        if (await dossiers.FindAsync(opened.Key, cancellation) is { Submitted: not null } record)
            await starter.StartAsync(client, record.Key, cancellation);
        return null;
    }

    /// <summary>Sends back the pieces that were asked for, and the steps of the form that were opened again.</summary>
    /// <returns>What was asked for and not done since, where there is anything; else null: all is sent, by this call or an earlier answer
    /// holds.</returns>
    public async Task<Completeness?> ProvideAsync(
        DurableTaskClient client, OpenedDossier opened, PiecesRequest request, CancellationToken cancellation = default)
    {
        if (request.Answer is null)
        {
            var round = request.Assignment.Id;
            var lacking = Lacking(
                opened.Procedure,
                request,
                await documents.ListAsync(opened.Key, cancellation),
                await forms.FindAsync(opened.Key, cancellation));
            if (!lacking.IsWhole && !await documents.IsSealedAsync(opened.Key, round, cancellation)) return lacking;

            lacking = Lacking(
                opened.Procedure,
                request,
                await documents.SealAsync(opened.Key, round, cancellation),
                await forms.SealAsync(opened.Key, round, cancellation));
            if (!lacking.IsWhole)
            {
                await forms.UnsealAsync(opened.Key, round, cancellation);
                await documents.UnsealAsync(opened.Key, round, cancellation);
                return lacking;
            }
            await assignments.ClaimAsync(
                request.Assignment, new Claim(opened.Key, round, Choices.Provided, [], "", opened.By, time.GetUtcNow()), cancellation);
        }
        await assignments.RaiseAsync(client, opened.Key, request.Assignment.Id, cancellation);
        return null;
    }

    /// <summary>
    /// Asks for more time to provide what is missing. Asking twice at once asks once; whether it can be asked for is the caller's question
    /// (<see cref="DoctorDesk.MayAskForTime"/>).
    /// </summary>
    public async Task AskForTimeAsync(
        DurableTaskClient client, PiecesRequest request, string reason, CancellationToken cancellation = default)
    {
        var completion = request.Assignment;
        var id = CompletionExtension.RequestOf(completion.Id, request.Extensions.Count + 1);
        var step = await assignments.OpenAsync(
            new Assignment(
                completion.Dossier, id, AssignmentKind.ExtensionRequest, [Link.Doctor], completion.Instance, time.GetUtcNow(),
                completion.Due, completion.Id),
            cancellation);
        await assignments.ClaimAsync(
            step, new Claim(completion.Dossier, id, Choices.Done, [], reason, Link.Doctor, time.GetUtcNow()), cancellation);
        await assignments.RaiseAsync(client, completion.Dossier, id, cancellation);
    }

    /// <summary>What was asked for and not done since.</summary>
    public static Completeness Lacking(
        Faculty procedure, PiecesRequest request, IReadOnlyDictionary<string, Document> documents, StoredForm form) => new(
        [
            .. procedure.Pieces.Where(piece =>
                request.Pieces.Contains(piece.Id) && documents.GetValueOrDefault(piece.Id)?.Round != request.Assignment.Id),
        ],
        form.LackingIn(request.Assignment.Id),
        Charter: false);
}
