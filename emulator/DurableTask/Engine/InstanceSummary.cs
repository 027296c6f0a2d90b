using DurableTask.Core;

namespace Compagnon.Emulator.DurableTask;

/// <summary>An instance as it stands, without its history.</summary>
public sealed record InstanceSummary
{
    /// <summary>Its place in the order of creation.</summary>
    public required long Number { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The id of its execution; another after each continue-as-new.</summary>
    public required string Execution { get; init; }

    /// <summary>The name of the orchestration.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; empty when it has none.</summary>
    public required string Version { get; init; }

    /// <summary>How it stands.</summary>
    public required OrchestrationStatus Status { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended; <c>null</c> while it goes on.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was to start; <c>null</c> for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>How often it has begun anew.</summary>
    public int Generation { get; init; }

    /// <summary>How many events its history has.</summary>
    public int HistoryLength { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The instance that called it; <c>null</c> when a client started it.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its serialised input; <c>null</c> when it has none or it was not asked for.</summary>
    public string? Input { get; init; }

    /// <summary>Its serialised output.</summary>
    public string? Output { get; init; }

    /// <summary>Its serialised custom status.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Why it failed; <c>null</c> when it did not.</summary>
    public FailureDetails? Failure { get; init; }

    /// <summary>What it waits for; at most <see cref="InstanceWait.Most"/> things.</summary>
    public IReadOnlyList<InstanceWait> Waits { get; init; } = [];
}

/// <summary>Which instances to list.</summary>
public sealed record InstanceFilter
{
    /// <summary>In one of these statuses; any when <c>null</c> or empty.</summary>
    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    /// <summary>Of this orchestration, as it was named when it was started.</summary>
    public string? Name { get; init; }

    /// <summary>With an id that begins so.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Called by this instance.</summary>
    public string? ParentId { get; init; }

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Created at or before.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>The newest first, instead of in the order of the ids.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The continuation that the page before gave; from the start when <c>null</c>.</summary>
    public string? After { get; init; }

    /// <summary>How many a page holds; 50 by default.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Whether inputs are read too.</summary>
    public bool WithInputs { get; init; }
}

/// <summary>A page of instances.</summary>
/// <param name="Instances">What stands on it.</param>
/// <param name="Continuation">Where the next page begins; <c>null</c> after the last.</param>
public sealed record InstancePage(IReadOnlyList<InstanceSummary> Instances, string? Continuation);
