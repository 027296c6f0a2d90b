using Compagnon.Testing;

namespace Compagnon.Tests.Agreements;

/// <summary>The sample faculties in a folder of their own, with one file changed, or left out where nothing becomes of it.</summary>
internal sealed class ChangedFaculty : IDisposable
{
    /// <param name="change">What becomes of <see cref="RunningApp.FacultyId"/>'s file.</param>
    /// <param name="others">What becomes of the others, by their names; null leaves them as they are.</param>
    public ChangedFaculty(Func<string, string?> change, Func<string, string, string>? others = null)
    {
        foreach (var file in Directory.EnumerateFiles(SampleFaculties.Short))
        {
            var name = Path.GetFileName(file);
            var text = File.ReadAllText(file);
            var changed = name == $"{RunningApp.FacultyId}.json" ? change(text) : others?.Invoke(name, text) ?? text;
            if (changed is not null) File.WriteAllText(Path.Combine(Folder, name), changed);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("compagnon-faculties-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
