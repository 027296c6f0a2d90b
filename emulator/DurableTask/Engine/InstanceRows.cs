using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTask.Core;

namespace Compagnon.Emulator.DurableTask;

/// <summary>How columns of an instance's row are written as text.</summary>
internal static class InstanceRows
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static string? WriteTags(IDictionary<string, string>? tags) =>
        tags is { Count: > 0 } ? JsonSerializer.Serialize(tags, Options) : null;

    public static Dictionary<string, string>? ReadTags(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(text, Options);

    public static string? WriteWaits(IReadOnlyList<InstanceWait> waits) =>
        waits.Count == 0 ? null : JsonSerializer.Serialize(waits, Options);

    public static IReadOnlyList<InstanceWait> ReadWaits(string? text) =>
        text is null ? [] : JsonSerializer.Deserialize<List<InstanceWait>>(text, Options) ?? [];

    public static string? WriteParent(ParentInstance? parent) => parent is null
        ? null
        : JsonSerializer.Serialize(
            new ParentRow(
                parent.Name ?? "",
                parent.Version ?? "",
                parent.OrchestrationInstance?.InstanceId ?? "",
                parent.OrchestrationInstance?.ExecutionId ?? "",
                parent.TaskScheduleId),
            Options);

    public static ParentInstance? ReadParent(string? text)
    {
        if (text is null || JsonSerializer.Deserialize<ParentRow>(text, Options) is not { } row)
            return null;
        return new ParentInstance
        {
            Name = row.Name,
            Version = row.Version,
            TaskScheduleId = row.Task,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = row.Instance, ExecutionId = row.Execution },
        };
    }

    private sealed record ParentRow(string Name, string Version, string Instance, string Execution, int Task);
}
