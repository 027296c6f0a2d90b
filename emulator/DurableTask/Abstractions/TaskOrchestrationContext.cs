using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// What an orchestrator may use. It is replayed from its history again and again: everything that it does must be the same each time, so
/// it awaits
/// only tasks of this context and takes time, identifiers and loggers from it.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The name of the orchestration.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that called this one; <c>null</c> when a client started it.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time, in UTC, at which the history says that this point was reached; the same at each replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether this point was reached before, so that the code only runs to rebuild its state.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version of the instance; empty when it has none.</summary>
    public virtual string Version => "";

    /// <summary>Settings of the orchestration from its configuration.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>();

    /// <summary>Entities; not offered by every engine.</summary>
    /// <exception cref="NotSupportedException">The engine has no entities.</exception>
    public virtual TaskOrchestrationEntityFeature Entities =>
        throw new NotSupportedException("Durable entities are not supported by the current engine.");

    /// <summary>A factory of loggers that are silent while the orchestration replays.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => new ReplaySafeLoggers(this, LoggerFactory);

    /// <summary>The loggers underneath.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The input of the orchestration.</summary>
    /// <returns>The input; the default of <typeparamref name="T"/> when there is none.</returns>
    public abstract T? GetInput<T>();

    /// <inheritdoc cref="CallActivityAsync(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Runs an activity. It runs at least once; what it returns first counts.</summary>
    /// <param name="name">The activity.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Retries, tags, version.</param>
    /// <exception cref="TaskFailedException">The activity failed, after its retries if there were any.</exception>
    /// <exception cref="InvalidOperationException">The call comes from outside of the orchestrator's own turn.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object?, TaskOptions?)"/>
    /// <returns>What the activity returned.</returns>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>Waits for a while. The orchestration completes only when its timers fired or were cancelled.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <exception cref="TaskCanceledException">The timer was cancelled.</exception>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until a time. The orchestration completes only when its timers fired or were cancelled.</summary>
    /// <param name="fireAt">Until when; times that are not UTC are converted.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <exception cref="TaskCanceledException">The timer was cancelled.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event. One that came earlier and was not taken is taken now, first in, first out; of several waits that are open for
    /// one name the
    /// newest takes the event.
    /// </summary>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="cancellationToken">Gives the wait up; an event that comes later is kept for the next wait.</param>
    /// <returns>The event's payload.</returns>
    /// <exception cref="ArgumentException">Another wait for this name is open with another type.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, TimeSpan, CancellationToken)"/>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event, but no longer than <paramref name="timeout"/>.</summary>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The event's payload.</returns>
    /// <exception cref="TaskCanceledException">The time was over, or the wait was given up.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var over = CreateTimer(timeout, timer.Token);
        var raised = WaitForExternalEvent<T>(eventName, wait.Token);
        var winner = await Task.WhenAny(over, raised);
        if (winner == raised)
            timer.Cancel();
        else
            wait.Cancel();
        return await raised;
    }

    /// <summary>Sends an event to another orchestration; dropped when there is none.</summary>
    /// <param name="instanceId">Whom to send it to.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">What it carries.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Shows a value of the orchestration's own beside its status.</summary>
    /// <param name="customStatus">The value, at most 16 KB when serialised as UTF-16; <c>null</c> clears it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <inheritdoc cref="CallSubOrchestratorAsync(TaskName, object?, TaskOptions?)"/>
    /// <returns>What the orchestration returned.</returns>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <inheritdoc cref="CallSubOrchestratorAsync(TaskName, object?, TaskOptions?)"/>
    /// <returns>What the orchestration returned.</returns>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>Runs another orchestration and waits for it.</summary>
    /// <param name="orchestratorName">The orchestration.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Retries, tags; a <see cref="SubOrchestrationOptions"/> also carries instance id and version.</param>
    /// <exception cref="TaskFailedException">It failed or was terminated, after its retries if there were any.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>
    /// Begins the orchestration anew with an empty history, once the orchestrator returns; what was not awaited is dropped, and its
    /// result with it.
    /// </summary>
    /// <param name="newInput">The input of the next round.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody took are carried into the next round.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <inheritdoc cref="ContinueAsNew(object?, bool)"/>
    /// <param name="options">Input, version and events of the next round.</param>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrWhiteSpace(options.NewVersion))
            throw new NotSupportedException($"{GetType()} cannot continue as a new version.");
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A name-based UUID (version 5) of instance, time and a counter: the same at each replay, another at each call.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while the orchestration replays.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <inheritdoc cref="CreateReplaySafeLogger(string)"/>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <inheritdoc cref="CreateReplaySafeLogger(string)"/>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());

    /// <summary>Compares the version of this instance with another.</summary>
    /// <returns>Less than, equal to or greater than zero, as this version is lower, equal or higher.</returns>
    public virtual int CompareVersionTo(string version) => TaskOrchestrationVersioningUtils.CompareVersions(Version, version);

    private sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!context.IsReplaying)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }

    private sealed class ReplaySafeLoggers(TaskOrchestrationContext context, ILoggerFactory loggers) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => new ReplaySafeLogger(context, loggers.CreateLogger(categoryName));

        public void Dispose()
        {
            // The factory underneath belongs to the host.
        }
    }
}
