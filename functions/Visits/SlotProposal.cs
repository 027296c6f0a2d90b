using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Web;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Visits;

/// <summary>The dates that a visitor types, and what is wrong with them. Pure.</summary>
public static class SlotProposal
{
    /// <summary>How many dates can be proposed at most.</summary>
    public const int Most = 5;

    /// <summary>How far ahead a visit can be, in days.</summary>
    public const int LongestAhead = 180;

    private static readonly LocalTime Earliest = new(7, 0);
    private static readonly LocalTime Latest = new(20, 0);
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Name of the field of the day of a row, from 1 to <see cref="Most"/>.</summary>
    public static string DayField(int row) => $"jour-{row}";

    /// <summary>Name of the field of the hour of a row, from 1 to <see cref="Most"/>.</summary>
    public static string TimeField(int row) => $"heure-{row}";

    /// <summary>The dates that were typed, earliest first, and what is to be corrected. Rows that are empty are left out.</summary>
    /// <param name="text">The value of a field by its name.</param>
    /// <param name="least">How many dates are expected at least.</param>
    /// <param name="calendar">When the faculty works; null where any day will do.</param>
    /// <param name="now">The moment of asking.</param>
    public static (IReadOnlyList<VisitSlot> Slots, FormErrors Errors) Read(
        Func<string, string> text, int least, WorkCalendar? calendar, DateTimeOffset now)
    {
        var today = ParisTime.DayOf(now);
        var working = calendar is null ? null : new WorkingDays(calendar);
        var errors = new FormErrors();
        var slots = new SortedSet<VisitSlot>();
        for (var row = 1; row <= Most; row++)
        {
            var (day, time) = (text(DayField(row)).Trim(), text(TimeField(row)).Trim());
            if (day.Length == 0 && time.Length == 0) continue;
            if (DayMistake(day, today, working) is { } wrongDay)
            {
                errors.Add(DayField(row), wrongDay);
                continue;
            }

            if (TimeMistake(time) is { } wrongTime)
            {
                errors.Add(TimeField(row), wrongTime);
                continue;
            }

            if (!slots.Add(new VisitSlot(LocalDatePattern.Iso.Parse(day).Value + ReadTime(time).Value)))
                errors.Add(DayField(row), "Cette date est proposée deux fois : changez-la ou videz cette ligne.");
        }

        if (!errors.Any && slots.Count < least)
        {
            errors.Add(
                DayField(slots.Count + 1),
                least == 1 ? "Proposez au moins une date." : $"Proposez au moins {least} dates : il en manque {least - slots.Count}.");
        }

        return ([.. slots], errors);
    }

    private static string? DayMistake(string text, LocalDate today, WorkingDays? working)
    {
        if (LocalDatePattern.Iso.Parse(text) is not { Success: true, Value: var day })
            return "Indiquez un jour, par exemple 2027-03-12.";
        if (day <= today) return "Choisissez un jour à venir, à partir de demain.";
        if (day > today.PlusDays(LongestAhead)) return $"Choisissez un jour dans les {LongestAhead} jours qui viennent.";
        return working?.WhyClosed(day) is { } closed
            ? $"Choisissez un jour ouvré : le {ParisTime.Text(day)} ne l’est pas ({closed})."
            : null;
    }

    private static string? TimeMistake(string text)
    {
        if (ReadTime(text) is not { Success: true, Value: var time }) return "Indiquez une heure, par exemple 14:30.";
        return time < Earliest || time > Latest ? "Choisissez une heure entre 7 h et 20 h." : null;
    }

    // Some browsers send seconds.
    private static ParseResult<LocalTime> ReadTime(string text) => Time.Parse(text is [_, _, ':', _, _, ':', '0', '0', ..] ? text[..5] : text);
}
