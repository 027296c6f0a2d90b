using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class LifecycleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_come_while_suspended_are_taken_after_the_resume()
    {
        await using var host = await TestEngine.StartAsync(TwoLetters);
        var id = await host.StartAsync("TwoLetters");
        await host.Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
        await host.Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await host.Client.SuspendInstanceAsync(id, "pause again", Cancellation);
        await host.Client.RaiseEventAsync(id, "Letter", "b", Cancellation);
        await host.QuietAsync();

        var suspended = await host.Client.GetInstanceAsync(id, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id, "go on", Cancellation);

        Assert.Equal("ab", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        var history = await host.Client.GetOrchestrationHistoryAsync(id, Cancellation);
        Assert.Equal("pause", Assert.Single(history.OfType<ExecutionSuspendedEvent>()).Reason);
        Assert.Equal("go on", Assert.Single(history.OfType<ExecutionResumedEvent>()).Reason);
    }

    [Fact]
    public async Task A_timer_that_is_due_while_suspended_counts_after_the_resume()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<object?, string>("Nap", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return "awake";
        }));
        var id = await host.StartAsync("Nap");
        await host.Client.SuspendInstanceAsync(id, cancellation: Cancellation);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(2), Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);

        await host.Client.ResumeInstanceAsync(id, cancellation: Cancellation);

        Assert.Equal("awake", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_suspension_outlives_a_round_that_ends_at_the_same_moment()
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("Rounds", async (context, round) =>
            {
                if (round == 2)
                    return await context.WaitForExternalEvent<string>("Letter");
                await context.CallActivityAsync("Gate");
                await context.WaitForExternalEvent<string>("Letter");
                context.ContinueAsNew(2);
                return "";
            })
            .AddActivityFunc("Gate", async (TaskActivityContext _) => await gate.Task));
        var id = await host.StartAsync("Rounds", 1);
        await host.Client.WaitForInstanceStartAsync(id, Cancellation);

        // All three are told while the activity holds the round, so that one turn may take them together.
        var told = new[]
        {
            host.Client.RaiseEventAsync(id, "Letter", "a", Cancellation),
            host.Client.SuspendInstanceAsync(id, cancellation: Cancellation),
            host.Client.RaiseEventAsync(id, "Letter", "b", Cancellation),
        };
        gate.SetResult();
        await Task.WhenAll(told);
        await host.QuietAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id, cancellation: Cancellation);
        Assert.Equal("b", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using var host = await TestEngine.StartAsync(TwoLetters);
        var id = await host.StartAsync("TwoLetters");
        await host.Client.SuspendInstanceAsync(id, cancellation: Cancellation);

        await host.Client.TerminateInstanceAsync(id, "over", Cancellation);

        var end = await host.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("over", end.ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_termination_reaches_sub_orchestrations_only_when_it_is_recursive(bool recursive)
    {
        await using var host = await TestEngine.StartAsync(tasks => TwoLetters(tasks
            .AddOrchestratorFunc("Top", context => context.CallSubOrchestratorAsync("Middle", new TaskOptions().WithInstanceId("middle")))
            .AddOrchestratorFunc(
                "Middle", context => context.CallSubOrchestratorAsync("TwoLetters", new TaskOptions().WithInstanceId("bottom")))));
        var id = await host.StartAsync("Top");
        await host.QuietAsync();

        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stop", recursive), Cancellation);
        await host.QuietAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync(id)).RuntimeStatus);
        var expected = recursive ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Running;
        Assert.Equal(expected, (await host.Client.GetInstanceAsync("middle", Cancellation))!.RuntimeStatus);
        Assert.Equal(expected, (await host.Client.GetInstanceAsync("bottom", Cancellation))!.RuntimeStatus);
    }

    [Fact]
    public async Task Demands_on_an_instance_that_is_over_or_unknown_change_nothing()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n));
        var end = await host.RunAsync("Same", 5);
        foreach (var id in new[] { end.InstanceId, "unknown" })
        {
            await host.Client.TerminateInstanceAsync(id, Cancellation);
            await host.Client.SuspendInstanceAsync(id, Cancellation);
            await host.Client.ResumeInstanceAsync(id, Cancellation);
            await host.Client.RaiseEventAsync(id, "x", Cancellation);
        }

        var after = (await host.Client.GetInstanceAsync(end.InstanceId, true, Cancellation))!;
        Assert.Equal(OrchestrationRuntimeStatus.Completed, after.RuntimeStatus);
        Assert.Equal(end.LastUpdatedAt, after.LastUpdatedAt);
        Assert.Null(await host.Client.GetInstanceAsync("unknown", Cancellation));
    }

    [Fact]
    public async Task The_result_of_an_activity_of_a_terminated_instance_is_dropped()
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Calls", context => context.CallActivityAsync("Slow"))
            .AddActivityFunc("Slow", async (TaskActivityContext _) => await gate.Task));
        var id = await host.StartAsync("Calls");
        await host.Client.WaitForInstanceStartAsync(id, Cancellation);

        await host.Client.TerminateInstanceAsync(id, Cancellation);
        await host.EndOfAsync(id);
        gate.SetResult();
        await host.QuietAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_restart_runs_the_first_input_again_under_the_same_id_or_a_new_one()
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Count", (_, name) => $"{name}{Interlocked.Increment(ref runs)}"));
        var end = await host.RunAsync("Count", "n", new StartOrchestrationOptions("first"));

        Assert.Equal("first", await host.Client.RestartAsync("first", cancellation: Cancellation));
        await host.QuietAsync();
        var again = await host.EndOfAsync("first");
        var other = await host.Client.RestartAsync("first", restartWithNewInstanceId: true, Cancellation);

        Assert.Equal("n1", end.ReadOutputAs<string>());
        Assert.Equal("n2", again.ReadOutputAs<string>());
        Assert.Equal("n3", (await host.EndOfAsync(other)).ReadOutputAs<string>());
        Assert.NotEqual("first", other);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("unknown", cancellation: Cancellation));
    }

    [Fact]
    public async Task An_instance_that_runs_is_not_restarted_under_its_id()
    {
        await using var host = await TestEngine.StartAsync(TwoLetters);
        var id = await host.StartAsync("TwoLetters");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RestartAsync(id, cancellation: Cancellation));
    }

    [Fact]
    public async Task An_id_that_is_in_use_is_refused_and_one_that_is_over_is_replaced()
    {
        await using var host = await TestEngine.StartAsync(TwoLetters);
        await host.StartAsync("TwoLetters", id: "one");
        await host.QuietAsync();

        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.StartAsync("TwoLetters", id: "one"));
        Assert.IsAssignableFrom<InvalidOperationException>(refused);
        await host.Client.SuspendInstanceAsync("one", Cancellation);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.StartAsync("TwoLetters", id: "one"));
        await host.Client.TerminateInstanceAsync("one", Cancellation);
        await host.EndOfAsync("one");
        await host.StartAsync("TwoLetters", id: "one");
        await host.Client.RaiseEventAsync("one", "Letter", "x", Cancellation);
        await host.Client.RaiseEventAsync("one", "Letter", "y", Cancellation);

        Assert.Equal("xy", (await host.EndOfAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_statuses_that_refuse_another_instance_can_be_chosen()
    {
        await using var host = await TestEngine.StartAsync(tasks => TwoLetters(tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n)));
        var strict = new StartOrchestrationOptions("done").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await host.RunAsync("Same", 1, strict);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync("Same", 2, strict, Cancellation));

        // A running instance may be replaced too, when it is said so.
        await host.StartAsync("TwoLetters", id: "runs");
        await host.Client.RaiseEventAsync("runs", "Letter", "old", Cancellation);
        var loose = new StartOrchestrationOptions("runs") { DedupeStatuses = [] };
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Same", 3, loose, Cancellation);
        Assert.Equal(3, (await host.EndOfAsync("runs")).ReadOutputAs<int>());

        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Same", 3, new StartOrchestrationOptions("x") { DedupeStatuses = ["Sleepy"] }, Cancellation));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("@a")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("ten letters ten letters ten letters ten letters ten letters ten letters ten letters ten letters 12345")]
    public async Task An_id_that_Azure_would_refuse_is_refused(string id)
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n));

        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync("Same", 1, id));
    }

    [Fact]
    public async Task Purging_removes_only_what_is_over()
    {
        await using var host = await TestEngine.StartAsync(tasks => TwoLetters(tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n)));
        var over = (await host.RunAsync("Same", 1)).InstanceId;
        var runs = await host.StartAsync("TwoLetters");

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(over, Cancellation)).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync(runs, Cancellation)).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("unknown", Cancellation)).PurgedInstanceCount);

        Assert.Null(await host.Client.GetInstanceAsync(over, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.GetOrchestrationHistoryAsync(over, Cancellation));
        Assert.NotNull(await host.Client.GetInstanceAsync(runs, Cancellation));
    }

    [Fact]
    public async Task Purging_by_filter_takes_the_period_and_the_statuses()
    {
        await using var host = await TestEngine.StartAsync(tasks => TwoLetters(tasks
            .AddOrchestratorFunc<int, int>("Same", (_, n) => n < 0 ? throw new ArgumentException("negative") : n)));
        var old = (await host.RunAsync("Same", 1)).InstanceId;
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(10), Cancellation);
        var from = host.Clock.GetUtcNow();
        await host.RunAsync("Same", 2);
        var failed = (await host.RunAsync("Same", -1)).InstanceId;
        var runs = await host.StartAsync("TwoLetters");

        var result = await host.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(from, null, [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running]), Cancellation);

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.True(result.IsComplete);
        var left = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync())
            left.Add(instance.InstanceId);
        Assert.Equal(new[] { old, failed, runs }.Order(StringComparer.Ordinal), left);
    }

    [Fact]
    public async Task Purging_recursively_takes_the_sub_orchestrations_too()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Top", context => context.CallSubOrchestratorAsync("Sub", new TaskOptions().WithInstanceId("sub")))
            .AddOrchestratorFunc("Sub", context => context.CallSubOrchestratorAsync("Leaf", new TaskOptions().WithInstanceId("leaf")))
            .AddOrchestratorFunc("Leaf", _ => { }));
        var top = (await host.RunAsync("Top")).InstanceId;

        var result = await host.Client.PurgeInstanceAsync(top, new PurgeInstanceOptions(Recursive: true), Cancellation);

        Assert.Equal(3, result.PurgedInstanceCount);
    }

    [Fact]
    public async Task Instances_are_listed_by_pages_with_a_filter()
    {
        await using var host = await TestEngine.StartAsync(tasks => TwoLetters(tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n)));
        for (var i = 0; i < 25; i++)
            await host.RunAsync("Same", i, new StartOrchestrationOptions($"a-{i:00}"));
        await host.StartAsync("TwoLetters", id: "b-1");
        await host.QuietAsync();
        var query = new OrchestrationQuery(InstanceIdPrefix: "a-", PageSize: 10, FetchInputsAndOutputs: true);

        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in host.Client.GetAllInstancesAsync(query).AsPages())
            pages.Add(page);
        var running = new List<string>();
        await foreach (
            var instance in host.Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])))
            running.Add(instance.InstanceId);

        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(0, 25), pages.SelectMany(page => page.Values).Select(instance => instance.ReadOutputAs<int>()));
        Assert.Equal(["b-1"], running);
        Assert.Equal(25, host.Engine.CountByStatus()[OrchestrationStatus.Completed]);
        Assert.Equal(["Same", "TwoLetters"], host.Engine.ReadNames());
        Assert.Equal("b-1", host.Engine.List(new() { NewestFirst = true, PageSize = 1 }).Instances.Single().Id);
    }

    [Fact]
    public async Task Ids_of_finished_instances_are_listed_in_the_order_of_their_completion()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Same", (_, n) => n));
        foreach (var id in new[] { "z", "m", "a" })
            await host.RunAsync("Same", 1, new StartOrchestrationOptions(id));

        var first = await host.Client.ListInstanceIdsAsync(pageSize: 2, cancellation: Cancellation);
        var second = await host.Client.ListInstanceIdsAsync(
            pageSize: 2, lastInstanceKey: first.ContinuationToken, cancellation: Cancellation);

        Assert.Equal(["z", "m"], first.Values);
        Assert.Equal(["a"], second.Values);
        Assert.Null(second.ContinuationToken);
    }

    [Fact]
    public async Task Inputs_and_outputs_can_only_be_read_when_they_were_asked_for()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Same", (context, n) =>
        {
            context.SetCustomStatus(new { At = n });
            return n;
        }));
        var id = (await host.RunAsync("Same", 3)).InstanceId;

        var without = (await host.Client.GetInstanceAsync(id, Cancellation))!;
        var with = (await host.Client.GetInstanceAsync(id, true, Cancellation))!;

        Assert.Throws<InvalidOperationException>(() => without.ReadOutputAs<int>());
        Assert.Null(without.SerializedInput);
        Assert.Equal(3, with.ReadInputAs<int>());
        Assert.Equal("""{"At":3}""", with.SerializedCustomStatus);
    }

    private static void TwoLetters(DurableTaskRegistry tasks) =>
        tasks.AddOrchestratorFunc<object?, string>("TwoLetters", async (context, _) =>
        await context.WaitForExternalEvent<string>("Letter") + await context.WaitForExternalEvent<string>("Letter"));
}
