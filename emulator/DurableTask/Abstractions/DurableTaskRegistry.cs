namespace Microsoft.DurableTask;

/// <summary>
/// The orchestrators and activities of an app, by name and version. Names and versions are compared without regard to case.
/// </summary>
public sealed partial class DurableTaskRegistry
{
    private readonly Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> orchestrators = [];
    private readonly Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> activities = [];

    /// <summary>The activities' names and factories; one of several versions appears once for each.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() =>
        activities.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    /// <summary>The orchestrators' names and factories; one of several versions appears once for each.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() =>
        orchestrators.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    internal IReadOnlyDictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> Orchestrators =>
        orchestrators;

    internal IReadOnlyDictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> Activities => activities;

    internal DurableTaskRegistry Add(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskOrchestrator> factory)
    {
        Add(orchestrators, name, version, factory, "orchestrator");
        return this;
    }

    internal DurableTaskRegistry Add(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskActivity> factory)
    {
        Add(activities, name, version, factory, "activity");
        return this;
    }

    internal DurableTaskRegistry AddAll(DurableTaskRegistry other)
    {
        foreach (var ((name, version), factory) in other.orchestrators)
            Add(name, version, factory);
        foreach (var ((name, version), factory) in other.activities)
            Add(name, version, factory);
        return this;
    }

    internal static TaskName NameOf(Type type) =>
        Attribute.GetCustomAttribute(type, typeof(DurableTaskAttribute)) is DurableTaskAttribute { Name.Name: not (null or "") } attribute
            ? attribute.Name
            : new TaskName(type.Name);

    internal static TaskVersion VersionOf(Type type) =>
        Attribute.GetCustomAttribute(type, typeof(DurableTaskAttribute))
            is DurableTaskAttribute { Version: not (null or "") and var version }
            ? new TaskVersion(version)
            : default;

    private static void Add<T>(
        Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, T>> all,
        TaskName name,
        TaskVersion version,
        Func<IServiceProvider, T> factory,
        string kind)
    {
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException($"Expected a name for the {kind}, got none.", nameof(name));
        ArgumentNullException.ThrowIfNull(factory);
        if (!all.TryAdd((name, version), factory))
        {
            var what = string.IsNullOrEmpty(version.Version) ? $"'{name}'" : $"'{name}' of version '{version}'";
            throw new ArgumentException($"There is already an {kind} named {what}; give each its own name or version.", nameof(name));
        }
    }

    private static void RefuseAbstract<T>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract || type.IsInterface || type.ContainsGenericParameters)
            throw new ArgumentException($"Expected a concrete class that implements {typeof(T).Name}, got {type}.", nameof(type));
    }
}
