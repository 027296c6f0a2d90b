using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Renewals;

/// <summary>
/// The milestones of an agreement, from its entry in the register and the faculty's file as it stands today. Pure: whoever asks on another
/// day is told the same, so a changed file moves the milestones to come.
/// </summary>
public static class WatchSchedule
{
    private const int Hour = 9;

    /// <summary>All milestones of the term that holds, in the order in which they come; none once the agreement is over.</summary>
    /// <param name="agreement">As it stands in the register.</param>
    /// <param name="rule">The faculty's rule.</param>
    /// <param name="calendar">When the faculty works: mails that fall on another day go out on the next one; null where every day is
    /// worked.</param>
    public static IReadOnlyList<Milestone> Of(AgreementRecord agreement, RenewalRule rule, WorkCalendar? calendar)
    {
        if (agreement.IsOver) return [];

        var (number, term) = (agreement.Terms.Count, agreement.Terms[^1]);
        var working = calendar is null ? null : new WorkingDays(calendar);
        var all = new List<Milestone>();
        if (agreement is { State: AgreementState.Suspended, SuspendedUntil: { } until })
            all.Add(new($"{number}-resumption-{LocalDatePattern.Iso.Format(until)}", MilestoneKind.Resumption, 1, Midnight(until)));
        if (agreement.GivenUpOn is { } last)
            all.Add(new($"{number}-giving-up-{LocalDatePattern.Iso.Format(last)}", MilestoneKind.GivingUp, 1, Midnight(last)));

        // Its last day is over: it waits for the decision on its renewal, and for nothing that a date brings.
        if ((agreement.Before ?? agreement.State) != AgreementState.Extended)
        {
            all.AddRange(Trainings(number, term, rule.TrainingRule, agreement.Imported, working));
            // Whoever has chosen the last day is not invited to renew.
            if (agreement.GivenUpOn is null) all.AddRange(Renewal(number, term, rule.TimesFor(term.IsConditional), working));
            all.Add(new($"{number}-end", MilestoneKind.End, 1, Midnight(term.Until)));
        }

        return [.. all.OrderBy(milestone => milestone.At).ThenBy(milestone => milestone.Kind)];
    }

    /// <summary>What is due at <paramref name="now"/> of <paramref name="all"/>, but for what is done.</summary>
    /// <param name="all">As <see cref="Of"/> gives them.</param>
    /// <param name="done">Ids of those that were reached or passed.</param>
    /// <param name="now">The moment of asking.</param>
    public static WatchStep Look(IReadOnlyList<Milestone> all, IReadOnlyCollection<string> done, DateTimeOffset now)
    {
        var open = all.Where(milestone => !done.Contains(milestone.Id)).ToList();
        var due = open.TakeWhile(milestone => milestone.At <= now).ToList();
        if (due.Count == 0) return new WatchStep(null, [], open.Count > 0 ? open[0].At : null);

        // Of several mails about one thing that come at once (nobody watched for a while) only the last is sent.
        var first = due[0];
        var passed = due.Where(milestone => milestone != first).Any(later => SaysItAll(later, first)) ? first : null;
        if (passed is null) return new WatchStep(first, [], first.At);
        var rest = Look([.. all.Where(milestone => milestone != passed)], done, now);
        return rest with { Passed = [passed.Id, .. rest.Passed] };
    }

    private static bool SaysItAll(Milestone later, Milestone earlier) => IsAboutRenewal(earlier)
        ? IsAboutRenewal(later) || later.Kind == MilestoneKind.End
        : earlier.Kind == MilestoneKind.TrainingReminder
            && later.Kind is MilestoneKind.TrainingReminder or MilestoneKind.TrainingYearOver or MilestoneKind.End;

    private static bool IsAboutRenewal(Milestone milestone) =>
        milestone.Kind is MilestoneKind.Invitation or MilestoneKind.Reminder or MilestoneKind.LastNotice;

    private static IEnumerable<Milestone> Trainings(
        int number, GrantedTerm term, TrainingRule rule, LocalDate? imported, WorkingDays? working)
    {
        if (rule.Sessions == 0) yield break;
        for (var year = 1; ; year++)
        {
            var (begins, ends) = YearOf(term, year);
            if (begins > term.Until) yield break;

            foreach (var (index, step) in rule.ReminderSteps.Index())
            {
                var day = begins + Periods.Read(step)!;
                if (day > ends || day < imported) continue;
                yield return new Milestone(Id(number, "training", year, index + 1), MilestoneKind.TrainingReminder, index + 1, Morning(day, working))
                {
                    Year = year,
                };
            }

            if (ends < imported) continue;
            yield return new Milestone(Id(number, "year", year), MilestoneKind.TrainingYearOver, year, Midnight(ends)) { Year = year };
        }
    }

    /// <summary>The first and the last day of a year of a term; the last year ends with the term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="year">Which year, from 1.</param>
    public static (LocalDate From, LocalDate Until) YearOf(GrantedTerm term, int year) =>
        (term.From.PlusYears(year - 1), LocalDate.Min(term.From.PlusYears(year).PlusDays(-1), term.Until));

    private static IEnumerable<Milestone> Renewal(int number, GrantedTerm term, RenewalTimes times, WorkingDays? working)
    {
        // A term that is shorter than the time before it begins with the invitation.
        var invitation = LocalDate.Max(term.Until - Periods.Read(times.Invitation)!, term.From.PlusDays(1));
        yield return new Milestone(Id(number, "invitation"), MilestoneKind.Invitation, 1, Morning(invitation, working));
        foreach (var (index, step) in times.Reminders.Index())
        {
            var day = term.Until - Periods.Read(step)!;
            if (day > invitation)
                yield return new Milestone(Id(number, "reminder", index + 1), MilestoneKind.Reminder, index + 1, Morning(day, working));
        }

        var notice = term.Until - Periods.Read(times.LastNotice)!;
        if (notice > invitation)
        {
            // Earlier where it cannot be on the day: after the end it would say nothing.
            var at = ParisTime.At(working?.PreviousWorkingDay(notice) ?? notice, Hour);
            yield return new Milestone(Id(number, "last-notice"), MilestoneKind.LastNotice, 1, at);
        }
    }

    private static DateTimeOffset Morning(LocalDate day, WorkingDays? working) => ParisTime.At(working?.NextWorkingDay(day) ?? day, Hour);

    private static DateTimeOffset Midnight(LocalDate last) => ParisTime.StartOf(last.PlusDays(1));

    private static string Id(int term, string what, params ReadOnlySpan<int> numbers)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{term}-{what}");
        foreach (var number in numbers) id += string.Create(CultureInfo.InvariantCulture, $"-{number}");
        return id;
    }
}
