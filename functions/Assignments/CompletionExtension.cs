using System.Globalization;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask;
using NodaTime.Text;

namespace Compagnon.Assignments;

/// <summary>
/// More time for a completion. The doctor's request is an answer to a step of the completion, which the doctor's page opens
/// (<see cref="RequestOf"/>); the coordinator's answer is the answer to another one (<see cref="StepOf"/>), which the completion opens
/// and which runs beside it. At the deadline the completion itself answers that step first: so either the grant was there before and the
/// deadline moves, or the deadline was and there is nothing left to grant. Deterministic: part of the orchestration.
/// </summary>
public static class CompletionExtension
{
    private const string Request = "-request-", Step = "-extension-";

    /// <summary>Id of the doctor's request number <paramref name="number"/>: <c>completion-1-request-1</c>.</summary>
    public static string RequestOf(string completion, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{completion}{Request}{number}");

    /// <summary>Id of what the coordinator answers to it: <c>completion-1-extension-1</c>.</summary>
    public static string StepOf(string completion, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{completion}{Step}{number}");

    /// <summary>Id of the request that a step of the coordinator answers.</summary>
    public static string RequestOf(Assignment step) => step.Id.Replace(Step, Request, StringComparison.Ordinal);

    /// <summary>Takes up a request that was made, or the answer to it.</summary>
    /// <returns>How the completion goes on; null where nothing has happened.</returns>
    internal static async Task<AssignmentRound?> GoOnAsync(TaskOrchestrationContext context, AssignmentRound round, DateTimeOffset? due)
    {
        if (round.Extension is not { } rule || due is not { } end) return null;
        if (round.IsExtending)
        {
            return await FindAsync(context, round, StepOf(round.Id, round.Extensions)) is { } answer
                ? await EndAsync(context, round, end, answer)
                : null;
        }

        var number = round.Extensions + 1;
        if (number > rule.Times || await FindAsync(context, round, RequestOf(round.Id, number)) is not { } request) return null;

        var step = new AssignmentRound(
            round.Dossier,
            StepOf(round.Id, number),
            AssignmentKind.Extension,
            rule.ReminderSteps,
            DelayDays: null,
            MailTemplates.ExtensionAsked,
            MailTemplates.ExtensionReminder,
            new Dictionary<string, string> { [MailData.Word] = request.Word },
            Stage: round.Id,
            DueAt: end,
            IsDetached: true,
            Calendar: round.Calendar);
        await context.CallActivityAsync(
            AssignmentActivities.AskExtension, new ExtensionAsking(step, context.CurrentUtcDateTime), Retries.Patient);
        await context.CallActivityAsync(AssignmentActivities.CloseAssignment, request, Retries.Patient);
        return round with { Extensions = number, IsExtending = true };
    }

    /// <summary>At the deadline: ends a request that nobody has answered.</summary>
    /// <returns>How the completion goes on where more time was granted before; null where the deadline holds.</returns>
    internal static async Task<AssignmentRound?> EndAtDeadlineAsync(
        TaskOrchestrationContext context, AssignmentRound round, DateTimeOffset due)
    {
        if (!round.IsExtending) return null;
        await CancelAsync(context, round);
        return await FindAsync(context, round, StepOf(round.Id, round.Extensions)) is { Choice: Choices.Accepted } granted
            ? await EndAsync(context, round, due, granted)
            : null;
    }

    /// <summary>Ends a request that nobody has answered.</summary>
    internal static Task CancelAsync(TaskOrchestrationContext context, AssignmentRound round) => context.CallActivityAsync(
        AssignmentActivities.CancelSteps, new StageEnd(round.Dossier, round.Id, context.CurrentUtcDateTime), Retries.Patient);

    private static async Task<AssignmentRound> EndAsync(
        TaskOrchestrationContext context, AssignmentRound round, DateTimeOffset due, Claim answer)
    {
        var over = round with { IsExtending = false, DueAt = due };
        switch (answer.Choice)
        {
            case Choices.Accepted:
                var moved = AssignmentSchedule.Extended(due, round.Extension!.Days, round.Calendar);
                await context.CallActivityAsync(
                    AssignmentActivities.ExtendAssignment,
                    new ExtensionGrant(answer, round.Id, moved, context.CurrentUtcDateTime),
                    Retries.Patient);
                await TellDoctorAsync(context, round, MailTemplates.ExtensionGranted, moved, answer);
                await TellSecretariatAsync(context, round, moved, answer);
                return over with { DueAt = moved, Noticed = false };
            case Choices.Declined:
                await TellDoctorAsync(context, round, MailTemplates.ExtensionRefused, due, answer);
                return over;
            default:
                return over;
        }
    }

    private static Task TellDoctorAsync(
        TaskOrchestrationContext context, AssignmentRound round, string template, DateTimeOffset due, Claim answer) =>
        TellAsync(context, round, template, Link.Doctor, due, answer);

    private static async Task TellSecretariatAsync(
        TaskOrchestrationContext context, AssignmentRound round, DateTimeOffset due, Claim answer)
    {
        var people = await context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, round.Dossier, Retries.Patient);
        foreach (var recipient in people.Secretariat)
            await TellAsync(context, round, MailTemplates.ExtensionGrantedNotice, recipient, due, answer);
    }

    private static Task TellAsync(
        TaskOrchestrationContext context, AssignmentRound round, string template, string recipient, DateTimeOffset due, Claim answer) =>
        context.CallActivityAsync(
            Outbox.PostMail,
            new MailPosting(
                round.Dossier,
                $"{answer.Assignment}-told-{recipient}",
                template,
                recipient,
                new Dictionary<string, string>
                {
                    [MailData.Assignment] = answer.Assignment,
                    [MailData.LastDay] = LocalDatePattern.Iso.Format(AssignmentSchedule.LastDayBefore(due)),
                    [MailData.Word] = answer.Word,
                }),
            Retries.Patient);

    private static Task<Claim?> FindAsync(TaskOrchestrationContext context, AssignmentRound round, string id) =>
        context.CallActivityAsync<Claim?>(AssignmentActivities.FindClaim, new AssignmentKey(round.Dossier, id), Retries.Patient);
}

/// <summary>The coordinator is asked for more time.</summary>
/// <param name="Step">What is asked.</param>
/// <param name="At">When, by the workflow's clock.</param>
public sealed record ExtensionAsking(AssignmentRound Step, DateTimeOffset At);

/// <summary>More time was granted.</summary>
/// <param name="Answer">The coordinator's answer.</param>
/// <param name="Completion">Id of the completion.</param>
/// <param name="Due">The moment at which its delay ends now.</param>
/// <param name="At">When, by the workflow's clock, which orders what it writes.</param>
public sealed record ExtensionGrant(Claim Answer, string Completion, DateTimeOffset Due, DateTimeOffset At);
