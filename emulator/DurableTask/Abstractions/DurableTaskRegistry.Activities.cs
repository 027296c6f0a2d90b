using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <content>How activities are added.</content>
public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an activity by its factory, which is called for every run with the services of that run.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory) =>
        Add(name, default, factory);

    /// <summary>Adds an activity of a version by its factory, which is called for every run.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<ITaskActivity> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(name, version, (IServiceProvider _) => factory());
    }

    /// <summary>Adds a class as an activity; its constructor's parameters come from the services.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Type type)
    {
        RefuseAbstract<ITaskActivity>(type);
        var make = ActivatorUtilities.CreateFactory(type, []);
        return Add(name, VersionOf(type), services => (ITaskActivity)make(services, null));
    }

    /// <summary>Adds a class as an activity, under its own name or that of its attribute.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AddActivity(NameOf(type), type);
    }

    /// <summary>Adds a class as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity<TActivity>(TaskName name)
        where TActivity : class, ITaskActivity => AddActivity(name, typeof(TActivity));

    /// <summary>Adds a class as an activity, under its own name or that of its attribute.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity<TActivity>()
        where TActivity : class, ITaskActivity => AddActivity(typeof(TActivity));

    /// <summary>Adds one object as an activity for all runs.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return Add(name, default, (IServiceProvider _) => activity);
    }

    /// <summary>Adds one object as an activity for all runs.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivity(ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return Add(NameOf(activity.GetType()), VersionOf(activity.GetType()), (IServiceProvider _) => activity);
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TInput, TOutput>(
        TaskName name, Func<TaskActivityContext, TInput, Task<TOutput>> activity) => AddActivityFunc(name, default, activity);

    /// <summary>Adds a function as an activity of a version.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TInput, TOutput>(
        TaskName name, TaskVersion version, Func<TaskActivityContext, TInput, Task<TOutput>> activity)
    {
        ITaskActivity made = FuncTaskActivity.Create(activity);
        return Add(name, version, (IServiceProvider _) => made);
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TInput, TOutput>(TaskName name, Func<TaskActivityContext, TInput, TOutput> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<TInput, TOutput>(name, (context, input) => Task.FromResult(activity(context, input)));
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TInput>(TaskName name, Func<TaskActivityContext, TInput, Task> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<TInput, object?>(name, async (context, input) =>
        {
            await activity(context, input);
            return null;
        });
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TOutput>(TaskName name, Func<TaskActivityContext, Task<TOutput>> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<object?, TOutput>(name, (context, _) => activity(context));
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc(TaskName name, Func<TaskActivityContext, Task> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<object?, object?>(name, async (context, _) =>
        {
            await activity(context);
            return null;
        });
    }

    /// <summary>Adds a function as an activity.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TOutput>(TaskName name, Func<TaskActivityContext, TOutput> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<object?, TOutput>(name, (context, _) => Task.FromResult(activity(context)));
    }

    /// <summary>Adds an action as an activity without a result.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc<TInput>(TaskName name, Action<TaskActivityContext, TInput> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<TInput, object?>(name, (context, input) =>
        {
            activity(context, input);
            return Task.FromResult<object?>(null);
        });
    }

    /// <summary>Adds an action as an activity without a result.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is empty, or taken already.</exception>
    public DurableTaskRegistry AddActivityFunc(TaskName name, Action<TaskActivityContext> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivityFunc<object?, object?>(name, (context, _) =>
        {
            activity(context);
            return Task.FromResult<object?>(null);
        });
    }
}
