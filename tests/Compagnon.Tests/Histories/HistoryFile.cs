using System.Runtime.CompilerServices;
using Compagnon.Emulator.DurableTask;
using DurableTask.Core.History;

namespace Compagnon.Tests.Histories;

/// <summary>
/// A recorded history: <c>Histories/{version}/{orchestration}/{scenario}[.{instance}][.round-{n}].json</c>, an array of events. What stands there was recorded by
/// the product of that version and is never written again.
/// </summary>
/// <param name="Name">Its path below the folder, with slashes.</param>
public sealed record HistoryFile(string Name)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    /// <summary>The orchestration's name.</summary>
    public string Orchestration => Name.Split('/')[1];

    /// <summary>The version of the product whose code this is: the folder of what is recorded now.</summary>
    public static string CurrentVersion { get; } = typeof(App).Assembly.GetName().Version!.ToString(2);

    /// <summary>All that is recorded, of whatever versions there are; none where nothing was recorded yet.</summary>
    public static IReadOnlyList<HistoryFile> All { get; } =
    [
        .. (Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories) : [])
            .Select(file => new HistoryFile(Path.GetRelativePath(Folder, file).Replace('\\', '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The events.</summary>
    public List<HistoryEvent> Read() => HistoryJson.Read(File.ReadAllBytes(Path.Combine(Folder, Name)));

    /// <summary>Writes a history into the sources, unless there is one of this name.</summary>
    /// <returns>Whether it was written.</returns>
    public bool TryWrite(IReadOnlyList<HistoryEvent> events, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, Name);
        if (File.Exists(path)) return false;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. HistoryJson.Write(events, indented: true), (byte)'\n']);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
