using Compagnon.Dossiers;

namespace Compagnon.Assignments;

/// <summary>What is asked of somebody. The names stand in histories and tables: they never change meaning.</summary>
public enum AssignmentKind
{
    /// <summary>The secretariat says that a dossier is complete, or names what is missing.</summary>
    Review = 1,

    /// <summary>The doctor provides what was named as missing.</summary>
    Completion = 2,

    /// <summary>The coordinator grants or refuses.</summary>
    Decision = 3,
}

/// <summary>
/// Something that one dossier's workflow waits for: on whom, since when, until when. At most one is open on a dossier at any time, so that
/// a dossier never waits without anybody knowing on whom.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Id">Unique on the dossier and deterministic: <c>review-1</c>, <c>completion-1</c>, <c>decision-1</c>.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Assignees">Recipient ids (<see cref="Links.Link.Recipient"/>) whom it was asked of when it was opened. Whoever has their role
/// on the day may answer; the first answer is the answer.</param>
/// <param name="Instance">The workflow instance that waits for the answer's event.</param>
/// <param name="Opened">Since when.</param>
/// <param name="Due">The moment from which it is answered by <see cref="Choices.Deadline"/>; null where it waits until it is
/// answered.</param>
public sealed record Assignment(
    DossierKey Dossier,
    string Id,
    AssignmentKind Kind,
    IReadOnlyList<string> Assignees,
    string Instance,
    DateTimeOffset Opened,
    DateTimeOffset? Due);

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

    /// <summary>Any assignment: the doctor has withdrawn the dossier.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The delay has passed without an answer.</summary>
    public const string Deadline = "deadline";
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
public sealed record Claim(
    DossierKey Dossier,
    string Assignment,
    string Choice,
    IReadOnlyList<string> Pieces,
    string Word,
    string By,
    DateTimeOffset At);
