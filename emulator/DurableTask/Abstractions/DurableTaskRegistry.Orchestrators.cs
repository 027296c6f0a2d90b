using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <content>How orchestrators are added.</content>
public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an orchestrator by its factory, which is called for every turn.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Func<ITaskOrchestrator> factory) =>
        AddOrchestrator(name, default, factory);

    /// <summary>Adds an orchestrator of a version by its factory, which is called for every turn.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<ITaskOrchestrator> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(name, version, (IServiceProvider _) => factory());
    }

    /// <summary>Adds a class as an orchestrator; it needs a constructor without parameters, or one whose parameters are services.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Type type)
    {
        RefuseAbstract<ITaskOrchestrator>(type);
        var make = ActivatorUtilities.CreateFactory(type, []);
        return Add(name, VersionOf(type), services => (ITaskOrchestrator)make(services, null));
    }

    /// <summary>Adds a class as an orchestrator, under its own name or that of its attribute.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AddOrchestrator(NameOf(type), type);
    }

    /// <summary>Adds a class as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>(TaskName name)
        where TOrchestrator : class, ITaskOrchestrator => AddOrchestrator(name, typeof(TOrchestrator));

    /// <summary>Adds a class as an orchestrator, under its own name or that of its attribute.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>()
        where TOrchestrator : class, ITaskOrchestrator => AddOrchestrator(typeof(TOrchestrator));

    /// <summary>Adds one object as an orchestrator for all instances; it must hold no state.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return Add(name, default, (IServiceProvider _) => orchestrator);
    }

    /// <summary>Adds one object as an orchestrator for all instances; it must hold no state.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestrator(ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return Add(NameOf(orchestrator.GetType()), VersionOf(orchestrator.GetType()), (IServiceProvider _) => orchestrator);
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TInput, TOutput>(
        TaskName name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator) =>
        AddOrchestratorFunc(name, default, orchestrator);

    /// <summary>Adds a function as an orchestrator of a version.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TInput, TOutput>(
        TaskName name, TaskVersion version, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator)
    {
        ITaskOrchestrator made = FuncTaskOrchestrator.Create(orchestrator);
        return Add(name, version, (IServiceProvider _) => made);
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TInput, TOutput>(
        TaskName name, Func<TaskOrchestrationContext, TInput, TOutput> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<TInput, TOutput>(name, (context, input) => Task.FromResult(orchestrator(context, input)));
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TInput>(TaskName name, Func<TaskOrchestrationContext, TInput, Task> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<TInput, object?>(name, async (context, input) =>
        {
            await orchestrator(context, input);
            return null;
        });
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TOutput>(TaskName name, Func<TaskOrchestrationContext, Task<TOutput>> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<object?, TOutput>(name, (context, _) => orchestrator(context));
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc(TaskName name, Func<TaskOrchestrationContext, Task> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<object?, object?>(name, async (context, _) =>
        {
            await orchestrator(context);
            return null;
        });
    }

    /// <summary>Adds a function as an orchestrator.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TOutput>(TaskName name, Func<TaskOrchestrationContext, TOutput> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<object?, TOutput>(name, (context, _) => Task.FromResult(orchestrator(context)));
    }

    /// <summary>Adds an action as an orchestrator without a result.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc<TInput>(TaskName name, Action<TaskOrchestrationContext, TInput> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<TInput, object?>(name, (context, input) =>
        {
            orchestrator(context, input);
            return Task.FromResult<object?>(null);
        });
    }

    /// <summary>Adds an action as an orchestrator without a result.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddOrchestratorFunc(TaskName name, Action<TaskOrchestrationContext> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestratorFunc<object?, object?>(name, (context, _) =>
        {
            orchestrator(context);
            return Task.FromResult<object?>(null);
        });
    }
}
