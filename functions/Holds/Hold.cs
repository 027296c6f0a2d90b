using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using NodaTime;

namespace Compagnon.Holds;

/// <summary>Names one hold.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Number">Its number on the dossier, from 1.</param>
public sealed record HoldKey(DossierKey Dossier, int Number);

/// <summary>
/// A time in which a dossier stands still: nobody is reminded, nothing ends by its delay and nothing is late. Answers are taken as ever.
/// </summary>
/// <param name="Key">Which.</param>
/// <param name="From">Since when.</param>
/// <param name="By">Id of who put it on hold.</param>
/// <param name="Reason">Why; not empty.</param>
/// <param name="Until">The day on which it goes on by itself; null where somebody has to say so.</param>
/// <param name="TellsDoctor">Whether the doctor is told by mail, and reads the reason.</param>
/// <param name="EndedAt">When it was over; null while nobody wrote that down.</param>
/// <param name="EndedBy">Id of who ended it; empty where its day came, or the dossier ended.</param>
public sealed record Hold(
    HoldKey Key,
    DateTimeOffset From,
    string By,
    string Reason,
    LocalDate? Until = null,
    bool TellsDoctor = true,
    DateTimeOffset? EndedAt = null,
    string EndedBy = "")
{
    /// <summary>The longest reason, in characters: all of it stands in the journal.</summary>
    public const int LongestReason = 1900;

    // Before the hour at which reminders go out.
    private const int Hour = 8;

    /// <summary>The moment at which it goes on by itself; null where somebody has to say so.</summary>
    public DateTimeOffset? ResumesAt => Until is { } day ? ParisTime.At(day, Hour) : null;

    /// <summary>When it was over, as far as that is known at <paramref name="now"/>: its day may have come before anybody wrote it
    /// down.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now) => EndedAt ?? (ResumesAt is { } resumes && resumes <= now ? resumes : null);

    /// <summary>« jusqu’au 12 mars 2027 »; empty where it has no day.</summary>
    public string UntilText => Until is { } day ? $"jusqu’au {ParisTime.Text(day)}" : "";

    /// <summary>What the dossier's row shows of it.</summary>
    public HoldMark Mark => new(Key.Number, From, Until, EndedAt is not null, EndedAt is null && TellsDoctor ? Reason : "");
}

/// <summary>What a dossier's row shows of its latest hold: for pages and lists. What holds for workflows are the holds
/// themselves.</summary>
/// <param name="Number">The hold's number.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">The day on which it goes on by itself; null where somebody has to say so.</param>
/// <param name="IsOver">Whether it is over.</param>
/// <param name="Reason">Why, where the doctor was told; empty once it is over.</param>
public sealed record HoldMark(
    int Number,
    DateTimeOffset Since,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate? Until,
    bool IsOver,
    string Reason = "")
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>« depuis le 3 mars 2027, jusqu’au 12 mars 2027 ».</summary>
    [JsonIgnore]
    public string SpanText => $"depuis le {ParisTime.DayText(Since)}{(Until is { } day ? $", jusqu’au {ParisTime.Text(day)}" : "")}";

    /// <summary>As it is stored.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>From storage; null where there is none.</summary>
    public static HoldMark? Read(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<HoldMark>(text, Format);

    /// <summary>Whether it says more than <paramref name="other"/>: a later hold, or the end of the same.</summary>
    public bool IsNewerThan(HoldMark? other) =>
        other is null || Number > other.Number || (Number == other.Number && IsOver && !other.IsOver);
}

/// <summary>What holds mean for something that waits since a moment.</summary>
/// <param name="IsHeld">Whether the dossier is on hold now.</param>
/// <param name="Days">How many days the holds that are over have taken since then: by how many delays and reminders move.</param>
/// <param name="Time">How long it was held since then, the hold of now included.</param>
public sealed record HoldLook(bool IsHeld, int Days, TimeSpan Time)
{
    /// <summary>What a dossier's holds mean for something that waits since <paramref name="since"/>. Pure.</summary>
    /// <param name="holds">All of the dossier's.</param>
    /// <param name="since">Since when it waits.</param>
    /// <param name="now">The moment of asking.</param>
    public static HoldLook Of(IEnumerable<Hold> holds, DateTimeOffset since, DateTimeOffset now)
    {
        var (isHeld, days, time) = (false, 0, TimeSpan.Zero);
        foreach (var hold in holds)
        {
            var from = hold.From > since ? hold.From : since;
            var end = hold.EndAt(now);
            isHeld |= end is null;
            var until = end ?? now;
            if (until <= from) continue;
            time += until - from;
            // Whoever loses a midnight loses a day: so what would have ended within the hold ends after it.
            if (end is not null) days += Period.DaysBetween(ParisTime.DayOf(from), ParisTime.DayOf(until));
        }

        return new HoldLook(isHeld, days, time);
    }
}
