using System.Security.Cryptography;
using System.Text.Json;

namespace Compagnon.Emulator.Hosting;

/// <summary>The settings of <c>local.settings.json</c>, where <c>func</c> looks for them too.</summary>
internal static class LocalSettings
{
    private const string FileName = "local.settings.json";
    private const string SampleName = "local.settings.sample.json";

    // A secret has no place in a file that everybody can read: each machine makes its own.
    private const string RandomValue = "{{random}}";
    private const int RandomBytes = 48;

    /// <summary>
    /// The settings of the app whose files lie in <paramref name="folder"/>: those of the file beside its project, which is made out of the
    /// sample at the repository's root where it is missing: each value <c>{{random}}</c> becomes 48 random bytes in base64. What the file lacks,
    /// since the sample has grown, comes from the sample, except for random values. Empty where the app does not lie in a repository.
    /// </summary>
    /// <param name="folder">Where the app's files lie, which may be the folder that it is built into.</param>
    /// <param name="say">Takes what a person should know, a line at a time.</param>
    /// <exception cref="EmulatorStartException">A file cannot be read, or does not hold what is expected.</exception>
    public static IReadOnlyDictionary<string, string?> OfRepository(string folder, Action<string> say)
    {
        if (RepositoryRoot.Above(folder) is not { } root || ProjectAbove(folder, root) is not { } project)
        {
            return new Dictionary<string, string?>();
        }

        var file = Path.Combine(project, FileName);
        var sample = Path.Combine(root, SampleName);
        if (!File.Exists(sample))
        {
            return File.Exists(file) ? Read(file) : new Dictionary<string, string?>();
        }

        if (!File.Exists(file))
        {
            Make(sample, file);
            say($"{file} was made out of {SampleName}: what is to differ on this machine goes there.");
        }

        var settings = new Dictionary<string, string?>(Read(file), StringComparer.OrdinalIgnoreCase);
        var lacking = Read(sample).Where(setting => !settings.ContainsKey(setting.Key) && setting.Value != RandomValue).ToList();
        if (lacking.Count > 0)
        {
            say($"{file} lacks {string.Join(", ", lacking.Select(setting => setting.Key))}: taken from {SampleName}.");
        }

        return settings.Concat(lacking).ToDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The <c>Values</c> of a settings file, sections with a colon.</summary>
    /// <exception cref="EmulatorStartException">The file cannot be read, or does not hold what is expected.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Values(file, json.RootElement);
        }
        catch (JsonException e)
        {
            throw new EmulatorStartException(
                $"{file}, line {e.LineNumber + 1}: this is not JSON. Expected {{ \"Values\": {{ \"NAME\": \"text\" }} }}. {Reason(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStartException($"The settings file {file} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, string?> Values(string file, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("Values", out var values)
            || values.ValueKind != JsonValueKind.Object)
        {
            throw new EmulatorStartException($"{file}, line 1: expected an object with \"Values\": {{ \"NAME\": \"text\" }}.");
        }

        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
        {
            throw new EmulatorStartException($"{file}: the values are encrypted; \"func settings decrypt\" makes them readable.");
        }

        var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values.EnumerateObject())
        {
            if (value.Value.ValueKind != JsonValueKind.String)
            {
                throw new EmulatorStartException(
                    $"{file}: the value of \"{value.Name}\" must be a text in quotes, as func wants it; got {value.Value.GetRawText()}.");
            }

            read[value.Name.Replace("__", ":", StringComparison.Ordinal)] = value.Value.GetString();
        }

        return read;
    }

    // The reader's message repeats the place, which is said already.
    private static string Reason(JsonException e) => e.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];

    private static string? ProjectAbove(string start, string root)
    {
        for (var folder = new DirectoryInfo(start); folder is not null && folder.FullName != root; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.csproj").Any() && File.Exists(Path.Combine(folder.FullName, "host.json")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    // Two apps may start at once: each writes a file of its own, and whoever comes second leaves the first one's.
    private static void Make(string sample, string file)
    {
        var mine = $"{file}.{Guid.NewGuid():N}";
        var parts = File.ReadAllText(sample).Split(RandomValue);
        File.WriteAllText(mine, parts[0] + string.Concat(parts.Skip(1).Select(part => Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)) + part)));
        try
        {
            File.Move(mine, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(mine);
        }
    }
}
