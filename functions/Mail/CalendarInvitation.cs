using System.Globalization;

namespace Compagnon.Mail;

/// <summary>What an invitation asks of a calendar.</summary>
public enum InvitationMethod
{
    /// <summary>Puts the event into the calendar, or moves the one with its id.</summary>
    Request,

    /// <summary>Takes it out again.</summary>
    Cancel,
}

/// <summary>Somebody in an invitation.</summary>
/// <param name="Name">As calendars show it; may be empty.</param>
/// <param name="Address">A mail address.</param>
public sealed record InvitedPerson(string Name, string Address);

/// <summary>One event that several people are invited to, as calendars exchange it (RFC 5545, RFC 5546).</summary>
/// <param name="Method">Request or cancel.</param>
/// <param name="Uid">Which event: the same for all its versions. No line ends.</param>
/// <param name="Sequence">Which version: greater each time the event moves or is cancelled.</param>
/// <param name="Stamp">When this version was made.</param>
/// <param name="Start">When it begins.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="Summary">Its title.</param>
/// <param name="Description">What it is about; may have several lines.</param>
/// <param name="Location">Where, or the video's address; may be empty.</param>
/// <param name="Organizer">Who invites: the faculty's mailbox.</param>
/// <param name="Attendees">Who is invited.</param>
public sealed record CalendarInvitation(
    InvitationMethod Method,
    string Uid,
    int Sequence,
    DateTimeOffset Stamp,
    DateTimeOffset Start,
    int Minutes,
    string Summary,
    string Description,
    string Location,
    InvitedPerson Organizer,
    IReadOnlyList<InvitedPerson> Attendees)
{
    /// <summary>Whether those who are invited have agreed to the date before.</summary>
    public bool IsAgreed { get; init; } = true;

    private string MethodText => Method == InvitationMethod.Request ? "REQUEST" : "CANCEL";

    /// <summary>The media type that mail programs recognise an invitation by.</summary>
    public string ContentType => $"text/calendar; charset=utf-8; method={MethodText}";

    /// <summary>The file: CRLF line ends, lines folded at 75 octets, moments in UTC.</summary>
    public string Write()
    {
        var file = new CalendarFile();
        file.Line("BEGIN:VCALENDAR");
        file.Line("PRODID:-//Compagnon//Invitations//FR");
        file.Line("VERSION:2.0");
        file.Line("CALSCALE:GREGORIAN");
        file.Line("METHOD:" + MethodText);
        file.Line("BEGIN:VEVENT");
        file.Text("UID", Uid);
        file.Line("SEQUENCE:" + Sequence.ToString(CultureInfo.InvariantCulture));
        file.Moment("DTSTAMP", Stamp);
        file.Moment("DTSTART", Start);
        file.Moment("DTEND", Start.AddMinutes(Minutes));
        file.Text("SUMMARY", Summary);
        if (Description.Length > 0) file.Text("DESCRIPTION", Description);
        if (Location.Length > 0) file.Text("LOCATION", Location);
        file.Line($"STATUS:{(Method == InvitationMethod.Request ? "CONFIRMED" : "CANCELLED")}");
        file.Line($"ORGANIZER{Name(Organizer)}:mailto:{Address(Organizer)}");
        // The date stands already: nobody is asked to answer, and no answer reaches the faculty's mailbox.
        var part = IsAgreed ? "ACCEPTED" : "NEEDS-ACTION";
        foreach (var attendee in Attendees)
            file.Line($"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT={part};RSVP=FALSE{Name(attendee)}:mailto:{Address(attendee)}");
        file.Line("TRANSP:OPAQUE");
        file.Line("END:VEVENT");
        file.Line("END:VCALENDAR");
        return file.ToString();
    }

    // A quoted parameter cannot hold a quotation mark; without quotes it could hold no comma, colon or semicolon.
    private static string Name(InvitedPerson person)
    {
        var name = new string([.. person.Name.Where(letter => letter != '"' && !char.IsControl(letter))]).Trim();
        return name.Length > 0 ? $";CN=\"{name}\"" : "";
    }

    private static string Address(InvitedPerson person) =>
        new([.. person.Address.Where(letter => !char.IsControl(letter) && !char.IsWhiteSpace(letter))]);
}
