using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Calendar;

/// <summary>When a faculty works, as its file says.</summary>
/// <param name="Region">Whose public holidays it keeps.</param>
/// <param name="Closed">When it is closed besides; any order, may overlap, may be empty.</param>
public sealed record WorkCalendar(HolidayRegion Region, IReadOnlyList<ClosedPeriod> Closed);

/// <summary>Days on which a faculty is closed.</summary>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day, itself closed; not before <paramref name="From"/>.</param>
/// <param name="Reason">As people read it: « Fermeture d’été ».</param>
public sealed record ClosedPeriod(
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate From,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Until,
    string Reason)
{
    /// <summary>Whether a day lies in it.</summary>
    public bool Contains(LocalDate day) => From <= day && day <= Until;
}

/// <summary>A day in JSON: <c>"2027-08-01"</c>.</summary>
public sealed class IsoDayConverter : JsonConverter<LocalDate>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">Not a text, or not a day.</exception>
    public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day }
            ? day
            : throw new JsonException($"Expected a day as \"2027-08-01\"; found {(text.Length > 0 ? $"\"{text}\"" : reader.TokenType)}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
}
