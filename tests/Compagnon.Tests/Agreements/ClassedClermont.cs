namespace Compagnon.Tests.Agreements;

/// <summary>The territories with another class for Clermont-Ferrand, where these tests' dossiers come from.</summary>
internal sealed class ClassedClermont : IDisposable
{
    public ClassedClermont(string zone)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Territories"), "*.csv"))
        {
            var text = File.ReadAllText(file).Replace("\n63113;AUCUNE;", $"\n63113;{zone};", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(Folder, Path.GetFileName(file)), text);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("compagnon-territories-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
