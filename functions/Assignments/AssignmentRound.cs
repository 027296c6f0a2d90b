using System.Text.Json.Serialization;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using Compagnon.Faculties;

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
/// <param name="DueAt">The moment at which it answers itself, where <paramref name="DelayDays"/> does not say so: more time was granted, or
/// it ends with something else.</param>
/// <param name="Preferred">Who is asked, of those who have the kind's role: mailed at first, and the first reminder. Whoever has left is
/// not asked; from the second reminder on all are.</param>
/// <param name="Notice">The last notice before the delay ends; null for none.</param>
/// <param name="Noticed">Whether it went out since the delay was last moved.</param>
/// <param name="Extension">How more time can be asked for; null where it cannot.</param>
/// <param name="Extensions">How often it was asked for.</param>
/// <param name="IsExtending">Whether the last request waits for its answer.</param>
/// <param name="IsDetached">Whether it is a step that runs beside its stage, which is told of its answer by an event.</param>
/// <param name="Calendar">When the faculty works: reminders and <paramref name="DelayDays"/> keep to it; null where every day is
/// worked.</param>
/// <param name="Needed">Ids of people of the department without whom it makes no sense: where one of them has left when it is opened or
/// reminded of, it answers itself with <see cref="Choices.Gone"/>; null where nobody is needed by name.</param>
/// <param name="HeldDays">How many days the holds of the dossier have taken that its delay and reminders have moved by.</param>
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
    DateTimeOffset? DueAt = null,
    string? Preferred = null,
    EndNotice? Notice = null,
    bool Noticed = false,
    ExtensionRule? Extension = null,
    int Extensions = 0,
    bool IsExtending = false,
    bool IsDetached = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WorkCalendar? Calendar = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Needed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int HeldDays = 0)
{
    /// <summary>Who has left, in the data of an answer <see cref="Choices.Gone"/>: ids with spaces between. It stands in tables.</summary>
    public const string Gone = "gone";
}

/// <summary>The last notice before a delay ends: one mail, beside the reminders.</summary>
/// <param name="Days">How many days before the last day it goes out.</param>
/// <param name="Template">The mail.</param>
public sealed record EndNotice(int Days, string Template);
