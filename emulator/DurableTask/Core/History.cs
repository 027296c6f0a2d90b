using System.Runtime.Serialization;

namespace DurableTask.Core.History;

/// <summary>The kinds of history events.</summary>
public enum EventType
{
    /// <summary>The orchestration was started.</summary>
    ExecutionStarted = 0,

    /// <summary>The orchestration ended.</summary>
    ExecutionCompleted = 1,

    /// <summary>The orchestration failed (not written by this engine: a failure is an <see cref="ExecutionCompleted"/>).</summary>
    ExecutionFailed = 2,

    /// <summary>The orchestration was terminated.</summary>
    ExecutionTerminated = 3,

    /// <summary>An activity was called.</summary>
    TaskScheduled = 4,

    /// <summary>An activity returned.</summary>
    TaskCompleted = 5,

    /// <summary>An activity failed.</summary>
    TaskFailed = 6,

    /// <summary>A sub-orchestration was called.</summary>
    SubOrchestrationInstanceCreated = 7,

    /// <summary>A sub-orchestration returned.</summary>
    SubOrchestrationInstanceCompleted = 8,

    /// <summary>A sub-orchestration failed.</summary>
    SubOrchestrationInstanceFailed = 9,

    /// <summary>A timer was set.</summary>
    TimerCreated = 10,

    /// <summary>A timer fired.</summary>
    TimerFired = 11,

    /// <summary>A turn began.</summary>
    OrchestratorStarted = 12,

    /// <summary>A turn ended.</summary>
    OrchestratorCompleted = 13,

    /// <summary>An event was sent to another orchestration.</summary>
    EventSent = 14,

    /// <summary>An event arrived.</summary>
    EventRaised = 15,

    /// <summary>The orchestration began anew.</summary>
    ContinueAsNew = 16,

    /// <summary>Anything else.</summary>
    GenericEvent = 17,

    /// <summary>A snapshot of the state (not written by this engine).</summary>
    HistoryState = 18,

    /// <summary>The orchestration was suspended.</summary>
    ExecutionSuspended = 19,

    /// <summary>The orchestration was resumed.</summary>
    ExecutionResumed = 20,

    /// <summary>The orchestration was rewound (not written by this engine).</summary>
    ExecutionRewound = 21,
}

/// <summary>One entry of an orchestration's history.</summary>
/// <param name="eventId">The number of the call that the entry records; -1 for what the engine itself writes.</param>
public abstract class HistoryEvent(int eventId)
{
    /// <summary>The number of the call that the entry records; -1 for what the engine itself writes.</summary>
    public int EventId { get; } = eventId;

    /// <summary>Whether an earlier turn saw it already.</summary>
    public bool IsPlayed { get; set; }

    /// <summary>When it happened, in UTC.</summary>
    public DateTime Timestamp { get; set; }

    /// <summary>What kind it is.</summary>
    public virtual EventType EventType { get; }

    /// <summary>Data of later versions.</summary>
    public ExtensionDataObject? ExtensionData { get; set; }

    /// <summary>All classes of events.</summary>
    public static IEnumerable<Type> KnownTypes() =>
        typeof(HistoryEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(HistoryEvent)));
}

/// <summary>The orchestration was started.</summary>
public class ExecutionStartedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    /// <summary>The instance.</summary>
    public OrchestrationInstance? OrchestrationInstance;

    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionStarted;

    /// <summary>Who called it; <c>null</c> when a client started it.</summary>
    public ParentInstance? ParentInstance { get; set; }

    /// <summary>The name of the orchestration.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its version; empty when it has none.</summary>
    public string? Version { get; set; }

    /// <summary>Its serialised input.</summary>
    public string? Input { get; set; } = input;

    /// <summary>Its tags.</summary>
    public IDictionary<string, string>? Tags { get; set; }

    /// <summary>Not used by this engine.</summary>
    public string? Correlation { get; set; }

    /// <summary>When it was to start; <c>null</c> for at once.</summary>
    public DateTime? ScheduledStartTime { get; set; }

    /// <summary>How often the orchestration has begun anew.</summary>
    public int? Generation { get; set; }

    /// <summary>Not used by this engine.</summary>
    public bool GenerateNewTrace { get; set; }
}

