using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Visits;

namespace Compagnon.Feeds;

/// <summary>Something in a calendar that somebody follows.</summary>
/// <param name="Uid">Which event: the same as in the invitation to it, so that calendars know the two as one.</param>
/// <param name="Sequence">Which version of it.</param>
/// <param name="Stamp">When this version was made.</param>
/// <param name="Start">When it begins.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="Summary">Its title.</param>
/// <param name="Description">What it is about; may have several lines.</param>
/// <param name="Location">Where, or the video's address; may be empty.</param>
public sealed record CalendarEvent(
    string Uid, int Sequence, DateTimeOffset Stamp, DateTimeOffset Start, int Minutes, string Summary, string Description, string Location);

/// <summary>
/// The calendar of somebody of a department: their commission's sessions and the visits that they make or are invited to. It names doctors
/// (a visitor has to know whom they visit) and places, and nothing else of a dossier. Pure.
/// </summary>
/// <param name="Name">How calendars call it.</param>
/// <param name="Events">By day.</param>
public sealed record CalendarFeed(string Name, IReadOnlyList<CalendarEvent> Events)
{
    /// <summary>How many months of what is over it holds.</summary>
    public const int MonthsBack = 6;

    /// <summary>The most events: the latest.</summary>
    public const int MostEvents = 500;

    /// <summary>The media type of the file.</summary>
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <summary>Whether somebody's roles have anything that a calendar can hold.</summary>
    public static bool IsFor(StaffMember person) =>
        SeesSessions(person) || person.Has(StaffRole.Teacher) || person.Has(StaffRole.Supervisor);

    /// <summary>The first moment that is in it.</summary>
    public static DateTimeOffset Since(DateTimeOffset now) => ParisTime.StartOf(ParisTime.DayOf(now).PlusMonths(-MonthsBack));

    /// <summary>Somebody's calendar.</summary>
    /// <param name="faculty">The faculty.</param>
    /// <param name="person">Whose.</param>
    /// <param name="sessions">The faculty's sessions.</param>
    /// <param name="lines">The faculty's dossiers.</param>
    /// <param name="now">The moment.</param>
    public static CalendarFeed Of(
        Faculty faculty, StaffMember person, IEnumerable<Session> sessions, IEnumerable<WorkLine> lines, DateTimeOffset now)
    {
        var since = Since(now);
        var held = faculty.Commission is { } rule && SeesSessions(person)
            ? sessions.Where(session => session.State != SessionState.Cancelled).Select(session => EventOf(faculty, rule, session))
            : [];
        var made = lines.Where(line => line.Visit is { } visit && IsIn(visit, person)).Select(EventOf);
        return new CalendarFeed(
            $"{faculty.Department} – agrément",
            [
                .. held.Concat(made).Where(item => item.Start >= since)
                    .OrderBy(item => item.Start).ThenBy(item => item.Uid, StringComparer.Ordinal).TakeLast(MostEvents),
            ]);
    }

    /// <summary>The file. The same events make the same file.</summary>
    public string Write()
    {
        var file = new CalendarFile();
        file.Line("BEGIN:VCALENDAR");
        file.Line("PRODID:-//Compagnon//Agenda//FR");
        file.Line("VERSION:2.0");
        file.Line("CALSCALE:GREGORIAN");
        file.Text("X-WR-CALNAME", Name);
        file.Line("REFRESH-INTERVAL;VALUE=DURATION:PT4H");
        file.Line("X-PUBLISHED-TTL:PT4H");
        foreach (var item in Events)
        {
            file.Line("BEGIN:VEVENT");
            file.Text("UID", item.Uid);
            file.Line("SEQUENCE:" + item.Sequence.ToString(CultureInfo.InvariantCulture));
            file.Moment("DTSTAMP", item.Stamp);
            file.Moment("DTSTART", item.Start);
            file.Moment("DTEND", item.Start.AddMinutes(item.Minutes));
            file.Text("SUMMARY", item.Summary);
            file.Text("DESCRIPTION", item.Description);
            if (item.Location.Length > 0) file.Text("LOCATION", item.Location);
            file.Line("STATUS:CONFIRMED");
            // Whoever is shown this person's calendar learns that they are busy, and not with whom.
            file.Line("CLASS:PRIVATE");
            file.Line("TRANSP:OPAQUE");
            file.Line("END:VEVENT");
        }

        file.Line("END:VCALENDAR");
        return file.ToString();
    }

    // Those whom a session's pages open to.
    private static bool SeesSessions(StaffMember person) => SessionDesk.MayOpen(person);

    private static bool IsIn(VisitLine visit, StaffMember person) =>
        visit.Progress is VisitProgress.Agreed or VisitProgress.ReportDue or VisitProgress.Reported
        && visit.Slot is not null && (visit.Visitors.Contains(person.Id) || visit.Invited.Contains(person.Id));

    private static CalendarEvent EventOf(Faculty faculty, CommissionRule rule, Session session) => new(
        SessionInvitation.UidOf(session.Key),
        session.Changes,
        session.Written,
        session.Starts,
        rule.Minutes,
        rule.Name,
        $"{rule.Name}, {faculty.Department}." + (session.Video.Length > 0 ? $"\nVisioconférence : {session.Video}" : ""),
        session.Place.Length > 0 ? session.Place : session.Video);

    private static CalendarEvent EventOf(WorkLine line)
    {
        var visit = line.Visit!;
        return new(
            VisitMails.UidOf(line.Id, visit.Stage),
            visit.Version,
            visit.Invitation,
            visit.Slot!.Value.Start,
            visit.Minutes,
            VisitMails.TitleOf(line.FullName),
            $"Visite {VisitWays.Label(visit.Way)}. Dossier {line.Reference}. Pour changer la date, utilisez le lien du courriel.",
            visit.Place);
    }
}
