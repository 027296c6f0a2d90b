using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Compagnon.Operations;
using DurableTask.Core.History;
using Microsoft.Extensions.Logging;

namespace Compagnon.Benchmarks.Cost;

/// <summary>What storage is asked for, by how it is billed.</summary>
internal enum StorageKind
{
    TableRead,
    TableWrite,
    TableList,
    BlobRead,
    BlobWrite,
    BlobList,
}

/// <summary>Counts what the app does: runs of functions, requests to storage, lines of the log. The sweep is counted apart: it runs whether there is a dossier or not.</summary>
internal sealed class CostMeter : IDisposable
{
    /// <summary>The functions that a timer runs.</summary>
    private const string Timer = "Sweep";

    private readonly ConcurrentDictionary<(bool IsTimer, StorageKind Kind), long> requests = new();
    private readonly ConcurrentDictionary<string, (long Count, TimeSpan Time)> functions = new();
    private readonly ConcurrentQueue<Run> runs = new();
    private readonly ActivityListener listener;
    private long logged;

    public CostMeter()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = Count,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>The app's clock: days pass in it.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Every run of a function but orchestrations and the timer's.</summary>
    public IReadOnlyCollection<Run> Runs => runs;

    /// <summary>Requests to storage.</summary>
    public long Of(StorageKind kind, bool isTimer) => requests.GetValueOrDefault((isTimer, kind));

    /// <summary>Runs of functions but orchestrations, and the timer's.</summary>
    public long Functions => functions.Where(pair => pair.Key != Timer).Sum(pair => pair.Value.Count);

    /// <summary>How long they took, one by one, in all.</summary>
    public TimeSpan FunctionTime => functions.Where(pair => pair.Key != Timer).Aggregate(TimeSpan.Zero, (sum, pair) => sum + pair.Value.Time);

    /// <summary>Runs of the sweep.</summary>
    public long Sweeps => functions.GetValueOrDefault(Timer).Count;

    /// <summary>What was logged at level information and above, in bytes.</summary>
    public long LogBytes => Interlocked.Read(ref logged);

    /// <summary>A policy for the clients of the tables or the blobs.</summary>
    public HttpPipelinePolicy Policy(bool isTable) => new Counting(this, isTable);

    /// <summary>A provider that counts the log's lines.</summary>
    public ILoggerProvider Logger() => new Lines(this);

    public void Dispose() => listener.Dispose();

    private void Count(Activity span)
    {
        if (span.GetTagItem(Traces.Function) is not string function) return;
        if (function != Timer) runs.Enqueue(new Run(Clock.GetUtcNow() - span.Duration, span.Duration, span.Kind == ActivityKind.Server));
        functions.AddOrUpdate(function, (1, span.Duration), (_, known) => (known.Count + 1, known.Time + span.Duration));
    }

    private void Count(Request request, bool isTable)
    {
        var query = request.Uri.Query;
        var kind = request.Method.Method switch
        {
            "GET" or "HEAD" when isTable => request.Uri.Path.Contains("PartitionKey=", StringComparison.Ordinal) ? StorageKind.TableRead : StorageKind.TableList,
            "GET" or "HEAD" => query.Contains("comp=list", StringComparison.Ordinal) ? StorageKind.BlobList : StorageKind.BlobRead,
            _ => isTable ? StorageKind.TableWrite : StorageKind.BlobWrite,
        };
        requests.AddOrUpdate((IsOfTimer(), kind), 1, (_, count) => count + 1);
    }

    private static bool IsOfTimer()
    {
        for (var span = Activity.Current; span is not null; span = span.Parent)
            if (span.GetTagItem(Traces.Function) is string function) return function == Timer;
        return false;
    }

    private sealed class Counting(CostMeter meter, bool isTable) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => meter.Count(message.Request, isTable);
    }

    private sealed class Lines(CostMeter meter) : ILoggerProvider, ILogger
    {
        // What Application Insights stores beside a message: its columns, the scope, ids.
        private const int Beside = 1000;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Interlocked.Add(ref meter.logged, formatter(state, exception).Length + (exception?.ToString().Length ?? 0) + Beside);
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>A run of a function.</summary>
/// <param name="At">When, by the app's clock.</param>
/// <param name="Took">How long.</param>
/// <param name="IsHttp">Whether a browser waited: such functions have instances of their own.</param>
internal sealed record Run(DateTimeOffset At, TimeSpan Took, bool IsHttp)
{
    // A data centre's storage answers more slowly than this machine's.
    private const double Slower = 3;

    // Within it the next run finds the instance still at work, or in a second that is paid for.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For how many seconds instances are at work: while something runs, a second at least each time. Runs of one moment count one after the
    /// other, though they run side by side.
    /// </summary>
    public static double SecondsOf(IEnumerable<Run> runs)
    {
        var (seconds, current, last) = (0.0, 0.0, DateTimeOffset.MinValue);
        foreach (var run in runs.OrderBy(run => run.At))
        {
            if (run.At - last > Burst)
            {
                seconds += current > 0 ? Math.Max(1, current) : 0;
                current = 0;
            }

            current += run.Took.TotalSeconds * Slower;
            last = run.At + run.Took > last ? run.At + run.Took : last;
        }

        return seconds + Math.Max(current > 0 ? 1 : 0, current);
    }
}

/// <summary>What the Durable Task back end on Azure Storage does with a history, by its documentation: docs/cost.md says where.</summary>
/// <param name="Turns">Runs of orchestrations.</param>
/// <param name="Messages">Messages in control and work-item queues.</param>
/// <param name="Tables">Requests to the history and instance tables.</param>
internal sealed record EngineCost(long Turns, long Messages, long Tables)
{
    private const double EventsInABatch = 100;

    /// <summary>Put, got and deleted.</summary>
    public long Queues => 3 * Messages;

    public static EngineCost operator +(EngineCost one, EngineCost other) =>
        new(one.Turns + other.Turns, one.Messages + other.Messages, one.Tables + other.Tables);

    /// <summary>Of one history, from its beginning to its end or as far as it goes.</summary>
    public static EngineCost Of(IReadOnlyList<HistoryEvent> events)
    {
        var turns = events.OfType<OrchestratorStartedEvent>().LongCount();
        // A work item and its result; a timer, an event, a start or a sub-orchestration's result: one.
        var messages = events.Sum(entry => entry switch
        {
            TaskCompletedEvent or TaskFailedEvent => 2L,
            TimerFiredEvent or EventRaisedEvent or ExecutionStartedEvent or SubOrchestrationInstanceCompletedEvent or SubOrchestrationInstanceFailedEvent => 1L,
            _ => 0L,
        });
        // Each turn reads the history, adds to it and writes the instance's row; the start makes that row.
        var tables = (3 * turns) + 1 + (long)Math.Ceiling(events.Count / EventsInABatch);
        return new EngineCost(turns, messages, tables);
    }
}
