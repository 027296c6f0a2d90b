using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>Settings of a worker.</summary>
public class DurableTaskWorkerOptions
{
    /// <summary>How the version of an instance must fit that of the worker.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>Any version runs.</summary>
        None = 0,

        /// <summary>Only the worker's version runs.</summary>
        Strict = 1,

        /// <summary>The worker's version and older ones run.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What happens to an instance whose version does not fit.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>It waits for a worker that takes it.</summary>
        Reject = 0,

        /// <summary>It fails.</summary>
        Fail = 1,
    }

    /// <summary>Serialises inputs, results and payloads; System.Text.Json by default.</summary>
    public DataConverter DataConverter
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            DataConverterExplicitlySet = true;
        }
    }
    = JsonDataConverter.Default;

    /// <summary>Not used: this engine has no entities.</summary>
    public bool EnableEntitySupport { get; set; }

    /// <summary>
    /// The longest timer: a longer one is cut into slices of this length that all stand in the history. The real engine's default is
    /// three days; here
    /// nothing is cut unless it is set, since this engine's storage takes timers of any length.
    /// </summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.MaxValue;

    /// <summary>How much runs at once.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>Which versions of orchestrations run.</summary>
    public VersioningOptions? Versioning { get; set; }

    /// <summary>Whether versions matter.</summary>
    public bool IsVersioningSet => Versioning is not null;

    /// <summary>Says which orchestrations run, besides the filters among the services; all when <c>null</c>.</summary>
    [Obsolete("Experimental")]
    public IOrchestrationFilter? OrchestrationFilter { get; set; }

    /// <summary>How the worker logs.</summary>
    public LoggingOptions Logging { get; } = new();

    internal bool DataConverterExplicitlySet { get; private set; }

    internal void CopyTo(DurableTaskWorkerOptions other)
    {
        other.DataConverter = DataConverter;
        other.EnableEntitySupport = EnableEntitySupport;
        other.MaximumTimerInterval = MaximumTimerInterval;
        other.Versioning = Versioning;
        other.Logging.UseLegacyCategories = Logging.UseLegacyCategories;
        other.Concurrency.MaximumConcurrentActivityWorkItems = Concurrency.MaximumConcurrentActivityWorkItems;
        other.Concurrency.MaximumConcurrentEntityWorkItems = Concurrency.MaximumConcurrentEntityWorkItems;
        other.Concurrency.MaximumConcurrentOrchestrationWorkItems = Concurrency.MaximumConcurrentOrchestrationWorkItems;
#pragma warning disable CS0618 // Experimental in the real package.
        other.OrchestrationFilter = OrchestrationFilter;
#pragma warning restore CS0618
    }

    /// <summary>How much runs at once.</summary>
    public class ConcurrencyOptions
    {
        /// <summary>Activities; 100 for each processor by default.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <summary>Turns of orchestrations; 100 for each processor by default. The engine runs at most two for each processor.</summary>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <summary>Not used: this engine has no entities.</summary>
        public int MaximumConcurrentEntityWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    /// <summary>Which versions of orchestrations run.</summary>
    public class VersioningOptions
    {
        /// <summary>The worker's version; empty by default.</summary>
        public string Version { get; set; } = "";

        /// <summary>The version of sub-orchestrations that are called without one; empty by default.</summary>
        public string DefaultVersion { get; set; } = "";

        /// <summary>How the version of an instance must fit; any does by default.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        /// <summary>What happens to an instance that does not fit; it waits by default.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;
    }

    /// <summary>How the worker logs.</summary>
    public class LoggingOptions
    {
        /// <summary>Not used: this engine has no older log categories.</summary>
        public bool UseLegacyCategories { get; set; } = true;
    }
}
