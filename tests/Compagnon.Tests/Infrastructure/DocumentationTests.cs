using System.Text.RegularExpressions;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Infrastructure;

/// <summary>What the documents promise of other files is there.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents => ["README.md", "infra/README.md", "docs/operations.md", "docs/histories.md", "docs/how-it-works.md", "docs/exports.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_to_a_heading_of_it(string document)
    {
        var file = Path.Combine(Repository.Root, document);
        Assert.All(Links().Matches(File.ReadAllText(file)).Select(match => match.Groups["target"].Value), link =>
        {
            if (Uri.TryCreate(link, UriKind.Absolute, out _)) return;
            var parts = link.Split('#', 2);
            var target = parts[0].Length == 0 ? file : Path.GetFullPath(parts[0], Path.GetDirectoryName(file)!);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link} leads nowhere");
            if (parts.Length == 2) Assert.Contains(parts[1], Headings().Matches(File.ReadAllText(target)).Select(match => AnchorOf(match.Groups["text"].Value)));
        });
    }

    [Fact]
    public void The_settings_and_outputs_that_the_way_into_Azure_names_exist()
    {
        var readme = File.ReadAllText(Path.Combine(BicepFile.Folder, "README.md"));
        var asked = Asked().Matches(readme).Select(match => match.Groups["output"].Value).Distinct().ToList();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(BicepFile.Main.Outputs));
        string[] named = ["operatorsGroupId", "publicAddress", "usePrivateEndpoints", "durableBackend", "signInClientId", "budgetStart"];
        Assert.All(named, name => Assert.Contains(name, readme, StringComparison.Ordinal));
        Assert.Empty(named.Except(BicepFile.Main.Parameters.Select(parameter => parameter.Name)));
        Assert.All(BicepFile.Modules, module => Assert.Contains(module.Name, readme, StringComparison.Ordinal));
    }

    private static string AnchorOf(string heading) =>
        NoLetters().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\(ask (?<output>\w+)\)")]
    private static partial Regex Asked();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetters();
}
