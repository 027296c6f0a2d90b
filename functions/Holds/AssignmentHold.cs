using Compagnon.Assignments;
using Compagnon.Storage;
using Microsoft.DurableTask;

namespace Compagnon.Holds;

/// <summary>
/// What holds make of an assignment, asked at each of its turns: while the dossier is held it waits for nothing but an answer, and after a
/// hold its delay and its reminders come as many days later as that took. Deterministic: part of the orchestration.
/// </summary>
internal static class AssignmentHold
{
    private static readonly HoldLook NotHeld = new(false, 0, TimeSpan.Zero);

    /// <summary>What holds mean for an assignment now.</summary>
    public static Task<HoldLook> LookAsync(TaskOrchestrationContext context, AssignmentRound round) => IsHeldWithIt(round.Kind)
        ? context.CallActivityAsync<HoldLook>(
            HoldActivities.ReadHolds,
            new HoldQuestion(round.Dossier, round.Opened!.Value, context.CurrentUtcDateTime),
            Retries.Patient)
        : Task.FromResult(NotHeld);

    /// <summary>Moves what is due by the days of a hold that is over.</summary>
    /// <returns>How the assignment goes on.</returns>
    public static async Task<AssignmentRound> MoveAsync(
        TaskOrchestrationContext context, AssignmentRound round, DateTimeOffset? due, int days)
    {
        var held = round with { HeldDays = days, DueAt = due };
        if (due is not { } end || !MovesWithIt(round.Kind)) return held;

        var moved = AssignmentSchedule.Extended(end, days - round.HeldDays, round.Calendar);
        await context.CallActivityAsync(
            HoldActivities.MoveDelay, new DelayMove(round.Dossier, round.Id, moved, context.CurrentUtcDateTime), Retries.Patient);
        return held with { DueAt = moved, Noticed = false };
    }

    /// <summary>Whether it stands still with its dossier: a visit that is agreed stands in calendars, and comes whatever is held.</summary>
    public static bool IsHeldWithIt(AssignmentKind kind) => kind != AssignmentKind.VisitAppointment;

    /// <summary>Whether its delay moves: one that ends with the dates that it is about does not, which pass all the same.</summary>
    public static bool MovesWithIt(AssignmentKind kind) =>
        kind is not (AssignmentKind.VisitAppointment or AssignmentKind.VisitConfirmation or AssignmentKind.VisitSlot);
}
