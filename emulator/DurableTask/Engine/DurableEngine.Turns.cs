using Compagnon.Emulator.Clock;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.DurableTask;

/// <content>How an instance takes what it is told.</content>
public sealed partial class DurableEngine
{
    // An orchestration that begins anew at once, again and again, must be stored and let others run.
    private const int MostRoundsInOneCommit = 8;

    /// <summary>Takes the inbox of an instance, runs its turn and hands the outcome to the writer.</summary>
    internal void RunTurn(InstanceEntry entry)
    {
        var inbox = entry.TakeInbox();
        WriteOperation? outcome;
        try
        {
            if (entry.IsStale)
            {
                entry.IsStale = false;
                entry.State = null;
            }

            entry.State ??= store.Read(reader => InstanceReader.Load(reader, entry.Id));
            outcome = Take(entry, inbox);
        }
        catch (Exception e)
        {
            if (!disposed)
                logger.LogCritical(e, "The instance {InstanceId} could not be read; what it was told is tried again.", entry.Id);
            entry.State = null;
            turns.Ended();
            entry.PutBack(inbox);
            _ = AgainAsync(entry);
            return;
        }

        turns.Ended();
        if (outcome is null)
        {
            EndTurn(entry);
            return;
        }

        try
        {
            writes.Add(outcome);
        }
        catch (ObjectDisposedException e)
        {
            outcome.Failed(e);
        }
    }

    private async Task AgainAsync(InstanceEntry entry)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        if (disposed)
            work.End();
        else
            turns.Add(entry);
    }

    /// <returns>What is to be written; <c>null</c> when nothing is.</returns>
    private WriteOperation? Take(InstanceEntry entry, List<Message> inbox)
    {
        var state = entry.State;
        if (state is null || state.IsOver)
            return Drop(entry, inbox);

        var (runs, refusal) = tasks.Accept(state.Version);
        if ((!runs && refusal is null) || !PassesFilters(state))
            return Hold(entry, inbox);

        var now = TurnTime(state, inbox);
        var starts = state.Turns == 0;
        if (starts && state.StartAt > now && !inbox.Any(message => message.Event is ExecutionTerminatedEvent))
            return Hold(entry, inbox);
        if (starts && state.StartAt is not null)
            AddHeld(entry.Id, inbox);

        var turn = new TurnOperation(this, entry, state, inbox);
        var fresh = Fresh(state, inbox, now, turn);
        if (refusal is not null)
            turn.End(new TurnResult { Steps = [], CancelledTimers = [], End = OrchestrationStatus.Failed, Failure = refusal }, fresh, now);
        else if (fresh.Count > 1)
            RunRounds(state, fresh, now, turn);
        else
            return turn.IsEmpty ? Nothing(turn) : turn;
        return turn;
    }

#pragma warning disable CS0618 // The filters are experimental in the real package.
    private bool PassesFilters(InstanceState state)
    {
        foreach (var filter in filters)
        {
            var passes = filter.IsOrchestrationValidAsync(new OrchestrationFilterParameters
            {
                Name = state.Name,
                Tags = state.Tags?.AsReadOnly(),
            });
            if (!(passes.IsCompleted ? passes.Result : passes.AsTask().GetAwaiter().GetResult()))
                return false;
        }

        return true;
    }
