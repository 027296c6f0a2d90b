using System.Text.Json;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Assignments;

public sealed class WorkingDayScheduleTests
{
    private static readonly WorkCalendar Metropole = new(HolidayRegion.Metropole, []);

    private sealed record Case(WorkCalendar Calendar, DateTimeOffset Opened, int? Days, IReadOnlyList<int> Reminders, int NoticeDays);

    private static readonly Arbitrary<Case> AnyCase = (
        from region in Gen.Elements(Enum.GetValues<HolidayRegion>())
        from closings in (from start in Gen.Choose(0, 4 * 365) from length in Gen.Choose(0, 40) select (start, length)).ListOf()
            .Where(list => list.Count <= 5)
        from minutes in Gen.Choose(0, 3 * 365 * 24 * 60)
        from intervals in Gen.Choose(1, 12).NonEmptyListOf().Where(list => list.Count() <= 6)
        from days in Gen.Choose(7, 180)
        from ends in Gen.Elements(true, false)
        from notice in Gen.Choose(1, 6)
        let first = new LocalDate(2026, 1, 1)
        let closed = closings.Select(closing => new ClosedPeriod(
            first.PlusDays(closing.start), first.PlusDays(closing.start + closing.length), "Fermeture")).ToList()
        let reminders = intervals.Aggregate(new List<int>(), (list, interval) => [.. list, (list.Count == 0 ? 0 : list[^1]) + interval])
        select new Case(
            new WorkCalendar(region, closed),
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes),
            ends ? days : null,
            reminders,
            notice)).ToArbitrary();

    [Fact]
    public void Whatever_happens_to_an_assignment_happens_on_a_working_day_in_its_order_and_never_after_the_end() => Prop.ForAll(AnyCase, given =>
    {
        var working = new WorkingDays(given.Calendar);
        var (moments, ended) = Follow(given);
        return moments.All(moment => working.IsWorkingDay(ParisTime.DayOf(moment)))
            && moments.Zip(moments.Skip(1)).All(pair => pair.First < pair.Second)
            && (ended is null) == (given.Days is null)
            && (ended is not { } end || (moments.All(moment => moment < end) && working.IsWorkingDay(AssignmentSchedule.LastDayBefore(end))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_working_day_is_never_earlier_than_without_a_calendar() => Prop.ForAll(AnyCase, given =>
        AssignmentSchedule.Due(given.Opened, given.Days ?? 7, given.Calendar) >= AssignmentSchedule.Due(given.Opened, given.Days ?? 7))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void More_time_ends_on_a_working_day_too() => Prop.ForAll(AnyCase, given =>
    {
        var due = AssignmentSchedule.Due(given.Opened, given.Days ?? 7, given.Calendar);
        var extended = AssignmentSchedule.Extended(due, given.NoticeDays, given.Calendar);
        return extended > due && new WorkingDays(given.Calendar).IsWorkingDay(AssignmentSchedule.LastDayBefore(extended));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reminder_of_Easter_Saturday_goes_out_on_the_Tuesday_after_at_nine_in_Paris() =>
        // Seven days after Saturday 20 March 2027 is the Saturday before Easter; the clocks go forward the day after.
        Assert.Equal(
            new ScheduleStep.Reminder(1, Utc(2027, 3, 30, 7)),
            AssignmentSchedule.Next(Utc(2027, 3, 20, 10), null, [7, 14], 0, Utc(2027, 3, 20, 10), calendar: Metropole));

    [Fact]
    public void Reminders_that_meet_on_one_working_day_go_out_as_one() =>
        Assert.Equal(
            new ScheduleStep.Reminder(3, Utc(2027, 3, 8, 8)),
            AssignmentSchedule.Next(Utc(2027, 3, 1, 10), null, [5, 6, 7, 14], 0, Utc(2027, 3, 1, 10), calendar: Metropole));

    [Fact]
    public void A_delay_that_would_end_in_a_closed_week_ends_with_the_first_day_after_it()
    {
        var calendar = new WorkCalendar(HolidayRegion.Metropole, [new(new(2027, 3, 29), new(2027, 4, 2), "Fermeture de printemps")]);

        Assert.Equal(new LocalDate(2027, 4, 5), AssignmentSchedule.LastDay(Utc(2027, 3, 1, 10), 30, calendar));
        Assert.Equal(new LocalDate(2027, 3, 31), AssignmentSchedule.LastDay(Utc(2027, 3, 1, 10), 30));
    }

    [Fact]
    public void A_visit_is_announced_on_a_day_that_is_worked_before_it()
    {
        var rule = new VisitRule(VisitTeam.Teacher, VisitTeam.None, VisitMode.Either, 5, [3], [3], [7, 2], 3, 1, 60, false, false);
        var visit = new VisitSlot(new LocalDateTime(2027, 3, 9, 10, 0));

        // A Tuesday: two days before is a Sunday, which becomes the Friday before it.
        Assert.Equal([1, 4], new VisitPlan(VisitTeam.Teacher, rule, HolidayRegion.Metropole, Metropole).NoticesOf(visit, Utc(2027, 3, 1, 10)));
        Assert.Equal([1, 6], new VisitPlan(VisitTeam.Teacher, rule, HolidayRegion.Metropole).NoticesOf(visit, Utc(2027, 3, 1, 10)));
    }

    [Fact]
    public void Dates_of_a_visit_know_the_closed_weeks_of_the_faculty()
    {
        var rule = new VisitRule(VisitTeam.Teacher, VisitTeam.None, VisitMode.Either, 5, [3], [3], [2], 3, 1, 60, true, false);
        var closed = new WorkCalendar(HolidayRegion.Metropole, [new(new(2027, 3, 8), new(2027, 3, 12), "Semaine fermée")]);
        var plan = VisitPlan.For(rule, isFirst: true, "63", closed)!;
        var typed = new Dictionary<string, string> { [SlotProposal.DayField(1)] = "2027-03-10", [SlotProposal.TimeField(1)] = "10:00" };

        var (_, errors) = SlotProposal.Read(field => typed.GetValueOrDefault(field, ""), 1, plan.Calendar, Utc(2027, 3, 1, 10));

        Assert.Contains("Semaine fermée", Assert.Single(errors.All).Message);
    }

    [Fact]
    public void A_calendar_survives_the_history_that_keeps_it()
    {
        var calendar = new WorkCalendar(HolidayRegion.Reunion, [new(new(2027, 7, 26), new(2027, 8, 15), "Fermeture d’hiver")]);

        var kept = JsonSerializer.Deserialize<WorkCalendar>(JsonSerializer.Serialize(calendar))!;

        Assert.Equal((calendar.Region, calendar.Closed[0]), (kept.Region, Assert.Single(kept.Closed)));
    }

    // Every moment at which something goes out, and when it ended; a year of what does not end.
    private static (List<DateTimeOffset> Moments, DateTimeOffset? Ended) Follow(Case given)
    {
        var due = given.Days is { } days ? AssignmentSchedule.Due(given.Opened, days, given.Calendar) : null as DateTimeOffset?;
        var (now, sent, noticed, moments) = (given.Opened, 0, false, new List<DateTimeOffset>());
        while (now < given.Opened.AddDays(365))
        {
            switch (AssignmentSchedule.Next(
                given.Opened, due, given.Reminders, sent, now, due is null ? null : given.NoticeDays, noticed, given.Calendar))
            {
                case ScheduleStep.Reminder reminder:
                    (sent, now) = (reminder.Number, reminder.At);
                    moments.Add(now);
                    break;
                case ScheduleStep.LastNotice notice:
                    (noticed, now) = (true, notice.At > now ? notice.At : now);
                    moments.Add(notice.At);
                    break;
                case ScheduleStep.Deadline deadline:
                    return (moments, deadline.At);
            }
        }

        return (moments, null);
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);
}
