using System.Diagnostics;
using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.DurableTask;

/// <summary>A client of an engine in the same process.</summary>
internal sealed class EngineClient(
    string name, DurableEngine engine, DataConverter converter, string defaultVersion) : DurableTaskClient(name)
{
    private static readonly OrchestrationStatus[] Ends =
        [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated];

    /// <inheritdoc/>
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var version = options?.Version is { } asked ? asked.Version ?? "" : defaultVersion;
        return engine.ScheduleAsync(orchestratorName.Name, converter.Serialize(input), version, options, cancellation);
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return engine.TellAsync(
            instanceId, new EventRaisedEvent(-1, converter.Serialize(eventPayload)) { Name = eventName }, false, cancellation);
    }

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await engine.WaitForStartAsync(instanceId, getInputsAndOutputs, cancellation), getInputsAndOutputs);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await engine.WaitForEndAsync(instanceId, getInputsAndOutputs, cancellation), getInputsAndOutputs);

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var demand = new ExecutionTerminatedEvent(-1, converter.Serialize(options?.Output));
        return engine.TellAsync(instanceId, demand, options?.Recursive == true, cancellation);
    }

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return engine.TellAsync(instanceId, new ExecutionSuspendedEvent(-1, reason), false, cancellation);
    }

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return engine.TellAsync(instanceId, new ExecutionResumedEvent(-1, reason), false, cancellation);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var found = engine.Find(instanceId, getInputsAndOutputs);
        return Task.FromResult(found is null ? null : Metadata(found, getInputsAndOutputs));
    }

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((continuation, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var page = engine.List(new InstanceFilter
            {
                Statuses = query.Statuses?.Select(status => (OrchestrationStatus)status).ToList(),
                IdPrefix = query.InstanceIdPrefix,
                CreatedFrom = query.CreatedFrom,
                CreatedTo = query.CreatedTo,
                After = continuation ?? query.ContinuationToken,
                PageSize = size ?? query.PageSize,
                WithInputs = query.FetchInputsAndOutputs,
            });
            var values = page.Instances.Select(found => Metadata(found, query.FetchInputsAndOutputs)).ToList();
            return Task.FromResult(new Page<OrchestrationMetadata>(values, page.Continuation));
        });
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await engine.PurgeAsync(instanceId, options?.Recursive == true, cancellation), true);
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var started = Stopwatch.GetTimestamp();
        var asked = filter.Statuses?.Select(status => (OrchestrationStatus)status).ToList();
        var statuses = asked is { Count: > 0 } ? Ends.Where(asked.Contains).ToList() : [.. Ends];
        var count = 0;
        string? after = null;
        if (statuses.Count == 0)
            return new PurgeResult(0, true);
        do
        {
            var page = engine.List(new InstanceFilter
            {
                Statuses = statuses,
                CreatedFrom = filter.CreatedFrom,
                CreatedTo = filter.CreatedTo,
                After = after,
                PageSize = 500,
            });
            foreach (var found in page.Instances)
            {
                if (filter.Timeout is { } timeout && Stopwatch.GetElapsedTime(started) > timeout)
                    return new PurgeResult(count, false);
                count += await engine.PurgeAsync(found.Id, options?.Recursive == true, cancellation);
            }

            after = page.Continuation;
        }
        while (after is not null);
        return new PurgeResult(count, true);
    }

    /// <inheritdoc/>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var found = engine.Find(instanceId, withInput: true)
            ?? throw new ArgumentException($"There is no instance '{instanceId}' to restart.", nameof(instanceId));
        if (!restartWithNewInstanceId && !Ends.Contains(found.Status))
        {
            throw new InvalidOperationException(
                $"The instance '{instanceId}' is {found.Status}: only one that is over can be restarted under its id. Terminate it first.");
        }

        var start = new StartOrchestrationOptions(restartWithNewInstanceId ? null : instanceId) { Tags = found.Tags };
        return await engine.ScheduleAsync(found.Name, found.Input, found.Version, start, cancellation);
    }

    /// <inheritdoc/>
    public override Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(engine.ReadHistory(instanceId));
    }

    /// <inheritdoc/>
    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        var statuses = runtimeStatus?.Select(status => (OrchestrationStatus)status).ToList();
        var found = engine.Finished(
            completedTimeFrom, completedTimeTo, statuses is { Count: > 0 } ? statuses : Ends, ParseKey(lastInstanceKey), pageSize);
        var next = found.Count < pageSize ? null : string.Create(CultureInfo.InvariantCulture, $"{found[^1].Completed}:{found[^1].Id}");
        return Task.FromResult(new Page<string>([.. found.Select(entry => entry.Id)], next));
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (long, string)? ParseKey(string? key)
    {
        if (string.IsNullOrEmpty(key))
            return null;
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(key.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var completed)
            ? (completed, key[(colon + 1)..])
            : throw new ArgumentException($"Expected a continuation that an earlier page gave, got '{key}'.", nameof(key));
    }

    private OrchestrationMetadata Metadata(InstanceSummary found, bool withData) => new(found.Name, found.Id)
    {
        RuntimeStatus = (OrchestrationRuntimeStatus)found.Status,
        CreatedAt = found.CreatedAt,
        LastUpdatedAt = found.UpdatedAt,
        Tags = found.Tags,
        DataConverter = withData ? converter : null,
        SerializedInput = withData ? found.Input : null,
        SerializedOutput = withData ? found.Output : null,
        SerializedCustomStatus = withData ? found.CustomStatus : null,
        FailureDetails = withData ? TaskFailureDetails.OfCore(found.Failure) : null,
    };
}
