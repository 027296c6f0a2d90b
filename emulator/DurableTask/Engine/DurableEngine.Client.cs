using System.Diagnostics;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.DurableTask;

/// <content>What clients and pages ask for.</content>
public sealed partial class DurableEngine
{
    private static readonly HashSet<OrchestrationStatus> InUse =
        [OrchestrationStatus.Running, OrchestrationStatus.Pending, OrchestrationStatus.Suspended, OrchestrationStatus.ContinuedAsNew];

    /// <summary>A client of this engine.</summary>
    /// <param name="name">The client's name.</param>
    /// <param name="clientOptions">Serialisation, that of the engine unless set, and default version, none unless set.</param>
    public DurableTaskClient CreateClient(string name = "", DurableTaskClientOptions? clientOptions = null) =>
        new EngineClient(
            name,
            this,
            clientOptions?.DataConverterExplicitlySet == true ? clientOptions.DataConverter : converter,
            clientOptions?.DefaultVersion ?? "");

    /// <summary>A page of instances.</summary>
    public InstancePage List(InstanceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filter.PageSize, nameof(filter));
        var found = store.Read(reader => InstanceReader.List(reader, filter with { PageSize = filter.PageSize + 1 }));
        if (found.Count <= filter.PageSize)
            return new InstancePage(found, null);
        found.RemoveAt(found.Count - 1);
        var last = found[^1];
        return new InstancePage(
            found, filter.NewestFirst ? last.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : last.Id);
    }

    /// <summary>One instance; <c>null</c> when there is none of this id.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="withInput">Whether its input is read too.</param>
    public InstanceSummary? Find(string instanceId, bool withInput = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return store.Read(reader => InstanceReader.Find(reader, instanceId, withInput));
    }

    /// <summary>The history of an instance, in its order.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public IList<HistoryEvent> ReadHistory(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return store.Read(reader => InstanceReader.History(reader, instanceId));
    }

    /// <summary>How many instances stand in each status; those that none stands in are absent.</summary>
    public IReadOnlyDictionary<OrchestrationStatus, long> CountByStatus() => store.Read(InstanceReader.Count);

    /// <summary>The names of all orchestrations that have instances, in alphabetical order.</summary>
    public IReadOnlyList<string> ReadNames() => store.Read(InstanceReader.Names);

    internal async Task<string> ScheduleAsync(
        string name, string? input, string version, StartOrchestrationOptions? start, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException("Expected the name of an orchestrator, got none.", nameof(name));
        var id = start?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Check(id, nameof(start));
        var now = UtcNow;
        var startAt = start?.StartAt is { } at && at.UtcDateTime > now ? at.UtcDateTime : (DateTime?)null;
        var tags = start?.Tags is { Count: > 0 } given ? given.ToDictionary() : null;
        var made = new NewInstance(NewNumber(), id, NewExecution(), name, version, input, now, startAt, tags, null);
        using var span = EngineTraces.Create(name, id);
        made = made with { Trace = Activity.Current?.Id };
        var operation = new StartOperation(this, made, start?.DedupeStatuses is { } statuses ? Parse(statuses) : InUse);
        await WriteAsync(operation, operation.Outcome, cancellation);
        return id;
    }

    /// <summary>Tells an instance something from outside; ends once it is stored.</summary>
    internal async Task TellAsync(string id, HistoryEvent told, bool recursive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(disposed, this);
        told.Timestamp = UtcNow;
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (running)
        {
            Tell(id, new Message(told, Recursive: recursive, Taken: taken));
            await taken.Task.WaitAsync(cancellation);
            return;
        }

        var operation = new StoreOperation(this, new OutgoingMessage(id, new Message(told, Seq: NewSeq(), Recursive: recursive)), taken);
        await WriteAsync(operation, taken.Task, cancellation);
    }

    internal Task<InstanceSummary> WaitForStartAsync(string id, bool withInput, CancellationToken cancellation) =>
        WaitAsync(id, forEnd: false, withInput, cancellation);

    internal Task<InstanceSummary> WaitForEndAsync(string id, bool withInput, CancellationToken cancellation) =>
        WaitAsync(id, forEnd: true, withInput, cancellation);

    internal async Task<int> PurgeAsync(string id, bool recursive, CancellationToken cancellation)
    {
        var ids = new List<string> { id };
        for (var i = 0; recursive && i < ids.Count; i++)
        {
            var called = new InstanceFilter { ParentId = ids[i], PageSize = int.MaxValue };
            ids.AddRange(store.Read(reader => InstanceReader.List(reader, called)).Select(child => child.Id));
        }

        var operation = new PurgeOperation(ids);
        await WriteAsync(operation, operation.Outcome, cancellation);
        return await operation.Outcome;
    }

    internal List<(long Completed, string Id)> Finished(
        DateTimeOffset? from, DateTimeOffset? to, IReadOnlyCollection<OrchestrationStatus> statuses, (long, string)? after, int limit) =>
        store.Read(reader => InstanceReader.Finished(reader, from, to, statuses, after, limit));

    private static HashSet<OrchestrationStatus> Parse(IReadOnlyList<string> statuses)
    {
        var parsed = new HashSet<OrchestrationStatus>();
        foreach (var text in statuses)
        {
            if (!Enum.TryParse<OrchestrationStatus>(text, ignoreCase: true, out var status) || !Enum.IsDefined(status))
            {
                var known = string.Join(", ", StartOrchestrationOptionsExtensions.ValidDedupeStatuses);
                throw new ArgumentException(
                    $"Expected one of {known} as a status that refuses another instance, got '{text}'.", nameof(statuses));
            }

            parsed.Add(status);
        }

        return parsed;
    }

    private async Task WriteAsync(WriteOperation operation, Task outcome, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(disposed, this);
        work.Begin();
        try
        {
            writes.Add(operation);
        }
        catch
        {
            work.End();
            throw;
        }

        _ = outcome.ContinueWith(static (_, count) => ((WorkCount)count!).End(), work, TaskContinuationOptions.ExecuteSynchronously);
        await outcome.WaitAsync(cancellation);
    }

    private async Task<InstanceSummary> WaitAsync(string id, bool forEnd, bool withInput, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var all = waiters.GetOrAdd(id, static _ => new Waiters());
            var told = all.Add(forEnd);
            try
            {
                var found = store.Read(reader => InstanceReader.Find(reader, id, withInput));
                if (found is not null && (forEnd ? IsOver(found.Status) : found.Status != OrchestrationStatus.Pending))
                    return found;

                // Someone may have removed the list between the look-up and the addition.
                if (waiters.GetOrAdd(id, all) == all)
                    await told.Task.WaitAsync(cancellation);
            }
            finally
            {
                all.Remove(told);
                if (all.IsEmpty())
                    waiters.TryRemove(KeyValuePair.Create(id, all));
            }
        }
    }

    private void TellWaiters(string id, bool isOver)
    {
        if (waiters.TryGetValue(id, out var all))
            all.Tell(isOver);
    }

    /// <summary>Lets an instance that has been stored begin, now or when its time comes.</summary>
    private void TellNew(NewInstance made)
    {
        if (entries.TryGetValue(made.Id, out var entry))
            entry.IsStale = true;
        if (made.Trace is not null)
            EntryOf(made.Id).Trace = made.Trace;
        if (made.StartAt is not { } start)
            Tell(made.Id, new Message(null));
        else if (timers.Add(new TimerKey(start.Ticks, made.N, TimerKey.Start), made.Id))
            clock.DueChanged();
    }

    private sealed class StartOperation(DurableEngine engine, NewInstance made, HashSet<OrchestrationStatus> refusing) : WriteOperation
    {
        private readonly TaskCompletionSource outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private OrchestrationStatus? refused;

        public Task Outcome => outcome.Task;

        public override void Apply(WriteStatements statements)
        {
            refused = null;
            if (statements.Find(made.Id) is { } found)
            {
                if (refusing.Contains(found.Status))
                {
                    refused = found.Status;
                    return;
                }

                statements.Remove(found.N, made.Id, withTimers: !IsOver(found.Status));
            }

            statements.Insert(made);
        }

        public override void Done()
        {
            if (refused is { } status)
            {
                outcome.TrySetException(new OrchestrationAlreadyExistsException(
                    $"An instance '{made.Id}' exists and is {status}: wait for its end, terminate it, or start under another id."));
                return;
            }

            engine.TellNew(made);
            outcome.TrySetResult();
        }

        public override void Failed(Exception exception) => outcome.TrySetException(exception);
    }

    /// <summary>Keeps a message while the engine does not work.</summary>
    private sealed class StoreOperation(DurableEngine engine, OutgoingMessage outgoing, TaskCompletionSource taken) : WriteOperation
    {
        public override void Apply(WriteStatements statements) => statements.Insert(outgoing.Target, outgoing.Message);

        public override void Done()
        {
            lock (engine.startGate)
            {
                // A start meanwhile has told it already if it could read it.
                if (engine.running && !engine.startedWith.Contains(outgoing.Message.Seq))
                    engine.Tell(outgoing.Target, outgoing.Message);
            }

            taken.TrySetResult();
        }

        public override void Failed(Exception exception) => taken.TrySetException(exception);
    }

    private sealed class PurgeOperation(List<string> ids) : WriteOperation
    {
        private readonly TaskCompletionSource<int> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;

        public Task<int> Outcome => outcome.Task;

        public override void Apply(WriteStatements statements)
        {
            count = 0;
            foreach (var id in ids)
            {
                if (statements.Find(id) is not { } found || !IsOver(found.Status))
                    continue;
                statements.Remove(found.N, id, withTimers: false);
                count++;
            }
        }

        public override void Done() => outcome.TrySetResult(count);

        public override void Failed(Exception exception) => outcome.TrySetException(exception);
    }
}
