namespace Compagnon.Emulator.DurableTask;

/// <summary>Kinds of things that an instance can wait for.</summary>
public enum WaitKind
{
    /// <summary>An activity.</summary>
    Activity,

    /// <summary>A sub-orchestration.</summary>
    SubOrchestration,

    /// <summary>A timer.</summary>
    Timer,

    /// <summary>An event from outside.</summary>
    Event,
}

/// <summary>One thing that an instance waits for.</summary>
/// <param name="Kind">What kind it is.</param>
/// <param name="Name">The name of the activity, sub-orchestration or event; empty for a timer.</param>
/// <param name="Id">The number of the call; -1 for an event.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
/// <param name="Since">Since when.</param>
/// <param name="Due">When the timer is due; <c>null</c> for anything else.</param>
/// <param name="InstanceId">The sub-orchestration's instance; <c>null</c> for anything else.</param>
public sealed record InstanceWait(
    WaitKind Kind, string Name, int Id, int Attempt, DateTimeOffset Since, DateTimeOffset? Due = null, string? InstanceId = null)
{
    /// <summary>How many are told of one instance; an instance that waits for more waits for very many of a kind.</summary>
    public const int Most = 100;
}
