using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class RetryTests
{
    [Fact]
    public async Task Waits_between_attempts_grow_by_the_coefficient_up_to_the_cap()
    {
        var policy = new RetryPolicy(6, TimeSpan.FromMinutes(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(10));

        var (end, waits, runs) = await FailAsync(policy, TimeSpan.FromDays(1));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal([1, 3, 9, 10, 10], waits.Select(wait => wait.TotalMinutes));
        Assert.Equal(6, runs);
        Assert.True(end.FailureDetails!.InnerFailure!.IsCausedBy<TimeoutException>());
    }

    [Fact]
    public async Task The_cap_is_an_hour_unless_said_otherwise()
    {
        var (_, waits, _) = await FailAsync(new RetryPolicy(4, TimeSpan.FromMinutes(30), backoffCoefficient: 10), TimeSpan.FromDays(1));

        Assert.Equal([30, 60, 60], waits.Select(wait => wait.TotalMinutes));
    }

    [Fact]
    public async Task Nothing_is_tried_again_after_the_overall_timeout()
    {
        var policy = new RetryPolicy(100, TimeSpan.FromMinutes(10), retryTimeout: TimeSpan.FromMinutes(25));

        var (end, _, runs) = await FailAsync(policy, TimeSpan.FromDays(1));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(4, runs);
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromMinutes(1)) { HandleFailure = failure => failure.IsCausedBy<IOException>() };

        var (_, waits, runs) = await FailAsync(policy, TimeSpan.FromDays(1));

        Assert.Equal(1, runs);
        Assert.Empty(waits);
    }

    [Fact]
    public async Task An_attempt_that_succeeds_ends_the_retries()
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, int>("Try", async (context, _) =>
                await context.CallActivityAsync<int>("Flaky", new TaskOptions(new RetryPolicy(5, TimeSpan.FromHours(1)))))
            .AddActivityFunc<int>("Flaky", (TaskActivityContext _) => ++runs < 3 ? throw new TimeoutException() : runs));
        var id = await host.StartAsync("Try");
        await host.QuietAsync();
        Assert.Equal(1, runs);

        await host.Clock.AdvanceToNextDueAsync(TestEngine.Cancellation);
        Assert.Equal(2, runs);
        await host.Clock.AdvanceToNextDueAsync(TestEngine.Cancellation);

        Assert.Equal(3, (await host.EndOfAsync(id)).ReadOutputAs<int>());
        Assert.Null(await host.Clock.AdvanceToNextDueAsync(TestEngine.Cancellation));
    }

    [Fact]
    public async Task A_handler_decides_after_each_failure_and_may_wait_with_a_timer()
    {
        var seen = new List<string>();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Try", async (context, _) =>
            {
                var options = TaskOptions.FromRetryHandler(async retry =>
                {
                    if (!context.IsReplaying)
                        seen.Add(
                            $"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {Math.Round(retry.TotalRetryTime.TotalHours)}");
                    await retry.OrchestrationContext.CreateTimer(TimeSpan.FromHours(retry.LastAttemptNumber), CancellationToken.None);
                    return retry.LastAttemptNumber < 3;
                });
                await context.CallActivityAsync("Broken", options);
                return "?";
            })
            .AddActivityFunc("Broken", (TaskActivityContext _) => throw new TimeoutException("slow")));
        var id = await host.StartAsync("Try");

        await host.Clock.AdvanceAsync(TimeSpan.FromDays(1), TestEngine.Cancellation);

        var end = await host.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(["1 slow 0", "2 slow 1", "3 slow 3"], seen);
    }

    [Fact]
    public async Task A_simple_handler_retries_at_once()
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, int>("Try", async (context, _) =>
                await context.CallActivityAsync<int>("Flaky", TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 10)))
            .AddActivityFunc<int>("Flaky", (TaskActivityContext _) => ++runs < 4 ? throw new TimeoutException() : runs));

        Assert.Equal(4, (await host.RunAsync("Try")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task The_attempt_shows_in_what_the_instance_waits_for()
    {
        var gate = new TaskCompletionSource();
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Try", context => context.CallActivityAsync("Flaky", TaskOptions.FromRetryHandler(_ => true)))
            .AddActivityFunc("Flaky", async (TaskActivityContext _) =>
            {
                if (Interlocked.Increment(ref runs) < 3)
                    throw new TimeoutException();
                await gate.Task;
            }));
        var id = await host.StartAsync("Try");

        while (host.Engine.Find(id)!.Waits.SingleOrDefault() is not { Attempt: 3 })
            await Task.Yield();
        var wait = host.Engine.Find(id)!.Waits.Single();
        gate.SetResult();

        Assert.Equal(Compagnon.Emulator.DurableTask.WaitKind.Activity, wait.Kind);
        Assert.Equal("Flaky", wait.Name);
        await host.EndOfAsync(id);
    }

    [Theory]
    [InlineData(0, 1, 1.0, 1.0, 1.0)]
    [InlineData(1, 0, 1.0, 1.0, 1.0)]
    [InlineData(1, 1, 0.9, 1.0, 1.0)]
    [InlineData(1, 2, 1.0, 1.0, 3.0)]
    [InlineData(1, 2, 1.0, 3.0, 1.0)]
    public void A_policy_outside_its_ranges_is_refused(int attempts, double first, double coefficient, double longest, double timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromMinutes(first), coefficient, TimeSpan.FromMinutes(longest), TimeSpan.FromMinutes(timeout)));

    private static async Task<(OrchestrationMetadata End, List<TimeSpan> Waits, int Runs)> FailAsync(RetryPolicy policy, TimeSpan time)
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Try", context => context.CallActivityAsync("Broken", new TaskOptions(policy)))
            .AddActivityFunc("Broken", (TaskActivityContext _) =>
            {
                Interlocked.Increment(ref runs);
                throw new TimeoutException("slow");
            }));
        var id = await host.StartAsync("Try");
        await host.Clock.AdvanceAsync(time, TestEngine.Cancellation);
        var history = await host.Client.GetOrchestrationHistoryAsync(id, TestEngine.Cancellation);
        var waits = history.OfType<TimerCreatedEvent>().Select(timer => timer.FireAt - timer.Timestamp).ToList();
        return (await host.EndOfAsync(id), waits, runs);
    }
}
