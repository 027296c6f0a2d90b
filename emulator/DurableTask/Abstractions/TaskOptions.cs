using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>Options of one activity or sub-orchestration call.</summary>
public record TaskOptions
{
    /// <summary>Makes options with retries.</summary>
    public TaskOptions(TaskRetryOptions? retry) => Retry = retry;

    /// <summary>Makes options with retries and tags.</summary>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>Copies options.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
        Version = options.Version;
    }

    /// <summary>How failures are retried; not at all when <c>null</c>.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags written into the history beside the call.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>
    /// The version of the task that is called. <c>null</c>: for an activity the version of the calling orchestration, for a
    /// sub-orchestration the
    /// worker's default version.
    /// </summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that retry as a policy says.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>These options, with an instance id for a sub-orchestration.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}

/// <summary>Options of one sub-orchestration call.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Makes options.</summary>
    /// <param name="retry">How failures are retried.</param>
    /// <param name="instanceId">The id of the new instance; a deterministic one when <c>null</c>.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Makes options out of general ones.</summary>
    /// <param name="options">The options to take over, with their instance id when they have one.</param>
    /// <param name="instanceId">The id of the new instance; that of <paramref name="options"/> when <c>null</c>.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        var derived = options as SubOrchestrationOptions;
        InstanceId = instanceId ?? derived?.InstanceId;
        Version = derived?.Version ?? options.Version;
    }

    /// <summary>Copies options.</summary>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options)
    {
        InstanceId = options.InstanceId;
        Version = options.Version;
    }

    /// <summary>The id of the new instance; a deterministic one when <c>null</c>.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The version of the new instance; the worker's default version when <c>null</c>.</summary>
    public new TaskVersion? Version { get; init; }
}

/// <summary>Options of a new orchestration instance.</summary>
/// <param name="InstanceId">Its id; a new GUID when <c>null</c>.</param>
/// <param name="StartAt">When it starts; at once when <c>null</c> or past.</param>
public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>Copies options.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The version of the instance; the client's default version when <c>null</c>.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// In which statuses an instance of the same id refuses the new one, as names of the client's runtime statuses; the engine's default
    /// when
    /// <c>null</c>. An instance in any other status is replaced.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}

/// <summary>Options of <see cref="TaskOrchestrationContext.ContinueAsNew(ContinueAsNewOptions)"/>.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next round.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody took are carried into the next round; by default they are.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next round; unchanged when <c>null</c> or empty.</summary>
    public string? NewVersion { get; set; }
}
