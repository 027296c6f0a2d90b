using System.Globalization;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Assignments;

/// <summary>
/// One assignment from the request to the answer: it is opened and asked for by mail, reminded of, and ends with the one claim, which the
/// deadline makes itself. What was answered is read from the claim, never from the event.
/// </summary>
public static class AssignmentFlow
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "Assignment";

    /// <summary>The instance that runs an assignment.</summary>
    public static string InstanceOf(DossierKey dossier, string assignment) => $"{dossier.Id}-{assignment}";

    /// <summary>The story of one assignment.</summary>
    [Function(Orchestration)]
    public static async Task<Claim> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<AssignmentRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects an {nameof(AssignmentRound)} as its input; got none.");
        DateTimeOffset? due = round.DelayDays is { } days
            ? AssignmentSchedule.Due(round.Opened ?? context.CurrentUtcDateTime, days)
            : round.DueAt;

        if (round.Opened is null)
        {
            var assignees = await ReadAssigneesAsync(context, round);
            var assignment = await context.CallActivityAsync<Assignment>(
                AssignmentActivities.OpenAssignment,
                new Assignment(
                    round.Dossier, round.Id, round.Kind, assignees, context.InstanceId, context.CurrentUtcDateTime, due, round.Stage),
                Retries.Patient);
            (round, due) = (round with { Opened = assignment.Opened }, assignment.Due);
            await MailAsync(context, round, assignees, due, round.Template, suffix: "");
        }

        var opened = round.Opened.Value;
        var answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
        context.SetCustomStatus($"{round.Id}: {AskedOf(round)}");

        // A round that follows a crash or a reminder finds an answer that came in between.
        var claim = await FindClaimAsync(context, round);
        while (claim is null)
        {
            var next = AssignmentSchedule.Next(opened, due, round.Reminders, round.Reminded, context.CurrentUtcDateTime);
            if (await IsTimeFirstAsync(context, answered, next))
            {
                claim = next is ScheduleStep.Deadline deadline
                    ? await ClaimDeadlineAsync(context, round, deadline)
                    : await FindClaimAsync(context, round);
                if (claim is null && next is ScheduleStep.Reminder reminder)
                {
                    // Whoever works there today: a newcomer is reminded of what a predecessor was asked.
                    var assignees = await ReadAssigneesAsync(context, round);
                    await MailAsync(context, round, assignees, due, round.ReminderTemplate, suffix: "-reminder-" + Number(reminder.Number));
                    await context.CallActivityAsync(
                        AssignmentActivities.NoteReminder,
                        new ReminderNote(round.Dossier, round.Id, round.Kind, reminder.At),
                        Retries.Patient);

                    // Each reminder begins a new history: one that waits for years is as short as one that waits for a day.
                    context.ContinueAsNew(round with { Reminded = reminder.Number });
                    return null!;
                }
            }
            else
            {
                claim = await FindClaimAsync(context, round);
                answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
            }
        }

        await context.CallActivityAsync(AssignmentActivities.CloseAssignment, claim, Retries.Patient);
        return claim;
    }

    private static async Task<bool> IsTimeFirstAsync(TaskOrchestrationContext context, Task answered, ScheduleStep next)
    {
        if (MomentOf(next) is not { } moment)
        {
            await answered;
            return false;
        }

        using var answeredFirst = new CancellationTokenSource();
        var timer = context.CreateTimer(moment.UtcDateTime, answeredFirst.Token);
        if (await Task.WhenAny(answered, timer) == timer) return true;

        // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
        answeredFirst.Cancel();
        return false;
    }

    private static DateTimeOffset? MomentOf(ScheduleStep step) => step switch
    {
        ScheduleStep.Reminder reminder => reminder.At,
        ScheduleStep.Deadline deadline => deadline.At,
        _ => null,
    };

    private static async Task<IReadOnlyList<string>> ReadAssigneesAsync(TaskOrchestrationContext context, AssignmentRound round)
    {
        if (round.Named is { } named) return named;
        if (AssignmentKinds.Of(round.Kind).Role is not { } role) return [Link.Doctor];

        var people = await context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, round.Dossier, Retries.Patient);
        return people.Of(role);
    }

    private static string AskedOf(AssignmentRound round) => round.Named is { } named
        ? string.Join(' ', named)
        : AssignmentKinds.Of(round.Kind).Role?.ToString().ToLowerInvariant() ?? Link.Doctor;

    private static Task<Claim?> FindClaimAsync(TaskOrchestrationContext context, AssignmentRound round) =>
        context.CallActivityAsync<Claim?>(AssignmentActivities.FindClaim, new AssignmentKey(round.Dossier, round.Id), Retries.Patient);

    private static async Task<Claim?> ClaimDeadlineAsync(
        TaskOrchestrationContext context, AssignmentRound round, ScheduleStep.Deadline deadline) =>
        await context.CallActivityAsync<Claim>(
            AssignmentActivities.ClaimDeadline,
            new Claim(round.Dossier, round.Id, Choices.Deadline, [], "", "", deadline.At),
            Retries.Patient);

    private static async Task MailAsync(
        TaskOrchestrationContext context,
        AssignmentRound round,
        IReadOnlyList<string> assignees,
        DateTimeOffset? due,
        string template,
        string suffix)
    {
        var data = new Dictionary<string, string>(round.Data)
        {
            [MailData.Assignment] = round.Id,
            [MailData.Since] = Day(ParisTime.DayOf(round.Opened!.Value)),
        };
        if (due is { } end) data[MailData.LastDay] = Day(AssignmentSchedule.LastDayBefore(end));

        foreach (var recipient in assignees)
        {
            await context.CallActivityAsync(
                Outbox.PostMail,
                new MailPosting(round.Dossier, $"{round.Id}{suffix}-{recipient}", template, recipient, data),
                Retries.Patient);
        }
    }

    private static string Day(NodaTime.LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
