using Compagnon.Calendar;
using NodaTime;

namespace Compagnon.Assignments;

/// <summary>What happens next to an assignment that nobody has answered.</summary>
public abstract record ScheduleStep
{
    private ScheduleStep()
    {
    }

    /// <summary>A reminder goes out.</summary>
    /// <param name="Number">1 for the first. A reminder whose time passed together with a later one's (the app was down) is left out,
    /// number and all.</param>
    /// <param name="At">When.</param>
    public sealed record Reminder(int Number, DateTimeOffset At) : ScheduleStep;

    /// <summary>The last notice before the delay ends goes out.</summary>
    /// <param name="At">When.</param>
    public sealed record LastNotice(DateTimeOffset At) : ScheduleStep;

    /// <summary>The delay is over: the assignment answers itself.</summary>
    /// <param name="At">When.</param>
    public sealed record Deadline(DateTimeOffset At) : ScheduleStep;

    /// <summary>Nothing: it waits until it is answered.</summary>
    public sealed record Wait : ScheduleStep;
}

/// <summary>When an assignment reminds and when its delay ends, in days of Europe/Paris. Pure.</summary>
public static class AssignmentSchedule
{
    private const int ReminderHour = 9;

    /// <summary>
    /// The last day on which an assignment that was opened at <paramref name="opened"/> with a delay of <paramref name="days"/> can be
    /// answered; the next day that is worked where it is not.
    /// </summary>
    public static LocalDate LastDay(DateTimeOffset opened, int days, WorkCalendar? calendar = null) =>
        Worked(ParisTime.DayOf(opened).PlusDays(days), WorkingDaysOf(calendar));

    /// <summary>The moment at which that delay ends: midnight after its last day.</summary>
    public static DateTimeOffset Due(DateTimeOffset opened, int days, WorkCalendar? calendar = null) =>
        ParisTime.StartOf(LastDay(opened, days, calendar).PlusDays(1));

    /// <summary>The moment at which a delay ends that ended at <paramref name="due"/> and was granted so many more days.</summary>
    public static DateTimeOffset Extended(DateTimeOffset due, int days, WorkCalendar? calendar = null) =>
        ParisTime.StartOf(Worked(LastDayBefore(due).PlusDays(days), WorkingDaysOf(calendar)).PlusDays(1));

    /// <summary>The last day before <paramref name="due"/>, as people are told it.</summary>
    public static LocalDate LastDayBefore(DateTimeOffset due) => ParisTime.DayOf(due.AddTicks(-1));

    /// <summary>What comes next.</summary>
    /// <param name="opened">When the assignment was opened.</param>
    /// <param name="due">When its delay ends; null where it waits until it is answered, and then reminders go on at the last
    /// interval.</param>
    /// <param name="reminders">Days after the request at which a reminder goes out, ascending; may be empty.</param>
    /// <param name="sent">Number of the last reminder that went out; 0 before the first.</param>
    /// <param name="now">The moment of asking.</param>
    /// <param name="noticeDays">How many days before the last day a last notice goes out, which takes the place of the reminders until
    /// then that have not gone out; null for none.</param>
    /// <param name="noticed">Whether it went out.</param>
    /// <param name="calendar">When the faculty works: a reminder or notice that would fall on a day that is not worked goes out on the next
    /// one that is, and of several that meet there the last; null where every day is worked. <paramref name="due"/> is not moved.</param>
    /// <param name="heldDays">By how many days holds have moved the reminders. <paramref name="due"/> is not moved.</param>
    public static ScheduleStep Next(
        DateTimeOffset opened,
        DateTimeOffset? due,
        IReadOnlyList<int> reminders,
        int sent,
        DateTimeOffset now,
        int? noticeDays = null,
        bool noticed = false,
        WorkCalendar? calendar = null,
        int heldDays = 0)
    {
        if (due <= now) return new ScheduleStep.Deadline(due.Value);

        var working = WorkingDaysOf(calendar);

        DateTimeOffset? notice = due is { } ends && noticeDays is { } days
            ? ParisTime.At(Worked(LastDayBefore(ends).PlusDays(-days), working), ReminderHour)
            : null;
        var number = sent + 1;
        while (Moment(number + 1) is { } later && (later <= now || later == Moment(number))) number++;
        while (noticed && Moment(number) <= notice) number++;

        var reminded = Moment(number);
        if (notice is { } last && !noticed && (last <= now || !(reminded < last))) return new ScheduleStep.LastNotice(last);
        if (reminded is { } moment && !(moment >= due)) return new ScheduleStep.Reminder(number, moment);
        return due is { } end ? new ScheduleStep.Deadline(end) : new ScheduleStep.Wait();

        DateTimeOffset? Moment(int which) => DayOfReminder(reminders, which, goesOn: due is null) is { } day
            ? ParisTime.At(Worked(ParisTime.DayOf(opened).PlusDays(day + heldDays), working), ReminderHour)
            : null;
    }

    private static WorkingDays? WorkingDaysOf(WorkCalendar? calendar) => calendar is null ? null : new WorkingDays(calendar);

    private static LocalDate Worked(LocalDate day, WorkingDays? working) => working?.NextWorkingDay(day) ?? day;

    private static int? DayOfReminder(IReadOnlyList<int> reminders, int number, bool goesOn)
    {
        if (number <= reminders.Count) return reminders[number - 1];
        if (!goesOn || reminders.Count == 0) return null;

        var interval = reminders.Count > 1 ? reminders[^1] - reminders[^2] : reminders[^1];
        return reminders[^1] + (number - reminders.Count) * interval;
    }
}
