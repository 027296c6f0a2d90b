using System.Globalization;
using Compagnon.Assignments;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Visits;

/// <summary>A moment at which a visit can begin: a day and an hour of Europe/Paris.</summary>
/// <param name="At">Day and hour, to the minute.</param>
public readonly record struct VisitSlot(LocalDateTime At) : IComparable<VisitSlot>
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"];
    private static readonly LocalDateTimePattern Pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly string[] Days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start => At.InZoneLeniently(Zone).ToInstant().ToDateTimeOffset();

    /// <summary>As it is kept: <c>2027-03-12T14:30</c>.</summary>
    public override string ToString() => Pattern.Format(At);

    /// <summary>« vendredi 12 mars 2027 à 14 h 30 ».</summary>
    public string Text => $"{Days[(int)At.DayOfWeek - 1]} {ParisTime.Text(At.Date)} à\u00A0"
        + At.Hour.ToString(CultureInfo.InvariantCulture) + "\u00A0h" + (At.Minute == 0 ? "" : $"\u00A0{At.Minute:00}");

    /// <summary>The slot that <see cref="ToString"/> wrote; null where it is none.</summary>
    public static VisitSlot? Read(string text) =>
        Pattern.Parse(text) is { Success: true, Value: var at } ? new VisitSlot(at) : null;

    /// <summary>The slots that were written one a line.</summary>
    public static IReadOnlyList<VisitSlot> ReadAll(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).OfType<VisitSlot>()];

    /// <inheritdoc />
    public int CompareTo(VisitSlot other) => At.CompareTo(other.At);
}
