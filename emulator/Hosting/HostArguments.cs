using System.Globalization;

namespace Compagnon.Emulator.Hosting;

/// <summary>What the command line asks for. What it does not know is configuration: <c>--Key value</c>, of the highest priority.</summary>
public sealed record HostArguments
{
    /// <summary>The port that <c>func start</c> takes too.</summary>
    public const int DefaultPort = 7071;

    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        Runs the app's functions on this machine.

          --port N           the port, on loopback only (default 7071; 0: a free one)
          --state DIR        the folder that keeps everything over restarts (default: .local at the repository's root)
          --fresh            empties that folder first
          --settings FILE    settings to read instead of functions/local.settings.json
          --host-json FILE   a host.json other than the app's own
          --require-keys     asks for function keys, as Azure does; they are made in the state folder, in keys.json
          --Key value        a setting, of the highest priority (a section's with : or __)
          --help             prints this
        """;

    private static readonly string[] Flags = ["fresh", "help", "require-keys"];
    private static readonly string[] Options = ["port", "state", "settings", "host-json", "applicationName", "environment"];

    /// <summary>The port to serve on; 0 for a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The state folder as it was given; null for the default one.</summary>
    public string? State { get; init; }

    /// <summary>Whether the state folder is emptied first.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether only the help was asked for.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Whether callers must present function keys.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>The settings file as it was given; null for the app's own.</summary>
    public string? Settings { get; init; }

    /// <summary>The host.json as it was given; null for the app's own.</summary>
    public string? HostJson { get; init; }

    /// <summary>The assembly that holds the functions; null for the one that asks for a builder.</summary>
    public string? ApplicationName { get; init; }

    /// <summary>The environment's name; null for what the environment variables say, or <c>Development</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>The settings among the arguments, sections with a colon.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <exception cref="EmulatorStartException">An argument is not of the form, or its value is none.</exception>
    public static HostArguments Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                throw new EmulatorStartException($"Expected --Key value, got \"{argument}\". --help says what there is.");
            }

            var parts = argument[2..].Split('=', 2);
            if (Flags.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            {
                values[parts[0]] = parts.Length == 2 ? parts[1] : "true";
                continue;
            }

            if (parts.Length == 1 && (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new EmulatorStartException(
                    $"Expected a value after {argument} ({argument}=VALUE for one that begins with --). --help says what there is.");
            }

            values[parts[0].Replace("__", ":", StringComparison.Ordinal)] = parts.Length == 2 ? parts[1] : args[++i];
        }

        return new HostArguments
        {
            Port = PortOf(values.GetValueOrDefault("port")),
            State = values.GetValueOrDefault("state"),
            Fresh = FlagOf(values, "fresh"),
            IsHelp = FlagOf(values, "help"),
            RequireKeys = FlagOf(values, "require-keys"),
            Settings = values.GetValueOrDefault("settings"),
            HostJson = values.GetValueOrDefault("host-json"),
            ApplicationName = values.GetValueOrDefault("applicationName"),
            Environment = values.GetValueOrDefault("environment"),
            Configuration = values
                .Where(value => !Flags.Concat(Options).Contains(value.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(StringComparer.OrdinalIgnoreCase),
        };
    }

    private static int PortOf(string? text)
    {
        if (text is null)
        {
            return DefaultPort;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new EmulatorStartException($"Expected a port from 0 to 65535 after --port, got \"{text}\".");
    }

    private static bool FlagOf(Dictionary<string, string?> values, string name)
    {
        if (!values.TryGetValue(name, out var text))
        {
            return false;
        }

        return bool.TryParse(text, out var flag)
            ? flag
            : throw new EmulatorStartException($"Expected --{name} alone or --{name}=true or =false, got \"{text}\".");
    }
}
