using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Compagnon.Acting;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Commissions;

/// <summary>Where a session stands. The names stand in tables: they never change meaning.</summary>
public enum SessionState
{
    /// <summary>Dossiers that are ready come onto its agenda.</summary>
    Open,

    /// <summary>The agenda is closed and numbered: nothing comes onto it any more.</summary>
    Closed,

    /// <summary>Every dossier has its outcome; the minutes are out. Final.</summary>
    Held,

    /// <summary>It does not take place; its dossiers went to the next one. Final.</summary>
    Cancelled,
}

/// <summary>A session of a faculty's commission: its row in the table <c>Sessions</c>.</summary>
public sealed record Session
{
    /// <summary>Names it as a dossier is named: in links, mails, the journal and its workflow.</summary>
    public required DossierKey Key { get; init; }

    /// <summary>The day for which it was announced; never changes.</summary>
    public required LocalDate Planned { get; init; }

    /// <summary>Its day.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>When it begins, in Paris.</summary>
    public required LocalTime Time { get; init; }

    /// <summary>The last day on which a dossier comes onto its agenda.</summary>
    public required LocalDate Closing { get; init; }

    /// <summary>Where; may be empty where there is a video link.</summary>
    public string Place { get; init; } = "";

    /// <summary>Where it is followed by video; may be empty where there is a place.</summary>
    public string Video { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public SessionState State { get; init; } = SessionState.Open;

    /// <summary>How often it was moved or cancelled.</summary>
    public int Changes { get; init; }

    /// <summary>Of how many of these everybody was told.</summary>
    public int ChangesTold { get; init; }

    /// <summary>Its day before the last change; its day where it was never moved.</summary>
    public LocalDate Before { get; init; }

    /// <summary>Why it was moved or cancelled last; empty where it was not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When its members were convened; null before, and where there was nothing to convene them for.</summary>
    public DateTimeOffset? Convened { get; init; }

    /// <summary>Number of the last reminder of opinions.</summary>
    public int OpinionsReminded { get; init; }

    /// <summary>Number of the last reminder of outcomes.</summary>
    public int OutcomesReminded { get; init; }

    /// <summary>Ids of the members who are present, as the chair ticked them.</summary>
    public IReadOnlyList<string> Present { get; init; } = [];

    /// <summary>Who ticked them; empty before.</summary>
    public string PresenceBy { get; init; } = "";

    /// <summary>Members whom a group of the directory brings, once they have taken part in this session.</summary>
    public IReadOnlyList<JoinedMember> Joined { get; init; } = [];

    /// <summary>When the minutes were made; null before.</summary>
    public DateTimeOffset? Concluded { get; init; }

    /// <summary>Something was changed that its workflow has not seen yet.</summary>
    public bool IsStirred { get; init; }

    /// <summary>Id of who announced it on the console; empty where the faculty's file did.</summary>
    public string AnnouncedBy { get; init; } = "";

    /// <summary>When; null where the file did.</summary>
    public DateTimeOffset? Announced { get; init; }

    /// <summary>Their name where the file does not know it; else null.</summary>
    public string? AnnouncedAs { get; init; }

    /// <summary>Whether that stands in its journal, and the dossiers that waited for a session were told.</summary>
    public bool IsEntered { get; init; }

    /// <summary>When the row was written last.</summary>
    public DateTimeOffset Written { get; init; }

    /// <summary>The row's version.</summary>
    public ETag ETag { get; init; }

    /// <summary>The moment at which it begins.</summary>
    public DateTimeOffset Starts => ParisTime.At(Date, Time);

    /// <summary>The moment at which its agenda closes: midnight after the closing day.</summary>
    public DateTimeOffset Closes => ParisTime.StartOf(Closing.PlusDays(1));

    /// <summary>Whether nothing happens to it any more.</summary>
    public bool IsFinal => State is SessionState.Held or SessionState.Cancelled;

    /// <summary>« séance du 12 mars 2027 ».</summary>
    public string Title => $"séance du {ParisTime.Text(Date)}";

    /// <summary>« 12 mars 2027 à 14 h 30 ».</summary>
    public string When => $"{ParisTime.Text(Date)} à\u00A0{ParisTime.Text(Time)}";

    /// <summary>For when it was announced: « le 12 mars 2027 ».</summary>
    public string PlannedWhen => $"le {ParisTime.Text(Planned)}";

    /// <summary>Whether a dossier that is ready at <paramref name="now"/> may come onto its agenda.</summary>
    public bool IsOpenAt(DateTimeOffset now) => State == SessionState.Open && now < Closes && now < Starts;

    /// <summary>Whether outcomes may be recorded at <paramref name="now"/>: from the beginning of its day on.</summary>
    public bool IsHeldAt(DateTimeOffset now) => !IsFinal && now >= ParisTime.StartOf(Date);

    /// <summary>The number of a dossier's outcome: <c>2027-03-12/04</c>. Of the day that was announced, which never changes.</summary>
    public string NumberOf(int entry) => $"{LocalDatePattern.Iso.Format(Planned)}/{entry:00}";

    /// <summary>
    /// Who sits in it: whoever the faculty's file says, in its order, then those whom a group brings and who have taken part. Whoever comes
    /// by a group has the same say; they are not convened or reminded, since nobody knows of them before they come.
    /// </summary>
    public IReadOnlyList<StaffMember> MembersOf(Faculty faculty) =>
    [
        .. faculty.People
            .Select(person => Joined.FirstOrDefault(joined => joined.Id == person.Id) is { } joined
                ? person with { Roles = [.. person.Roles.Append(joined.Role).Distinct()] }
                : person)
            .Where(person => person.SitsInCommission),
        .. Joined.Where(joined => faculty.People.All(person => person.Id != joined.Id))
            .Select(joined => new StaffMember(joined.Id, [joined.Role], joined.Name, "")),
    ];

    /// <summary>Somebody as the members know them.</summary>
    /// <param name="faculty">The faculty.</param>
    /// <param name="id">Whom.</param>
    /// <param name="actor">The name that was kept beside what they did; null where none was.</param>
    public string NameOf(Faculty faculty, string id, string? actor = null)
    {
        var known = faculty.FindPerson(id)?.Name ?? Joined.FirstOrDefault(joined => joined.Id == id)?.Name;
        return known is null ? actor ?? "un ancien membre" : known == actor ? known : Actor.Of(known, actor);
    }

    /// <summary>Those who are excluded from a dossier by a conflict of interest, as the members know them.</summary>
    public IReadOnlyList<string> ExcludedFrom(Faculty faculty, AgendaItem item) =>
    [
        .. item.Opinions.Where(opinion => opinion.Kind == OpinionKind.Conflict).DistinctBy(opinion => opinion.Member)
            .Select(opinion => NameOf(faculty, opinion.Member, opinion.Actor)),
    ];

    /// <summary>The key of the session that a faculty announced for a day: the same each time, in its file or on the console.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="planned">The day.</param>
    /// <param name="again">How many sessions that were announced for that day before have been cancelled.</param>
    public static DossierKey KeyOf(string faculty, LocalDate planned, int again = 0) => DossierKey.Of(
        faculty,
        $"session of {faculty} on {LocalDatePattern.Iso.Format(planned)}"
            + (again > 0 ? string.Create(CultureInfo.InvariantCulture, $", {again + 1}") : ""));

    /// <summary>A session as it is announced.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="planned">When and where.</param>
    /// <param name="again">As for <see cref="KeyOf"/>.</param>
    public static Session Of(string faculty, PlannedSession planned, int again = 0) => new()
    {
        Key = KeyOf(faculty, planned.Date, again),
        Planned = planned.Date,
        Date = planned.Date,
        Before = planned.Date,
        Time = PlannedSession.TimePattern.Parse(planned.Time).GetValueOrThrow(),
        Closing = planned.Closing,
        Place = planned.Place,
        Video = planned.Video,
    };
}

/// <summary>A member of the commission whom no file lists: a group of the directory gives them the role.</summary>
/// <param name="Id">Their id in the faculty.</param>
/// <param name="Name">As the directory called them when they first took part.</param>
/// <param name="IsChair">Whether they may chair.</param>
public sealed record JoinedMember(string Id, string Name, bool IsChair)
{
    /// <summary>The most in one session: its row holds no more.</summary>
    public const int Most = 100;

