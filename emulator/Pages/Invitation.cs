using System.Globalization;
using System.Text.RegularExpressions;

namespace Compagnon.Emulator.Pages;

/// <summary>What a person wants to know of a calendar file: the first event in it.</summary>
/// <param name="Method">REQUEST, CANCEL, PUBLISH and so on; empty when the file has none.</param>
/// <param name="Summary">The event's title.</param>
/// <param name="Start">When it begins, as text.</param>
/// <param name="End">When it ends, as text.</param>
/// <param name="Location">Where.</param>
/// <param name="Organizer">Who invites.</param>
/// <param name="Attendees">Who is invited.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Status">CONFIRMED, CANCELLED and so on; empty when the event has none.</param>
internal sealed partial record Invitation(
    string Method, string Summary, string Start, string End, string Location, string Organizer, IReadOnlyList<string> Attendees,
    string Description, string Status)
{
    /// <summary>Whether an attachment is a calendar file, by its type or its name.</summary>
    public static bool IsCalendar(string contentType, string name) =>
        contentType.StartsWith("text/calendar", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".ics", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the first event of a calendar file (RFC 5545); null when there is none.</summary>
    public static Invitation? Read(string calendar)
    {
        // A line that begins with a space or a tab goes on from the one before.
        var lines = calendar.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal)
            .Replace("\n\t", "", StringComparison.Ordinal)
            .Split('\n');
        var method = lines.Select(Line.Read).FirstOrDefault(line => line.Name == "METHOD").Value ?? "";
        var begin = Array.FindIndex(lines, line => line.Trim().Equals("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase));
        if (begin < 0)
            return null;
        var nested = 0;
        var fields = new List<Line>();
        foreach (var line in lines.Skip(begin + 1).Select(Line.Read))
        {
            if (line.Name == "BEGIN")
                nested++;
            else if (line.Name == "END" && nested-- == 0)
                break;
            else if (nested == 0)
                fields.Add(line);
        }

        return new Invitation(
            method, Text("SUMMARY"), Moment("DTSTART"), Moment("DTEND"), Text("LOCATION"),
            fields.Where(field => field.Name == "ORGANIZER").Select(Person).FirstOrDefault() ?? "",
            fields.Where(field => field.Name == "ATTENDEE").Select(Person).ToArray(), Text("DESCRIPTION"), Text("STATUS"));

        string Text(string name) => Unescape(fields.FirstOrDefault(field => field.Name == name).Value ?? "");

        string Moment(string name) =>
            fields.FirstOrDefault(field => field.Name == name) is { Value: { } value } field ? Readable(field, value) : "";
    }

    private static string Readable(Line field, string value)
    {
        var zone = field.Parameter("TZID");
        if (DateTime.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);
        if (DateTime.TryParseExact(value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var utc))
            return utc.ToString("dddd d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        if (DateTime.TryParseExact(value, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return local.ToString("dddd d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)
                + (zone is null ? " (local time)" : $" ({zone})");
        return value;
    }

    private static string Person(Line field)
    {
        var address = field.Value!.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            ? field.Value["mailto:".Length..]
            : field.Value;
        return field.Parameter("CN") is { Length: > 0 } name ? $"{name} <{address}>" : address;
    }

    private static string Unescape(string text) =>
        Escape().Replace(text, match => match.Groups[1].Value is "n" or "N" ? "\n" : match.Groups[1].Value);

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    private readonly record struct Line(string? Name, string? Parameters, string? Value)
    {
        public static Line Read(string text)
        {
            var quoted = false;
            var colon = -1;
            for (var index = 0; index < text.Length && colon < 0; index++)
            {
                if (text[index] == '"')
                    quoted = !quoted;
                else if (text[index] == ':' && !quoted)
                    colon = index;
            }

            if (colon < 0)
                return default;
            var head = text[..colon];
            var semicolon = head.IndexOf(';', StringComparison.Ordinal);
            return semicolon < 0
                ? new Line(head.Trim().ToUpperInvariant(), null, text[(colon + 1)..].Trim())
                : new Line(head[..semicolon].Trim().ToUpperInvariant(), head[(semicolon + 1)..], text[(colon + 1)..].Trim());
        }

        public string? Parameter(string name)
        {
            var prefix = name + "=";
            return Parameters?.Split(';')
                .FirstOrDefault(part => part.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?[prefix.Length..].Trim('"');
        }
    }
}
