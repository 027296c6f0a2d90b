using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.DurableTask;

/// <content>How activities run.</content>
public sealed partial class DurableEngine
{
    private void Start(ActivityRun run)
    {
        work.Begin();
        Interlocked.Increment(ref runningActivities);
        activities.Add(run);
    }

    private async Task RunAsync(ActivityRun run)
    {
        try
        {
            var answer = await AnswerAsync(run).ConfigureAwait(false);
            if (answer is not null)
            {
                answer.Timestamp = UtcNow;
                Tell(run.InstanceId, new Message(answer, run.Execution));
            }
        }
        finally
        {
            activities.Ended();
            Interlocked.Decrement(ref runningActivities);
            work.End();
        }
    }

    /// <returns>What the activity came to; <c>null</c> when the engine stopped it.</returns>
    private async Task<HistoryEvent?> AnswerAsync(ActivityRun run)
    {
        var call = run.Call;
        if (stopping.IsCancellationRequested)
            return null;
        using var span = EngineTraces.Run(run.Name, run.InstanceId, run.Trace);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var activity = tasks.Activity(call.Name ?? "", call.Version ?? "", scope.ServiceProvider);
            if (activity is null)
            {
                var message = $"No activity task named '{call.Name}' was found.";
                var missing = new FailureDetails("ActivityTaskNotFound", message, null, null, isNonRetriable: true);
                return new TaskFailedEvent(-1, call.EventId, message, null, missing);
            }

            var context = new ActivityContext(run, scope.ServiceProvider, stopping.Token);
            var input = converter.Deserialize(call.Input, activity.InputType);
            var result = await activity.RunAsync(context, input).ConfigureAwait(false);
            return new TaskCompletedEvent(-1, call.EventId, converter.Serialize(result));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            logger.LogWarning(
                e, "The activity {Name} of {Orchestration} ({InstanceId}) failed.", call.Name, run.Orchestration, run.InstanceId);
            var provider = services.GetService<IExceptionPropertiesProvider>();
            var details = TaskFailureDetails.Of(e, provider is null ? null : provider.GetExceptionProperties);
            return new TaskFailedEvent(-1, call.EventId, e.Message, null, details.ToCore());
        }
    }

    /// <summary>One run of an activity.</summary>
    private sealed record ActivityRun(
        DurableEngine Engine, string InstanceId, string Execution, string Orchestration, TaskScheduledEvent Call, string? Trace)
        : IThreadPoolWorkItem, IActivityCall
    {
        public string Name => Call.Name ?? "";

        public string Version => Call.Version ?? "";

        public int TaskId => Call.EventId;

        void IThreadPoolWorkItem.Execute() => _ = Engine.RunAsync(this);
    }
}

/// <summary>Which call of an activity runs.</summary>
internal interface IActivityCall
{
    string Name { get; }

    string Version { get; }

    string InstanceId { get; }

    int TaskId { get; }
}

/// <summary>The context that this engine gives to activities: more than the general one, for whoever binds functions to it.</summary>
public sealed class ActivityContext : TaskActivityContext
{
    private readonly IActivityCall call;

    internal ActivityContext(IActivityCall call, IServiceProvider services, CancellationToken stopping)
    {
        this.call = call;
        Services = services;
        Stopping = stopping;
    }

    /// <inheritdoc/>
    public override TaskName Name => call.Name;

    /// <inheritdoc/>
    public override string InstanceId => call.InstanceId;

    /// <inheritdoc/>
    public override string Version => call.Version;

    /// <summary>The number of the call in its orchestration.</summary>
    public int TaskId => call.TaskId;

    /// <summary>The services of this run.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Cancelled when the engine stops and its grace is over; the activity then runs again at the next start.</summary>
    public CancellationToken Stopping { get; }
}
