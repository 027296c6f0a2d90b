using Compagnon.Agreements;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Renewals;

namespace Compagnon.Testing;

/// <summary>What a watch that never misses a moment reaches, by <see cref="WatchSchedule"/>'s own list.</summary>
public static class ExpectedMilestones
{
    /// <summary>
    /// The milestones of the term that holds, without those that a later one of the same moment says: two mails about one thing that
    /// working days bring together are one.
    /// </summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="rule">The faculty's rule.</param>
    /// <param name="calendar">When the faculty works.</param>
    /// <param name="since">When the watch looks for the first time: what came before is told together; by default before everything.</param>
    public static IReadOnlyList<Milestone> Of(
        AgreementRecord agreement, RenewalRule rule, WorkCalendar? calendar, DateTimeOffset since = default)
    {
        var all = WatchSchedule.Of(agreement, rule, calendar);
        var (done, reached) = (new List<string>(), new List<Milestone>());
        foreach (var moment in all.Select(milestone => milestone.At).Where(at => at > since).Distinct().Prepend(since))
        {
            for (; ; )
            {
                var step = WatchSchedule.Look(all, done, moment);
                done.AddRange(step.Passed);
                if (step.Due is not { } due) break;
                done.Add(due.Id);
                reached.Add(due);
            }
        }

        return reached;
    }
}