/// <summary>The orchestration ended: completed, failed, terminated or continued as new.</summary>
public class ExecutionCompletedEvent(
    int eventId, string? result, OrchestrationStatus orchestrationStatus, FailureDetails? failureDetails = null) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionCompleted;

    /// <summary>How it ended.</summary>
    public OrchestrationStatus OrchestrationStatus { get; } = orchestrationStatus;

    /// <summary>Its serialised result.</summary>
    public string? Result { get; } = result;

    /// <summary>Why it failed, if it did.</summary>
    public FailureDetails? FailureDetails { get; } = failureDetails;
}

/// <summary>The orchestration ends and begins anew.</summary>
public class ContinueAsNewEvent(int eventId, string? input) : ExecutionCompletedEvent(eventId, input, OrchestrationStatus.ContinuedAsNew)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.ContinueAsNew;
}

/// <summary>The orchestration was suspended.</summary>
public class ExecutionSuspendedEvent(int eventId, string? reason) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionSuspended;

    /// <summary>Why.</summary>
    public string? Reason { get; set; } = reason;
}

/// <summary>The orchestration was resumed.</summary>
public class ExecutionResumedEvent(int eventId, string? reason) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionResumed;

    /// <summary>Why.</summary>
    public string? Reason { get; set; } = reason;
}

/// <summary>The orchestration was terminated.</summary>
public class ExecutionTerminatedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionTerminated;

    /// <summary>The serialised output that the caller gave it.</summary>
    public string? Input { get; set; } = input;
}

/// <summary>An activity was called.</summary>
public class TaskScheduledEvent(int eventId, string? name, string? version = null, string? input = null) : HistoryEvent(eventId)
{
    /// <summary>Makes an entry to be filled.</summary>
    public TaskScheduledEvent(int eventId)
        : this(eventId, null)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TaskScheduled;

    /// <summary>The activity.</summary>
    public string? Name { get; set; } = name;

    /// <summary>Its version.</summary>
    public string? Version { get; set; } = version;

    /// <summary>Its serialised input.</summary>
    public string? Input { get; set; } = input;

    /// <summary>Tags of the call.</summary>
    public IDictionary<string, string>? Tags { get; set; }
}

/// <summary>An activity returned.</summary>
public class TaskCompletedEvent(int eventId, int taskScheduledId, string? result) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.TaskCompleted;

    /// <summary>The number of the call.</summary>
    public int TaskScheduledId { get; } = taskScheduledId;

    /// <summary>Its serialised result.</summary>
    public string? Result { get; } = result;
}

/// <summary>An activity failed.</summary>
public class TaskFailedEvent(int eventId, int taskScheduledId, string? reason, string? details, FailureDetails? failureDetails)
    : HistoryEvent(eventId)
{
    /// <summary>Makes an entry without failure details.</summary>
    public TaskFailedEvent(int eventId, int taskScheduledId, string? reason, string? details)
        : this(eventId, taskScheduledId, reason, details, null)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TaskFailed;

    /// <summary>The number of the call.</summary>
    public int TaskScheduledId { get; } = taskScheduledId;

    /// <summary>Why it failed, in a line.</summary>
    public string? Reason { get; } = reason;

    /// <summary>Not written by this engine.</summary>
    public string? Details { get; } = details;

    /// <summary>Why it failed.</summary>
    public FailureDetails? FailureDetails { get; } = failureDetails;
}

