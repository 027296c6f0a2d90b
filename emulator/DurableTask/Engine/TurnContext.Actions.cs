using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <content>What the code asked for in a turn, and what it waits for.</content>
internal sealed partial class TurnContext
{
    /// <summary>One call that the code made, in words and as the event that records it.</summary>
    internal abstract record Step(int Id)
    {
        public abstract string InWords { get; }

        public abstract HistoryEvent ToEvent();

        /// <summary>Whether an event of the history records this call.</summary>
        public abstract bool Is(HistoryEvent recorded);
    }

    internal sealed record ActivityStep(
        int Id, string Name, string Version, string? Input, IDictionary<string, string>? Tags, int Attempt) : Step(Id)
    {
        public override string InWords => $"calls the activity '{Name}'";

        public override HistoryEvent ToEvent() => new TaskScheduledEvent(Id, Name, Version, Input) { Tags = Tags };

        public override bool Is(HistoryEvent recorded) =>
            recorded is TaskScheduledEvent activity && string.Equals(activity.Name, Name, StringComparison.OrdinalIgnoreCase);
    }

    internal sealed record SubOrchestrationStep(
        int Id, string Name, string Version, string InstanceId, string? Input, IDictionary<string, string>? Tags, int Attempt) : Step(Id)
    {
        public override string InWords => $"calls the sub-orchestration '{Name}'";

        public override HistoryEvent ToEvent() => new SubOrchestrationInstanceCreatedEvent(Id)
        {
            Name = Name,
            Version = Version,
            InstanceId = InstanceId,
            Input = Input,
            Tags = Tags,
        };

        public override bool Is(HistoryEvent recorded) =>
            recorded is SubOrchestrationInstanceCreatedEvent child && string.Equals(child.Name, Name, StringComparison.OrdinalIgnoreCase);
    }

    internal sealed record TimerStep(int Id, DateTime FireAt) : Step(Id)
    {
        public override string InWords => $"sets a timer for {FireAt:O}";

        public override HistoryEvent ToEvent() => new TimerCreatedEvent(Id, FireAt);

        public override bool Is(HistoryEvent recorded) => recorded is TimerCreatedEvent;
    }

    internal sealed record SendEventStep(int Id, string InstanceId, string Name, string? Input) : Step(Id)
    {
        public override string InWords => $"sends the event '{Name}' to '{InstanceId}'";

        public override HistoryEvent ToEvent() => new EventSentEvent(Id) { InstanceId = InstanceId, Name = Name, Input = Input };

        public override bool Is(HistoryEvent recorded) =>
            recorded is EventSentEvent sent && string.Equals(sent.Name, Name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A call whose answer has not come.</summary>
    private sealed record OpenTask(Step Step, TaskCompletionSource<string?> Answer, DateTime Since);

    /// <summary>A wait for an event.</summary>
    private abstract class EventWait(DateTime since)
    {
        public DateTime Since { get; } = since;

        public abstract Type PayloadType { get; }

        public abstract bool IsOpen { get; }

        public abstract void Take(string? payload, Microsoft.DurableTask.DataConverter converter);
    }

    private sealed class EventWait<T>(DateTime since) : EventWait(since)
    {
        public TaskCompletionSource<T> Source { get; } = new();

        public override Type PayloadType => typeof(T);

        public override bool IsOpen => !Source.Task.IsCompleted;

        public override void Take(string? payload, Microsoft.DurableTask.DataConverter converter)
        {
            T value;
            try
            {
                value = converter.Deserialize<T>(payload)!;
            }
            catch (Exception e)
            {
                Source.TrySetException(e);
                return;
            }

            Source.TrySetResult(value);
        }
    }

    private static string Words(HistoryEvent recorded) => recorded switch
    {
        TaskScheduledEvent activity => $"the activity '{activity.Name}' was called",
        SubOrchestrationInstanceCreatedEvent child => $"the sub-orchestration '{child.Name}' was called",
        TimerCreatedEvent timer => $"a timer for {timer.FireAt:O} was set",
        EventSentEvent sent => $"the event '{sent.Name}' was sent to '{sent.InstanceId}'",
        _ => recorded.EventType.ToString(),
    };
}
