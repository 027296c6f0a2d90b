using NodaTime;

namespace Compagnon.Calendar;

/// <summary>
/// Counts in a faculty's working days: Monday to Friday, without public holidays and without its closed periods. Pure: the same calendar
/// gives the same answer for ever, so workflows may ask it.
/// </summary>
public sealed class WorkingDays
{
    /// <summary>The most working days that can be added at once (about forty years).</summary>
    public const int MostToAdd = 10_000;

    private static readonly LocalDate First = new(Calendar.Holidays.FirstYear, 1, 1);
    private static readonly LocalDate Last = new(Calendar.Holidays.LastYear, 12, 31);

    private readonly HolidayRegion region;
    private readonly ClosedPeriod[] closed;

    /// <summary>Counts by a calendar.</summary>
    /// <exception cref="ArgumentException">A closed period ends before it begins.</exception>
    public WorkingDays(WorkCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        region = calendar.Region;
        closed = [.. calendar.Closed];
        if (closed.FirstOrDefault(period => period.Until < period.From) is { } wrong)
            throw new ArgumentException(
                $"A closed period must end on or after its first day; « {wrong.Reason} » is from {wrong.From:uuuu-MM-dd} "
                + $"until {wrong.Until:uuuu-MM-dd}.",
                nameof(calendar));
    }

    /// <summary>Counts by the public holidays of a region alone.</summary>
    public static WorkingDays Of(HolidayRegion region) => new(new WorkCalendar(region, []));

    /// <summary>Whether anybody works on a day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A day outside the years of <see cref="Calendar.Holidays"/>.</exception>
    public bool IsWorkingDay(LocalDate day) => WhyClosed(day) is null;

    /// <summary>Why nobody works on a day, as people read it (« samedi », « Lundi de Pâques », a period's reason), or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A day outside the years of <see cref="Calendar.Holidays"/>.</exception>
    public string? WhyClosed(LocalDate day)
    {
        if (Holidays(day.Year).FirstOrDefault(holiday => holiday.Day == day) is { } holiday) return holiday.Name;
        if (closed.FirstOrDefault(period => period.Contains(day)) is { } period) return period.Reason;
        return day.DayOfWeek switch
        {
            IsoDayOfWeek.Saturday => "samedi",
            IsoDayOfWeek.Sunday => "dimanche",
            _ => null,
        };
    }

    /// <summary>The first working day from <paramref name="day"/> on: itself where it works.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A day outside the years of <see cref="Calendar.Holidays"/>.</exception>
    /// <exception cref="InvalidOperationException">Everything is closed from there to the last of those years.</exception>
    public LocalDate NextWorkingDay(LocalDate day) => Seek(day, 1);

    /// <summary>The last working day up to <paramref name="day"/>: itself where it works.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A day outside the years of <see cref="Calendar.Holidays"/>.</exception>
    /// <exception cref="InvalidOperationException">Everything is closed from the first of those years up to there.</exception>
    public LocalDate PreviousWorkingDay(LocalDate day) => Seek(day, -1);

    /// <summary>
    /// The working day that is <paramref name="workingDays"/> after <paramref name="day"/>, which does not count itself: five working days
    /// after a Saturday is a Friday. Negative counts back; 0 gives <see cref="NextWorkingDay"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MostToAdd"/> days, or a day outside the known years.</exception>
    /// <exception cref="InvalidOperationException">There are not that many working days in the known years.</exception>
    public LocalDate Add(LocalDate day, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workingDays, MostToAdd);
        ArgumentOutOfRangeException.ThrowIfLessThan(workingDays, -MostToAdd);
        if (workingDays == 0) return NextWorkingDay(day);
        if (day < First || day > Last) throw Outside(day);

        var step = Math.Sign(workingDays);
        for (var left = Math.Abs(workingDays); left > 0; left--) day = Seek(Beside(day, step), step);
        return day;
    }

    /// <summary>How many working days lie after <paramref name="from"/>, up to <paramref name="until"/> and with it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A day outside the years of <see cref="Calendar.Holidays"/>.</exception>
    public int Count(LocalDate from, LocalDate until)
    {
        if (from < First || from > Last) throw Outside(from);
        if (until < First || until > Last) throw Outside(until);
        var count = 0;
        for (var day = from; day < until;)
        {
            day = day.PlusDays(1);
            if (IsWorkingDay(day)) count++;
        }
        return count;
    }

    /// <summary>The public holidays of a year with their French names, by day; closed periods are not among them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside the years of <see cref="Calendar.Holidays"/>.</exception>
    public IReadOnlyList<Holiday> Holidays(int year) => Calendar.Holidays.Of(region, year);

    private LocalDate Seek(LocalDate day, int step)
    {
        if (day < First || day > Last) throw Outside(day);
        while (!IsWorkingDay(day))
        {
            // Over a closed period in one step: a file that closes for a century costs no more than one that closes for a week.
            if (closed.FirstOrDefault(period => period.Contains(day)) is { } period)
                day = step > 0 ? LocalDate.Min(period.Until, Last) : LocalDate.Max(period.From, First);
            day = Beside(day, step);
        }
        return day;
    }

    private static LocalDate Beside(LocalDate day, int step)
    {
        if (day == (step > 0 ? Last : First))
            throw new InvalidOperationException(
                $"There is no working day left up to {day:uuuu-MM-dd}: the closed periods leave none. Correct the faculty's calendar.");
        return day.PlusDays(step);
    }

    private static ArgumentOutOfRangeException Outside(LocalDate day) =>
        new(nameof(day), day, $"Working days are known from {Calendar.Holidays.FirstYear} to {Calendar.Holidays.LastYear}.");
}
