using Compagnon.Assignments;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Assignments;

public sealed class AssignmentScheduleTests
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    private sealed record Case(DateTimeOffset Opened, DateTimeOffset? Due, IReadOnlyList<int> Reminders, int Sent, DateTimeOffset Now);

    private static readonly Arbitrary<Case> AnyCase = (
        from minutes in Gen.Choose(0, 3 * 365 * 24 * 60)
        from intervals in Gen.Choose(1, 20).ListOf().Where(list => list.Count <= 5)
        from days in Gen.Choose(1, 180)
        from ends in Gen.Elements(true, false)
        from sent in Gen.Choose(0, 6)
        from later in Gen.Choose(0, 200 * 24 * 60)
        let opened = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes)
        let reminders = intervals.Aggregate(new List<int>(), (list, interval) => [.. list, (list.Count == 0 ? 0 : list[^1]) + interval])
        select new Case(opened, ends ? AssignmentSchedule.Due(opened, days) : null, reminders, sent,
            opened.AddMinutes(later))).ToArbitrary();

    private static ScheduleStep Next(Case given) =>
        AssignmentSchedule.Next(given.Opened, given.Due, given.Reminders, given.Sent, given.Now);

    [Fact]
    public void A_reminder_goes_out_at_nine_in_Paris_seven_days_after_the_day_of_the_request() =>
        // Late in the evening of the 20th in Paris; the clocks go forward in between.
        Assert.Equal(new ScheduleStep.Reminder(1, Utc(2027, 3, 28, 7, 0)),
            AssignmentSchedule.Next(Utc(2027, 3, 21, 22, 30), null, [7, 14], 0, Utc(2027, 3, 21, 22, 30)));

    [Fact]
    public void A_request_after_midnight_in_Paris_counts_from_the_new_day() =>
        Assert.Equal(new ScheduleStep.Reminder(1, Utc(2027, 1, 28, 8, 0)),
            AssignmentSchedule.Next(Utc(2027, 1, 20, 23, 30), null, [7], 0, Utc(2027, 1, 20, 23, 30)));

    [Fact]
    public void A_delay_of_thirty_days_ends_with_the_thirtieth_day_at_midnight_in_Paris()
    {
        var opened = Utc(2027, 3, 1, 10, 0);
        Assert.Equal(Utc(2027, 3, 31, 22, 0), AssignmentSchedule.Due(opened, 30));
        Assert.Equal(new LocalDate(2027, 3, 31), AssignmentSchedule.LastDay(opened, 30));
        Assert.Equal(new LocalDate(2027, 3, 31), AssignmentSchedule.LastDayBefore(AssignmentSchedule.Due(opened, 30)));
    }

    [Fact]
    public void Without_a_deadline_reminders_go_on_at_the_last_interval()
    {
        var opened = Utc(2027, 1, 4, 8, 0);
        int[] days = [.. Enumerable.Range(0, 5).Select(sent =>
            (int)(((ScheduleStep.Reminder)AssignmentSchedule.Next(opened, null, [7, 17], sent, opened)).At - opened).TotalDays)];
        Assert.Equal([7, 17, 27, 37, 47], days);
    }

    [Fact]
    public void Reminders_that_a_pause_left_behind_go_out_as_one()
    {
        var opened = Utc(2027, 1, 4, 8, 0);
        Assert.Equal(new ScheduleStep.Reminder(3, opened.AddDays(21)),
            AssignmentSchedule.Next(opened, null, [7, 14], 0, opened.AddDays(25)));
    }

    [Fact]
    public void Without_reminders_and_deadline_it_waits() =>
        Assert.IsType<ScheduleStep.Wait>(AssignmentSchedule.Next(Utc(2027, 1, 4, 8, 0), null, [], 0, Utc(2027, 1, 4, 8, 0)));

    [Fact]
    public void Every_reminder_is_at_nine_in_Paris_and_before_the_deadline() => Prop.ForAll(AnyCase, given =>
        Next(given) is not ScheduleStep.Reminder reminder
        || (Instant.FromDateTimeOffset(reminder.At).InZone(Paris).TimeOfDay == new LocalTime(9, 0)
            && !(reminder.At >= given.Due) && reminder.Number > given.Sent)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_deadline_is_never_reminded_of_once_it_has_passed() => Prop.ForAll(AnyCase, given =>
        !(given.Due <= given.Now) || Next(given) is ScheduleStep.Deadline).QuickCheckThrowOnFailure();

    [Fact]
    public void What_has_an_end_reaches_it_and_what_has_none_never_does() => Prop.ForAll(AnyCase, given =>
    {
        var (now, sent) = (given.Now, given.Sent);
        for (var step = 0; step < 20; step++)
        {
            switch (AssignmentSchedule.Next(given.Opened, given.Due, given.Reminders, sent, now))
            {
                case ScheduleStep.Deadline deadline: return deadline.At == given.Due;
                case ScheduleStep.Wait: return given.Due is null && given.Reminders.Count == 0;
                case ScheduleStep.Reminder reminder:
                    if (reminder.Number <= sent) return false;
                    (sent, now) = (reminder.Number, reminder.At > now ? reminder.At : now);
                    break;
            }
        }

        return given.Due is null;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void At_most_one_reminder_is_already_due_at_any_moment() => Prop.ForAll(AnyCase, given =>
        Next(given) is not ScheduleStep.Reminder first || first.At > given.Now
        || AssignmentSchedule.Next(given.Opened, given.Due, given.Reminders, first.Number, given.Now) is not ScheduleStep.Reminder second
        || second.At > given.Now).QuickCheckThrowOnFailure();

    [Fact]
    public void The_last_notice_goes_out_so_many_days_before_the_last_day_and_once()
    {
        var opened = Utc(2027, 3, 1, 10, 0);
        var due = AssignmentSchedule.Due(opened, 30);
        var notice = new ScheduleStep.LastNotice(Utc(2027, 3, 28, 7, 0));
        Assert.Equal(notice, AssignmentSchedule.Next(opened, due, [7, 14, 25], 3, opened.AddDays(25), 3));
        Assert.Equal(new ScheduleStep.Deadline(due), AssignmentSchedule.Next(opened, due, [7, 14, 25], 3, notice.At, 3, noticed: true));
        // In place of a reminder of the same hour, and of one that a pause left behind.
        Assert.Equal(notice, AssignmentSchedule.Next(opened, due, [27], 0, opened, 3));
        Assert.Equal(new ScheduleStep.Deadline(due), AssignmentSchedule.Next(opened, due, [7, 27], 0, notice.At.AddHours(9), 3, noticed: true));
        // Granted more time, a new one.
        var extended = AssignmentSchedule.Extended(due, 15);
        Assert.Equal(new LocalDate(2027, 4, 15), AssignmentSchedule.LastDayBefore(extended));
        Assert.Equal(
            new ScheduleStep.LastNotice(Utc(2027, 4, 12, 7, 0)), AssignmentSchedule.Next(opened, extended, [7, 14, 25], 3, notice.At, 3));
    }

    [Fact]
    public void Before_every_deadline_comes_one_last_notice_and_no_reminder_of_the_same_hour() => Prop.ForAll(AnyCase, given =>
    {
        if (given.Due is not { } due) return true;
        var (now, sent, noticed, moments) = (given.Opened, 0, false, new List<DateTimeOffset>());
        for (var step = 0; step < 20; step++)
        {
            switch (AssignmentSchedule.Next(given.Opened, due, given.Reminders, sent, now, 3, noticed))
            {
                case ScheduleStep.Deadline: return noticed && moments.Distinct().Count() == moments.Count;
                case ScheduleStep.LastNotice notice:
                    if (noticed) return false;
                    noticed = true;
                    moments.Add(notice.At);
                    now = notice.At > now ? notice.At : now;
                    break;
                case ScheduleStep.Reminder reminder:
                    sent = reminder.Number;
                    moments.Add(reminder.At);
                    now = reminder.At > now ? reminder.At : now;
                    break;
                default: return false;
            }
        }

        return false;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2027, 3, 31, 21, 59, "31\u00A0mars 2027 à\u00A023\u00A0h\u00A059")]
    [InlineData(2027, 3, 31, 22, 5, "1er\u00A0avril 2027 à\u00A00\u00A0h\u00A005")]
    [InlineData(2027, 12, 31, 23, 0, "1er\u00A0janvier 2028 à\u00A00\u00A0h\u00A000")]
    public void Moments_are_written_as_they_are_said_in_Paris(int year, int month, int day, int hour, int minute, string text) =>
        Assert.Equal(text, ParisTime.MomentText(Utc(year, month, day, hour, minute)));

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) =>
        new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
