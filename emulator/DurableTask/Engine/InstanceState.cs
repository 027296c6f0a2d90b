using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>An instance in memory: its row and its history. Touched only by whoever runs its turn.</summary>
internal sealed class InstanceState
{
    public required long N { get; init; }

    public required string Id { get; init; }

    public required string Execution { get; set; }

    public required string Name { get; init; }

    public required string Version { get; set; }

    public required OrchestrationStatus Status { get; set; }

    public required DateTime Created { get; init; }

    public required DateTime Updated { get; set; }

    public DateTime? StartAt { get; init; }

    public int Generation { get; set; }

    /// <summary>How many rows its history has.</summary>
    public int Turns { get; set; }

    public string? Input { get; set; }

    public IDictionary<string, string>? Tags { get; init; }

    public ParentInstance? Parent { get; init; }

    public List<HistoryEvent> History { get; set; } = [];

    /// <summary>Activities and sub-orchestrations whose answer has not come, by the number of the call.</summary>
    public Dictionary<int, HistoryEvent> OpenCalls { get; } = [];

    /// <summary>
    /// Timers that have not fired, by the number of the call; those that were cancelled may still be among them after loading.
    /// </summary>
    public Dictionary<int, DateTime> OpenTimers { get; } = [];

    /// <summary>Activities that run in this process.</summary>
    public HashSet<int> RunningActivities { get; } = [];

    public bool IsOver => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    public bool HasOpenActivities
    {
        get
        {
            foreach (var call in OpenCalls.Values)
            {
                if (call is TaskScheduledEvent)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Follows one more event of the history.</summary>
    public void Follow(HistoryEvent entry)
    {
        switch (entry)
        {
            case TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent:
                OpenCalls[entry.EventId] = entry;
                break;
            case TaskCompletedEvent done:
                OpenCalls.Remove(done.TaskScheduledId);
                break;
            case TaskFailedEvent done:
                OpenCalls.Remove(done.TaskScheduledId);
                break;
            case SubOrchestrationInstanceCompletedEvent done:
                OpenCalls.Remove(done.TaskScheduledId);
                break;
            case SubOrchestrationInstanceFailedEvent done:
                OpenCalls.Remove(done.TaskScheduledId);
                break;
            case TimerCreatedEvent timer:
                OpenTimers[timer.EventId] = timer.FireAt;
                break;
            case TimerFiredEvent timer:
                OpenTimers.Remove(timer.TimerId);
                break;
        }
    }

    /// <summary>Begins the next round with an empty history.</summary>
    public void BeginAnew(string execution, string? input, string? version)
    {
        Execution = execution;
        Input = input;
        Version = version ?? Version;
        Generation++;
        Turns = 0;
        History = [];
        OpenCalls.Clear();
        OpenTimers.Clear();
        RunningActivities.Clear();
    }
}

/// <summary>What the table of instances holds for a new instance.</summary>
internal sealed record NewInstance(
    long N,
    string Id,
    string Execution,
    string Name,
    string Version,
    string? Input,
    DateTime Created,
    DateTime? StartAt,
    IDictionary<string, string>? Tags,
    ParentInstance? Parent)
{
    /// <summary>The trace that its start belongs to; not stored.</summary>
    public string? Trace { get; init; }
}
