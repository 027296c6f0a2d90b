using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Compagnon.Emulator.Pages;

/// <summary>Where somebody wants the clock to go: exactly one of a period, a date and the next thing due.</summary>
/// <param name="By">A period: ISO 8601 (<c>P30D</c>, <c>P1Y2M</c>, <c>PT36H</c>; years and months by the calendar) or
/// <c>d.hh:mm:ss</c>.</param>
/// <param name="To">A date or a moment; a date alone is midnight UTC, a moment without an offset is UTC.</param>
/// <param name="Next">To the next thing due.</param>
/// <param name="EveryOccurrence">Whether a cron function runs at each of its times on the way, instead of once at the end.</param>
internal sealed partial record ClockMove(string? By = null, string? To = null, bool Next = false, bool EveryOccurrence = false)
{
    private const string Expected =
        "Expected one of by (\"P30D\" or \"30.00:00:00\"), to (\"2027-03-01\" or \"2027-03-01T08:00:00Z\") and next (true)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a move from JSON.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static async Task<ClockMove> ReadAsync(Stream json, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<ClockMove>(json, Json, cancellation)
                ?? throw new FormatException($"{Expected}; got null.");
        }
        catch (JsonException reason)
        {
            throw new FormatException($"{Expected}; {reason.Message}", reason);
        }
    }

    /// <summary>The time that it leads to; null for the next thing due.</summary>
    /// <param name="now">The clock's time.</param>
    /// <exception cref="FormatException">It cannot be read, names more than one goal, or leads into the past or beyond the
    /// calendar.</exception>
    public DateTimeOffset? Target(DateTimeOffset now)
    {
        var goals = (string.IsNullOrWhiteSpace(By) ? 0 : 1) + (string.IsNullOrWhiteSpace(To) ? 0 : 1) + (Next ? 1 : 0);
        if (goals != 1)
            throw new FormatException($"{Expected}; got {(goals == 0 ? "none" : "more than one")}.");
        if (Next)
            return null;
        var target = string.IsNullOrWhiteSpace(To) ? Later(now, By!.Trim()) : Moment(To.Trim());
        return target >= now
            ? target
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The clock stands at {now:yyyy-MM-dd HH:mm:ss}Z and only goes forward; {target:yyyy-MM-dd HH:mm:ss}Z is past."));
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
        && char.IsAsciiDigit(text[0])
            ? moment
            : throw new FormatException($"{Expected}; '{text}' is not a date.");

    private static DateTimeOffset Later(DateTimeOffset now, string text)
    {
        try
        {
            if (Period().Match(text) is { Success: true } period && text[^1] is not ('P' or 'T'))
            {
                return now.AddYears(Whole("y")).AddMonths(Whole("m")).AddDays((7L * Whole("w")) + Whole("d")).AddHours(Whole("h"))
                    .AddMinutes(Whole("min")).AddSeconds(Whole("s"));

                int Whole(string unit) =>
                    period.Groups[unit] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
            }

            if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span))
                return now + span;
        }
        catch (Exception reason) when (reason is ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException($"'{text}' leads beyond the calendar.", reason);
        }

        throw new FormatException($"{Expected}; '{text}' is not a period.");
    }

    [GeneratedRegex(
        @"^P(?:(?<y>\d+)Y)?(?:(?<m>\d+)M)?(?:(?<w>\d+)W)?(?:(?<d>\d+)D)?(?:T(?:(?<h>\d+)H)?(?:(?<min>\d+)M)?(?:(?<s>\d+)S)?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Period();
}
