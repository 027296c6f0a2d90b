using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>A withdrawal that waits for its confirmation.</summary>
/// <param name="Number">Its number on the agreement, from 1.</param>
/// <param name="Request">Who proposes it, when and why.</param>
public sealed record PendingWithdrawal(int Number, Claim Request);

/// <summary>What became of a wish to propose a withdrawal.</summary>
public enum WithdrawalProposal
{
    /// <summary>It is proposed; a second person is asked.</summary>
    Proposed,

    /// <summary>Somebody has proposed it already, and it waits for its confirmation.</summary>
    Pending,

    /// <summary>The agreement is over.</summary>
    Over,

    /// <summary>The faculty's file names nobody else who could confirm it.</summary>
    NobodyElse,
}

/// <summary>What the workflow of a withdrawal has to know.</summary>
/// <param name="Author">Id of who proposes it.</param>
/// <param name="Confirmers">Ids of those who may confirm it: never the author's.</param>
/// <param name="Data">What its mails carry.</param>
/// <param name="Calendar">When the faculty works; null where every day is worked.</param>
public sealed record WithdrawalPlan(
    string Author, IReadOnlyList<string> Confirmers, IReadOnlyDictionary<string, string> Data, WorkCalendar? Calendar);

/// <summary>
/// Withdrawals of agreements: one person proposes, with reasons; a second one confirms. Proposal and answer are claims, so that two never
/// meet; what follows from them is the workflow's (<see cref="AgreementWithdrawal"/>).
/// </summary>
public sealed class Withdrawals(
    AssignmentDesk desk,
    AgreementRegister register,
    FacultyBook faculties,
    JournalBook journal,
    Outstanding outstanding,
    TimeProvider time)
{
    /// <summary>What its assignments name as their stage: they are no part of what the dossier waits for.</summary>
    public const string Stage = "agreement";

    /// <summary>The roles whose people may confirm.</summary>
    public static IReadOnlyList<StaffRole> Confirming { get; } = [StaffRole.Coordinator, StaffRole.Chair, StaffRole.Dean];

    private const string RequestPrefix = "withdrawal-request-";

    /// <summary>The assignment that holds a proposal: <c>withdrawal-request-1</c>.</summary>
    public static string RequestOf(int number) => RequestPrefix + Text(number);

    /// <summary>The assignment that asks for its confirmation, and the change that follows: <c>withdrawal-1</c>.</summary>
    public static string ConfirmationOf(int number) => "withdrawal-" + Text(number);

    /// <summary>The number of a proposal, by the id of one of its two assignments.</summary>
    public static int NumberOf(string assignment) =>
        int.Parse(assignment.AsSpan(assignment.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Whether a note of something outstanding is about a proposal.</summary>
    public static bool IsRequest(string note) => note.StartsWith(RequestPrefix, StringComparison.Ordinal);

    /// <summary>Who may confirm what <paramref name="author"/> proposes: everybody with one of the roles, but the author.</summary>
    public static IReadOnlyList<StaffMember> ConfirmersOf(Faculty faculty, string author) =>
        [.. faculty.People.Where(person => person.Id != author && Confirming.Any(person.Has))];

    /// <summary>The withdrawal that waits for its confirmation; null where none does.</summary>
    public async Task<PendingWithdrawal?> FindPendingAsync(DossierKey agreement, CancellationToken cancellation = default)
    {
        var claims = await desk.ListClaimsAsync(agreement, cancellation);
        var number = claims.Keys.Where(IsRequest).Select(NumberOf).DefaultIfEmpty(0).Max();
        return number > 0 && !claims.ContainsKey(ConfirmationOf(number)) ? new PendingWithdrawal(number, claims[RequestOf(number)]) : null;
    }

    /// <summary>Proposes a withdrawal. Of two people who propose it at once, one does; proposing it again changes nothing.</summary>
    /// <param name="client">Starts the workflow.</param>
    /// <param name="faculty">The faculty as it stands today.</param>
    /// <param name="agreement">The agreement.</param>
    /// <param name="author">Who proposes.</param>
    /// <param name="reasons">Why, as the doctor will read it; not empty.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<WithdrawalProposal> ProposeAsync(
        DurableTaskClient client,
        Faculty faculty,
        DossierKey agreement,
        StaffMember author,
        string reasons,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reasons);
        if (await register.FindAsync(agreement, cancellation) is not { IsOver: false }) return WithdrawalProposal.Over;
        if (ConfirmersOf(faculty, author.Id).Count == 0) return WithdrawalProposal.NobodyElse;

        var number = await CountAsync(agreement, cancellation);
        // One that a crash has cut off before its reasons were written is gone on with.
        if (number == 0 || await desk.FindClaimAsync(agreement, ConfirmationOf(number), cancellation) is not null) number++;
        var (id, now) = (RequestOf(number), time.GetUtcNow());
        await outstanding.NoteAsync(OutstandingKind.Agreement, agreement, id, cancellation);
        var step = await desk.OpenAsync(
            new Assignment(
                agreement, id, AssignmentKind.WithdrawalRequest, [author.Id], AgreementWithdrawal.InstanceOf(agreement, number), now, null, Stage),
            cancellation);
        var (_, mine) = await desk.ClaimAsync(step, new Claim(agreement, id, Choices.Done, [], reasons, author.Id, now), cancellation);
        await FinishAsync(client, agreement, id, CancellationToken.None);
        return mine ? WithdrawalProposal.Proposed : WithdrawalProposal.Pending;
    }

    /// <summary>Does what follows from a proposal. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a proposal.</returns>
    public async Task<bool> FinishAsync(
        DurableTaskClient client, DossierKey agreement, string request, CancellationToken cancellation = default)
    {
        if (await desk.FindClaimAsync(agreement, request, cancellation) is not { } claim) return false;

        await journal.AppendAsync(
            new JournalEntry(agreement, claim.At, JournalFact.WithdrawalProposed, claim.By, claim.Word), cancellation);
        var number = NumberOf(request);
        var instance = AgreementWithdrawal.InstanceOf(agreement, number);
        if (await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellation) is null or
            { RuntimeStatus: OrchestrationRuntimeStatus.Failed })
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    AgreementWithdrawal.Orchestration,
                    new WithdrawalRound(agreement, number),
                    new StartOrchestrationOptions { InstanceId = instance },
                    cancellation);
            }
            catch (InvalidOperationException)
            {
                // Started by somebody else a moment ago, which is what was wanted.
            }
        }

        await desk.CloseAsync(agreement, request, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Agreement, agreement, request, cancellation);
        return true;
    }

    /// <summary>What the workflow of a withdrawal has to know, by the day on which it begins.</summary>
    internal async Task<WithdrawalPlan> PlanAsync(WithdrawalRound round)
    {
        var request = await FindRequestAsync(round.Agreement, round.Number);
        var faculty = faculties.Find(round.Agreement.Faculty);
        return new WithdrawalPlan(
            request.By,
            faculty is null ? [] : [.. ConfirmersOf(faculty, request.By).Select(person => person.Id)],
            new Dictionary<string, string>
            {
                [MailData.Word] = request.Word,
                [MailData.Author] = request.By,
                [MailData.Number] = (await register.FindAsync(round.Agreement))?.Number ?? "",
            },
            faculty?.Calendar);
    }

    /// <summary>The proposal of that number.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal async Task<Claim> FindRequestAsync(DossierKey agreement, int number) =>
        await desk.FindClaimAsync(agreement, RequestOf(number))
        ?? throw new InvalidOperationException(
            $"The withdrawal {number} of {agreement.Reference} has no proposal; it is written before its workflow starts.");

    private async Task<int> CountAsync(DossierKey agreement, CancellationToken cancellation) =>
        (await desk.ListAsync(agreement, cancellation)).Count(known => known.Kind == AssignmentKind.WithdrawalRequest);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
