using System.Collections.Concurrent;
using System.Globalization;
using Compagnon.Emulator.Clock;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// Runs orchestrations and activities on one machine. Everything lives in SQLite; what a turn decides (history, timers, messages to
/// others, what it has
/// taken) is one commit, and shows outside only after it. So a kill at any moment loses nothing that was acknowledged, and repeats
/// nothing but activities
/// whose result was not stored yet.
/// </summary>
public sealed partial class DurableEngine : IClockParticipant, IAsyncDisposable, IDisposable
{
    private readonly DurableEngineOptions options;
    private readonly EmulatorClock clock;
    private readonly bool ownsClock;
    private readonly DataConverter converter;
    private readonly TaskTable tasks;
    private readonly IServiceProvider services;
    private readonly IServiceScopeFactory scopes;
#pragma warning disable CS0618 // The filters are experimental in the real package.
    private IOrchestrationFilter[] filters;
#pragma warning restore CS0618
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly Store store;
    private readonly WriteQueue writes;
    private readonly TimerIndex timers;
    private readonly ConcurrentDictionary<string, InstanceEntry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Waiters> waiters = new(StringComparer.Ordinal);
    private readonly BoundedQueue turns;
    private readonly BoundedQueue activities;
    private readonly WorkCount work = new();
    private readonly SemaphoreSlim lifecycle = new(1, 1);
    private readonly Lock startGate = new();
    private HashSet<long> startedWith = [];
    private CancellationTokenSource stopping = new();
    private IDisposable? registration;
    private long nextInstance;
    private long nextMessage;
    private long uses;
    private int entryCount;
    private volatile bool running;
    private bool disposed;
    private int runningActivities;
    private long turnCount;

    /// <summary>Opens an engine; <see cref="StartAsync"/> lets it work.</summary>
    /// <param name="registry">The orchestrators and activities.</param>
    /// <param name="options">File, limits and versions; the defaults when <c>null</c>.</param>
    /// <param name="clock">The clock; one of its own when <c>null</c>.</param>
    /// <param name="converter">Serialises inputs, results and payloads; System.Text.Json when <c>null</c>.</param>
    /// <param name="services">Where activities get their services from, in a scope for each run; none when <c>null</c>.</param>
    /// <param name="loggers">Loggers of the engine and of the replay-safe ones.</param>
    /// <param name="versioning">Which versions of orchestrations run; all when <c>null</c>.</param>
    /// <exception cref="IOException">Another process has the file open.</exception>
    /// <exception cref="InvalidDataException">The file was made by another version of the engine.</exception>
    public DurableEngine(
        DurableTaskRegistry registry,
        DurableEngineOptions? options = null,
        EmulatorClock? clock = null,
        DataConverter? converter = null,
        IServiceProvider? services = null,
        ILoggerFactory? loggers = null,
        DurableTaskWorkerOptions.VersioningOptions? versioning = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        this.options = options ?? new DurableEngineOptions();
        this.clock = clock ?? new EmulatorClock();
        ownsClock = clock is null;
        this.converter = converter ?? JsonDataConverter.Default;
        this.services = services ?? new ServiceCollection().BuildServiceProvider();
        scopes = this.services.GetRequiredService<IServiceScopeFactory>();
#pragma warning disable CS0618
        filters = [.. this.services.GetServices<IOrchestrationFilter>()];
#pragma warning restore CS0618
        this.loggers = loggers ?? NullLoggerFactory.Instance;
        logger = this.loggers.CreateLogger<DurableEngine>();
        tasks = new TaskTable(registry, versioning);
        turns = new BoundedQueue(this.options.MaximumConcurrentTurns);
        activities = new BoundedQueue(this.options.MaximumConcurrentActivities);
        store = new Store(this.options.Path);
        nextInstance = Largest("SELECT max(n) FROM instances");
        nextMessage = Largest("SELECT max(seq) FROM messages");
        writes = new WriteQueue(store, logger);
        timers = new TimerIndex(store);
    }

    /// <summary>The clock that timers and time stamps follow.</summary>
    public EmulatorClock Clock => clock;

    /// <summary>Serialises inputs, results and payloads.</summary>
    public DataConverter Converter => converter;

    /// <summary>Whether the engine works.</summary>
    public bool IsRunning => running;

    /// <summary>How many transactions were committed since the engine was opened.</summary>
    public long Commits => writes.Commits;

    /// <summary>How many turns ran since the engine was opened.</summary>
    public long Turns => Volatile.Read(ref turnCount);

    /// <inheritdoc/>
    DateTimeOffset? IClockParticipant.NextDue => running ? timers.NextDue : null;

    /// <inheritdoc/>
    string? IClockParticipant.NextDueName => running && timers.NextId is { } id ? $"timer of {id}" : null;

    /// <inheritdoc/>
    bool IClockParticipant.IsQuiet => work.IsNone;

    private DateTime UtcNow => clock.GetUtcNow().UtcDateTime;

