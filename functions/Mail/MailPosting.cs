using Compagnon.Dossiers;

namespace Compagnon.Mail;

/// <summary>A mail to be sent: one fact, told to one recipient, once.</summary>
/// <param name="Dossier">The dossier, or the session of a commission, that it is about.</param>
/// <param name="Id">
/// Deterministic: which fact, to whom. Posting the same id again does nothing. 1 to 80 of <c>a-z 0-9 -</c>.
/// </param>
/// <param name="Template">One of <see cref="MailTemplates"/>' names.</param>
/// <param name="Recipient"><see cref="Links.Link.Doctor"/> or a <see cref="Faculties.StaffMember"/>'s id; the address is looked up when
/// it is sent.</param>
/// <param name="Data">What the template needs beside the dossier, by <see cref="MailData"/>'s names; at most 20,000 characters in
/// all.</param>
public sealed record MailPosting(
    DossierKey Dossier, string Id, string Template, string Recipient, IReadOnlyDictionary<string, string> Data);

/// <summary>Names of what a mail carries beside its dossier. They stand in tables: they never change meaning.</summary>
public static class MailData
{
    /// <summary>The assignment that the mail's link opens.</summary>
    public const string Assignment = "assignment";

    /// <summary>Labels of pieces, one a line.</summary>
    public const string Pieces = "pieces";

    /// <summary>One piece that is asked for, from 0: its state, its label and the rest of the text a word, one a line
    /// (<see cref="AskedPiece"/>).</summary>
    public static string Asked(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"asked-{index}");

    /// <summary>A word of the department, or its reasons.</summary>
    public const string Word = "word";

    /// <summary>The last day of a delay, <c>yyyy-MM-dd</c>.</summary>
    public const string LastDay = "last-day";

    /// <summary>First day of an agreement, <c>yyyy-MM-dd</c>.</summary>
    public const string From = "from";

    /// <summary>Last day of an agreement, <c>yyyy-MM-dd</c>.</summary>
    public const string Until = "until";

    /// <summary>What a link opened that a new one replaces: the name of a <see cref="Links.LinkKind"/>.</summary>
    public const string Kind = "kind";

    /// <summary>What a mail that did not arrive was, in a few words.</summary>
    public const string Mail = "mail";

    /// <summary>Id of a change of address (<see cref="Dossiers.Changes.AddressChange.Id"/>).</summary>
    public const string Change = "change";

    /// <summary>Who decides, as letters name that authority.</summary>
    public const string Authority = "authority";

    /// <summary>The day on which it was asked for, <c>yyyy-MM-dd</c>.</summary>
    public const string Since = "since";

    /// <summary>Day of a commission's session, <c>yyyy-MM-dd</c>.</summary>
    public const string Session = "session";

    /// <summary>When a session begins, <c>HH:mm</c> in Paris.</summary>
    public const string Time = "time";

    /// <summary>Where a session takes place; may be empty.</summary>
    public const string Place = "place";

    /// <summary>Where a session is followed by video; may be empty.</summary>
    public const string Video = "video";

    /// <summary>The day before it was moved, <c>yyyy-MM-dd</c>.</summary>
    public const string Before = "before";

    /// <summary>
    /// The version of the event in the recipient's calendar, which rises with each change of a session; absent where there is none.
    /// </summary>
    public const string SessionVersion = "session-version";

    /// <summary>The dossiers of a session that it is about, one a line.</summary>
    public const string Agenda = "agenda";

    /// <summary>What a conditional agreement asks of the doctor.</summary>
    public const string Recommendations = "recommendations";

    /// <summary>Why something of a visit is asked for: one of <see cref="VisitWhy"/>.</summary>
    public const string VisitWhy = "visit-why";

    /// <summary>Who declined a visit, one a line: the id, the choice, the word.</summary>
    public const string VisitNews = "visit-news";

    /// <summary>Ids of a visit's visitors, with spaces between.</summary>
    public const string VisitPeople = "visit-people";

    /// <summary>A visit's dates (<see cref="Visits.VisitSlot"/>), one a line; the one that holds comes first.</summary>
    public const string VisitSlots = "visit-slots";

    /// <summary>On site or by video (<see cref="Visits.VisitData"/>).</summary>
    public const string VisitWay = "visit-way";

    /// <summary>Where a visit is made; may be empty.</summary>
    public const string VisitPlace = "visit-place";

    /// <summary>Id of who moved a visit or sent something back.</summary>
    public const string VisitBy = "visit-by";

    /// <summary>The visit's assignment, of which its calendar event is named.</summary>
    public const string VisitStage = "visit-stage";

    /// <summary>The version of the calendar event: 0 for the first.</summary>
    public const string VisitVersion = "visit-version";

    /// <summary>A stage that is late, in words.</summary>
    public const string LateStage = "late-stage";

    /// <summary>How long it should have taken, in days.</summary>
    public const string Target = "target";

    /// <summary>On whom a dossier waits, in words.</summary>
    public const string WaitsOn = "waits-on";

    /// <summary>How many training sessions are owed in a year.</summary>
    public const string Owed = "owed";

    /// <summary>How many are recorded.</summary>
    public const string Attended = "attended";

    /// <summary>An agreement's number.</summary>
    public const string Number = "number";

    /// <summary>Id of whoever proposes something, or hands it on.</summary>
    public const string Author = "author";

    /// <summary>There where nobody did it: a day has come.</summary>
    public const string ByItself = "by-itself";

    /// <summary>The page of the faculty's console that the link of a mail to the department opens: <c>/agrements/7kq4…</c>; the doctor's
    /// mails open the dossier.</summary>
    public const string Console = "console";

    /// <summary>Id of the dossier of a renewal.</summary>
    public const string Renewal = "renewal";

    /// <summary>There where a renewal is still being decided.</summary>
    public const string UnderWay = "under-way";

    /// <summary>Id of the dossier that goes on where another is closed as its double.</summary>
    public const string Kept = "kept";

    /// <summary>How many minutes a visit takes.</summary>
    public const string VisitMinutes = "visit-minutes";
}
