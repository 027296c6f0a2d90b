namespace Compagnon.Emulator.Hosting;

/// <summary>Finds the folder of the solution.</summary>
internal static class RepositoryRoot
{
    private const string Solution = "Serverless.sln";

    /// <summary>The nearest folder at or above <paramref name="start"/> that holds the solution; null where there is none.</summary>
    public static string? Above(string? start)
    {
        for (var folder = start is { Length: > 0 } ? new DirectoryInfo(start) : null; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
