using System.Collections.Concurrent;
using Compagnon.Emulator.DurableTask;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class HistoryReplayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_history_replays_against_the_same_code_after_a_journey_through_JSON()
    {
        var recorded = await RecordAsync();
        await using var today = Today(tasks => Register(tasks, "Say"));

        Assert.Equal([0, 1, 2], recorded.Select(history => history.Generation));
        foreach (var history in recorded)
            today.Replay(HistoryJson.Read(HistoryJson.Write(history.Events, indented: true)));
    }

    [Fact]
    public async Task A_changed_step_is_told()
    {
        var recorded = await RecordAsync();
        await using var today = Today(tasks => Register(tasks, "Whisper"));

        var e = Assert.Throws<NonDeterministicOrchestrationException>(() => today.Replay(recorded[0].Events));

        Assert.Contains("the activity 'Say' was called", e.Message);
        Assert.Contains("the code calls the activity 'Whisper'", e.Message);
        Assert.Contains("step 0", e.Message);
    }

    [Fact]
    public async Task A_changed_result_is_told()
    {
        var recorded = await RecordAsync();
        await using var today = Today(tasks => tasks.AddOrchestratorFunc<int, string>("Rounds", async (context, round) =>
        {
            await context.CallActivityAsync("Say", round);
            await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(9));
            if (round < 3)
                context.ContinueAsNew(round + 2);
            return "changed";
        }));

        Assert.Contains(
            "it is 3 today", Assert.Throws<NonDeterministicOrchestrationException>(() => today.Replay(recorded[0].Events)).Message);
        Assert.Contains("changed", Assert.Throws<NonDeterministicOrchestrationException>(() => today.Replay(recorded[2].Events)).Message);
    }

    private static DurableEngine Today(Action<DurableTaskRegistry> configure)
    {
        var registry = new DurableTaskRegistry();
        configure(registry);
        return new DurableEngine(registry);
    }

    private static void Register(DurableTaskRegistry tasks, string activity) => tasks
        .AddOrchestratorFunc<int, string>("Rounds", async (context, round) =>
        {
            await context.CallActivityAsync(activity, round);
            var answer = await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(9));
            if (round < 3)
                context.ContinueAsNew(round + 1);
            return answer;
        })
        .AddActivityFunc<int>(activity, (_, _) => { });

    /// <summary>The histories of three rounds.</summary>
    private static async Task<List<EndedHistory>> RecordAsync()
    {
        var recorded = new ConcurrentQueue<EndedHistory>();
        await using var host = await TestEngine.StartAsync(tasks => Register(tasks, "Say"));
        host.Engine.HistoryEnded += recorded.Enqueue;
        var id = await host.StartAsync("Rounds", 1);
        for (var round = 1; round <= 3; round++)
        {
            await host.QuietAsync();
            await host.Client.RaiseEventAsync(id, "Answer", $"a{round}", Cancellation);
        }

        Assert.Equal("a3", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        await host.QuietAsync();
        return [.. recorded];
    }
}