    /// <summary>Their role.</summary>
    [JsonIgnore]
    public StaffRole Role => IsChair ? StaffRole.Chair : StaffRole.Member;
}

/// <summary>
/// A dossier that waits for the commission: one row, which names one session, so that a dossier is never on two agendas.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">What its workflow waits for: <c>commission-1</c>.</param>
/// <param name="Session">Id of the session; empty while no session is announced that it could go to.</param>
/// <param name="IsPriority">Whether it comes from an underserved zone.</param>
/// <param name="Ready">Since when it is ready.</param>
/// <param name="Number">Its place on the agenda, from 1; 0 until the agenda is closed.</param>
/// <param name="Told">Of which session the doctor was told, and of which of its changes; empty before.</param>
/// <param name="ETag">The row's version.</param>
/// <param name="Cycles">For which cycles the doctor offers stages; null where it was not kept when it was ready.</param>
public sealed record AgendaEntry(
    DossierKey Dossier,
    string Assignment,
    string Session,
    bool IsPriority,
    DateTimeOffset Ready,
    int Number = 0,
    string Told = "",
    ETag ETag = default,
    IReadOnlyList<Cycle>? Cycles = null);

/// <summary>A dossier that was on a session's agenda and was put off to the next one.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">What its workflow waits for.</param>
/// <param name="Session">Id of the session that put it off.</param>
/// <param name="Number">Its place on that agenda.</param>
/// <param name="Reason">Why, as the minutes say it.</param>
/// <param name="At">When.</param>
public sealed record PutOff(DossierKey Dossier, string Assignment, string Session, int Number, string Reason, DateTimeOffset At);
