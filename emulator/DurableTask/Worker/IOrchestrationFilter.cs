namespace Microsoft.DurableTask.Worker;

/// <summary>Says which orchestrations this worker runs.</summary>
[Obsolete("Experimental")]
public interface IOrchestrationFilter
{
    /// <summary>Whether an orchestration runs here; one that does not waits.</summary>
    ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default);
}

/// <summary>What a filter is told.</summary>
[Obsolete("Experimental")]
public struct OrchestrationFilterParameters
{
    /// <summary>The name of the orchestration.</summary>
    public string? Name { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
