using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class TimerTests
{
    [Fact]
    public async Task A_cancelled_timer_throws_and_lets_the_orchestration_end()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Race", async (context, _) =>
            {
                using var giveUp = new CancellationTokenSource();
                var deadline = context.CreateTimer(TimeSpan.FromDays(90), giveUp.Token);
                var answer = context.WaitForExternalEvent<string>("Answer");
                if (await Task.WhenAny(deadline, answer) == deadline)
                    return "deadline";
                giveUp.Cancel();
                await Assert.ThrowsAnyAsync<TaskCanceledException>(() => deadline);
                return await answer;
            }));
        var id = await host.StartAsync("Race");
        await host.QuietAsync();

        await host.Client.RaiseEventAsync(id, "Answer", "first", TestEngine.Cancellation);

        Assert.Equal("first", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Null(host.Clock.NextDue);
    }

    [Fact]
    public async Task A_timer_that_is_neither_fired_nor_cancelled_keeps_the_orchestration_running()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Forgets", async (context, _) =>
            {
                var deadline = context.CreateTimer(TimeSpan.FromDays(90), CancellationToken.None);
                var answer = context.WaitForExternalEvent<string>("Answer");
                await Task.WhenAny(deadline, answer);
                return await answer;
            }));
        var id = await host.StartAsync("Forgets");
        await host.Client.RaiseEventAsync(id, "Answer", "first", TestEngine.Cancellation);
        await host.QuietAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id, TestEngine.Cancellation))!.RuntimeStatus);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(91), TestEngine.Cancellation);
        Assert.Equal("first", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_of_five_years_is_cut_into_slices_as_the_real_engine_does_it()
    {
        await using var host = await TestEngine.StartAsync(
            tasks => tasks.AddOrchestratorFunc<object?, DateTime>("Wait", async (context, _) =>
            {
                var due = context.CurrentUtcDateTime.AddYears(5);
                await context.CreateTimer(due, CancellationToken.None);
                Assert.Equal(due, context.CurrentUtcDateTime);
                return due;
            }),
            new() { MaximumTimerInterval = TimeSpan.FromDays(3) });
        var id = await host.StartAsync("Wait");

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(5 * 366), TestEngine.Cancellation);

        var end = await host.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        var history = await host.Client.GetOrchestrationHistoryAsync(id, TestEngine.Cancellation);
        var timers = history.OfType<TimerCreatedEvent>().ToList();
        var days = (end.ReadOutputAs<DateTime>() - history.OfType<ExecutionStartedEvent>().Single().Timestamp).TotalDays;
        Assert.Equal((int)Math.Ceiling(days / 3), timers.Count);
        Assert.Equal(timers.Count, history.OfType<TimerFiredEvent>().Count());
        Assert.Equal(end.ReadOutputAs<DateTime>(), timers[^1].FireAt);
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_time_with_the_clock_at_each()
    {
        var fired = new List<(int Days, DateTime At)>();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, object?>("Wait", async (context, days) =>
            {
                var due = context.CurrentUtcDateTime.AddDays(days);
                await context.CreateTimer(due, CancellationToken.None);
                Assert.Equal(due, context.CurrentUtcDateTime);
                await context.CallActivityAsync("Note", days);
                return null;
            })
            .AddActivityFunc<int>("Note", (_, days) => fired.Add((days, DateTime.UtcNow))));
        foreach (var days in new[] { 300, 2, 40, 1000, 7 })
            await host.StartAsync("Wait", days);

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(999), TestEngine.Cancellation);

        Assert.Equal([2, 7, 40, 300], fired.Select(entry => entry.Days));
    }

    [Fact]
    public async Task A_timer_also_fires_when_real_time_passes()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Nap", context => context.CreateTimer(TimeSpan.FromMilliseconds(150), CancellationToken.None)));

        var end = await host.RunAsync("Nap");

        Assert.True(end.LastUpdatedAt - end.CreatedAt >= TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Past", context => context.CreateTimer(context.CurrentUtcDateTime.AddYears(-1), CancellationToken.None)));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.RunAsync("Past")).RuntimeStatus);
    }

    [Fact]
    public async Task More_timers_than_are_kept_in_memory_all_fire_in_order()
    {
        const int Count = 4500;
        var fired = new List<int>();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, object?>("Wait", async (context, days) =>
            {
                await context.CreateTimer(new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(days), CancellationToken.None);
                lock (fired)
                    fired.Add(days);
                return null;
            }));
        var random = new Random(1);
        var days = Enumerable.Range(0, Count).OrderBy(_ => random.Next()).ToList();
        await Task.WhenAll(days.Select(day => host.StartAsync("Wait", day)));

        await host.Clock.AdvanceToAsync(new DateTimeOffset(2300, 1, 1, 0, 0, 0, TimeSpan.Zero), TestEngine.Cancellation);

        Assert.Equal(Enumerable.Range(0, Count), fired);
    }

    [Fact]
    public async Task An_instance_can_be_started_in_the_future()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, DateTime>("Later", (context, _) => Task.FromResult(context.CurrentUtcDateTime)));
        var at = host.Clock.GetUtcNow().AddDays(60);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", new StartOrchestrationOptions(StartAt: at), TestEngine.Cancellation);

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(59), TestEngine.Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id, TestEngine.Cancellation))!.RuntimeStatus);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(2), TestEngine.Cancellation);

        Assert.Equal(at.UtcDateTime, (await host.EndOfAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Events_for_an_instance_that_has_not_started_wait_for_it()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Later", async (context, _) =>
                await context.WaitForExternalEvent<string>("A") + await context.WaitForExternalEvent<string>("A")));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", new StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddDays(60)), TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "A", "x", TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "A", "y", TestEngine.Cancellation);

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(61), TestEngine.Cancellation);

        Assert.Equal("xy", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_that_has_not_started_can_be_terminated()
    {
        var ran = false;
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc("Later", _ => { ran = true; }));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", new StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddDays(60)), TestEngine.Cancellation);

        await host.Client.TerminateInstanceAsync(id, TestEngine.Cancellation);
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(61), TestEngine.Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndOfAsync(id)).RuntimeStatus);
        Assert.False(ran);
    }
}
