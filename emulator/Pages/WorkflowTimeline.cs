using Compagnon.Emulator.DurableTask;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.Pages;

/// <summary>What a row of a timeline stands for.</summary>
internal enum TimelineKind
{
    Activity,
    SubOrchestration,
    Timer,
    Event,
    Sent,
    Control,
}

/// <summary>How it came out.</summary>
internal enum TimelineOutcome
{
    Done,
    Failed,
    Open,
    Cancelled,
}

/// <summary>One bar or mark of a timeline.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">The name of the activity, sub-orchestration or event; what happened, for the rest.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; that of the timeline when it is open.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Attempt">Which attempt of the same call it is, from 1.</param>
/// <param name="Note">Why it failed, or to whom an event was sent; null when there is nothing to say.</param>
/// <param name="InstanceId">The other instance that it concerns, or null.</param>
/// <param name="Due">When a timer is due, or null.</param>
internal sealed record TimelineRow(
    TimelineKind Kind, string Name, DateTime Start, DateTime End, TimelineOutcome Outcome, int Attempt = 1, string? Note = null,
    string? InstanceId = null, DateTime? Due = null);

/// <summary>The history of an instance as bars and marks over time.</summary>
/// <param name="Start">Its left edge.</param>
/// <param name="End">Its right edge: the end of the instance, or now.</param>
/// <param name="Rows">From the earliest beginning to the latest.</param>
internal sealed record WorkflowTimeline(DateTime Start, DateTime End, IReadOnlyList<TimelineRow> Rows)
{
    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads a history.</summary>
    /// <param name="history">The events of one round, in their order.</param>
    /// <param name="waits">What the instance waits for.</param>
    /// <param name="isOver">Whether it is over.</param>
    /// <param name="now">The clock's time.</param>
    public static WorkflowTimeline Of(IEnumerable<HistoryEvent> history, IReadOnlyList<InstanceWait> waits, bool isOver, DateTime now) =>
        new Reader(waits, isOver, now).Read(history);

    /// <summary>Where moments stand on the timeline, as shares of its width from 0 to 1.</summary>
    /// <param name="compressed">Whether long waits are drawn shorter than they were, so that short work beside them can be seen.</param>
    public Func<DateTime, double> Scale(bool compressed)
    {
        if (End <= Start)
            return _ => 0;
        if (!compressed)
            return moment => Share((moment - Start) / (End - Start));
        var moments = Rows.SelectMany(row => new[] { row.Start, row.End }).Append(Start).Append(End).Distinct().Order().ToArray();
        var places = new double[moments.Length];
        for (var index = 1; index < moments.Length; index++)
            places[index] = places[index - 1] + Math.Log2(1 + ((moments[index] - moments[index - 1]) / Unit));
        var whole = places[^1];
        return moment =>
        {
            var index = Array.BinarySearch(moments, moment);
            return index >= 0 && whole > 0 ? Share(places[index] / whole) : Share((moment - Start) / (End - Start));
        };

        static double Share(double share) => Math.Clamp(share, 0, 1);
    }

    private sealed class Reader(IReadOnlyList<InstanceWait> waits, bool isOver, DateTime now)
    {
        private readonly List<TimelineRow> rows = [];
        private readonly Dictionary<int, (HistoryEvent Call, int Row)> open = [];
        private readonly Dictionary<(TimelineKind, string?, string?), int> failures = [];
        private int calls;
        private DateTime idleSince;
        private bool didWork;

        public WorkflowTimeline Read(IEnumerable<HistoryEvent> history)
        {
            DateTime? start = null;
            var end = now;
            foreach (var entry in history)
            {
                start ??= entry.Timestamp;
                if (isOver)
                    end = entry.Timestamp;
                Take(entry);
            }

            var left = start ?? now;
            var right = end < left ? left : end;
            foreach (var (call, row) in open.Values)
                rows[row] = Left(call, rows[row], right);
            // History keeps no wait for an event before the event has come; the engine knows what is open.
            foreach (var wait in isOver ? [] : waits.Where(wait => wait.Kind is WaitKind.Event))
                rows.Add(new TimelineRow(TimelineKind.Event, wait.Name, wait.Since.UtcDateTime, right, TimelineOutcome.Open));
            // A stable sort: what began at once stays in the order of the history.
            return new WorkflowTimeline(left, right, [.. rows.OrderBy(row => row.Start)]);
        }