    /// <summary>Starts what was left unfinished, and lets the engine work. Nothing happens when it works already.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await lifecycle.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (running)
                return;
            stopping = new CancellationTokenSource();
            entries.Clear();
            Volatile.Write(ref entryCount, 0);
            List<string> busy;
            List<OutgoingMessage> messages;
            lock (startGate)
            {
                running = true;
                (busy, messages) = store.Read(reader => (InstanceReader.Busy(reader), InstanceReader.Messages(reader, null)));
                startedWith = [.. messages.Select(outgoing => outgoing.Message.Seq)];
            }

            foreach (var outgoing in messages)
                Tell(outgoing.Target, outgoing.Message);
            foreach (var id in busy)
                Tell(id, new Message(null));
            registration = clock.Register(this);
        }
        finally
        {
            lifecycle.Release();
        }
    }

    /// <summary>
    /// Stops: begins nothing more, waits for running activities as long as the options' grace, and stores what they returned. What takes
    /// longer is
    /// cancelled, and runs again at the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        await lifecycle.WaitAsync(cancellation);
        try
        {
            if (!running)
                return;
            running = false;
            registration?.Dispose();
            using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            grace.CancelAfter(options.StopGrace);
            if (!await QuietAsync(grace.Token))
            {
                await stopping.CancelAsync();
                using var last = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                if (!await QuietAsync(last.Token))
                    logger.LogWarning("{Count} activities did not end in time; they run again at the next start.", runningActivities);
            }
            else
            {
                await stopping.CancelAsync();
            }
        }
        finally
        {
            lifecycle.Release();
        }
    }

    /// <summary>Waits until no turn can run and no activity runs.</summary>
    public Task WhenQuietAsync(CancellationToken cancellation = default) => work.WhenNoneAsync(cancellation);

    /// <inheritdoc/>
    ValueTask IClockParticipant.FireDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && timers.TakeDue(now) is var (key, id))
        {
            var fired = key.Task == TimerKey.Start
                ? null
                : new TimerFiredEvent(-1, new DateTime(key.Due, DateTimeKind.Utc)) { TimerId = key.Task, Timestamp = now.UtcDateTime };
            Tell(id, new Message(fired));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        await StopAsync();
        disposed = true;
        writes.Dispose();
        store.Dispose();
        if (ownsClock)
            await clock.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

#pragma warning disable CS0618 // The filters are experimental in the real package.
    internal void Use(IOrchestrationFilter filter) => filters = [.. filters, filter];
#pragma warning restore CS0618

    internal long NextUse() => Interlocked.Increment(ref uses);

    private async Task<bool> QuietAsync(CancellationToken cancellation)
    {
        try
        {
            await work.WhenNoneAsync(cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long Largest(string sql) =>
        store.Scalar(sql) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

    private long NewNumber() => Interlocked.Increment(ref nextInstance);

    private long NewSeq() => Interlocked.Increment(ref nextMessage);

    private static string NewExecution() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// Tells an instance something. What it is told is stored already, or need not be, or is stored by the turn that takes it.
    /// </summary>
    private void Tell(string id, Message message)
    {
        // What is stored waits for the next start.
        if (!running && (message.Event is null || message.Seq != 0))
            return;
        while (true)
        {
            var entry = EntryOf(id);
            work.Begin();
            if (!entry.TryAdd(message, out var starts))
            {
                work.End();
                Forget(entry);
                continue;
            }

            if (starts)
                turns.Add(entry);
            else
                work.End();
            return;
        }
    }

    /// <summary>Ends what <see cref="Tell"/> began, or goes on with what came meanwhile.</summary>
    private void EndTurn(InstanceEntry entry)
    {
        if (entry.GoesOn())
            turns.Add(entry);
        else
            work.End();
    }

    private InstanceEntry EntryOf(string id)
    {
        if (entries.TryGetValue(id, out var known))
            return known;
        var made = new InstanceEntry(this, id);
        var entry = entries.GetOrAdd(id, made);
        if (entry == made && Interlocked.Increment(ref entryCount) > options.CachedInstances + (options.CachedInstances / 4))
            Evict();
        return entry;
    }

    private void Forget(InstanceEntry entry)
    {
        // Counted here, since the dictionary's own count takes all of its locks.
        if (entries.TryRemove(KeyValuePair.Create(entry.Id, entry)))
            Interlocked.Decrement(ref entryCount);
    }

    private void Evict()
    {
        if (!Monitor.TryEnter(entries))
            return;
        try
        {
            var surplus = Volatile.Read(ref entryCount) - options.CachedInstances;
            if (surplus <= 0)
                return;
            foreach (var entry in entries.Values.OrderBy(entry => entry.LastUse).Take(surplus).ToList())
            {
                if (entry.TryEvict())
                    Forget(entry);
            }
        }
        finally
        {
            Monitor.Exit(entries);
        }
    }
}
