using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Trainings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Renewals;

/// <summary>What the watch asks.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Done">Ids of the milestones that were reached or passed.</param>
/// <param name="Now">The workflow's time.</param>
public sealed record WatchQuestion(DossierKey Agreement, IReadOnlyList<string> Done, DateTimeOffset Now);

/// <summary>What the watch is told.</summary>
/// <param name="IsOver">Whether there is nothing to watch over any more.</param>
/// <param name="Done">The ids that were asked with, without those of earlier terms and with those that were passed by.</param>
/// <param name="Due">What has come; null where nothing has.</param>
/// <param name="NextAt">When the next milestone comes; null where none does.</param>
public sealed record WatchLook(bool IsOver, IReadOnlyList<string> Done, Milestone? Due, DateTimeOffset? NextAt);

/// <summary>A milestone that has come.</summary>
/// <param name="Agreement">Of which agreement.</param>
/// <param name="Milestone">Which.</param>
/// <param name="At">The workflow's time.</param>
public sealed record MilestoneReached(DossierKey Agreement, Milestone Milestone, DateTimeOffset At);

/// <summary>The steps of the watch over an agreement. Each may be repeated.</summary>
public sealed class WatchActivities(
    AgreementRegister register, FacultyBook faculties, AgreementDesk desk, TrainingDuty trainings, RenewalDesk renewals)
{
    /// <summary>Says what has come and when to look again.</summary>
    public const string LookAtAgreement = "LookAtAgreement";

    /// <summary>Does what a milestone brings.</summary>
    public const string ReachMilestone = "ReachMilestone";

    /// <summary>Says what has come and when to look again, by the register and the faculty's file as they stand.</summary>
    [Function(LookAtAgreement)]
    public async Task<WatchLook> LookAsync([ActivityTrigger] WatchQuestion question)
    {
        if (await register.FindAsync(question.Agreement) is not { IsOver: false } agreement) return new WatchLook(true, [], null, null);

        var all = WatchSchedule.Of(
            agreement, faculties.RenewalRuleOf(question.Agreement.Faculty), faculties.Find(question.Agreement.Faculty)?.Calendar);
        var term = agreement.Terms.Count.ToString(CultureInfo.InvariantCulture) + "-";
        var done = question.Done.Where(id => id.StartsWith(term, StringComparison.Ordinal)).ToList();
        var step = WatchSchedule.Look(all, done, question.Now);
        return new WatchLook(false, [.. done, .. step.Passed], step.Due, step.NextAt);
    }

    /// <summary>Does what a milestone brings.</summary>
    [Function(ReachMilestone)]
    public async Task ReachAsync([ActivityTrigger] MilestoneReached reached, [DurableClient] DurableTaskClient client)
    {
        if (await register.FindAsync(reached.Agreement) is not { } agreement) return;

        switch (reached.Milestone.Kind)
        {
            case MilestoneKind.Invitation or MilestoneKind.Reminder or MilestoneKind.LastNotice:
                await renewals.RemindAsync(client, agreement, reached.Milestone, reached.At);
                break;
            case MilestoneKind.End:
                await renewals.EndAsync(client, agreement, reached.Milestone);
                break;
            case MilestoneKind.Resumption:
                await ChangeAsync(AgreementChangeKind.Resumed);
                break;
            case MilestoneKind.GivingUp:
                await ChangeAsync(AgreementChangeKind.GivenUp);
                break;
            case MilestoneKind.TrainingReminder:
                await trainings.RemindAsync(client, agreement, reached.Milestone);
                break;
            case MilestoneKind.TrainingYearOver:
                await trainings.NoteYearAsync(agreement, reached.Milestone);
                break;
            default:
                break;
        }

        Task ChangeAsync(AgreementChangeKind kind) => desk.ChangeAsync(
            client, new AgreementChange(reached.Agreement, reached.Milestone.Id, kind, reached.Milestone.At, ""));
    }
}
