using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class RecoveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_goes_on_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableEngineOptions { Path = folder.File("engine.db") };
        string id;
        DateTimeOffset reached;
        await using (var clock = new EmulatorClock(folder.File("clock")))
        await using (var host = await TestEngine.StartAsync(Register, options, clock: clock))
        {
            id = await host.StartAsync("Long", "x");
            await host.Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
            await host.Clock.AdvanceAsync(TimeSpan.FromDays(100), Cancellation);
            reached = host.Clock.GetUtcNow();
        }

        await using (var clock = new EmulatorClock(folder.File("clock")))
        await using (var host = await TestEngine.StartAsync(Register, options, clock: clock))
        {
            Assert.True(host.Clock.GetUtcNow() >= reached);
            Assert.Contains(host.Engine.Find(id)!.Waits, wait => wait.Due > reached);
            await host.Client.RaiseEventAsync(id, "Letter", "b", Cancellation);
            await host.Clock.AdvanceAsync(TimeSpan.FromDays(300), Cancellation);
            Assert.Equal("x1abx2", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task An_activity_whose_result_was_not_stored_runs_again()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableEngineOptions { Path = folder.File("engine.db"), StopGrace = TimeSpan.Zero };
        var runs = 0;
        var reached = new TaskCompletionSource();
        void Register(DurableTaskRegistry tasks) => tasks
            .AddOrchestratorFunc<object?, int>("Calls", async (context, _) => await context.CallActivityAsync<int>("Slow"))
            .AddActivityFunc<int>("Slow", async context =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    reached.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, ((ActivityContext)context).Stopping);
                }

                return runs;
            });
        string id;
        await using (var host = await TestEngine.StartAsync(Register, options))
        {
            id = await host.StartAsync("Calls");
            await reached.Task;
        }

        await using (var host = await TestEngine.StartAsync(Register, options))
            Assert.Equal(2, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_stop_waits_for_running_activities_and_keeps_their_results()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableEngineOptions { Path = folder.File("engine.db") };
        var runs = 0;
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        void Register(DurableTaskRegistry tasks) => tasks
            .AddOrchestratorFunc<object?, int>("Calls", async (context, _) =>
                await context.CallActivityAsync<int>("Slow") + await context.CallActivityAsync<int>("Slow"))
            .AddActivityFunc<int>("Slow", async (TaskActivityContext _) =>
            {
                Interlocked.Increment(ref runs);
                reached.TrySetResult();
                await gate.Task;
                return 1;
            });
        string id;
        await using (var host = await TestEngine.StartAsync(Register, options))
        {
            id = await host.StartAsync("Calls");
            await reached.Task;
            var stopped = host.Engine.StopAsync(Cancellation);
            Assert.False(stopped.IsCompleted);
            gate.SetResult();
            await stopped;
            Assert.Equal(1, runs);
        }

        await using (var host = await TestEngine.StartAsync(Register, options))
        {
            Assert.Equal(2, (await host.EndOfAsync(id)).ReadOutputAs<int>());
            Assert.Equal(2, runs);
        }
    }

    [Fact]
    public async Task What_is_asked_of_an_engine_that_does_not_work_yet_is_done_once_it_does()
    {
        await using var host = await TestEngine.StartAsync(Register, start: false);
        var id = await host.StartAsync("Long", "y");
        await host.Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
        await host.Client.RaiseEventAsync(id, "Letter", "b", Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);

        await host.Engine.StartAsync(Cancellation);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(300), Cancellation);

        Assert.Equal("y1aby2", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_engine_can_be_stopped_and_started_again()
    {
        await using var host = await TestEngine.StartAsync(Register);
        var id = await host.StartAsync("Long", "z");
        await host.Engine.StopAsync(Cancellation);
        await host.Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
        await host.Engine.StartAsync(Cancellation);
        await host.Client.RaiseEventAsync(id, "Letter", "b", Cancellation);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(300), Cancellation);

        Assert.Equal("z1abz2", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_file_that_another_engine_has_open_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableEngineOptions { Path = folder.File("engine.db") };
        await using var host = await TestEngine.StartAsync(Register, options);

        var e = await Assert.ThrowsAsync<IOException>(() => TestEngine.StartAsync(Register, options));

        Assert.Contains("stop it, or use another state folder", e.Message);
    }

    [Fact]
    public async Task An_instance_that_left_the_memory_is_read_again()
    {
        await using var host = await TestEngine.StartAsync(Register, new DurableEngineOptions { CachedInstances = 4 });
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
            ids.Add(await host.StartAsync("Long", $"{i}:"));
        foreach (var letter in "ab")
        {
            foreach (var id in ids)
                await host.Client.RaiseEventAsync(id, "Letter", letter.ToString(), Cancellation);
        }

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(300), Cancellation);

        for (var i = 0; i < 50; i++)
            Assert.Equal($"{i}:1ab{i}:2", (await host.EndOfAsync(ids[i])).ReadOutputAs<string>());
    }

    private static void Register(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Long", async (context, name) =>
        {
            var text = await context.CallActivityAsync<string>("Say", name + "1");
            text += await context.WaitForExternalEvent<string>("Letter");
            var nap = context.CreateTimer(TimeSpan.FromDays(200), CancellationToken.None);
            text += await context.WaitForExternalEvent<string>("Letter");
            await nap;
            return text + await context.CallSubOrchestratorAsync<string>("Sub", name + "2");
        })
        .AddOrchestratorFunc<string, string>("Sub", async (context, text) => await context.CallActivityAsync<string>("Say", text))
        .AddActivityFunc<string, string>("Say", (_, text) => text);
}
