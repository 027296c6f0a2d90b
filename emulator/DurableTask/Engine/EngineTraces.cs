using System.Diagnostics;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// The spans that the real framework makes, under its names: one for the start of an orchestration, one for each run of an activity, which
/// belongs to the start of its instance. Which start that was is kept in memory only: a trace ends with the process.
/// </summary>
internal static class EngineTraces
{
    private static readonly ActivitySource Source = new("DurableTask.Core");

    /// <summary>A span for the start of an orchestration.</summary>
    public static Activity? Create(string name, string instance) => Source
        .StartActivity($"create_orchestration:{name}", ActivityKind.Producer)?
        .SetTag("durabletask.type", "orchestration")
        .SetTag("durabletask.task.name", name)
        .SetTag("durabletask.task.instance_id", instance);

    /// <summary>A span for a run of an activity. Where nobody listens it only carries the trace on.</summary>
    public static Activity? Run(string name, string instance, string? trace)
    {
        if (trace is null || !System.Diagnostics.ActivityContext.TryParse(trace, null, out var parent)) return null;
        return Source.StartActivity($"activity:{name}", ActivityKind.Server, parent)?
                .SetTag("durabletask.type", "activity")
                .SetTag("durabletask.task.name", name)
                .SetTag("durabletask.task.instance_id", instance)
            ?? new Activity($"activity:{name}").SetParentId(trace).Start();
    }
}
