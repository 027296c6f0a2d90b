namespace Compagnon.Storage;

/// <summary>The tables, as docs/how-it-works.md lists them.</summary>
public static class TableNames
{
    /// <summary>One row a dossier; partition: the faculty.</summary>
    public const string Dossiers = "Dossiers";

    /// <summary>What was asked for and sent to a mail address; partition: the address's SHA-256.</summary>
    public const string Addresses = "Addresses";

    /// <summary>The current document of each piece; partition: the dossier.</summary>
    public const string Documents = "Documents";

    /// <summary>The answers to each step of the form; partition: the dossier.</summary>
    public const string Forms = "Forms";

    /// <summary>Changes of the doctor's address and place; partition: the dossier.</summary>
    public const string Changes = "Changes";

    /// <summary>What the workflow asked of whom; partition: the dossier.</summary>
    public const string Assignments = "Assignments";

    /// <summary>The one answer to an assignment; partition: the dossier.</summary>
    public const string Claims = "Claims";

    /// <summary>The mail journal; partition: the dossier.</summary>
    public const string Mails = "Mails";

    /// <summary>Mails that wait to be sent, and how the mailbox's sender stands; partition: the mailbox's key.</summary>
    public const string Outgoing = "Outgoing";

    /// <summary>Mails that have not arrived and wait for somebody to see to them; partition: the faculty.</summary>
    public const string MailTroubles = "MailTroubles";

    /// <summary>The register; partition: the faculty.</summary>
    public const string Agreements = "Agreements";

    /// <summary>Numbers of agreements: each one's, and a counter a year; partition: the faculty.</summary>
    public const string Numbers = "Numbers";

    /// <summary>Codes of certificates; partition: the faculty, and <c>code</c> for the way back.</summary>
    public const string Verifications = "Verifications";

    /// <summary>The commissions' sessions and what is on their agendas; partition: the faculty.</summary>
    public const string Sessions = "Sessions";

    /// <summary>When and why a dossier stands still; partition: the dossier.</summary>
    public const string Holds = "Holds";

    /// <summary>What colleagues noted about a dossier; partition: the dossier.</summary>
    public const string Notes = "Notes";

    /// <summary>What the doctor and the department wrote to each other; partition: the dossier.</summary>
    public const string Messages = "Messages";

    /// <summary>Which candidacies of one national number were closed as doubles; partition: the faculty.</summary>
    public const string Doubles = "Doubles";

    /// <summary>What the members of a commission say of a dossier; partition: the dossier.</summary>
    public const string Opinions = "Opinions";

    /// <summary>What happened, append-only; partition: the dossier.</summary>
    public const string Journal = "Journal";

    /// <summary>How long ended dossiers took, without personal data; partition: the faculty.</summary>
    public const string Durations = "Durations";

    /// <summary>Who has a visit open; partition: the faculty.</summary>
    public const string OpenVisits = "OpenVisits";

    /// <summary>What a visitor has typed of a report and not handed in; partition: the dossier.</summary>
    public const string VisitDrafts = "VisitDrafts";

    /// <summary>Training sessions that supervisors attended; partition: the faculty and the supervisor's national number.</summary>
    public const string Trainings = "Trainings";

    /// <summary>What the app knows of its own running; partition: what it is about.</summary>
    public const string Operations = "Operations";

    /// <summary>What pages list, packed; partition: the list and the faculty.</summary>
    public const string Listings = "Listings";

    /// <summary>Filters of the console that somebody keeps; partition: the faculty and the person.</summary>
    public const string Views = "Views";

    /// <summary>Who follows their calendar at which secret address; partition: the faculty.</summary>
    public const string Calendars = "Calendars";

    /// <summary>Which line of a faculty's own list has become which agreement; partition: the faculty.</summary>
    public const string Imports = "Imports";

    /// <summary>Notes of what was begun and not finished; partition: the kind.</summary>
    public const string Outstanding = "Outstanding";
}

/// <summary>The blob containers.</summary>
public static class ContainerNames
{
    /// <summary>What doctors upload, under the dossier's id.</summary>
    public const string Documents = "documents";

    /// <summary>Each faculty's procedure as it was when a dossier was submitted, by its SHA-256.</summary>
    public const string Procedures = "procedures";

    /// <summary>Tables that the department sent, until what they say is entered.</summary>
    public const string SentTables = "sent-tables";
}
