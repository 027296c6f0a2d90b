namespace Compagnon.Emulator.DurableTask;

/// <summary>Settings of a <see cref="DurableEngine"/>.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>The SQLite file that holds everything; kept in memory only when <c>null</c> (the default). Its folder must exist.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// The longest timer: a longer one is cut into slices of this length that all stand in the history, as the real engine does it with
    /// three days.
    /// By default nothing is cut, since this engine's storage takes timers of any length, and a history of five years then holds one
    /// timer instead of
    /// 609. Set it to three days to see the histories that Azure would have.
    /// </summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.MaxValue;

    /// <summary>How many activities run at once; 100 for each processor by default.</summary>
    public int MaximumConcurrentActivities { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>How many turns of orchestrations run at once; twice the number of processors by default.</summary>
    public int MaximumConcurrentTurns { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>The version of sub-orchestrations that are called without one; empty by default.</summary>
    public string DefaultVersion { get; set; } = "";

    /// <summary>
    /// How many instances are kept in memory between their turns; 10,000 by default. Others are read again when something arrives.
    /// </summary>
    public int CachedInstances { get; set; } = 10_000;

    /// <summary>
    /// How long a stop waits for activities that run; 10 s by default. Those that take longer run again at the next start.
    /// </summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);
}
