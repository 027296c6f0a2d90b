using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>The whole history of one execution: up to its end, or to where it continued as new.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Name">The orchestration's name.</param>
/// <param name="Generation">How often the instance had begun anew before.</param>
/// <param name="Events">The events, in their order; the last but one says how it ended.</param>
public sealed record EndedHistory(string InstanceId, string Name, int Generation, IReadOnlyList<HistoryEvent> Events);
