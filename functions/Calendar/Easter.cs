using NodaTime;

namespace Compagnon.Calendar;

/// <summary>When Easter is.</summary>
internal static class Easter
{
    /// <summary>Easter Sunday of a Gregorian year, by the rule of Meeus, Jones and Butcher.</summary>
    internal static LocalDate Sunday(int year)
    {
        var golden = year % 19;
        var (century, ofCentury) = (year / 100, year % 100);
        var lunarShift = (century - ((century + 8) / 25) + 1) / 3;
        var moon = ((19 * golden) + century - (century / 4) - lunarShift + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - moon - (ofCentury % 4)) % 7;
        var late = (golden + (11 * moon) + (22 * weekday)) / 451;
        var days = moon + weekday - (7 * late) + 114;
        return new LocalDate(year, days / 31, (days % 31) + 1);
    }
}
