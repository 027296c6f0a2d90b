using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using CoreTaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;
using TaskFailedException = Microsoft.DurableTask.TaskFailedException;

namespace Compagnon.Emulator.DurableTask;

/// <summary>What a turn is about.</summary>
internal sealed record TurnSettings
{
    public required string Name { get; init; }

    public required string InstanceId { get; init; }

    public string Version { get; init; } = "";

    public ParentOrchestrationInstance? Parent { get; init; }

    public required ITaskOrchestrator? Orchestrator { get; init; }

    public required DataConverter Converter { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.MaxValue;

    public string DefaultVersion { get; init; } = "";

    public Func<Exception, IDictionary<string, object?>?>? ExceptionProperties { get; init; }

    /// <summary>Is told, on any thread, when code of this turn goes on after its end.</summary>
    public Action? OnEscape { get; init; }
}

/// <summary>
/// One turn of an orchestration: the code runs from its beginning over the whole history, then takes what is new. Nothing of a turn is
/// kept for the
/// next; so each turn checks that the code still takes the way that the history records.
/// </summary>
internal sealed partial class TurnContext(TurnSettings settings) : TaskOrchestrationContext
{
    private const int LargestCustomStatus = 16 * 1024;

    // The name space of the identifiers that the real engine makes, so that both make the same.
    private static readonly byte[] GuidNamespace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    [ThreadStatic]
    private static TurnContext? current;

    private readonly SortedDictionary<int, Step> unrecorded = [];
    private readonly SortedDictionary<int, OpenTask> open = [];
    private readonly Dictionary<string, List<EventWait>> waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaisedEvent> buffer = [];
    private readonly List<EventRaisedEvent> afterContinueAsNew = [];
    private readonly Queue<HistoryEvent> whileSuspended = [];
    private readonly List<int> cancelled = [];
    private readonly List<CancellationTokenRegistration> registrations = [];
    private readonly ITaskOrchestrator? orchestrator = settings.Orchestrator;
    private DateTime now;
    private bool isReplaying;
    private object? input;
    private string? rawInput;
    private bool finished;
    private int nextId;
    private int nextGuid;
    private string? customStatus;
    private ExecutionSuspendedEvent? suspension;
    private Task<object?>? run;
    private ContinueAsNewOptions? nextRound;
    private string? nextInput;
    private ExecutionTerminatedEvent? terminated;
    private Exception? broken;

    /// <inheritdoc/>
    public override TaskName Name => settings.Name;

    /// <inheritdoc/>
    public override string InstanceId => settings.InstanceId;

    /// <inheritdoc/>
    public override string Version => settings.Version;

    /// <inheritdoc/>
    public override ParentOrchestrationInstance? Parent => settings.Parent;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime => now;

    /// <inheritdoc/>
    public override bool IsReplaying => isReplaying;

    /// <inheritdoc/>
    protected override ILoggerFactory LoggerFactory => settings.Loggers;

    /// <summary>Runs the turn.</summary>
    /// <param name="past">The history so far.</param>
    /// <param name="fresh">What is new, from <c>OrchestratorStarted</c> on.</param>
    public TurnResult Run(IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> fresh)
    {
        var outside = SynchronizationContext.Current;
        var outer = current;
        var here = new TurnSynchronizationContext(settings.OnEscape);
        SynchronizationContext.SetSynchronizationContext(here);
        current = this;
        try
        {
            isReplaying = true;
            foreach (var entry in past)
                Process(entry, here);
            isReplaying = false;
            foreach (var entry in fresh)
                Process(entry, here);
        }
        catch (NonDeterministicOrchestrationException e)
        {
            broken = e;
        }
        finally
        {
            current = outer;
            SynchronizationContext.SetSynchronizationContext(outside);
            here.Close();

            // A token that outlives the turn must not hold it, nor go on in it.
            foreach (var registration in registrations)
                registration.Dispose();
        }

        broken ??= WhyStuck(here);
        if (run is { IsCompleted: false } && settings.OnEscape is { } escape)
            run.ContinueWith(static (_, told) => ((Action)told!)(), escape, TaskContinuationOptions.ExecuteSynchronously);
        return Result();
    }

