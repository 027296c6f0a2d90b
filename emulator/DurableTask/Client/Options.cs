using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list.</summary>
/// <param name="CreatedFrom">Created at or after.</param>
/// <param name="CreatedTo">Created at or before.</param>
/// <param name="Statuses">In one of these statuses.</param>
/// <param name="TaskHubNames">Not used: this engine has one hub.</param>
/// <param name="InstanceIdPrefix">With an id that begins so.</param>
/// <param name="PageSize">How many a page holds.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom statuses are fetched too.</param>
/// <param name="ContinuationToken">Where to begin.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>How many a page holds unless said otherwise.</summary>
    public const int DefaultPageSize = 100;
}

/// <summary>Which instances to purge.</summary>
/// <param name="CreatedFrom">Created at or after.</param>
/// <param name="CreatedTo">Created at or before.</param>
/// <param name="Statuses">In one of these statuses; only finished instances are purged.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null, IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long purging may take; what is left stays, and the result says so.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>How to purge.</summary>
/// <param name="Recursive">Whether sub-orchestrations go too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>How to terminate.</summary>
/// <param name="Output">What the instance leaves as its output.</param>
/// <param name="Recursive">Whether sub-orchestrations are terminated too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);

/// <summary>What was purged.</summary>
public class PurgeResult
{
    /// <summary>Makes a result.</summary>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>Makes a result.</summary>
    /// <param name="count">How many instances were purged; 0 or more.</param>
    /// <param name="isComplete">Whether nothing is left; <c>null</c> when not known.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>How many instances were purged.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing is left; <c>null</c> when not known.</summary>
    public bool? IsComplete { get; }
}

/// <summary>Settings of a client.</summary>
public class DurableTaskClientOptions
{
    /// <summary>Serialises inputs and payloads; System.Text.Json by default.</summary>
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

    /// <summary>The version of new instances that are started without one; empty by default.</summary>
    public string DefaultVersion { get; set; } = "";

    /// <summary>Not used: this engine has no entities.</summary>
    public bool EnableEntitySupport { get; set; }

    internal bool DataConverterExplicitlySet { get; private set; }

    internal void CopyTo(DurableTaskClientOptions other)
    {
        other.DataConverter = DataConverter;
        other.DefaultVersion = DefaultVersion;
        other.EnableEntitySupport = EnableEntitySupport;
    }
}

/// <summary>A serialised value and what reads it.</summary>
public sealed class SerializedData(string data, DataConverter? converter = null)
{
    /// <summary>The serialised value.</summary>
    public string Value { get; } = data;

    /// <summary>What reads it.</summary>
    public DataConverter Converter { get; } = converter ?? JsonDataConverter.Default;

    /// <summary>Reads the value.</summary>
    public T ReadAs<T>() => Converter.Deserialize<T>(Value)!;
}

/// <summary>Says in which statuses an instance of the same id refuses a new one.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The statuses that may be named.</summary>
#pragma warning disable CS0618 // The list of the real client names Canceled too.
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> ValidDedupeStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
        OrchestrationRuntimeStatus.Canceled,
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];
#pragma warning restore CS0618

    /// <summary>
    /// These options; an instance of the same id in one of the statuses refuses the new one, in any other it is replaced.
    /// </summary>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dedupeStatuses);
        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
