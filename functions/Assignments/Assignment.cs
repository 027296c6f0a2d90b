using System.Text.Json.Serialization;
using Compagnon.Dossiers;

namespace Compagnon.Assignments;

/// <summary>What is asked of somebody. The names stand in histories and tables: they never change meaning.</summary>
public enum AssignmentKind
{
    /// <summary>The secretariat says that a dossier is complete, or names what is missing.</summary>
    Review = 1,

    /// <summary>The doctor provides what was named as missing.</summary>
    Completion = 2,

    /// <summary>The coordinator grants or refuses, where the faculty has no commission.</summary>
    Decision = 3,

    /// <summary>A field visit as a whole: a stage, which its own steps or a withdrawal end.</summary>
    Visit = 10,

    /// <summary>The coordinator picks who visits. A step of a visit.</summary>
    VisitTeam = 11,

    /// <summary>A visitor accepts or declines. A step of a visit.</summary>
    VisitOffer = 12,

    /// <summary>A visitor proposes dates. A step of a visit.</summary>
    VisitDates = 13,

    /// <summary>The doctor picks one of the dates. A step of a visit.</summary>
    VisitSlot = 14,

    /// <summary>A visitor writes the report. A step of a visit.</summary>
    VisitReport = 15,

    /// <summary>The second visitor of a pair signs the report or sends it back. A step of a visit.</summary>
    VisitSignature = 16,

    /// <summary>The second visitor of a pair agrees to dates that the first proposes. A step of a visit.</summary>
    VisitConfirmation = 17,

    /// <summary>The agreed date, which any participant may ask to move until the visit is over. A step of a visit.</summary>
    VisitAppointment = 18,

    /// <summary>The chair of the commission records the outcome.</summary>
    Commission = 20,

    /// <summary>A member of the commission gives an opinion. A step of a commission.</summary>
    Opinion = 21,

    /// <summary>The dean signs.</summary>
    Signature = 30,

    /// <summary>The secretariat enters the decision of another authority: its number and date.</summary>
    AuthorityDecision = 31,

    /// <summary>The coordinator grants or refuses the doctor more time. A step of a completion.</summary>
    Extension = 40,

    /// <summary>The doctor asks for more time: answered as soon as it is opened. A step of a completion.</summary>
    ExtensionRequest = 41,

    /// <summary>Somebody of the department proposes to withdraw an agreement: answered as soon as it is opened.</summary>
    WithdrawalRequest = 50,

    /// <summary>A second person confirms that an agreement be withdrawn, or does not.</summary>
    WithdrawalConfirmation = 51,
}

/// <summary>
/// Something that one dossier's workflow waits for: on whom, since when, until when. At most one that is no step of another is open on a
/// dossier at any time: it is what the dossier waits for, and what a withdrawal answers. A stage of several steps is such an assignment
/// too; its steps name it in <paramref name="Stage"/>, and several of them may be open at once.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Id">Unique on the dossier and deterministic: <c>review-1</c>, <c>completion-1</c>, <c>decision-1</c>.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Assignees">Recipient ids (<see cref="Links.Link.Recipient"/>) whom it was asked of when it was opened. Whoever has their
/// role on the day may answer; the first answer is the answer.</param>
/// <param name="Instance">The workflow instance that waits for the answer's event.</param>
/// <param name="Opened">Since when.</param>
/// <param name="Due">The moment from which it is answered by <see cref="Choices.Deadline"/>; null where it waits until it is
/// answered.</param>
/// <param name="Stage">Id of the assignment that this one is a step of, or <see cref="Lifecycle.Withdrawals.Stage"/> of what is asked about
/// an agreement; empty where it is neither.</param>
public sealed record Assignment(
    DossierKey Dossier,
    string Id,
    AssignmentKind Kind,
    IReadOnlyList<string> Assignees,
    string Instance,
    DateTimeOffset Opened,
    DateTimeOffset? Due,
    string Stage = "");

/// <summary>What can be answered. The values stand in tables and histories: they never change meaning.</summary>
public static class Choices
{
    /// <summary>Review: the dossier is complete.</summary>
    public const string Complete = "complete";

    /// <summary>Review: the named pieces are missing.</summary>
    public const string Missing = "missing";

    /// <summary>Completion: the doctor has sent the dossier back.</summary>
    public const string Provided = "provided";

    /// <summary>Decision: granted for the faculty's term.</summary>
    public const string Granted = "granted";

    /// <summary>Decision: refused, with reasons.</summary>
    public const string Refused = "refused";

    /// <summary>Commission: granted for a year at most, with recommendations.</summary>
    public const string Conditional = "conditional";

    /// <summary>Commission: put off until something is provided.</summary>
    public const string Deferred = "deferred";

    /// <summary>A visit's team is picked; dates are proposed; a date is picked; a report is handed in; a letter or a report is signed;
    /// another authority's decision is entered; an opinion is given; more time is asked for.</summary>
    public const string Done = "done";

    /// <summary>An offer of a visit is accepted; more time is granted; a withdrawal is confirmed.</summary>
    public const string Accepted = "accepted";

    /// <summary>An offer of a visit or more time is declined; none of the dates will do; a visit is to be moved or was not made; a report is
    /// sent back.</summary>
    public const string Declined = "declined";

    /// <summary>An opinion: a conflict of interest is declared.</summary>
    public const string Conflict = "conflict";

    /// <summary>A step that its stage no longer needs: another answer, another date or an end came first.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Any assignment: the doctor has withdrawn the dossier.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The delay has passed without an answer.</summary>
    public const string Deadline = "deadline";

    /// <summary>Somebody without whom it makes no sense has left the department: <see cref="AssignmentRound.Gone"/> says who.</summary>
    public const string Gone = "gone";

    /// <summary>An agreed visit: the doctor practises elsewhere, so it is made there on the same date.</summary>
    public const string Relocated = "relocated";
}

/// <summary>
/// The one answer to an assignment: a row whose key is the assignment, written once. Whoever comes second (a colleague, a second click,
/// the deadline, the doctor who withdraws) finds it and is shown it. It is the truth; the event that tells the workflow only carries its
/// key.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">The assignment's id.</param>
/// <param name="Choice">One of <see cref="Choices"/>.</param>
/// <param name="Pieces">Review: ids of the pieces that are missing or to be redone; else empty.</param>
/// <param name="Word">A word to the doctor, or the reasons; at most 4,000 characters; may be empty.</param>
/// <param name="By">Recipient id of who answered; empty for the deadline.</param>
/// <param name="At">When.</param>
/// <param name="Data">What else was answered, by names that the kind of assignment gives meaning to: dates, a report's fields; at most
/// 25,000 characters in all; null where there is nothing else.</param>
public sealed record Claim(
    DossierKey Dossier,
    string Assignment,
    string Choice,
    IReadOnlyList<string> Pieces,
    string Word,
    string By,
    DateTimeOffset At,
    IReadOnlyDictionary<string, string>? Data = null)
{
    /// <summary>Who it was of those who share the mailbox of <see cref="By"/>, by the name that they gave; null where nobody was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actor { get; init; }

    /// <summary>What was answered under <paramref name="name"/>; empty where nothing was.</summary>
    public string Text(string name) => Data?.GetValueOrDefault(name, "") ?? "";
}
