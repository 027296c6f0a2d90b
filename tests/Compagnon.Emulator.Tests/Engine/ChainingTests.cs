using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class ChainingTests
{
    [Fact]
    public async Task A_chain_runs_its_activities_one_after_the_other()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Chain", async (context, name) =>
            {
                var text = name;
                for (var i = 1; i <= 3; i++)
                    text = await context.CallActivityAsync<string>("Append", $"{text}{i}");
                return text;
            })
            .AddActivityFunc<string, string>("Append", (_, text) => text + ","));

        var end = await host.RunAsync("Chain", "a");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("a1,2,3,", end.ReadOutputAs<string>());
        Assert.Equal("a", end.ReadInputAs<string>());
        Assert.True(end.IsCompleted);
    }

    [Fact]
    public async Task Activities_that_fan_out_run_at_once_and_come_together()
    {
        var together = new TaskCompletionSource();
        var running = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Sum", async (context, count) =>
                (await Task.WhenAll(Enumerable.Range(1, count).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum())
            .AddActivityFunc<int, int>("Square", async (_, n) =>
            {
                if (Interlocked.Increment(ref running) == 20)
                    together.SetResult();
                await together.Task;
                return n * n;
            }));

        var end = await host.RunAsync("Sum", 20);

        Assert.Equal(2870, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Two_thousand_activities_come_together_each_once()
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, long>("Sum", async (context, count) =>
                (await Task.WhenAll(Enumerable.Range(1, count).Select(i => context.CallActivityAsync<long>("Same", i)))).Sum())
            .AddActivityFunc<long, long>("Same", (_, n) =>
            {
                Interlocked.Increment(ref runs);
                return n;
            }));

        var end = await host.RunAsync("Sum", 2000);

        Assert.Equal(2_001_000, end.ReadOutputAs<long>());
        Assert.Equal(2000, runs);
    }

    [Fact]
    public async Task A_timer_of_five_years_fires_when_the_clock_is_moved()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, DateTime>("Wait", async (context, _) =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddYears(5), CancellationToken.None);
                return context.CurrentUtcDateTime;
            }));
        var id = await host.StartAsync("Wait");
        await host.QuietAsync();
        var due = host.Engine.Find(id)!.Waits.Single().Due!.Value;

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(1), TestEngine.Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id, TestEngine.Cancellation))!.RuntimeStatus);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(365 * 5), TestEngine.Cancellation);

        var end = await host.EndOfAsync(id);
        Assert.Equal(due.UtcDateTime, end.ReadOutputAs<DateTime>());
    }
}
