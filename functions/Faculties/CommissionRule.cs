using System.Text.Json.Serialization;
using Compagnon.Calendar;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Faculties;

/// <summary>
/// A faculty's commission: who sits in it are the people with the role <c>member</c> or <c>chair</c>, what it examines are the dossiers
/// that are ready when the agenda of a session closes.
/// </summary>
/// <param name="Name">As people read it: « Commission pédagogique d’agrément ».</param>
/// <param name="Sessions">Its sessions, known in advance; at least one. A session that was held stays or goes, no matter which; one to come
/// is moved or cancelled on its page and not here, where another date is another session.</param>
/// <param name="Quorum">How many members without a conflict of interest must be present for an outcome on a dossier: 1 to the number of
/// members.</param>
/// <param name="ConveneDays">How many days before the session its members are convened: 1 to 60; the agenda is closed by then.</param>
/// <param name="OpinionReminders">Days after the convening at which members who owe an opinion are reminded, ascending; each before the
/// session.</param>
/// <param name="OutcomeReminders">Days after the session at which the chair is reminded of outcomes to record. After the last step it goes
/// on at the same interval.</param>
/// <param name="ConditionalMonths">The longest conditional agreement, in months: 1 to 12.</param>
/// <param name="Minutes">How long a session takes, as calendars show it: 30 to 480.</param>
public sealed record CommissionRule(
    string Name,
    IReadOnlyList<PlannedSession> Sessions,
    int Quorum,
    int ConveneDays,
    IReadOnlyList<int> OpinionReminders,
    IReadOnlyList<int> OutcomeReminders,
    int ConditionalMonths,
    int Minutes = 120);

/// <summary>One session, as it is announced.</summary>
/// <param name="Date">Its day. It names the session for good, also where it is moved later.</param>
/// <param name="Time">When it begins, in Paris: <c>14:30</c>.</param>
/// <param name="Closing">The last day on which a dossier that is ready comes onto its agenda; before the members are convened.</param>
/// <param name="Place">Where; may be empty where there is a video link.</param>
/// <param name="Video">An https address where it is followed by video; may be empty where there is a place.</param>
public sealed record PlannedSession(
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Date,
    string Time,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Closing,
    string Place = "",
    string Video = "")
{
    /// <summary>How a time is written: <c>14:30</c>.</summary>
    public static LocalTimePattern TimePattern { get; } = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Whether an address can be opened by whoever is convened.</summary>
    public static bool IsVideo(string address) => address.Length <= 500
        && Uri.TryCreate(address, UriKind.Absolute, out var video) && video.Scheme == Uri.UriSchemeHttps;
}
