using System.Text.RegularExpressions;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Infrastructure;

/// <summary>What can be known of the infrastructure without its compiler.</summary>
public sealed partial class BicepTests
{
    // As https://learn.microsoft.com/azure/role-based-access-control/built-in-roles has them.
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["76199698-9eea-4c19-bc75-cec21354c6b6"] = "Storage Table Data Reader",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
    };

    public static TheoryData<string> Files => [.. BicepFile.All.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Brackets_close_in_the_order_in_which_they_open(string name)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        foreach (var letter in Of(name).Code())
        {
            if (letter == '\n') line++;
            if ("([{".Contains(letter, StringComparison.Ordinal)) open.Push((letter, line));
            if (!")]}".Contains(letter, StringComparison.Ordinal)) continue;
            Assert.True(open.TryPop(out var last), $"{name}:{line}: '{letter}' closes nothing");
            Assert.True(
                "([{".IndexOf(last.Bracket, StringComparison.Ordinal) == ")]}".IndexOf(letter, StringComparison.Ordinal),
                $"{name}:{line}: '{letter}' closes '{last.Bracket}' of line {last.Line}");
        }

        Assert.Empty(open);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Whatever_is_interpolated_is_declared(string name)
    {
        var file = Of(name);
        string[] functions = ["environment", "tenant", "empty", "take", "guid", "uniqueString"];
        var used = Interpolation().Matches(file.Code()).Select(match => match.Groups["name"].Value).Distinct();
        Assert.Empty(used.Except(file.Declared).Except(functions));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_parameter_and_every_variable_is_used(string name)
    {
        var file = Of(name);
        var code = file.Code();
        Assert.All(Variables().Matches(code).Select(match => match.Groups["name"].Value).Concat(file.Parameters.Select(parameter => parameter.Name)), declared =>
            Assert.True(Regex.Count(code, $@"\b{declared}\b") > 1, $"{name}: '{declared}' is declared and not used"));
    }

    [Fact]
    public void Every_module_gets_what_it_asks_for_and_nothing_else()
    {
        var modules = BicepFile.Main.UsedModules;
        Assert.Equal(BicepFile.Modules.Select(file => file.Name), modules.Select(module => Path.GetFileName(module.File)).Order(StringComparer.Ordinal));
        Assert.All(modules, module =>
        {
            var parameters = Of(Path.GetFileName(module.File)).Parameters;
            Assert.Empty(module.Parameters.Except(parameters.Select(parameter => parameter.Name)));
            Assert.Empty(parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name).Except(module.Parameters));
        });
    }

    [Fact]
    public void Whatever_main_asks_of_a_module_is_an_output_of_it()
    {
        var modules = BicepFile.Main.UsedModules.ToDictionary(module => module.Symbol, module => Of(Path.GetFileName(module.File)));
        var asked = AskedOutput().Matches(BicepFile.Main.Code());
        Assert.NotEmpty(asked);
        Assert.All(asked, match => Assert.Contains(match.Groups["output"].Value, modules[match.Groups["module"].Value].Outputs));
    }

    [Fact]
    public void Every_resource_names_where_its_version_is_documented()
    {
        var resources = BicepFile.All.SelectMany(file => file.Resources.Select(resource => (File: file, Resource: resource))).ToList();
        Assert.NotEmpty(resources);
        Assert.All(resources, found => Assert.Contains(
            $"https://learn.microsoft.com/azure/templates/{Page(found.Resource)}", found.File.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_role_is_one_whose_id_is_known()
    {
        var used = BicepFile.All.SelectMany(file => Guids().Matches(file.Text).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Roles.Keys.Order(StringComparer.Ordinal), used);
    }

    [Fact]
    public void No_resource_is_open_by_a_key_or_to_everybody()
    {
        var storage = Of("storage.bicep").Text;
        Assert.Contains("allowSharedKeyAccess: false", storage, StringComparison.Ordinal);
        Assert.Contains("allowBlobPublicAccess: false", storage, StringComparison.Ordinal);
        Assert.Contains("isVersioningEnabled: true", storage, StringComparison.Ordinal);
        Assert.Contains("DisableLocalAuth: true", Of("monitoring.bicep").Text, StringComparison.Ordinal);
        Assert.Contains("enablePurgeProtection: true", Of("keyVault.bicep").Text, StringComparison.Ordinal);
        Assert.All(BicepFile.All, file => Assert.DoesNotMatch(@"listKeys|AccountKey|\bpassword\b.*:", file.Code()));
    }

    [Fact]
    public void The_sample_parameters_are_those_that_main_asks_for()
    {
        var sample = File.ReadAllText(Path.Combine(BicepFile.Folder, "main.sample.bicepparam"));
        var set = SampleParameter().Matches(sample).Select(match => match.Groups["name"].Value).ToList();
        var parameters = BicepFile.Main.Parameters;
        Assert.Empty(set.Except(parameters.Select(parameter => parameter.Name)));
        Assert.Empty(parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name).Except(set));
        Assert.Contains("using 'main.bicep'", sample, StringComparison.Ordinal);
    }

    [Fact]
    public void What_alerts_look_for_is_what_the_code_logs()
    {
        var logged = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var looked = LookedFor().Matches(Of("alerts.bicep").Text).Select(match => match.Groups["words"].Value).ToList();
        Assert.Equal(5, looked.Count);
        // A template begins with them, so they follow a quotation mark.
        Assert.All(looked, words => Assert.Contains('"' + words, logged, StringComparison.Ordinal));
    }

    private static BicepFile Of(string name) => BicepFile.All.Single(file => file.Name == name);

    // A page of config says which of its names it is about.
    private static string Page(BicepResource resource)
    {
        var parts = resource.Type.Split('/', 2);
        return $"{parts[0]}/{resource.Version}/{parts[1]}";
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)")]
    private static partial Regex Interpolation();

    [GeneratedRegex(@"^var (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Variables();

    [GeneratedRegex(@"\b(?<module>\w+)!?\.outputs\.(?<output>\w+)")]
    private static partial Regex AskedOutput();

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"^param (?<name>\w+) = ", RegexOptions.Multiline)]
    private static partial Regex SampleParameter();

    [GeneratedRegex("startswith \"(?<words>[^\"]+)\"")]
    private static partial Regex LookedFor();
}
