using System.Reflection;
using System.Text.RegularExpressions;
using Compagnon.Tests.Builds;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Tests.Infrastructure;

/// <summary>One list of settings: what the code reads, what a developer's sample names, what is set in Azure.</summary>
public sealed partial class SettingsTests
{
    // The platform sets it; whoever set it too would only make it wrong.
    private static readonly string[] OfThePlatform = ["WEBSITE_AUTH_ENABLED", "WEBSITE_HOSTNAME"];

    // A connection string holds a key: with an identity there is none.
    private static readonly string[] OnlyWithoutAzure = ["AzureWebJobsStorage"];

    // What the Functions host, its extensions and the platform read, and the app does not.
    private static readonly string[] OfTheHostInAzure =
    [
        "AzureFunctionsJobHost__extensions__durableTask__hubName",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING",
        "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID",
    ];

    // In Azure functionAppConfig says the runtime: https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#deprecated-properties-and-settings
    private static readonly string[] OfTheHostOnAMachine = ["AzureWebJobsDisableHomepage", "Emulator__People", "FUNCTIONS_WORKER_RUNTIME"];

    [Fact]
    public void Every_setting_that_the_code_reads_is_set_in_Azure_and_nothing_else() => Assert.Equal(
        Read.Except(OfThePlatform).Except(OnlyWithoutAzure).Concat(OfTheHostInAzure).Order(StringComparer.OrdinalIgnoreCase),
        BicepFile.Modules.Single(file => file.Name == "functionApp.bicep").SettingsOf().Order(StringComparer.OrdinalIgnoreCase),
        StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Every_setting_that_the_code_reads_is_in_the_sample_and_nothing_else() => Assert.Equal(
        Read.Except(OfThePlatform).Concat(OfTheHostOnAMachine).Order(StringComparer.OrdinalIgnoreCase),
        SampleLine().Matches(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")))
            .Select(match => match.Groups["name"].Value)
            .Order(StringComparer.OrdinalIgnoreCase),
        StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Nothing_but_the_settings_classes_reads_a_setting()
    {
        var functions = Path.Combine(Repository.Root, "functions");
        var others = Directory.EnumerateFiles(functions, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => !Path.GetRelativePath(functions, file).StartsWith("obj", StringComparison.Ordinal))
            .Where(file => Path.GetRelativePath(functions, file) != "Settings.cs")
            .Where(file => ReadsASetting(File.ReadAllText(file)));
        Assert.Empty(others);
    }

    [Fact]
    public void Settings_are_read_by_the_names_that_they_have_in_Azure()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Read.ToDictionary(
            name => name.Replace("__", ":", StringComparison.Ordinal), string? (name) => "the value of " + name)).Build();
        var read = SettingsClasses.SelectMany(type =>
        {
            var settings = typeof(Settings).GetMethod(nameof(Settings.Read))!.MakeGenericMethod(type).Invoke(null, [configuration])!;
            return Properties(type).Select(property => (Name: NameOf(type, property), Value: property.GetValue(settings)));
        });
        Assert.All(read, setting => Assert.Equal("the value of " + setting.Name, setting.Value));
    }

    private static IReadOnlyList<Type> SettingsClasses =>
        [.. typeof(App).Assembly.GetTypes().Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(ISettings)))];

    private static IReadOnlyList<string> Read => [.. SettingsClasses.SelectMany(type => Properties(type).Select(property => NameOf(type, property)))];

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static string NameOf(Type type, PropertyInfo property)
    {
        var section = (string?)type.GetProperty(nameof(ISettings.Section), BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
        var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
        return section is null ? name : $"{section}__{name}";
    }

    private static bool ReadsASetting(string code) => ReadsOtherwise().IsMatch(code) || Configurations().Matches(code)
        .Select(match => match.Groups["name"].Value)
        .Any(name => code.Contains(name + "[", StringComparison.Ordinal) || code.Contains(name + "?[", StringComparison.Ordinal));

    // A setting that is left to its default stands behind slashes.
    [GeneratedRegex("""^\s+(// )?"(?<name>\w+)": "[^"]*",?\s*$""", RegexOptions.Multiline)]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"onfiguration\[|\.GetSection\(|\.GetValue<|\.GetConnectionString\(|GetEnvironmentVariable|BindConfiguration")]
    private static partial Regex ReadsOtherwise();

    [GeneratedRegex(@"\bIConfiguration(Section|Root)? (?<name>\w+)")]
    private static partial Regex Configurations();
}
