using System.Text.RegularExpressions;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Infrastructure;

/// <summary>The workflows of GitHub, as far as they can be read here.</summary>
public sealed partial class WorkflowTests
{
    // Made by a workflow itself.
    private static readonly string[] Made = ["functions/local.settings.json", "infra/main.bicepparam"];

    private static string Folder { get; } = Path.Combine(Repository.Root, ".github", "workflows");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.yml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_workflow_names_only_files_that_exist_and_asks_for_no_more_than_it_needs(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        var paths = Paths().Matches(text).Select(match => match.Groups["path"].Value.TrimEnd('.', '/')).Distinct().Except(Made).ToList();
        Assert.All(paths.Where(path => !path.Contains("/bin/", StringComparison.Ordinal)), path => Assert.True(
            File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path)), $"{name}: {path}"));
        Assert.Contains("permissions:\n  contents: read\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.All(Actions().Matches(text), match => Assert.Matches(@"^(\./|[\w.-]+/[\w.-]+@v\d+$)", match.Groups["action"].Value));
        Assert.Contains($"`{name}`", File.ReadAllText(Path.Combine(BicepFile.Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_app_is_deployed_only_after_everything_was_tested()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "deploy.yml"));
        Assert.Contains("needs: [test, azure-build]", text, StringComparison.Ordinal);
        Assert.Contains("uses: ./.github/workflows/test.yml", text, StringComparison.Ordinal);
        Assert.Contains("uses: ./.github/workflows/azure-build.yml", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<![\w/.-])(?<path>(functions|emulator|infra|tests|\.ci|\.github)/[\w./-]+)")]
    private static partial Regex Paths();

    [GeneratedRegex(@"uses: (?<action>\S+)")]
    private static partial Regex Actions();
}
