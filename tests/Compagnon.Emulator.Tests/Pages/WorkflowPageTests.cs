using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Tests.Engine;
using Compagnon.Emulator.Tests.Graph;
using Compagnon.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Pages;

/// <summary>The workflows as a developer sees them and acts on them.</summary>
public sealed class WorkflowPageTests : IAsyncLifetime
{
    private readonly EmulatorClock clock = new();
    private TestEngine engine = null!;
    private GraphServer server = null!;
    private Visitor visitor = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        engine = await TestEngine.StartAsync(Register, clock: clock);
        server = await GraphServer.StartAsync(clock, engine.Engine);
        visitor = new Visitor(server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        visitor.Dispose();
        await server.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_workflow_the_page_says_so()
    {
        var page = await visitor.OpenAsync(EmulatorPages.Workflows, Cancellation);
        Assert.Contains("No orchestration was started yet", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_instance_shows_its_status_its_custom_status_and_what_it_waits_for()
    {
        await StartAsync("Agreement", "agreement-1");
        await StartAsync("Broken", "broken-1");
        await clock.WhenQuietAsync(Cancellation);

        var rows = (await visitor.OpenAsync(EmulatorPages.Workflows, Cancellation)).Document.QuerySelectorAll("tbody tr")
            .ToDictionary(row => row.QuerySelector("th")!.TextContent, row => VisitedText(row.TextContent));

        Assert.Contains("Running", rows["agreement-1"], StringComparison.Ordinal);
        Assert.Contains("event Answered", rows["agreement-1"], StringComparison.Ordinal);
        Assert.Contains("À compléter", rows["agreement-1"], StringComparison.Ordinal);
        Assert.Contains("Failed", rows["broken-1"], StringComparison.Ordinal);
        Assert.Contains("<b>404</b>", rows["broken-1"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_instance_is_on_exactly_one_page_also_when_more_come_meanwhile()
    {
        await Task.WhenAll(Enumerable.Range(0, 120).Select(index => StartAsync("Delivery", $"mail-{index:000}")));
        var page = await visitor.OpenAsync(EmulatorPages.Workflows, Cancellation);
        var ids = Ids(page);
        for (var turn = 0; turn < 2; turn++)
        {
            await StartAsync("Delivery", $"late-{turn}");
            page = await page.FollowAsync("Older", Cancellation);
            ids.AddRange(Ids(page));
        }

        Assert.Equal(Enumerable.Range(0, 120).Select(index => $"mail-{index:000}"), ids.Order());
        Assert.Null(page.Document.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task Filters_narrow_by_name_status_and_beginning_of_the_id()
    {
        await StartAsync("Agreement", "a-1");
        await StartAsync("Agreement", "b-1");
        await StartAsync("Delivery", "a-2");
        await StartAsync("Broken", "a-3");
        await clock.WhenQuietAsync(Cancellation);

        Assert.Equal(["a-1", "b-1"], await FoundAsync("?name=Agreement"));
        Assert.Equal(["a-2"], await FoundAsync("?status=Completed"));
        Assert.Equal(["a-1", "b-1"], await FoundAsync("?status=open"));
        Assert.Equal(["a-1", "a-2", "a-3"], await FoundAsync("?prefix=a-"));
        Assert.Equal(["a-3"], await FoundAsync("?prefix=a-&status=Failed&name=Broken"));
        Assert.Empty(await FoundAsync("?prefix=" + Uri.EscapeDataString("%_<b>")));
        Assert.Equal(4, (await FoundAsync("?status=unknown")).Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.OpenAsync($"{EmulatorPages.Workflows}?after=x", Cancellation)).Status);
    }

    [Fact]
    public async Task One_instance_is_shown_with_its_timeline_its_history_and_what_it_called()
    {
        await StartAsync("Parent", "parent-1");
        await engine.EndOfAsync("parent-1");

        var page = await OpenAsync("parent-1");
        Assert.Equal("Parent", page.Heading);
        var timeline = page.Document.QuerySelectorAll(".timeline li").Select(row => VisitedText(row.TextContent)).ToArray();
        var failed = Assert.Single(timeline, row => row.StartsWith("activity Remind Graph", StringComparison.Ordinal));
        Assert.Contains("failed", failed, StringComparison.Ordinal);
        Assert.Contains(timeline, row => row.StartsWith("activity Remind attempt 2", StringComparison.Ordinal));
        Assert.Equal(engine.Engine.ReadHistory("parent-1").Count, page.Document.QuerySelectorAll(".history tbody tr").Length);
        Assert.Contains("été", page.Text, StringComparison.Ordinal);

        var child = await page.FollowAsync("Delivery", Cancellation);
        Assert.Equal("Delivery", child.Heading);
        Assert.Equal("Parent", (await child.FollowAsync("parent-1", Cancellation)).Heading);
    }

    [Fact]
    public async Task Both_scales_draw_every_row_within_the_timeline()
    {
        await StartAsync("Parent", "parent-1");
        await engine.EndOfAsync("parent-1");
        foreach (var scale in new[] { "", "&scale=time" })
        {
            var page = await OpenAsync("parent-1", scale);
            Assert.All(page.Document.QuerySelectorAll(".timeline rect"), bar =>
            {
                var (x, width) = (Percent(bar.GetAttribute("x")!), Percent(bar.GetAttribute("width")!));
                Assert.InRange(x, 0, 100);
                Assert.InRange(width, 0.1, 100.01 - x);
            });
        }
    }

    [Fact]
    public async Task An_event_raised_on_the_page_reaches_the_orchestration()
    {
        await StartAsync("Agreement", "agreement-1");
        await clock.WhenQuietAsync(Cancellation);
        var page = await OpenAsync("agreement-1");
        Assert.Equal("Answered", page.Document.QuerySelector("input[name=name]")!.GetAttribute("value"));

        await page.Fill("Payload", "\"oui\"").PressAsync("Raise", cancellation: Cancellation);

        Assert.Equal("oui", (await engine.EndOfAsync("agreement-1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_payload_that_is_not_json_is_refused_and_kept()
    {
        await StartAsync("Agreement", "agreement-1");
        await clock.WhenQuietAsync(Cancellation);
        var page = await (await OpenAsync("agreement-1")).Fill("Payload", "oui </textarea>")
            .PressAsync("Raise", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("not JSON", page.Text, StringComparison.Ordinal);
        Assert.Equal("oui </textarea>", page.Document.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task An_instance_is_suspended_resumed_and_terminated()
    {
        await StartAsync("Agreement", "agreement-1");
        await clock.WhenQuietAsync(Cancellation);
        await (await OpenAsync("agreement-1")).Fill("Reason", "vacances").PressAsync("Suspend", cancellation: Cancellation);
        await clock.WhenQuietAsync(Cancellation);

        var page = await OpenAsync("agreement-1");
        Assert.Contains("Suspended", page.Text, StringComparison.Ordinal);
        Assert.Contains("vacances", page.Text, StringComparison.Ordinal);
        await page.PressAsync("Resume", cancellation: Cancellation);
        await clock.WhenQuietAsync(Cancellation);
        page = await OpenAsync("agreement-1");
        Assert.Contains("Running", page.Text, StringComparison.Ordinal);
        await page.Fill("Reason", "erreur").PressAsync("Terminate", cancellation: Cancellation);

        var end = await engine.EndOfAsync("agreement-1");
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "erreur"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
        Assert.Contains("It is over", (await OpenAsync("agreement-1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_refused()
    {
        await StartAsync("Delivery", "mail-1");
        await engine.EndOfAsync("mail-1");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["id"] = "mail-1", ["name"] = "Answered" });
        using var response = await server.Http.PostAsync($"{WorkflowPages.InstanceRoot}/raise", form, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        using var nobody = new FormUrlEncodedContent(new Dictionary<string, string> { ["id"] = "nobody", ["name"] = "Answered" });
        using var missing = await server.Http.PostAsync($"{WorkflowPages.InstanceRoot}/raise", nobody, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("?id=nobody")]
    [InlineData("?id=")]
    [InlineData("")]
    public async Task An_instance_that_is_not_there_is_a_page_that_leads_back(string query)
    {
        var page = await visitor.OpenAsync(WorkflowPages.InstanceRoot + query, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("Workflows", (await page.FollowAsync("Back", Cancellation)).Heading);
    }

    [Fact]
    public async Task Strange_ids_and_contents_are_shown_as_they_are()
    {
        const string Id = "..<script>alert('1')&amp;\"é";
        await engine.StartAsync("Delivery", "<img src=x onerror=alert(1)>", Id);
        await engine.EndOfAsync(Id);
        var list = await visitor.OpenAsync(EmulatorPages.Workflows, Cancellation);
        Assert.Equal(Id, list.Document.QuerySelector("tbody th")!.TextContent);
        var page = await list.FollowAsync(Id, Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(page.Document.QuerySelectorAll("script:not([src]), main img, [style]"));
        Assert.Contains("<img src=x onerror=alert(1)>", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_history_is_shown_page_by_page()
    {
        await StartAsync("Long", "long-1");
        await engine.EndOfAsync("long-1");
        var count = engine.Engine.ReadHistory("long-1").Count;
        var page = await OpenAsync("long-1");
        var seen = Numbers(page);
        while (page.Document.QuerySelector("a[rel=prev]") is not null)
        {
            page = await page.FollowAsync("Earlier", Cancellation);
            seen.UnionWith(Numbers(page));
        }

        Assert.Equal(count, seen.Count);

        static HashSet<int> Numbers(VisitedPage page) =>
            page.Document.QuerySelectorAll(".history tbody td:first-child")
                .Select(cell => int.Parse(cell.TextContent, CultureInfo.InvariantCulture)).ToHashSet();
    }

    [Fact]
    public async Task The_pages_know_when_something_has_happened()
    {
        await StartAsync("Agreement", "agreement-1");
        await clock.WhenQuietAsync(Cancellation);
        foreach (var address in new[] { EmulatorPages.Workflows, WorkflowPages.Address("agreement-1") })
        {
            var main = (await visitor.OpenAsync(address, Cancellation)).Document.QuerySelector("main")!;
            Assert.Equal(
                main.GetAttribute("data-version"), await server.Http.GetStringAsync(main.GetAttribute("data-refresh"), Cancellation));
            await engine.Client.RaiseEventAsync("agreement-1", "Other", cancellation: Cancellation);
            await clock.WhenQuietAsync(Cancellation);
            Assert.NotEqual(
                main.GetAttribute("data-version"), await server.Http.GetStringAsync(main.GetAttribute("data-refresh"), Cancellation));
        }
    }

    [Fact]
    public async Task A_program_reads_the_instances_page_by_page()
    {
        for (var index = 0; index < 5; index++)
            await StartAsync("Agreement", $"agreement-{index}");
        await clock.WhenQuietAsync(Cancellation);

        var first = await ReadAsync("?top=3&status=Running");
        Assert.Equal(5, first.GetProperty("counts").GetProperty("Running").GetInt32());
        Assert.Equal(["agreement-4", "agreement-3", "agreement-2"], ReadIds(first));
        Assert.Equal("Answered", first.GetProperty("instances")[0].GetProperty("waits")[0].GetProperty("name").GetString());
        var second = await ReadAsync($"?top=3&status=Running&after={first.GetProperty("next").GetString()}");
        Assert.Equal(["agreement-1", "agreement-0"], ReadIds(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        foreach (var bad in new[] { "?status=x", "?top=0", "?after=x" })
        {
            using var response = await server.Http.GetAsync($"{EmulatorPages.Workflows}/instances.json{bad}", Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Task<JsonElement> ReadAsync(string query) =>
            server.Http.GetFromJsonAsync<JsonElement>($"{EmulatorPages.Workflows}/instances.json{query}", Cancellation);

        static IEnumerable<string?> ReadIds(JsonElement json) =>
            json.GetProperty("instances").EnumerateArray().Select(one => one.GetProperty("id").GetString());
    }

    private static void Register(DurableTaskRegistry registry)
    {
        var reminders = 0;
        registry.AddOrchestratorFunc<string?, string>("Agreement", async (context, _) =>
        {
            context.SetCustomStatus("À compléter");
            return await context.WaitForExternalEvent<string>("Answered");
        });
        registry.AddOrchestratorFunc<string?, string>("Delivery", (_, input) => Task.FromResult("accepted " + input));
        registry.AddOrchestratorFunc<string?, string>(
            "Broken", async (context, _) => await context.CallActivityAsync<string>("Explode", "x"));
        registry.AddOrchestratorFunc<string?, string>("Parent", async (context, _) =>
        {
            await context.CallSubOrchestratorAsync<string>("Delivery", "un été");
            return await context.CallActivityAsync<string>(
                "Remind", "un été", TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1))));
        });
        registry.AddOrchestratorFunc<string?, int>("Long", async (context, _) =>
        {
            for (var index = 0; index < 60; index++)
                await context.CallActivityAsync<string>("Step", "x");
            return 0;
        });
        registry.AddActivityFunc<string, string>("Explode", Task<string> (_, _) => throw new InvalidOperationException("<b>404</b>"));
        registry.AddActivityFunc<string, string>("Remind", Task<string> (_, _) =>
            Interlocked.Increment(ref reminders) == 1 ? throw new InvalidOperationException("Graph answered 503") : Task.FromResult("ok"));
        registry.AddActivityFunc<string, string>("Step", (_, _) => Task.FromResult("ok"));
    }

    private static string VisitedText(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double Percent(string text) => double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture);

    private static List<string> Ids(VisitedPage page) => page.Document.QuerySelectorAll("tbody th").Select(id => id.TextContent).ToList();

    private Task StartAsync(string name, string id) => engine.StartAsync(name, null, id);

    private async Task<List<string>> FoundAsync(string query) =>
        [.. Ids(await visitor.OpenAsync(EmulatorPages.Workflows + query, Cancellation)).Order()];

    private Task<VisitedPage> OpenAsync(string id, string more = "") => visitor.OpenAsync(WorkflowPages.Address(id) + more, Cancellation);
}
