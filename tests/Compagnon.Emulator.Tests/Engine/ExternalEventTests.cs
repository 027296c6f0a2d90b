using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class ExternalEventTests
{
    [Fact]
    public async Task An_event_that_comes_during_the_wait_ends_it_whatever_the_case_of_its_name()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) => await context.WaitForExternalEvent<string>("Approval")));
        var id = await host.StartAsync("Ask");
        await host.QuietAsync();

        await host.Client.RaiseEventAsync(id, "APPROVAL", "yes", TestEngine.Cancellation);

        Assert.Equal("yes", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_that_come_before_the_wait_are_taken_first_in_first_out()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) =>
            {
                await context.WaitForExternalEvent<object>("Go");
                var taken = "";
                for (var i = 0; i < 3; i++)
                    taken += await context.WaitForExternalEvent<string>("Letter");
                return taken;
            }));
        var id = await host.StartAsync("Ask");
        foreach (var letter in "abc")
            await host.Client.RaiseEventAsync(id, "letter", letter.ToString(), TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "Go", cancellation: TestEngine.Cancellation);

        Assert.Equal("abc", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_that_comes_after_a_wait_was_given_up_is_kept_for_the_next()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) =>
            {
                try
                {
                    return "early " + await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(1));
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("late");
                }

                await context.WaitForExternalEvent<object>("Look");
                return "late " + await context.WaitForExternalEvent<string>("Answer");
            }));
        var id = await host.StartAsync("Ask");
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(2), TestEngine.Cancellation);

        await host.Client.RaiseEventAsync(id, "Answer", "x", TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "Look", cancellation: TestEngine.Cancellation);

        Assert.Equal("late x", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_that_lasts_too_long_is_cancelled()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(30));
                }
                catch (TaskCanceledException)
                {
                    return "too late";
                }
            }));
        var id = await host.StartAsync("Ask");

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(31), TestEngine.Cancellation);

        Assert.Equal("too late", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_within_the_time_leaves_no_timer_behind()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) =>
                await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(30))));
        var id = await host.StartAsync("Ask");
        await host.QuietAsync();
        Assert.Equal(2, host.Engine.Find(id)!.Waits.Count);

        await host.Client.RaiseEventAsync(id, "Answer", "in time", TestEngine.Cancellation);

        Assert.Equal("in time", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Null(host.Clock.NextDue);
    }

    [Fact]
    public async Task Of_two_waits_for_one_name_the_newest_takes_the_event()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", async (context, _) =>
            {
                var first = context.WaitForExternalEvent<string>("Answer");
                var second = context.WaitForExternalEvent<string>("Answer");
                await Task.WhenAll(first, second);
                return $"{await first} {await second}";
            }));
        var id = await host.StartAsync("Ask");
        await host.QuietAsync();

        await host.Client.RaiseEventAsync(id, "Answer", "1", TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "Answer", "2", TestEngine.Cancellation);

        Assert.Equal("2 1", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_second_wait_for_one_name_with_another_type_is_refused()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Ask", (context, _) =>
            {
                _ = context.WaitForExternalEvent<string>("Answer");
                var e = Assert.Throws<ArgumentException>(() => { _ = context.WaitForExternalEvent<int>("answer"); });
                return e.Message;
            }));

        Assert.Contains("System.String", (await host.RunAsync("Ask")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true, "2:b")]
    [InlineData(false, "2:d")]
    public async Task Events_that_nobody_took_go_into_the_next_round_when_asked_for(bool preserve, string expected)
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("Rounds", async (context, round) =>
            {
                if (round == 2)
                    return $"2:{await context.WaitForExternalEvent<string>("Letter")}";
                await context.WaitForExternalEvent<object>("Go");
                await context.WaitForExternalEvent<string>("Letter");
                context.ContinueAsNew(2, preserve);
                return "";
            }));
        var id = await host.StartAsync("Rounds", 1);
        foreach (var letter in "abc")
            await host.Client.RaiseEventAsync(id, "Letter", letter.ToString(), TestEngine.Cancellation);
        await host.Client.RaiseEventAsync(id, "Go", cancellation: TestEngine.Cancellation);
        await host.QuietAsync();
        await host.Client.RaiseEventAsync(id, "Letter", "d", TestEngine.Cancellation);

        Assert.Equal(expected, (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Each_of_many_events_is_taken_once_and_in_order_over_many_rounds()
    {
        const int Count = 60;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<List<int>, List<int>>("Collect", async (context, soFar) =>
            {
                for (var i = 0; i < 3 && soFar.Count < Count; i++)
                    soFar.Add(await context.WaitForExternalEvent<int>("Number"));
                if (soFar.Count < Count)
                    context.ContinueAsNew(soFar);
                return soFar;
            }));
        var id = await host.StartAsync("Collect", new List<int>());
        for (var i = 0; i < Count; i++)
            await host.Client.RaiseEventAsync(id, "Number", i, TestEngine.Cancellation);

        Assert.Equal(Enumerable.Range(0, Count), (await host.EndOfAsync(id)).ReadOutputAs<List<int>>());
        Assert.True(host.Engine.Find(id)!.HistoryLength < 30);
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, int>("Sum", async (context, _) =>
                await context.WaitForExternalEvent<int>("N") + await context.WaitForExternalEvent<int>("N"))
            .AddOrchestratorFunc<string>("Send", (context, to) =>
            {
                context.SendEvent(to, "n", 40);
                context.SendEvent(to, "n", 2);
                context.SendEvent("nobody", "n", 1);
            }));
        var id = await host.StartAsync("Sum");

        await host.RunAsync("Send", id);

        Assert.Equal(42, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_event_for_nobody_is_dropped()
    {
        await using var host = await TestEngine.StartAsync(_ => { });

        await host.Client.RaiseEventAsync("nobody", "Answer", 1, TestEngine.Cancellation);

        Assert.Null(await host.Client.GetInstanceAsync("nobody", TestEngine.Cancellation));
    }

    [Fact]
    public async Task A_payload_of_the_wrong_type_fails_the_wait()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, int>("Ask", async (context, _) => await context.WaitForExternalEvent<int>("Answer")));
        var id = await host.StartAsync("Ask");

        await host.Client.RaiseEventAsync(id, "Answer", "text", TestEngine.Cancellation);

        var end = await host.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.True(end.FailureDetails!.IsCausedBy<System.Text.Json.JsonException>());
    }
}
