using System.Text.Json;
using System.Xml.Linq;
using Compagnon.Tests.Builds;

namespace Compagnon.Tests.Infrastructure;

/// <summary>What the Functions host is told.</summary>
public sealed class HostJsonTests
{
    private static readonly JsonElement Host =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions", "host.json"))).RootElement;

    private static JsonElement Durable => Host.GetProperty("extensions").GetProperty("durableTask");

    [Fact]
    public void New_workflows_bear_the_product_s_version()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "functions", "Compagnon.Functions.csproj")).Descendants("Version").Single().Value;
        Assert.StartsWith(Durable.GetProperty("defaultVersion").GetString() + ".", version, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_that_was_put_back_leaves_newer_workflows_alone() =>
        Assert.Equal("CurrentOrOlder", Durable.GetProperty("versionMatchStrategy").GetString());

    [Fact]
    public void The_hub_has_one_name_whatever_keeps_it()
    {
        var hub = Durable.GetProperty("hubName").GetString()!;
        Assert.Matches("^[a-z][a-z0-9]{2,44}$", hub);
        Assert.Contains($"name: '{hub}'", BicepFile.Modules.Single(file => file.Name == "scheduler.bicep").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Workflows_lie_in_the_app_s_storage_and_their_number_at_once_is_bounded()
    {
        Assert.Equal("AzureStorage", Durable.GetProperty("storageProvider").GetProperty("type").GetString());
        Assert.Equal("AzureWebJobsStorage", Durable.GetProperty("storageProvider").GetProperty("connectionStringName").GetString());
        Assert.InRange(Durable.GetProperty("maxConcurrentActivityFunctions").GetInt32(), 1, 100);
        Assert.InRange(Durable.GetProperty("maxConcurrentOrchestratorFunctions").GetInt32(), 1, 100);
    }

    [Fact]
    public void No_input_and_no_answer_of_a_workflow_reaches_the_telemetry() =>
        Assert.False(Durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());

    [Fact]
    public void What_alerts_look_for_is_never_sampled_away() => Assert.Contains(
        "Trace",
        Host.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("excludedTypes").GetString()!,
        StringComparison.Ordinal);
}
