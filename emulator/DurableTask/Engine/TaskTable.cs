using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Worker;

namespace Compagnon.Emulator.DurableTask;

/// <summary>Finds orchestrators and activities by name and version, and says which versions may run.</summary>
internal sealed class TaskTable
{
    private readonly DurableTaskRegistry registry;
    private readonly DurableTaskWorkerOptions.VersioningOptions? versioning;
    private readonly HashSet<TaskName> versionedOrchestrators;
    private readonly HashSet<TaskName> versionedActivities;

    public TaskTable(DurableTaskRegistry registry, DurableTaskWorkerOptions.VersioningOptions? versioning)
    {
        this.registry = registry;
        this.versioning = versioning;
        versionedOrchestrators = [.. registry.Orchestrators.Keys.Where(IsVersioned).Select(key => key.Name)];
        versionedActivities = [.. registry.Activities.Keys.Where(IsVersioned).Select(key => key.Name)];
    }

    /// <summary>The orchestrator; <c>null</c> when there is none of this name and version.</summary>
    public ITaskOrchestrator? Orchestrator(string name, string version, IServiceProvider services) =>
        Find(registry.Orchestrators, versionedOrchestrators, name, version)?.Invoke(services);

    /// <summary>The activity; <c>null</c> when there is none of this name and version.</summary>
    public ITaskActivity? Activity(string name, string version, IServiceProvider services) =>
        Find(registry.Activities, versionedActivities, name, version)?.Invoke(services);

    /// <summary>Whether instances of a version run here, and if not, whether they fail.</summary>
    public (bool Runs, FailureDetails? Failure) Accept(string version)
    {
        if (versioning is null)
            return (true, null);
        var fits = versioning.MatchStrategy switch
        {
            DurableTaskWorkerOptions.VersionMatchStrategy.Strict =>
                TaskOrchestrationVersioningUtils.CompareVersions(version, versioning.Version) == 0,
            DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder =>
                TaskOrchestrationVersioningUtils.CompareVersions(version, versioning.Version) <= 0,
            _ => true,
        };
        if (fits)
            return (true, null);
        if (versioning.FailureStrategy != DurableTaskWorkerOptions.VersionFailureStrategy.Fail)
            return (false, null);
        var message = $"The orchestration's version '{version}' does not match the worker's version '{versioning.Version}' "
            + $"({versioning.MatchStrategy}).";
        return (false, new FailureDetails("VersionMismatch", message, null, null, isNonRetriable: true));
    }

    private static bool IsVersioned((TaskName Name, TaskVersion Version) key) => !string.IsNullOrWhiteSpace(key.Version.Version);

    /// <summary>
    /// The exact version; else the one without a version, but only where the name has no version at all, so that nobody gets another
    /// implementation than
    /// the one asked for.
    /// </summary>
    private static Func<IServiceProvider, T>? Find<T>(
        IReadOnlyDictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, T>> all,
        HashSet<TaskName> versioned,
        string name,
        string version)
    {
        if (all.TryGetValue((name, version), out var exact))
            return exact;
        return !versioned.Contains(name) && all.TryGetValue((name, default), out var unversioned) ? unversioned : null;
    }
}
