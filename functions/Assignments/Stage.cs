using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.DurableTask;

namespace Compagnon.Assignments;

/// <summary>
/// A stage of several steps, told from an orchestration: one assignment that the dossier waits for, which only the stage itself or the
/// doctor's withdrawal answers, and steps that are assignments of their own. Once the stage is answered, whatever step is still open is
/// cancelled. Deterministic: part of the orchestration.
/// </summary>
/// <param name="context">The orchestration's.</param>
/// <param name="dossier">The dossier.</param>
/// <param name="id">The stage's assignment: <c>visit-1</c>.</param>
/// <param name="kind">Its kind.</param>
public sealed class Stage(TaskOrchestrationContext context, DossierKey dossier, string id, AssignmentKind kind)
{
    private Task<string>? answered;

    /// <summary>Id of the stage's assignment.</summary>
    public string Id => id;

    /// <summary>Opens the stage: from now on the dossier waits for it.</summary>
    public async Task OpenAsync()
    {
        await context.CallActivityAsync<Assignment>(
            AssignmentActivities.OpenAssignment,
            new Assignment(dossier, id, kind, [], context.InstanceId, context.CurrentUtcDateTime, null),
            Retries.Patient);
        answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
    }

    /// <summary>Asks one step of somebody.</summary>
    /// <param name="step">What is asked; its stage is filled in.</param>
    /// <returns>The answer; null once the stage has been answered meanwhile: the step is cancelled, and <see cref="EndAsync"/> gives the
    /// stage's answer.</returns>
    public async Task<Claim?> AskAsync(AssignmentRound step)
    {
        var answers = await AskAllAsync([step]);
        return answers?[0];
    }

    /// <summary>Asks several steps at once and waits for all of them.</summary>
    /// <param name="steps">What is asked.</param>
    /// <returns>The answers in the order of <paramref name="steps"/>; null as in <see cref="AskAsync"/>.</returns>
    public async Task<IReadOnlyList<Claim>?> AskAllAsync(IReadOnlyList<AssignmentRound> steps)
    {
        // Whoever withdrew between two steps: nobody is asked any more.
        if (await IsAnsweredAsync()) return null;

        var asked = steps.Select(step => context.CallSubOrchestratorAsync<Claim>(
            AssignmentFlow.Orchestration,
            step with { Stage = id },
            new SubOrchestrationOptions(instanceId: AssignmentFlow.InstanceOf(dossier, step.Id)))).ToList();
        var all = Task.WhenAll(asked);
        while (await Task.WhenAny(all, answered!) != all)
        {
            if (!await IsAnsweredAsync()) continue;

            // A step that was asked for a moment ago may not be open yet, and is cancelled at the next try.
            do await CancelStepsAsync();
            while (!await IsDoneWithinAMinuteAsync(all));
            return null;
        }

        return await all;
    }

    /// <summary>Waits until somebody answers the stage itself: for a stage whose answer is not its own.</summary>
    /// <returns>The answer.</returns>
    public async Task<Claim> AnsweredAsync()
    {
        Claim? claim;
        do
        {
            await Opened;
            claim = await HearAsync();
        }
        while (claim is null);

        await context.CallActivityAsync(AssignmentActivities.CloseAssignment, claim, Retries.Patient);
        return claim;
    }

    private Task<string> Opened => answered ?? throw new InvalidOperationException("A stage is opened before it asks or is answered.");

    private async Task<bool> IsAnsweredAsync() => Opened.IsCompleted && await HearAsync() is not null;

    // The claim is believed, and not the event, which may be told again or for nothing: then it ends nothing but this wait.
    private Task<Claim?> HearAsync()
    {
        answered = context.WaitForExternalEvent<string>(AssignmentDesk.AnsweredEvent);
        return context.CallActivityAsync<Claim?>(AssignmentActivities.FindClaim, new AssignmentKey(dossier, id), Retries.Patient);
    }

    private async Task<bool> IsDoneWithinAMinuteAsync(Task steps)
    {
        using var done = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromMinutes(1), done.Token);
        if (await Task.WhenAny(steps, timer) == timer) return false;
        done.Cancel();
        return true;
    }

    private Task CancelStepsAsync() => context.CallActivityAsync(
        AssignmentActivities.CancelSteps, new StageEnd(dossier, id, context.CurrentUtcDateTime), Retries.Patient);

    /// <summary>Ends the stage with an answer of its own, unless it has been answered.</summary>
    /// <returns>The answer that holds: this one, or the doctor's withdrawal that came first.</returns>
    public async Task<Claim> EndAsync(string choice, IReadOnlyDictionary<string, string>? data = null)
    {
        var claim = await context.CallActivityAsync<Claim>(
            AssignmentActivities.ClaimDeadline,
            new Claim(dossier, id, choice, [], "", "", context.CurrentUtcDateTime, data),
            Retries.Patient);
        await context.CallActivityAsync(AssignmentActivities.CloseAssignment, claim, Retries.Patient);
        return claim;
    }
}

/// <summary>A stage whose open steps are cancelled.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Stage">The stage's assignment.</param>
/// <param name="At">When, by the workflow's clock.</param>
public sealed record StageEnd(DossierKey Dossier, string Stage, DateTimeOffset At);
