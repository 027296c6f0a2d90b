using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Compagnon.Emulator.Storage;

/// <summary>The npm package azurite in the repository's node_modules, installed when it is absent.</summary>
internal static class AzuritePackage
{
    private const string Script = "node_modules/azurite/dist/src/azurite.js";

    /// <summary>The path of Azurite's script, after <c>npm ci</c> where it is not installed yet.</summary>
    public static async Task<string> ScriptAsync(string? packageFolder, Action<string> say, CancellationToken cancellationToken)
    {
        var folder = packageFolder ?? FolderAbove(AppContext.BaseDirectory) ?? FolderAbove(Environment.CurrentDirectory)
            ?? throw new StorageStartException(
                $"No package.json that names azurite lies above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}. "
                + "Start the app from inside the repository.");
        var script = Path.Combine(folder, Script);
        if (IsInstalled(folder)) return script;

        await using var turn = await TurnToInstallAsync(folder, cancellationToken);
        if (IsInstalled(folder)) return script;
        say($"Installing Azurite, the storage emulator (npm ci in {folder}); this happens once.");
        await InstallAsync(folder, cancellationToken);
        return File.Exists(script)
            ? script
            : throw new StorageStartException($"npm ci in {folder} ended well but left no {Script}. Is azurite in its package.json?");
    }

    internal static string? FolderAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (NamesAzurite(Path.Combine(folder.FullName, "package.json")))
                return folder.FullName;
        return null;
    }

    private static bool NamesAzurite(string packageJson)
    {
        if (!File.Exists(packageJson)) return false;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(packageJson));
            return json.RootElement.TryGetProperty("dependencies", out var dependencies) && dependencies.TryGetProperty("azurite", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // npm writes its own lock file last: without it an installation was broken off.
    private static bool IsInstalled(string folder) =>
        File.Exists(Path.Combine(folder, "node_modules/.package-lock.json")) && File.Exists(Path.Combine(folder, Script));

    // Two apps that start at once must not both run npm in one folder.
    private static async Task<FileStream> TurnToInstallAsync(string folder, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        var path = Path.Combine(Path.GetTempPath(), $"compagnon-npm-{Environment.UserName}-{name}.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        // npm is a .cmd file on Windows, which only its shell can start.
        var command = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { ArgumentList = { "/c", "npm" } }
            : new ProcessStartInfo("npm");
        foreach (var argument in (string[])["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            command.ArgumentList.Add(argument);
        command.WorkingDirectory = folder;
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;

        using var npm = NodeCommand.Start(command, "npm");
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await npm.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0)
            throw new StorageStartException(
                $"npm ci in {folder} failed (exit code {npm.ExitCode}): {(await errors).Trim()} {(await output).Trim()}".TrimEnd());
    }
}

/// <summary>Starts node and npm with one clear message where they are missing.</summary>
internal static class NodeCommand
{
    public static Process Start(ProcessStartInfo command, string tool)
    {
        try
        {
            return Process.Start(command) ?? throw new StorageStartException($"{tool} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new StorageStartException(
                $"The storage emulator needs Node.js 20 or newer, but {tool} was not found on the PATH. Install Node.js and start again.",
                missing);
        }
    }
}
