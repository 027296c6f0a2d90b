using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>What a turn of an orchestration came to.</summary>
internal sealed class TurnResult
{
    /// <summary>What the code asked for in this turn, in the order of its calls.</summary>
    public required IReadOnlyList<TurnContext.Step> Steps { get; init; }

    /// <summary>Timers among <see cref="Steps"/> and earlier that the code cancelled in this turn.</summary>
    public required IReadOnlyList<int> CancelledTimers { get; init; }

    /// <summary>How the orchestration ended; <c>null</c> when it goes on.</summary>
    public OrchestrationStatus? End { get; init; }

    /// <summary>The serialised result, or the input of the next round.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public FailureDetails? Failure { get; init; }

    /// <summary>The version of the next round; unchanged when <c>null</c>.</summary>
    public string? NewVersion { get; init; }

    /// <summary>Events that are carried into the next round, in the order in which they came.</summary>
    public IReadOnlyList<EventRaisedEvent> CarriedEvents { get; init; } = [];

    /// <summary>The serialised custom status.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>What suspended the orchestration; <c>null</c> when it is not suspended.</summary>
    public ExecutionSuspendedEvent? Suspension { get; init; }

    /// <summary>What it waits for.</summary>
    public IReadOnlyList<InstanceWait> Waits { get; init; } = [];
}
