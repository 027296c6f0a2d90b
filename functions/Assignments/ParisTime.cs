using NodaTime;

namespace Compagnon.Assignments;

/// <summary>
/// Days and hours as people in the faculties live them: Europe/Paris, whatever the machine's zone. What is stored stays UTC.
/// Texts have a no-break space between the day and its month.
/// </summary>
public static class ParisTime
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    private static readonly string[] Months =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    /// <summary>The day in Paris at <paramref name="moment"/>.</summary>
    public static LocalDate DayOf(DateTimeOffset moment) => LocalOf(moment).Date;

    /// <summary>The first moment of <paramref name="day"/> in Paris, in UTC.</summary>
    public static DateTimeOffset StartOf(LocalDate day) => day.AtStartOfDayInZone(Zone).ToInstant().ToDateTimeOffset();

    /// <summary><paramref name="hour"/> o'clock of <paramref name="day"/> in Paris, in UTC. Hours from 3 on exist on every day.</summary>
    public static DateTimeOffset At(LocalDate day, int hour) =>
        day.At(new LocalTime(hour, 0)).InZoneLeniently(Zone).ToInstant().ToDateTimeOffset();

    /// <summary>A time of <paramref name="day"/> in Paris, in UTC; one that the clocks skip or repeat is the first that exists.</summary>
    public static DateTimeOffset At(LocalDate day, LocalTime time) => day.At(time).InZoneLeniently(Zone).ToInstant().ToDateTimeOffset();

    /// <summary>« 14 h 05 ».</summary>
    public static string Text(LocalTime time) => $"{time.Hour}\u00A0h\u00A0{time.Minute:00}";

    /// <summary>« 3 mars 2027 », « 1er mars 2027 ».</summary>
    public static string Text(LocalDate day) => $"{(day.Day == 1 ? "1er" : day.Day)}\u00A0{Months[day.Month - 1]} {day.Year:0000}";

    /// <summary>« mars 2027 ».</summary>
    public static string Text(YearMonth month) => $"{Months[month.Month - 1]} {month.Year:0000}";

    /// <summary>The day in Paris at <paramref name="moment"/>: « 3 mars 2027 ».</summary>
    public static string DayText(DateTimeOffset moment) => Text(DayOf(moment));

    /// <summary>« 3 mars 2027 à 14 h 05 ».</summary>
    public static string MomentText(DateTimeOffset moment) =>
        $"{DayText(moment)} à\u00A0{LocalOf(moment).Hour}\u00A0h\u00A0{LocalOf(moment).Minute:00}";

    /// <summary>Day and time in Paris at <paramref name="moment"/>.</summary>
    public static LocalDateTime LocalOf(DateTimeOffset moment) => Instant.FromDateTimeOffset(moment).InZone(Zone).LocalDateTime;
}
