using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compagnon.Agreements;
using Compagnon.Calendar;
using Compagnon.Dossiers.Form;
using NodaTime;

namespace Compagnon.Renewals;

/// <summary>The term that a dossier is to renew, as it stood when the dossier was opened.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Until">Its last day.</param>
/// <param name="Levels">The levels of stages that it was granted for; empty where they are not known.</param>
/// <param name="Recommendations">What was recommended with it, each by itself; empty where it was granted without conditions.</param>
public sealed record RenewedTerm(
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate From,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Until,
    IReadOnlyList<StageLevel> Levels,
    IReadOnlyList<string> Recommendations)
{
    /// <summary>The most recommendations that are answered one by one; what comes after stands with the last of them.</summary>
    public const int MostRecommendations = 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The term of an agreement that holds.</summary>
    public static RenewedTerm Of(AgreementRecord agreement)
    {
        var term = agreement.Terms[^1];
        return new RenewedTerm(
            term.From, term.Until, agreement.Levels, term.IsConditional ? Split(agreement.Recommendations) : []);
    }

    /// <summary>Recommendations as they were written, one a line.</summary>
    public static IReadOnlyList<string> Split(string recommendations)
    {
        var lines = recommendations.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length <= MostRecommendations
            ? lines
            : [.. lines.Take(MostRecommendations - 1), string.Join('\n', lines.Skip(MostRecommendations - 1))];
    }

    /// <summary>The semesters of the term that have begun by <paramref name="today"/>.</summary>
    public IReadOnlyList<Semester> SemestersUntil(LocalDate today) => [.. Semester.Between(From, LocalDate.Min(today, Until))];

    /// <summary>As it is stored.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>From storage; null where there is none.</summary>
    public static RenewedTerm? Read(string? text) =>
        string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<RenewedTerm>(text, Format);
}
