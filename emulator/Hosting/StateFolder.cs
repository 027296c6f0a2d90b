namespace Compagnon.Emulator.Hosting;

/// <summary>
/// The one folder that everything which outlives a run derives from. Held by one app at a time; a kill releases it.
/// </summary>
public sealed class StateFolder : IDisposable
{
    /// <summary>The file that says that a folder is ours, and may be emptied.</summary>
    private const string Marker = ".compagnon-state";

    private readonly FileStream held;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Where the state lies when nobody says: <c>.local</c> at the repository's root, else in the current directory.</summary>
    public static string DefaultPath =>
        System.IO.Path.Combine(RepositoryRoot.Above(Environment.CurrentDirectory) ?? Environment.CurrentDirectory, ".local");

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Opens a state folder, making it where it is absent.</summary>
    /// <param name="path">The folder; null for <see cref="DefaultPath"/>.</param>
    /// <param name="fresh">Whether to empty it first.</param>
    /// <exception cref="EmulatorStartException">
    /// The folder holds something that is not ours, is held by another app, or cannot be written.
    /// </exception>
    public static StateFolder Open(string? path, bool fresh)
    {
        var full = System.IO.Path.GetFullPath(path ?? DefaultPath);
        try
        {
            var folder = Directory.CreateDirectory(full);
            var marker = System.IO.Path.Combine(full, Marker);
            if (!File.Exists(marker) && folder.EnumerateFileSystemInfos().Any())
            {
                throw new EmulatorStartException(
                    $"{full} is no state folder of this app and is not empty: "
                    + "give --state a folder that is new, empty, or was used before.");
            }

            var held = Hold(full, marker);
            if (fresh)
            {
                Empty(folder);
            }

            return new StateFolder(full, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStartException($"The state folder {full} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A path below the folder.</summary>
    /// <param name="names">The names that lead to it.</param>
    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Gives the folder up.</summary>
    public void Dispose() => held.Dispose();

    private static FileStream Hold(string full, string marker)
    {
        try
        {
            return new FileStream(marker, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(marker))
        {
            throw new EmulatorStartException(
                $"The state folder {full} is in use by another app: stop that one, or give this one another folder with --state.", e);
        }
    }

    private static void Empty(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.Name != Marker))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