        private void Take(HistoryEvent entry)
        {
            var time = entry.Timestamp;
            didWork |= entry is not (
                OrchestratorStartedEvent or OrchestratorCompletedEvent or ExecutionSuspendedEvent or ExecutionResumedEvent);
            switch (entry)
            {
                case OrchestratorStartedEvent:
                    didWork = false;
                    break;
                case ExecutionStartedEvent:
                    idleSince = time;
                    break;
                case OrchestratorCompletedEvent:
                    // A turn that was only told to stop or to go on leaves the waits as they were.
                    if (didWork)
                        idleSince = time;
                    break;
                case TaskScheduledEvent call:
                    Begin(call, new TimelineRow(
                        TimelineKind.Activity, call.Name ?? "", time, time, TimelineOutcome.Open,
                        Attempt(TimelineKind.Activity, call.Name, call.Input)));
                    break;
                case SubOrchestrationInstanceCreatedEvent call:
                    Begin(call, new TimelineRow(
                        TimelineKind.SubOrchestration, call.Name ?? "", time, time, TimelineOutcome.Open,
                        Attempt(TimelineKind.SubOrchestration, call.Name, call.Input), InstanceId: call.InstanceId));
                    break;
                case TimerCreatedEvent timer:
                    Begin(timer, new TimelineRow(TimelineKind.Timer, "timer", time, time, TimelineOutcome.Open, Due: timer.FireAt));
                    break;
                case TaskCompletedEvent done:
                    End(done.TaskScheduledId, time, TimelineOutcome.Done, null);
                    break;
                case TaskFailedEvent failed:
                    End(failed.TaskScheduledId, time, TimelineOutcome.Failed, failed.FailureDetails?.ErrorMessage ?? failed.Reason);
                    break;
                case SubOrchestrationInstanceCompletedEvent done:
                    End(done.TaskScheduledId, time, TimelineOutcome.Done, null);
                    break;
                case SubOrchestrationInstanceFailedEvent failed:
                    End(failed.TaskScheduledId, time, TimelineOutcome.Failed, failed.FailureDetails?.ErrorMessage ?? failed.Reason);
                    break;
                case TimerFiredEvent fired:
                    End(fired.TimerId, time, TimelineOutcome.Done, null);
                    break;
                case EventRaisedEvent raised:
                    // While a call is under way nobody can say whether the event was waited for: a mark, not a bar.
                    rows.Add(new TimelineRow(
                        TimelineKind.Event, raised.Name ?? "", calls > 0 ? time : idleSince, time, TimelineOutcome.Done));
                    break;
                case EventSentEvent sent:
                    rows.Add(new TimelineRow(
                        TimelineKind.Sent, sent.Name ?? "", time, time, TimelineOutcome.Done, InstanceId: sent.InstanceId));
                    break;
                case ExecutionSuspendedEvent suspended:
                    Control("suspended", time, suspended.Reason);
                    break;
                case ExecutionResumedEvent resumed:
                    Control("resumed", time, resumed.Reason);
                    break;
                case ExecutionTerminatedEvent terminated:
                    Control("terminated", time, terminated.Input);
                    break;
                case ExecutionCompletedEvent { OrchestrationStatus: OrchestrationStatus.Failed } failed:
                    rows.Add(new TimelineRow(
                        TimelineKind.Control, "failed", time, time, TimelineOutcome.Failed, Note: failed.FailureDetails?.ErrorMessage));
                    break;
            }
        }

        private void Begin(HistoryEvent call, TimelineRow row)
        {
            if (open.TryAdd(call.EventId, (call, rows.Count)))
                rows.Add(row);
            if (call is not TimerCreatedEvent)
                calls++;
        }

        private void End(int id, DateTime time, TimelineOutcome outcome, string? note)
        {
            if (!open.Remove(id, out var begun))
                return;
            var row = rows[begun.Row] with { End = time, Outcome = outcome, Note = note };
            rows[begun.Row] = row;
            if (begun.Call is TimerCreatedEvent)
                return;
            calls--;
            if (outcome is TimelineOutcome.Failed)
                failures[KeyOf(begun.Call)] = row.Attempt;
            else
                failures.Remove(KeyOf(begun.Call));
        }

        private TimelineRow Left(HistoryEvent call, TimelineRow row, DateTime right)
        {
            // A timer that the code gave up is in the history like one that is open; the engine knows which are.
            var isOpen = !isOver
                && (call is not TimerCreatedEvent || waits.Any(wait => wait.Kind is WaitKind.Timer && wait.Id == call.EventId));
            if (isOpen)
                return row with { End = right };
            return call is TimerCreatedEvent
                ? row with { Outcome = TimelineOutcome.Cancelled }
                : row with { End = right, Outcome = TimelineOutcome.Cancelled };
        }

        private void Control(string what, DateTime time, string? note) =>
            rows.Add(new TimelineRow(TimelineKind.Control, what, time, time, TimelineOutcome.Done, Note: note));

        // A call of the same name and input after one that failed is its repetition.
        private int Attempt(TimelineKind kind, string? name, string? input) => failures.GetValueOrDefault((kind, name, input)) + 1;

        private static (TimelineKind, string?, string?) KeyOf(HistoryEvent call) => call switch
        {
            TaskScheduledEvent activity => (TimelineKind.Activity, activity.Name, activity.Input),
            SubOrchestrationInstanceCreatedEvent child => (TimelineKind.SubOrchestration, child.Name, child.Input),
            _ => default,
        };
    }
}