/// <summary>A sub-orchestration was called.</summary>
public class SubOrchestrationInstanceCreatedEvent(int eventId) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.SubOrchestrationInstanceCreated;

    /// <summary>The orchestration.</summary>
    public string? Name { get; set; }

    /// <summary>Its version.</summary>
    public string? Version { get; set; }

    /// <summary>The id of the new instance.</summary>
    public string? InstanceId { get; set; }

    /// <summary>Its serialised input.</summary>
    public string? Input { get; set; }

    /// <summary>Not used by this engine.</summary>
    public string? ClientSpanId { get; set; }

    /// <summary>Its tags.</summary>
    public IDictionary<string, string>? Tags { get; set; }
}

/// <summary>A sub-orchestration returned.</summary>
public class SubOrchestrationInstanceCompletedEvent(int eventId, int taskScheduledId, string? result) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.SubOrchestrationInstanceCompleted;

    /// <summary>The number of the call.</summary>
    public int TaskScheduledId { get; } = taskScheduledId;

    /// <summary>Its serialised result.</summary>
    public string? Result { get; } = result;
}

/// <summary>A sub-orchestration failed.</summary>
public class SubOrchestrationInstanceFailedEvent(
    int eventId, int taskScheduledId, string? reason, string? details, FailureDetails? failureDetails) : HistoryEvent(eventId)
{
    /// <summary>Makes an entry without failure details.</summary>
    public SubOrchestrationInstanceFailedEvent(int eventId, int taskScheduledId, string? reason, string? details)
        : this(eventId, taskScheduledId, reason, details, null)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.SubOrchestrationInstanceFailed;

    /// <summary>The number of the call.</summary>
    public int TaskScheduledId { get; } = taskScheduledId;

    /// <summary>Why it failed, in a line.</summary>
    public string? Reason { get; } = reason;

    /// <summary>Not written by this engine.</summary>
    public string? Details { get; } = details;

    /// <summary>Why it failed.</summary>
    public FailureDetails? FailureDetails { get; } = failureDetails;
}

/// <summary>A timer was set.</summary>
public class TimerCreatedEvent(int eventId, DateTime fireAt) : HistoryEvent(eventId)
{
    /// <summary>Makes an entry to be filled.</summary>
    public TimerCreatedEvent(int eventId)
        : this(eventId, default)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TimerCreated;

    /// <summary>When it is due, in UTC.</summary>
    public DateTime FireAt { get; set; } = fireAt;
}

/// <summary>A timer fired.</summary>
public class TimerFiredEvent(int eventId, DateTime fireAt) : HistoryEvent(eventId)
{
    /// <summary>Makes an entry to be filled.</summary>
    public TimerFiredEvent(int eventId)
        : this(eventId, default)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TimerFired;

    /// <summary>The number of the timer.</summary>
    public int TimerId { get; set; }

    /// <summary>When it was due, in UTC.</summary>
    public DateTime FireAt { get; set; } = fireAt;
}

/// <summary>A turn began.</summary>
public class OrchestratorStartedEvent(int eventId) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.OrchestratorStarted;
}

/// <summary>A turn ended.</summary>
public class OrchestratorCompletedEvent(int eventId) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.OrchestratorCompleted;
}

/// <summary>An event was sent to another orchestration.</summary>
public class EventSentEvent(int eventId) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.EventSent;

    /// <summary>To which instance.</summary>
    public string? InstanceId { get; set; }

    /// <summary>The event's name.</summary>
    public string? Name { get; set; }

    /// <summary>Its serialised payload.</summary>
    public string? Input { get; set; }
}

/// <summary>An event arrived.</summary>
public class EventRaisedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    /// <inheritdoc/>
    public override EventType EventType => EventType.EventRaised;

    /// <summary>The event's name.</summary>
    public string? Name { get; set; }

    /// <summary>Its serialised payload.</summary>
    public string? Input { get; set; } = input;
}

/// <summary>Anything else.</summary>
public class GenericEvent(int eventId, string? data) : HistoryEvent(eventId)
{
    /// <summary>What it carries.</summary>
    public string? Data = data;

    /// <inheritdoc/>
    public override EventType EventType => EventType.GenericEvent;
}
