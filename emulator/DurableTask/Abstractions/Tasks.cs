
namespace Microsoft.DurableTask;

/// <summary>An orchestrator without static types; derive from <see cref="TaskOrchestrator{TInput, TOutput}"/> instead.</summary>
public interface ITaskOrchestrator
{
    /// <summary>The type that the input is deserialised into.</summary>
    Type InputType { get; }

    /// <summary>The type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the orchestrator; called again at each replay.</summary>
    Task<object?> RunAsync(TaskOrchestrationContext context, object? input);
}

/// <summary>An activity without static types; derive from <see cref="TaskActivity{TInput, TOutput}"/> instead.</summary>
public interface ITaskActivity
{
    /// <summary>The type that the input is deserialised into.</summary>
    Type InputType { get; }

    /// <summary>The type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity; may happen more than once for one call.</summary>
    Task<object?> RunAsync(TaskActivityContext context, object? input);
}

/// <summary>An orchestrator as a class. It must be deterministic, and awaits only tasks of its context.</summary>
public abstract class TaskOrchestrator<TInput, TOutput> : ITaskOrchestrator
{
    Type ITaskOrchestrator.InputType => typeof(TInput);

    Type ITaskOrchestrator.OutputType => typeof(TOutput);

    async Task<object?> ITaskOrchestrator.RunAsync(TaskOrchestrationContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TypedInput.As<TInput>(input));
    }

    /// <summary>Runs the orchestrator.</summary>
    /// <param name="context">What it may use.</param>
    /// <param name="input">Its input; the default of the type when there is none.</param>
    /// <returns>Its result.</returns>
    public abstract Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input);
}

/// <summary>An activity as a class; its constructor's parameters come from the services. It may run twice for one call.</summary>
public abstract class TaskActivity<TInput, TOutput> : ITaskActivity
{
    Type ITaskActivity.InputType => typeof(TInput);

    Type ITaskActivity.OutputType => typeof(TOutput);

    async Task<object?> ITaskActivity.RunAsync(TaskActivityContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TypedInput.As<TInput>(input)).ConfigureAwait(false);
    }

    /// <summary>Runs the activity.</summary>
    /// <param name="context">Who called it, as what.</param>
    /// <param name="input">Its input; the default of the type when there is none.</param>
    /// <returns>Its result.</returns>
    public abstract Task<TOutput> RunAsync(TaskActivityContext context, TInput input);
}

/// <summary>Who called an activity, as what.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The name that the activity was called by.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the orchestration that called it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The version that was asked for; empty when none was.</summary>
    public virtual string Version => "";
}

/// <summary>Makes orchestrators out of functions.</summary>
public static class FuncTaskOrchestrator
{
    /// <summary>An orchestrator that runs a function.</summary>
    public static TaskOrchestrator<TInput, TOutput> Create<TInput, TOutput>(
        Func<TaskOrchestrationContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        return new Implementation<TInput, TOutput>(implementation);
    }

    private sealed class Implementation<TInput, TOutput>(Func<TaskOrchestrationContext, TInput, Task<TOutput>> run)
        : TaskOrchestrator<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input) => run(context, input);
    }
}

/// <summary>Makes activities out of functions.</summary>
public static class FuncTaskActivity
{
    /// <summary>An activity that runs a function.</summary>
    public static TaskActivity<TInput, TOutput> Create<TInput, TOutput>(Func<TaskActivityContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        return new Implementation<TInput, TOutput>(implementation);
    }

    private sealed class Implementation<TInput, TOutput>(
        Func<TaskActivityContext, TInput, Task<TOutput>> run) : TaskActivity<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskActivityContext context, TInput input) => run(context, input);
    }
}

internal static class TypedInput
{
    public static TInput As<TInput>(object? input)
    {
        if (input is TInput typed)
            return typed;
        if (input is null)
            return default!;
        throw new ArgumentException($"Expected an input of type {typeof(TInput)}, got {input.GetType()}.", nameof(input));
    }
}
