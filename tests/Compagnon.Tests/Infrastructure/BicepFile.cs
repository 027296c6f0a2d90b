using System.Text.RegularExpressions;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Infrastructure;

/// <summary>A parameter of a Bicep file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">Whether it has no default.</param>
internal sealed record BicepParameter(string Name, bool IsRequired);

/// <summary>A resource of a Bicep file.</summary>
/// <param name="Symbol">Its symbolic name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Version">The version of its API.</param>
internal sealed record BicepResource(string Symbol, string Type, string Version);

/// <summary>A module that a Bicep file uses.</summary>
/// <param name="Symbol">Its symbolic name.</param>
/// <param name="File">The file, as it is named there.</param>
/// <param name="Parameters">The parameters that it gets.</param>
internal sealed record BicepModule(string Symbol, string File, IReadOnlyList<string> Parameters);

/// <summary>What can be read off a Bicep file as text; the compiler itself runs in the workflow <c>infrastructure</c>.</summary>
internal sealed partial class BicepFile(string path)
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "infra");

    public static BicepFile Main { get; } = new(Path.Combine(Folder, "main.bicep"));

    public static IReadOnlyList<BicepFile> Modules { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "modules"), "*.bicep").Order(StringComparer.Ordinal).Select(file => new BicepFile(file))];

    public static IReadOnlyList<BicepFile> All { get; } = [Main, .. Modules];

    public string Name { get; } = Path.GetFileName(path);

    public string Text { get; } = File.ReadAllText(path);

    public IReadOnlyList<BicepParameter> Parameters =>
        [.. Parameter().Matches(Text).Select(match => new BicepParameter(match.Groups["name"].Value, !match.Groups["default"].Success))];

    public IReadOnlyList<BicepResource> Resources =>
    [
        .. Resource().Matches(Text).Select(match =>
            new BicepResource(match.Groups["symbol"].Value, match.Groups["type"].Value, match.Groups["version"].Value)),
    ];

    public IReadOnlyList<BicepModule> UsedModules =>
    [
        .. Module().Matches(Text).Select(match => new BicepModule(
            match.Groups["symbol"].Value,
            match.Groups["file"].Value,
            [.. Key().Matches(match.Groups["params"].Value).Select(key => key.Groups["name"].Value)])),
    ];

    public IReadOnlyList<string> Outputs => [.. Output().Matches(Text).Select(match => match.Groups["name"].Value)];

    /// <summary>Names of all that is declared: parameters, variables, resources, modules, loops' variables.</summary>
    public IReadOnlySet<string> Declared => Declaration().Matches(Text)
        .Concat(LoopVariable().Matches(Text))
        .SelectMany(match => match.Groups["name"].Captures.Select(capture => capture.Value))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The keys of every object in a variable whose name ends with <c>Settings</c>.</summary>
    public IReadOnlyList<string> SettingsOf() =>
    [
        .. SettingsVariable().Matches(Text).SelectMany(match => Key().Matches(match.Groups["body"].Value).Select(key => key.Groups["name"].Value)),
    ];

    /// <summary>The text without comments and with every string emptied, save for what is interpolated.</summary>
    public string Code()
    {
        var code = new System.Text.StringBuilder();
        Read(Text, 0, isInterpolation: false, code);
        return code.ToString();
    }

    public override string ToString() => Name;

    // Bicep's strings: '…', with \' for an apostrophe and ${…} for an expression, which holds strings again.
    private static int Read(string text, int from, bool isInterpolation, System.Text.StringBuilder code)
    {
        var depth = 0;
        for (var at = from; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '/' when at + 1 < text.Length && text[at + 1] == '/':
                    while (at + 1 < text.Length && text[at + 1] != '\n') at++;
                    break;
                case '\'':
                    code.Append('\'');
                    for (at++; text[at] != '\''; at++)
                    {
                        if (text[at] == '\n') throw new InvalidDataException($"A string has no end: {text[from..at]}");
                        if (text[at] == '\\') at++;
                        else if (text[at] == '$' && text[at + 1] == '{') at = Read(text, at + 2, isInterpolation: true, code.Append("${"));
                    }

                    code.Append('\'');
                    break;
                case '{':
                    depth++;
                    code.Append('{');
                    break;
                case '}' when isInterpolation && depth == 0:
                    code.Append('}');
                    return at;
                case '}':
                    depth--;
                    code.Append('}');
                    break;
                default:
                    code.Append(text[at]);
                    break;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@"^param (?<name>\w+) [\w\[\]]+(?<default> = .+)?$", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\s*resource (?<symbol>\w+) '(?<type>[\w.]+(/\w+)+)@(?<version>[\w-]+)'", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"^module (?<symbol>\w+) '(?<file>[^']+)' =.*?^  params: \{$(?<params>.*?)^  \}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Module();

    [GeneratedRegex(@"^\s+(?<name>\w+): ", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex(@"^\s*(param|var|resource|module) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bfor \(?(?<name>\w+)(, (?<name>\w+)\))? in ")]
    private static partial Regex LoopVariable();

    [GeneratedRegex(@"^var \w+Settings = .*?\{$(?<body>.*?)^\}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SettingsVariable();
}
