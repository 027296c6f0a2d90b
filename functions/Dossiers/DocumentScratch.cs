namespace Compagnon.Dossiers;

/// <summary>
/// Room on the machine's disk for one file while a request lasts. It has no name by the time that anything is written to it, so that
/// nothing of a doctor's stays behind, however the process ends.
/// </summary>
internal static class DocumentScratch
{
    /// <summary>An empty file that is gone once it is closed.</summary>
    internal static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(path, options);
        File.Delete(path);
        return stream;
    }
}
