using System.Globalization;
using Compagnon.Dossiers;
using Compagnon.Holds;
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
        var due = round.DueAt ?? (round.DelayDays is { } days
            ? AssignmentSchedule.Due(round.Opened ?? context.CurrentUtcDateTime, days, round.Calendar)
            : null as DateTimeOffset?);

        if (round.Opened is null)
        {
            var assignees = await ReadAssigneesAsync(context, round, reminder: 0);
            var assignment = await context.CallActivityAsync<Assignment>(
                AssignmentActivities.OpenAssignment,
                new Assignment(
                    round.Dossier, round.Id, round.Kind, assignees, context.InstanceId, context.CurrentUtcDateTime, due, round.Stage),
                Retries.Patient);
            (round, due) = (round with { Opened = assignment.Opened }, assignment.Due);
            if (await ClaimGoneAsync(context, round) is null) await MailAsync(context, round, assignees, due, round.Template, suffix: "");
        }

        var opened = round.Opened.Value;
        var answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
        context.SetCustomStatus($"{round.Id}: {AskedOf(round)}");

        // A round that follows a crash or a reminder finds an answer that came in between.
        var claim = await FindClaimAsync(context, round);
        while (claim is null)
        {
            var hold = await AssignmentHold.LookAsync(context, round);
            if (hold.Days > round.HeldDays)
            {
                context.ContinueAsNew(await AssignmentHold.MoveAsync(context, round, due, hold.Days));
                return null!;
            }

            if (!hold.IsHeld && await CompletionExtension.GoOnAsync(context, round, due) is { } changed)
            {
                context.ContinueAsNew(changed);
                return null!;
            }

            var next = hold.IsHeld
                ? new ScheduleStep.Wait()
                : AssignmentSchedule.Next(
                    opened, due, round.Reminders, round.Reminded, context.CurrentUtcDateTime, round.Notice?.Days, round.Noticed, round.Calendar,
                    round.HeldDays);
            if (MomentOf(next) is not { } moment || moment > context.CurrentUtcDateTime)
            {
                await WaitAsync(context, answered, next);
                if (answered.IsCompleted) answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
                // Then everything is looked at again: the dossier may be on hold by now.
                claim = await FindClaimAsync(context, round);
                continue;
            }

            switch (next)
            {
                case ScheduleStep.Deadline deadline:
                    if (await CompletionExtension.EndAtDeadlineAsync(context, round, due!.Value) is { } extended)
                    {
                        context.ContinueAsNew(extended);
                        return null!;
                    }

                    claim = await ClaimDeadlineAsync(context, round, deadline);
                    break;

                case ScheduleStep.Reminder reminder:
                    claim = await ClaimGoneAsync(context, round);
                    if (claim is not null) break;

                    // Each reminder begins a new history: one that waits for years is as short as one that waits for a day. It goes to
                    // whoever works there today: a newcomer is reminded of what a predecessor was asked.
                    await MailAsync(
                        context, round, await ReadAssigneesAsync(context, round, reminder.Number), due, round.ReminderTemplate,
                        suffix: "-reminder-" + Number(reminder.Number));
                    await NoteAsync(context, new ReminderNote(round.Dossier, round.Id, round.Kind, reminder.At));
                    context.ContinueAsNew(round with { Reminded = reminder.Number });
                    return null!;

                case ScheduleStep.LastNotice notice:
                    await MailAsync(
                        context, round, await ReadAssigneesAsync(context, round, round.Reminded + 1), due, round.Notice!.Template, NoticeOf(round));
                    await NoteAsync(context, new ReminderNote(round.Dossier, round.Id, round.Kind, notice.At, IsLast: true));
                    context.ContinueAsNew(round with { Noticed = true });
                    return null!;
            }
        }

        await context.CallActivityAsync(AssignmentActivities.CloseAssignment, claim, Retries.Patient);
        if (round.IsExtending) await CompletionExtension.CancelAsync(context, round);
        if (round.IsDetached)
        {
            await context.CallActivityAsync(
                AssignmentActivities.TellStage, new AssignmentKey(round.Dossier, round.Id), Retries.Patient);
        }

        return claim;
    }

    private static Task NoteAsync(TaskOrchestrationContext context, ReminderNote note) =>
        context.CallActivityAsync(AssignmentActivities.NoteReminder, note, Retries.Patient);

    // Another one each time the delay was moved: with more time, or by a hold.
    private static string NoticeOf(AssignmentRound round) =>
        "-notice-" + Number(round.Extensions + 1) + (round.HeldDays > 0 ? "-held-" + Number(round.HeldDays) : "");

    private static async Task WaitAsync(TaskOrchestrationContext context, Task answered, ScheduleStep next)
    {
        if (MomentOf(next) is not { } moment)
        {
            await answered;
            return;
        }

        using var answeredFirst = new CancellationTokenSource();
        var timer = context.CreateTimer(moment.UtcDateTime, answeredFirst.Token);
        // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
        if (await Task.WhenAny(answered, timer) == answered) answeredFirst.Cancel();
    }

    private static DateTimeOffset? MomentOf(ScheduleStep step) => step switch
    {
        ScheduleStep.Reminder reminder => reminder.At,
        ScheduleStep.LastNotice notice => notice.At,
        ScheduleStep.Deadline deadline => deadline.At,
        _ => null,
    };

    private static async Task<IReadOnlyList<string>> ReadAssigneesAsync(
        TaskOrchestrationContext context, AssignmentRound round, int reminder)
    {
        if (round.Named is { } named) return named;
        if (AssignmentKinds.Of(round.Kind).Role is not { } role) return [Link.Doctor];

        var people = await context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, round.Dossier, Retries.Patient);
        var all = people.Of(role);
        // Somebody who is away must not keep the dossier: from the second reminder on the colleagues know too.
        return round.Preferred is { } preferred && reminder < 2 && all.Contains(preferred) ? [preferred] : all;
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

    // Nothing waits on nobody: whoever is needed and has left cannot answer any more.
    private static async Task<Claim?> ClaimGoneAsync(TaskOrchestrationContext context, AssignmentRound round)
    {
        if (round.Needed is not { } needed) return null;

        var people = await context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, round.Dossier, Retries.Patient);
        if (people.GoneOf(needed) is not { Count: > 0 } gone) return null;
        return await context.CallActivityAsync<Claim>(
            AssignmentActivities.ClaimDeadline,
            new Claim(
                round.Dossier, round.Id, Choices.Gone, [], "", "", context.CurrentUtcDateTime,
                new Dictionary<string, string> { [AssignmentRound.Gone] = string.Join(' ', gone) }),
            Retries.Patient);
    }

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