#pragma warning restore CS0618

    /// <summary>
    /// The time of a turn: now; but exactly its time for a timer that fires within the clock's resolution, so that years of timers do not
    /// drift.
    /// </summary>
    private DateTime TurnTime(InstanceState state, List<Message> inbox)
    {
        var now = UtcNow;
        DateTime? due = state.Turns == 0 ? state.StartAt : null;
        foreach (var message in inbox)
        {
            if (message.Event is TimerFiredEvent timer)
                due = timer.FireAt > due ? timer.FireAt : due ?? timer.FireAt;
            else if (message.Event is not null)
                return now;
        }

        return due >= state.Updated && now >= due && now - due <= EmulatorClock.Resolution ? due.Value : now;
    }

    private WriteOperation? Nothing(TurnOperation turn)
    {
        turn.Acknowledge();
        StartActivities(turn.Entry, turn.State);
        return null;
    }

    private void RunRounds(InstanceState state, List<HistoryEvent> fresh, DateTime now, TurnOperation turn)
    {
        for (var round = 1; ; round++)
        {
            Interlocked.Increment(ref turnCount);
            var result = RunCode(turn.Entry, state, fresh);
            turn.End(result, fresh, now);
            if (result.End != OrchestrationStatus.ContinuedAsNew)
                return;
            HistoryEvent[] carried = result.Suspension is { } suspension
                ? [suspension, .. result.CarriedEvents]
                : [.. result.CarriedEvents];
            if (round == MostRoundsInOneCommit)
            {
                turn.Carry(carried);
                return;
            }

            fresh = [new OrchestratorStartedEvent(-1) { Timestamp = now }, Started(state, now), .. carried];
        }
    }

    private TurnResult RunCode(InstanceEntry entry, InstanceState state, List<HistoryEvent> fresh)
    {
        using var scope = scopes.CreateScope();
        var provider = services.GetService<IExceptionPropertiesProvider>();
        var execution = state.Execution;
        var parent = state.Parent;
        ITaskOrchestrator? orchestrator;
        try
        {
            orchestrator = tasks.Orchestrator(state.Name, state.Version, scope.ServiceProvider);
        }
        catch (Exception e)
        {
            logger.LogError(e, "The orchestrator {Name} could not be made.", state.Name);
            return new TurnResult
            {
                Steps = [],
                CancelledTimers = [],
                End = OrchestrationStatus.Failed,
                Failure = TaskFailureDetails.FromException(e).ToCore(),
            };
        }

        var context = new TurnContext(new TurnSettings
        {
            Name = state.Name,
            InstanceId = state.Id,
            Version = state.Version,
            Parent = parent is null
                ? null
                : new ParentOrchestrationInstance(parent.Name ?? "", parent.OrchestrationInstance?.InstanceId ?? ""),
            Orchestrator = orchestrator,
            Converter = converter,
            Loggers = loggers,
            MaximumTimerInterval = options.MaximumTimerInterval,
            DefaultVersion = options.DefaultVersion,
            ExceptionProperties = provider is null ? null : provider.GetExceptionProperties,
            OnEscape = () => Tell(entry.Id, new Message(new GenericEvent(-1, TurnContext.EscapeMessage(state.Name)), execution)),
        });
        var result = context.Run(state.History, fresh);
        if (result.Failure is { } failure)
        {
            logger.LogWarning(
                "The orchestration {Name} ({InstanceId}) failed: {ErrorType}: {ErrorMessage}",
                state.Name,
                state.Id,
                failure.ErrorType,
                failure.ErrorMessage);
        }

        return result;
    }

    /// <summary>
    /// What is new for a turn: its beginning, the start of the execution when it is the first, and what came and is of use.
    /// </summary>
    private List<HistoryEvent> Fresh(InstanceState state, List<Message> inbox, DateTime now, TurnOperation turn)
    {
        List<HistoryEvent> fresh = [new OrchestratorStartedEvent(-1) { Timestamp = now }];
        var terminated = inbox.Find(message => message.Event is ExecutionTerminatedEvent);
        if (state.Turns == 0 && terminated is null)
            fresh.Add(Started(state, now));
        if (state.Turns == 0 && state.StartAt is { } start)
            turn.RemoveTimer(new TimerKey(start.Ticks, state.N, TimerKey.Start));
        turn.IsRecursive = terminated?.Recursive == true;
        var suspended = state.Status == OrchestrationStatus.Suspended;
        foreach (var message in inbox)
        {
            if (message.Event is null || (message.Execution is { } execution && execution != state.Execution))
                continue;
            var useful = message.Event switch
            {
                TaskCompletedEvent done => Answers(done.TaskScheduledId),
                TaskFailedEvent done => Answers(done.TaskScheduledId),
                SubOrchestrationInstanceCompletedEvent done => Answers(done.TaskScheduledId),
                SubOrchestrationInstanceFailedEvent done => Answers(done.TaskScheduledId),
                TimerFiredEvent timer => Fires(timer),
                ExecutionSuspendedEvent => !suspended && (suspended = true),
                ExecutionResumedEvent => suspended && !(suspended = false),
                _ => true,
            };
            if (!useful)
                continue;
            if (message.Event.Timestamp == default)
                message.Event.Timestamp = now;
            fresh.Add(message.Event);
        }

        return fresh;

        bool Answers(int task)
        {
            state.RunningActivities.Remove(task);
            return state.OpenCalls.Remove(task);
        }

        bool Fires(TimerFiredEvent timer)
        {
            turn.RemoveTimer(new TimerKey(timer.FireAt.Ticks, state.N, timer.TimerId));
            return state.OpenTimers.TryGetValue(timer.TimerId, out var due)
                && due == timer.FireAt
                && state.OpenTimers.Remove(timer.TimerId);
        }
    }

    private static ExecutionStartedEvent Started(InstanceState state, DateTime now) => new(-1, state.Input)
    {
        Name = state.Name,
        Version = state.Version,
        Tags = state.Tags,
        ParentInstance = state.Parent,
        ScheduledStartTime = state.StartAt,
        Generation = state.Generation,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = state.Id, ExecutionId = state.Execution },
        Timestamp = now,
    };

    /// <summary>The messages that were kept for an instance until its start, before those that came now.</summary>
    private void AddHeld(string id, List<Message> inbox)
    {
        var held = store.Read(reader => InstanceReader.Messages(reader, id));
        var known = inbox.Select(message => message.Seq).ToHashSet();
        inbox.InsertRange(0, held.Select(outgoing => outgoing.Message).Where(message => !known.Contains(message.Seq)));
    }

    /// <summary>Nobody is there to take the messages.</summary>
    private MessagesOperation? Drop(InstanceEntry entry, List<Message> inbox)
    {
        var stored = inbox.Where(message => message.Seq != 0).ToList();
        if (stored.Count > 0)
            return new MessagesOperation(this, entry, inbox, remove: stored, keep: []);
        foreach (var message in inbox)
            message.Taken?.TrySetResult();
        return null;
    }

    /// <summary>Keeps messages for an instance that does not run yet.</summary>
    private MessagesOperation? Hold(InstanceEntry entry, List<Message> inbox)
    {
        var keep = inbox
            .Where(message => message is { Event: not null, Seq: 0 })
            .Select(message => message with { Seq = NewSeq() })
            .ToList();
        if (keep.Count > 0)
            return new MessagesOperation(this, entry, inbox, remove: [], keep);
        foreach (var message in inbox)
            message.Taken?.TrySetResult();
        return null;
    }

    /// <summary>Starts the activities of an instance that do not run.</summary>
    private void StartActivities(InstanceEntry entry, InstanceState state)
    {
        if (!running)
            return;
        foreach (var call in state.OpenCalls.Values)
        {
            if (call is TaskScheduledEvent scheduled && state.RunningActivities.Add(scheduled.EventId))
                Start(new ActivityRun(this, entry.Id, state.Execution, state.Name, scheduled, entry.Trace));
        }
    }

    /// <summary>Messages that are kept, or that nobody takes.</summary>
    private sealed class MessagesOperation(
        DurableEngine engine, InstanceEntry entry, List<Message> inbox, List<Message> remove, List<Message> keep)
        : WriteOperation
    {
        public override void Apply(WriteStatements statements)
        {
            foreach (var message in remove)
                statements.RemoveMessage(message.Seq);
            foreach (var message in keep)
                statements.Insert(entry.Id, message);
        }

        public override void Done()
        {
            foreach (var message in inbox)
                message.Taken?.TrySetResult();
            engine.EndTurn(entry);
        }

        public override void Failed(Exception exception)
        {
            foreach (var message in inbox)
                message.Taken?.TrySetException(exception);
            engine.EndTurn(entry);
        }
    }

    /// <summary>Everything that one turn (or several rounds in a row) of an instance changes.</summary>
    private sealed class TurnOperation(DurableEngine engine, InstanceEntry entry, InstanceState state, List<Message> inbox) : WriteOperation
    {
        private readonly string oldExecution = state.Execution;
        private readonly int oldTurns = state.Turns;
        private readonly List<TimerKey> removedTimers = [];
        private readonly List<TimerKey> newTimers = [];
        private readonly List<OutgoingMessage> outgoing = [];
        private readonly List<(NewInstance Child, int Task)> children = [];
        private readonly List<OutgoingMessage> refusals = [];
        private readonly List<NewInstance> started = [];
        private readonly List<EndedHistory> ended = [];
        private byte[]? history;
        private bool truncates;
        private bool ran;
        private bool applied;
        private bool begins;
        private DateTime updated;
        private string? customStatus;
        private string? waits;
        private string? output;
        private string? failure;

        public InstanceEntry Entry => entry;

        public InstanceState State => state;

        public bool IsRecursive { get; set; }

        public bool IsEmpty => !ran && removedTimers.Count == 0 && inbox.TrueForAll(message => message.Seq == 0);

        public void RemoveTimer(TimerKey key) => removedTimers.Add(key);

        /// <summary>Takes over what a round came to.</summary>
        public void End(TurnResult result, List<HistoryEvent> fresh, DateTime now)
        {
            ran = true;
            updated = state.Updated = now;
            begins |= state.Status == OrchestrationStatus.Pending;
            foreach (var step in result.Steps)
                Follow(step, result, fresh, now);
            foreach (var id in result.CancelledTimers)
            {
                if (state.OpenTimers.Remove(id, out var due))
                    removedTimers.Add(new TimerKey(due.Ticks, state.N, id));
            }

            customStatus = result.CustomStatus;
            if (result.End == OrchestrationStatus.ContinuedAsNew)
            {
                Keep(() => [.. state.History, .. fresh, new ContinueAsNewEvent(-1, result.Output) { Timestamp = now }]);
                BeginAnew(result);
                return;
            }

            if (result.End is { } end)
                Finish(end, result, fresh, now);
            else
                state.Status = result.Suspension is not null ? OrchestrationStatus.Suspended : OrchestrationStatus.Running;
            fresh.Add(new OrchestratorCompletedEvent(-1) { Timestamp = now });
            waits = InstanceRows.WriteWaits(result.Waits);
            state.History.AddRange(fresh);
            if (state.IsOver)
                Keep(() => state.History);
            history = Write(fresh);
            state.Turns++;
        }

        /// <summary>Stores events for the next round, which another turn runs.</summary>
        public void Carry(IReadOnlyList<HistoryEvent> events)
        {
            foreach (var carried in events)
                outgoing.Add(new OutgoingMessage(state.Id, new Message(carried, Seq: engine.NewSeq())));
        }

        public void Acknowledge()
        {
            foreach (var message in inbox)
                message.Taken?.TrySetResult();
        }

        public override void Apply(WriteStatements statements)
        {
            refusals.Clear();
            started.Clear();
            foreach (var message in inbox)
            {
                if (message.Seq != 0)
                    statements.RemoveMessage(message.Seq);
            }

            foreach (var timer in removedTimers)
                statements.Remove(timer);
            if (!ran)
            {
                applied = true;
                return;
            }

            var busy = !state.IsOver && (state.Turns == 0 || state.HasOpenActivities);
            applied = statements.Update(
                state.N,
                oldExecution,
                oldTurns,
                state.Execution,
                state.Version,
                state.Status,
                updated,
                state.Generation,
                state.Turns,
                state.History.Count,
                busy,
                customStatus,
                waits);
            if (!applied)
                return;
            if (truncates)
            {
                statements.RemoveHistory(state.N);
                statements.ReplaceInput(state.N, state.Input);
            }

            if (history is not null)
                statements.InsertHistory(state.N, state.Turns - 1, history);
            if (state.IsOver)
                statements.End(state.N, updated, output, failure);
            foreach (var timer in newTimers)
                statements.Insert(timer);
            foreach (var (child, task) in children)
                Apply(statements, child, task);
            foreach (var message in outgoing)
                statements.Insert(message.Target, message.Message);
            foreach (var message in refusals)
                statements.Insert(message.Target, message.Message);
        }

        public override void Done()
        {
            foreach (var timer in removedTimers)
                engine.timers.Remove(timer);
            if (!applied)
            {
                // The instance was replaced or purged meanwhile: what the turn decided is void.
                entry.State = null;
                Acknowledge();
                engine.EndTurn(entry);
                return;
            }

            var earlier = false;
            foreach (var timer in newTimers)
                earlier |= engine.timers.Add(timer, state.Id);
            foreach (var child in started)
                engine.TellNew(child);
            foreach (var message in outgoing)
                engine.Tell(message.Target, message.Message);
            foreach (var message in refusals)
                engine.Tell(message.Target, message.Message);
            if (!state.IsOver)
                engine.StartActivities(entry, state);
            if (ran && state.Turns == 0)
                engine.Tell(state.Id, new Message(null));
            if (earlier)
                engine.clock.DueChanged();
            Acknowledge();
            foreach (var whole in ended)
                engine.Tell(whole);
            if (begins || state.IsOver)
                engine.TellWaiters(state.Id, state.IsOver);
            if (state.IsOver)
                state.History = [];
            engine.EndTurn(entry);
        }

        public override void Failed(Exception exception)
        {
            entry.State = null;
            foreach (var message in inbox)
                message.Taken?.TrySetException(exception);
            engine.EndTurn(entry);
        }

        private void Follow(TurnContext.Step step, TurnResult result, List<HistoryEvent> fresh, DateTime now)
        {
            var entry = step.ToEvent();
            entry.Timestamp = now;
            fresh.Add(entry);
            switch (step)
            {
                case TurnContext.TimerStep timer:
                    if (result.CancelledTimers.Contains(timer.Id) || result.End is not null)
                        break;
                    state.OpenTimers[timer.Id] = timer.FireAt;
                    newTimers.Add(new TimerKey(timer.FireAt.Ticks, state.N, timer.Id));
                    break;
                case TurnContext.ActivityStep:
                    if (result.End is null)
                        state.OpenCalls[step.Id] = entry;
                    break;
                case TurnContext.SubOrchestrationStep child:
                    if (result.End is not null)
                        break;
                    state.OpenCalls[step.Id] = entry;
                    children.Add((Child(child, now), step.Id));
                    break;
                case TurnContext.SendEventStep sent:
                    var raised = new EventRaisedEvent(-1, sent.Input) { Name = sent.Name, Timestamp = now };
                    outgoing.Add(new OutgoingMessage(sent.InstanceId, new Message(raised, Seq: engine.NewSeq())));
                    break;
            }
        }

        private NewInstance Child(TurnContext.SubOrchestrationStep step, DateTime now) => new(
            engine.NewNumber(),
            step.InstanceId,
            NewExecution(),
            step.Name,
            step.Version,
            step.Input,
            now,
            null,
            step.Tags,
            new ParentInstance
            {
                Name = state.Name,
                Version = state.Version,
                TaskScheduleId = step.Id,
                OrchestrationInstance = new OrchestrationInstance { InstanceId = state.Id, ExecutionId = state.Execution },
            })
        {
            Trace = entry.Trace,
        };

        private void Keep(Func<IReadOnlyList<HistoryEvent>> events)
        {
            if (engine.HistoryEnded is not null)
                ended.Add(new EndedHistory(state.Id, state.Name, state.Generation, events()));
        }

        private void BeginAnew(TurnResult result)
        {
            foreach (var (id, due) in state.OpenTimers)
                removedTimers.Add(new TimerKey(due.Ticks, state.N, id));
            newTimers.Clear();
            truncates = true;
            history = null;
            waits = null;
            customStatus = null;
            state.BeginAnew(NewExecution(), result.Output, result.NewVersion);
            state.Status = OrchestrationStatus.Running;
        }

        private void Finish(OrchestrationStatus end, TurnResult result, List<HistoryEvent> fresh, DateTime now)
        {
            state.Status = end;
            output = result.Output;
            failure = HistoryJson.WriteFailure(result.Failure);
            fresh.Add(new ExecutionCompletedEvent(-1, result.Output, end, result.Failure) { Timestamp = now });
            foreach (var (id, due) in state.OpenTimers)
                removedTimers.Add(new TimerKey(due.Ticks, state.N, id));
            newTimers.Clear();
            if (end == OrchestrationStatus.Terminated && IsRecursive)
                TerminateChildren(result.Output, now);
            if (state.Parent is { } parent)
                Answer(parent, end, result, now);
            state.OpenTimers.Clear();
            state.OpenCalls.Clear();
        }

        private void TerminateChildren(string? output, DateTime now)
        {
            foreach (var call in state.OpenCalls.Values)
            {
                if (call is not SubOrchestrationInstanceCreatedEvent { InstanceId: { } child })
                    continue;
                var demand = new ExecutionTerminatedEvent(-1, output) { Timestamp = now };
                outgoing.Add(new OutgoingMessage(child, new Message(demand, Seq: engine.NewSeq(), Recursive: true)));
            }
        }

        private void Answer(ParentInstance parent, OrchestrationStatus end, TurnResult result, DateTime now)
        {
            HistoryEvent answer = end == OrchestrationStatus.Completed
                ? new SubOrchestrationInstanceCompletedEvent(-1, parent.TaskScheduleId, result.Output)
                : new SubOrchestrationInstanceFailedEvent(
                    -1,
                    parent.TaskScheduleId,
                    result.Failure?.ErrorMessage ?? "terminated",
                    null,
                    result.Failure ?? Termination(result.Output));
            answer.Timestamp = now;
            outgoing.Add(new OutgoingMessage(
                parent.OrchestrationInstance!.InstanceId!,
                new Message(answer, parent.OrchestrationInstance.ExecutionId, engine.NewSeq())));
        }

        private FailureDetails Termination(string? output) => new(
            typeof(OrchestrationException).FullName!,
            $"The sub-orchestration '{state.Name}' ({state.Id}) was terminated" + (output is null ? "." : $": {output}"),
            null,
            null,
            isNonRetriable: true);

        private void Apply(WriteStatements statements, NewInstance child, int task)
        {
            if (statements.Find(child.Id) is { } found)
            {
                if (!IsOver(found.Status))
                {
                    var taken = new FailureDetails(
                        typeof(OrchestrationAlreadyExistsException).FullName!,
                        $"An instance '{child.Id}' exists and is not over: call the sub-orchestration '{child.Name}' under another id.",
                        null,
                        null,
                        isNonRetriable: true);
                    var answer = new SubOrchestrationInstanceFailedEvent(-1, task, taken.ErrorMessage, null, taken) { Timestamp = updated };
                    refusals.Add(new OutgoingMessage(state.Id, new Message(answer, state.Execution, engine.NewSeq())));
                    return;
                }

                statements.Remove(found.N, child.Id, withTimers: false);
            }

            statements.Insert(child);
            started.Add(child);
        }

        /// <summary>The events as they are stored: the input stands beside the instance.</summary>
        private static byte[] Write(List<HistoryEvent> events)
        {
            var started = events.Count > 1 ? events[1] as ExecutionStartedEvent : null;
            var input = started?.Input;
            if (started is not null)
                started.Input = null;
            var written = HistoryJson.Write(events);
            if (started is not null)
                started.Input = input;
            return written;
        }
    }

    private static bool IsOver(OrchestrationStatus status) =>
        status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;
}
