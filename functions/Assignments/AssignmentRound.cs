using Compagnon.Dossiers;

namespace Compagnon.Assignments;

/// <summary>What the workflow asks, and how it goes on about it: the input of the orchestration <see cref="AssignmentFlow"/>.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Id">The assignment's id: <c>review-1</c>.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Reminders">Days after the request at which a reminder goes out, ascending.</param>
/// <param name="DelayDays">After this many days it answers itself with <see cref="Choices.Deadline"/>; null: never, and reminders go
/// on.</param>
/// <param name="Template">The mail that asks.</param>
/// <param name="ReminderTemplate">The mail that reminds.</param>
/// <param name="Data">What both mails carry.</param>
/// <param name="Named">Recipient ids whom it is asked of by name; null: of whoever has the kind's role on the day, or of the
/// doctor.</param>
/// <param name="Stage">Id of the assignment that it is a step of; empty where it is no step.</param>
/// <param name="Opened">When it was opened; null before.</param>
/// <param name="Reminded">Number of the last reminder that went out.</param>
/// <param name="DueAt">The moment at which it answers itself, where no number of days says so.</param>
public sealed record AssignmentRound(
    DossierKey Dossier,
    string Id,
    AssignmentKind Kind,
    IReadOnlyList<int> Reminders,
    int? DelayDays,
    string Template,
    string ReminderTemplate,
    IReadOnlyDictionary<string, string> Data,
    IReadOnlyList<string>? Named = null,
    string Stage = "",
    DateTimeOffset? Opened = null,
    int Reminded = 0,
    DateTimeOffset? DueAt = null);