    /// <inheritdoc/>
    public override T? GetInput<T>()
        where T : default => input is T typed ? typed : settings.Converter.Deserialize<T>(rawInput);

    /// <inheritdoc/>
    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Guard();
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException("Expected the name of an activity, got none.", nameof(name));
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                $"The input is a {nameof(TaskOptions)} and there are no options: pass it as {nameof(options)}.", nameof(input));
        }

        var version = options?.Version is { } asked ? asked.Version ?? "" : Version;
        try
        {
            var text = settings.Converter.Serialize(input);
            var answer = await RetryAsync(options?.Retry, attempt => Open(
                id => new ActivityStep(id, name.Name, version, text, options?.Tags, attempt)).Task);
            return settings.Converter.Deserialize<TResult>(answer)!;
        }
        catch (CoreTaskFailedException e)
        {
            throw new TaskFailedException(name.Name, e.ScheduleId, e);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Guard();
        if (string.IsNullOrEmpty(orchestratorName.Name))
            throw new ArgumentException("Expected the name of an orchestrator, got none.", nameof(orchestratorName));
        var details = options as SubOrchestrationOptions;
        var instanceId = details?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Check(instanceId, nameof(options));
        var version = (details?.Version ?? options?.Version) is { } asked ? asked.Version ?? "" : settings.DefaultVersion;
        try
        {
            var text = settings.Converter.Serialize(input);
            var answer = await RetryAsync(options?.Retry, attempt => Open(
                id => new SubOrchestrationStep(id, orchestratorName.Name, version, instanceId, text, options?.Tags, attempt)).Task);
            return settings.Converter.Deserialize<TResult>(answer)!;
        }
        catch (SubOrchestrationFailedException e)
        {
            throw new TaskFailedException(orchestratorName.Name, e.ScheduleId, TaskFailureDetails.FromException(e));
        }
    }

    /// <inheritdoc/>
    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Guard();
        var due = fireAt.ToUniversalTime();
        while (due - now > settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
            await Timer(now + settings.MaximumTimerInterval, cancellationToken);
        await Timer(due, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Guard();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (!waits.TryGetValue(eventName, out var sameName))
            waits.Add(eventName, sameName = []);
        sameName.RemoveAll(wait => !wait.IsOpen);
        if (sameName.FirstOrDefault(wait => wait.PayloadType != typeof(T)) is { } other)
        {
            throw new ArgumentException(
                $"The event '{eventName}' is awaited as {other.PayloadType} already: await it as the same type, not as {typeof(T)}.",
                nameof(eventName));
        }

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var made = new EventWait<T>(now);
        var buffered = buffer.FindIndex(raised => string.Equals(raised.Name, eventName, StringComparison.OrdinalIgnoreCase));
        if (buffered >= 0)
        {
            var raised = buffer[buffered];
            buffer.RemoveAt(buffered);
            made.Take(raised.Input, settings.Converter);
            return made.Source.Task;
        }

        sameName.Add(made);
        if (cancellationToken.CanBeCanceled)
            registrations.Add(cancellationToken.Register(() => made.Source.TrySetCanceled(cancellationToken)));
        return made.Source.Task;
    }

    /// <inheritdoc/>
    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        Guard();
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var text = settings.Converter.Serialize(payload);
        var id = nextId++;
        unrecorded.Add(id, new SendEventStep(id, instanceId, eventName, text));
    }

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus)
    {
        Guard();
        var text = settings.Converter.Serialize(customStatus);
        if (text is not null && Encoding.Unicode.GetByteCount(text) is var size and > LargestCustomStatus)
        {
            throw new ArgumentException(
                $"Expected a custom status of at most 16 KB as serialised UTF-16, got {size / 1024.0:0.#} KB: "
                + "keep ids in it, not documents.",
                nameof(customStatus));
        }

        this.customStatus = text;
    }

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    /// <inheritdoc/>
    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        Guard();
        ArgumentNullException.ThrowIfNull(options);
        nextInput = settings.Converter.Serialize(options.NewInput);
        nextRound = options;
        if (!options.PreserveUnprocessedEvents)
            buffer.Clear();
    }

    /// <inheritdoc/>
    public override Guid NewGuid()
    {
        Guard();
        var text = $"{InstanceId}_{now.ToString("o", CultureInfo.InvariantCulture)}_{nextGuid++.ToString(CultureInfo.InvariantCulture)}";
        var name = Encoding.UTF8.GetBytes(text);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        // A name-based identifier (RFC 4122, version 5) is defined over SHA-1; nothing secret hangs on it.
        SHA1.HashData([.. GuidNamespace, .. name], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private async Task<string?> RetryAsync(TaskRetryOptions? retry, Func<int, Task<string?>> call)
    {
        if (retry?.Policy is { } policy)
            return await RetryAsync(policy, call);
        if (retry?.Handler is { } handler)
            return await RetryAsync(handler, call);
        return await call(1);
    }

    private async Task<string?> RetryAsync(RetryPolicy policy, Func<int, Task<string?>> call)
    {
        var first = now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(attempt);
            }
            catch (OrchestrationException e)
            {
                if (DelayAfter(policy, attempt, first, e) is not { } delay)
                    throw;
                await Timer(delay > DateTime.MaxValue - now ? DateTime.MaxValue : now + delay, CancellationToken.None);
            }
        }
    }

    /// <summary>How long to wait after a failed attempt; <c>null</c> when it was the last.</summary>
    private TimeSpan? DelayAfter(RetryPolicy policy, int attempt, DateTime first, OrchestrationException failure)
    {
        if (failure.FailureDetails?.IsNonRetriable == true || attempt >= policy.MaxNumberOfAttempts || !IsRetried(policy, failure))
            return null;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && now - first >= policy.RetryTimeout)
            return null;
        var delay = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return delay < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : longest;
    }

    private bool IsRetried(RetryPolicy policy, OrchestrationException failure)
    {
        try
        {
            return policy.Handle(failure);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The task's failure says more than that of the policy's filter.
            CreateReplaySafeLogger<TurnContext>().LogError(e, "The retry policy's filter failed; the task is not retried.");
            return false;
        }
    }

    private async Task<string?> RetryAsync(AsyncRetryHandler handler, Func<int, Task<string?>> call)
    {
        var first = now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(attempt);
            }
            catch (OrchestrationException e) when (e.FailureDetails?.IsNonRetriable != true)
            {
                var context = new RetryContext(this, attempt, TaskFailureDetails.FromException(e), now - first, CancellationToken.None);
                if (!await handler(context))
                    throw;
            }
        }
    }

    private TaskCompletionSource<string?> Open(Func<int, Step> make)
    {
        Guard();
        var step = make(nextId++);
        var answer = new TaskCompletionSource<string?>();
        unrecorded.Add(step.Id, step);
        open.Add(step.Id, new OpenTask(step, answer, now));
        return answer;
    }

    private async Task Timer(DateTime due, CancellationToken cancellation)
    {
        var id = nextId;
        var answer = Open(_ => new TimerStep(id, due));
        if (cancellation.CanBeCanceled)
        {
            registrations.Add(cancellation.Register(() =>
            {
                if (!answer.TrySetCanceled(cancellation))
                    return;
                open.Remove(id);
                if (!isReplaying)
                    cancelled.Add(id);
            }));
        }

        await answer.Task;
    }

    private void Process(HistoryEvent entry, TurnSynchronizationContext here)
    {
        if (broken is not null || terminated is not null || finished)
            return;
        switch (entry)
        {
            case OrchestratorStartedEvent:
                now = entry.Timestamp;
                return;
            case OrchestratorCompletedEvent:
                RefuseUnrecorded(entry);
                return;
            case TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or TimerCreatedEvent or EventSentEvent:
                Check(entry);
                return;
            case ExecutionTerminatedEvent demand:
                terminated = demand;
                return;
            case ExecutionCompletedEvent:
                finished = true;
                return;
            case ExecutionSuspendedEvent demand:
                suspension = demand;
                return;
            case ExecutionResumedEvent:
                suspension = null;
                while (whileSuspended.TryDequeue(out var kept))
                    Take(kept, here);
                return;
            default:
                if (suspension is not null)
                    whileSuspended.Enqueue(entry);
                else
                    Take(entry, here);
                return;
        }
    }

    private void Take(HistoryEvent entry, TurnSynchronizationContext here)
    {
        switch (entry)
        {
            case ExecutionStartedEvent started:
                run = StartAsync(started);
                break;
            case TaskCompletedEvent done:
                Answer(done.TaskScheduledId, source => source.SetResult(done.Result));
                break;
            case SubOrchestrationInstanceCompletedEvent done:
                Answer(done.TaskScheduledId, source => source.SetResult(done.Result));
                break;
            case TimerFiredEvent fired:
                Answer(fired.TimerId, source => source.SetResult(null));
                break;
            case TaskFailedEvent failed:
                Fail(failed);
                break;
            case SubOrchestrationInstanceFailedEvent failed:
                Fail(failed);
                break;
            case EventRaisedEvent raised:
                Raise(raised);
                break;
            case GenericEvent escape:
                broken = new InvalidOperationException(escape.Data);
                break;
        }

        here.Drain();
    }

    private async Task<object?> StartAsync(ExecutionStartedEvent started)
    {
        if (orchestrator is null)
            throw new TypeMissingException($"No orchestrator task named '{settings.Name}' was found.");
        rawInput = started.Input;
        input = settings.Converter.Deserialize(rawInput, orchestrator.InputType);
        return await orchestrator.RunAsync(this, input);
    }

    private void Answer(int id, Action<TaskCompletionSource<string?>> give)
    {
        // A cancelled timer or a second result of one call: the first counts.
        if (open.Remove(id, out var task))
            give(task.Answer);
    }

    private void Fail(TaskFailedEvent failed)
    {
        if (!open.Remove(failed.TaskScheduledId, out var task) || task.Step is not ActivityStep step)
            return;
        task.Answer.SetException(
            new CoreTaskFailedException(failed.EventId, failed.TaskScheduledId, step.Name, step.Version, failed.Reason, null)
            {
                FailureDetails = failed.FailureDetails,
            });
    }

    private void Fail(SubOrchestrationInstanceFailedEvent failed)
    {
        if (!open.Remove(failed.TaskScheduledId, out var task) || task.Step is not SubOrchestrationStep step)
            return;
        task.Answer.SetException(
            new SubOrchestrationFailedException(failed.EventId, failed.TaskScheduledId, step.Name, step.Version, failed.Reason, null)
            {
                FailureDetails = failed.FailureDetails,
            });
    }

    private void Raise(EventRaisedEvent raised)
    {
        if (nextRound is not null)
        {
            afterContinueAsNew.Add(raised);
            return;
        }

        if (waits.TryGetValue(raised.Name ?? "", out var sameName))
        {
            sameName.RemoveAll(wait => !wait.IsOpen);
            if (sameName.Count > 0)
            {
                var newest = sameName[^1];
                sameName.RemoveAt(sameName.Count - 1);
                newest.Take(raised.Input, settings.Converter);
                return;
            }
        }

        buffer.Add(raised);
    }

    private void Check(HistoryEvent recorded)
    {
        if (unrecorded.Remove(recorded.EventId, out var step) && step.Is(recorded))
            return;
        var now = step is not null ? $"the code {step.InWords} there"
            : run is { IsFaulted: true } ? $"the code fails before it: {run.Exception!.InnerException!.Message}"
            : run is { IsCompleted: true } ? "the code has returned before it"
            : "the code does nothing there";
        throw new NonDeterministicOrchestrationException(recorded.EventId, Difference(Words(recorded), now, recorded.Timestamp));
    }

    private void RefuseUnrecorded(HistoryEvent endOfTurn)
    {
        if (unrecorded.Count == 0)
            return;
        var step = unrecorded.First().Value;
        throw new NonDeterministicOrchestrationException(
            step.Id, Difference("nothing was done", $"the code {step.InWords} there", endOfTurn.Timestamp));
    }

    private string Difference(string then, string now, DateTime when) =>
        $"by the history of '{Name}' (instance '{InstanceId}'), {then} at this step ({when:u}), but {now}. "
        + "An orchestrator must take the same way at each replay: no clock, random number or I/O of its own, and no change of its steps "
        + "while instances run (give the changed code another name or version).";

    private Exception? WhyStuck(TurnSynchronizationContext here)
    {
        if (terminated is not null)
            return null;
        if (here.Escaped)
            return Escape();
        var nothingToCome = run is { IsCompleted: false }
            && open.Count == 0
            && suspension is null
            && !waits.Values.Any(all => all.Any(wait => wait.IsOpen));
        return nothingToCome ? Escape() : null;
    }

    private InvalidOperationException Escape() => new(EscapeMessage(Name));

    internal static string EscapeMessage(string name) =>
        $"The orchestrator '{name}' awaits something that is not a task of its context (such as Task.Delay, Task.Run or I/O), or uses "
        + "ConfigureAwait(false). It could not be replayed: use the context's timers, and activities for anything else.";

    private void Guard()
    {
        if (current != this)
        {
            throw new InvalidOperationException(
                $"The context of the orchestrator '{Name}' was used outside of its turn. " + EscapeMessage(Name));
        }
    }

    private TurnResult Result()
    {
        if (terminated is not null)
            return Ended(OrchestrationStatus.Terminated, terminated.Input, null);
        if (broken is not null)
            return Failed(broken);
        if (run is not { IsCompleted: true } || open.Count > 0)
        {
            return new TurnResult
            {
                Steps = [.. unrecorded.Values],
                CancelledTimers = cancelled,
                CustomStatus = customStatus,
                Suspension = suspension,
                Waits = WaitsNow(),
            };
        }

        if (!run.IsCompletedSuccessfully)
            return Failed(run.Exception?.InnerException ?? new TaskCanceledException(run), keepSteps: true);
        if (nextRound is not null)
        {
            return new TurnResult
            {
                Steps = [.. unrecorded.Values],
                CancelledTimers = cancelled,
                End = OrchestrationStatus.ContinuedAsNew,
                Output = nextInput,
                NewVersion = string.IsNullOrWhiteSpace(nextRound.NewVersion) ? null : nextRound.NewVersion,
                CarriedEvents = [.. buffer, .. afterContinueAsNew],
                CustomStatus = customStatus,
                Suspension = suspension,
            };
        }

        try
        {
            return Ended(OrchestrationStatus.Completed, settings.Converter.Serialize(run.Result), null, keepSteps: true);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Failed(e, keepSteps: true);
        }
    }

    private TurnResult Failed(Exception exception, bool keepSteps = false)
    {
        var failure = exception switch
        {
            TypeMissingException => new FailureDetails("OrchestratorTaskNotFound", exception.Message, null, null, isNonRetriable: true),
            NonDeterministicOrchestrationException => new FailureDetails(exception, (FailureDetails?)null),
            _ => TaskFailureDetails.Of(exception, settings.ExceptionProperties).ToCore(),
        };
        return Ended(OrchestrationStatus.Failed, null, failure, keepSteps);
    }

    private TurnResult Ended(OrchestrationStatus status, string? output, FailureDetails? failure, bool keepSteps = false) => new()
    {
        // What was asked for by code that failed or was terminated half way is not begun any more.
        Steps = keepSteps ? [.. unrecorded.Values] : [],
        CancelledTimers = cancelled,
        End = status,
        Output = output,
        Failure = failure,
        CustomStatus = customStatus,
    };

    private List<InstanceWait> WaitsNow()
    {
        var all = new List<InstanceWait>();
        foreach (var (name, sameName) in waits)
        {
            foreach (var wait in sameName)
            {
                if (wait.IsOpen && all.Count < InstanceWait.Most)
                    all.Add(new InstanceWait(WaitKind.Event, name, -1, 1, new DateTimeOffset(wait.Since, TimeSpan.Zero)));
            }
        }

        foreach (var task in open.Values)
        {
            if (all.Count == InstanceWait.Most)
                break;
            var since = new DateTimeOffset(task.Since, TimeSpan.Zero);
            all.Add(task.Step switch
            {
                ActivityStep step => new InstanceWait(WaitKind.Activity, step.Name, step.Id, step.Attempt, since),
                SubOrchestrationStep step => new InstanceWait(
                    WaitKind.SubOrchestration, step.Name, step.Id, step.Attempt, since, InstanceId: step.InstanceId),
                TimerStep step => new InstanceWait(WaitKind.Timer, "", step.Id, 1, since, new DateTimeOffset(step.FireAt, TimeSpan.Zero)),
                _ => throw new InvalidOperationException($"Nothing can be awaited of {task.Step}."),
            });
        }

        return all;
    }
}
