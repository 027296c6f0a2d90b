using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class StateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_custom_status_shows_while_the_orchestration_runs()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc("Shows", async context =>
        {
            context.SetCustomStatus("first");
            await context.WaitForExternalEvent<object>("Next");
            context.SetCustomStatus("second");
            await context.WaitForExternalEvent<object>("Next");
            context.SetCustomStatus(null);
        }));
        var id = await host.StartAsync("Shows");
        await host.QuietAsync();
        var first = await host.Client.GetInstanceAsync(id, true, Cancellation);
        await host.Client.RaiseEventAsync(id, "Next", Cancellation);
        var second = await host.Client.GetInstanceAsync(id, true, Cancellation);
        await host.Client.RaiseEventAsync(id, "Next", Cancellation);

        Assert.Equal("first", first!.ReadCustomStatusAs<string>());
        Assert.Equal("second", second!.ReadCustomStatusAs<string>());
        Assert.Null((await host.EndOfAsync(id)).SerializedCustomStatus);
    }

    [Fact]
    public async Task A_custom_status_of_more_than_16_KB_is_refused()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("Shows", (context, size) =>
        {
            context.SetCustomStatus(new string('x', size));
            return "shown";
        }));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.RunAsync("Shows", 8190)).RuntimeStatus);
        var end = await host.RunAsync("Shows", 8191);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("16 KB", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Inputs_results_and_payloads_of_a_megabyte_pass()
    {
        var large = new string('é', 1 << 20);
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Passes", async (context, text) =>
            {
                var returned = await context.CallActivityAsync<string>("Same", text);
                var raised = await context.WaitForExternalEvent<string>("Text");
                return returned == text && raised == text ? text : "changed";
            })
            .AddActivityFunc<string, string>("Same", (_, text) => text));
        var id = await host.StartAsync("Passes", large);
        await host.Client.RaiseEventAsync(id, "Text", large, Cancellation);

        var end = await host.EndOfAsync(id);

        Assert.Equal(large, end.ReadOutputAs<string>());
        Assert.Equal(large, end.ReadInputAs<string>());
    }

    [Fact]
    public async Task Tags_stay_with_the_instance()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n));

        var end = await host.RunAsync(
            "Same", 1, new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["faculty"] = "Lyon" } });

        Assert.Equal("Lyon", end.Tags["faculty"]);
    }

    [Fact]
    public async Task The_version_of_an_instance_picks_its_code_and_its_activities()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>(
                "Flow", "1.0", async (context, _) => "one " + await context.CallActivityAsync<string>("Say"))
            .AddOrchestratorFunc<object?, string>("Flow", "2.0", async (context, _) =>
                $"two {await context.CallActivityAsync<string>("Say")} {context.CompareVersionTo("1.9")} "
                + await context.CallActivityAsync<string>("Say", new TaskOptions { Version = "1.0" }))
            .AddActivityFunc<object?, string>("Say", "1.0", (context, _) => Task.FromResult("old" + context.Version))
            .AddActivityFunc<object?, string>("Say", "2.0", (context, _) => Task.FromResult("new" + context.Version)));

        var one = await host.RunAsync("Flow", options: new StartOrchestrationOptions { Version = "1.0" });
        var two = await host.RunAsync("Flow", options: new StartOrchestrationOptions { Version = "2.0" });
        var three = await host.RunAsync("Flow", options: new StartOrchestrationOptions { Version = "3.0" });

        Assert.Equal("one old1.0", one.ReadOutputAs<string>());
        Assert.Equal("two new2.0 1 old1.0", two.ReadOutputAs<string>());
        Assert.Equal("OrchestratorTaskNotFound", three.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task A_version_without_code_of_its_own_runs_the_code_without_a_version()
    {
        await using var host = await TestEngine.StartAsync(
            tasks => tasks.AddOrchestratorFunc<object?, string>("Flow", (context, _) => context.Version));

        Assert.Equal("7", (await host.RunAsync("Flow", options: new StartOrchestrationOptions { Version = "7" })).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_next_round_can_have_another_version()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("Flow", (context, round) =>
        {
            if (round == 1)
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 2, NewVersion = "2.0" });
            return $"{round} {context.Version}";
        }));

        var end = await host.RunAsync("Flow", 1, new StartOrchestrationOptions { Version = "1.0" });

        Assert.Equal("2 2.0", end.ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "1.0", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "2.0", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "1.0", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "2.1", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.None, "9", true)]
    public async Task A_worker_fails_versions_that_it_does_not_take(
        DurableTaskWorkerOptions.VersionMatchStrategy strategy, string version, bool runs)
    {
        await using var host = await TestEngine.StartAsync(
            tasks => tasks.AddOrchestratorFunc<object?, string>("Flow", (_, _) => "ran"),
            versioning: new()
            {
                Version = "2.0",
                MatchStrategy = strategy,
                FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Fail,
            });

        var end = await host.RunAsync("Flow", options: new StartOrchestrationOptions { Version = version });

        Assert.Equal(runs ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(runs ? null : "VersionMismatch", end.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task Sub_orchestrations_take_the_default_version_unless_they_are_given_one()
    {
        await using var host = await TestEngine.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<object?, string>("Top", async (context, _) =>
                    await context.CallSubOrchestratorAsync<string>("Sub")
                    + await context.CallSubOrchestratorAsync<string>("Sub", options: new SubOrchestrationOptions { Version = "b" }))
                .AddOrchestratorFunc<object?, string>("Sub", (context, _) => context.Version),
            new() { DefaultVersion = "a" });

        Assert.Equal("ab", (await host.RunAsync("Top")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_eternal_orchestration_keeps_a_short_history()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Yearly", async (context, year) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(365), CancellationToken.None);
            context.SetCustomStatus(year);
            context.ContinueAsNew(year + 1);
        }));
        var id = await host.StartAsync("Yearly", 0);

        await host.Clock.AdvanceAsync(TimeSpan.FromDays((365 * 100) + 1), Cancellation);

        var instance = host.Engine.Find(id, withInput: true)!;
        Assert.Equal(100, instance.Generation);
        Assert.Equal("100", instance.Input);
        Assert.True(instance.HistoryLength <= 4);
    }

    [Fact]
    public async Task An_orchestration_that_begins_anew_at_once_again_and_again_ends()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Counts", (context, n) =>
        {
            if (n < 100)
                context.ContinueAsNew(n + 1);
            return n;
        }));

        Assert.Equal(100, (await host.RunAsync("Counts", 0)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Entities_are_not_offered()
    {
        await using var host = await TestEngine.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Uses", context => context.Entities.ToString()!));

        Assert.True((await host.RunAsync("Uses")).FailureDetails!.IsCausedBy<NotSupportedException>());
        Assert.Throws<NotSupportedException>(() => host.Client.Entities);
    }

    [Fact]
    public async Task What_an_instance_waits_for_is_told()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Waits", async context => await Task.WhenAll(
                context.WaitForExternalEvent<string>("Approval"),
                context.CreateTimer(context.CurrentUtcDateTime.AddDays(3), CancellationToken.None),
                context.CallSubOrchestratorAsync("Sub", new TaskOptions().WithInstanceId("sub"))))
            .AddOrchestratorFunc("Sub", context => (Task)context.WaitForExternalEvent<string>("More")));
        var id = await host.StartAsync("Waits");
        await host.QuietAsync();

        var waits = host.Engine.Find(id)!.Waits;

        Assert.Equal(3, waits.Count);
        Assert.Contains(waits, wait => wait is { Kind: DurableTask.WaitKind.Event, Name: "Approval" });
        Assert.Contains(waits, wait => wait is { Kind: DurableTask.WaitKind.SubOrchestration, Name: "Sub", InstanceId: "sub" });
        Assert.Equal(
            host.Engine.Find(id)!.CreatedAt.AddDays(3), waits.Single(wait => wait.Due is not null).Due!.Value, TimeSpan.FromMinutes(1));
    }
}
