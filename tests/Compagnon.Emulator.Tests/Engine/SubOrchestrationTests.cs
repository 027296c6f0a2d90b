using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using TaskFailedException = Microsoft.DurableTask.TaskFailedException;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_sub_orchestration_returns_its_result_and_knows_its_parent()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("Parent", async (context, n) => await context.CallSubOrchestratorAsync<string>("Child", n))
            .AddOrchestratorFunc<int, string>("Child", (context, n) =>
                Task.FromResult($"{n} for {context.Parent!.Name} {context.Parent.InstanceId}")));

        var end = await host.RunAsync("Parent", 7, new StartOrchestrationOptions("p1"));

        Assert.Equal("7 for Parent p1", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_sub_orchestration_without_an_id_gets_the_same_one_at_each_replay()
    {
        var ids = new List<string>();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Parent", async (context, _) =>
                await context.CallSubOrchestratorAsync<string>("Child") + "," + await context.CallSubOrchestratorAsync<string>("Child"))
            .AddOrchestratorFunc<object?, string>("Child", (context, _) =>
            {
                lock (ids)
                    ids.Add(context.InstanceId);
                return Task.FromResult(context.InstanceId);
            }));

        var end = await host.RunAsync("Parent");

        var created = (await host.Client.GetOrchestrationHistoryAsync(end.InstanceId, TestEngine.Cancellation))
            .OfType<SubOrchestrationInstanceCreatedEvent>().Select(child => child.InstanceId!).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, created);
        Assert.Equal(string.Join(",", ids), end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failing_sub_orchestration_fails_its_call_with_its_own_details()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Parent", async (context, _) =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Child");
                }
                catch (TaskFailedException e)
                {
                    return $"{e.TaskName}/{e.TaskId}/{e.FailureDetails.ErrorType}/{e.FailureDetails.ErrorMessage}/"
                        + e.FailureDetails.IsCausedBy<InvalidOperationException>();
                }
            })
            .AddOrchestratorFunc("Child", (TaskOrchestrationContext _) => throw new InvalidOperationException("no way")));

        var end = await host.RunAsync("Parent");

        Assert.Equal("Child/0/System.InvalidOperationException/no way/True", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failing_sub_orchestration_is_retried_under_its_id()
    {
        var runs = 0;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Parent", async (context, _) => await context.CallSubOrchestratorAsync<string>(
                "Child", options: new SubOrchestrationOptions(new RetryPolicy(3, TimeSpan.FromMinutes(1)), "the-child")))
            .AddOrchestratorFunc<object?, string>("Child", (context, _) =>
                Interlocked.Increment(ref runs) < 3 ? throw new TimeoutException("again") : Task.FromResult(context.InstanceId)));
        var id = await host.StartAsync("Parent");

        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), TestEngine.Cancellation);

        Assert.Equal("the-child", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task A_sub_orchestration_whose_id_is_in_use_fails_its_call()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, bool>("Parent", async (context, _) =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Waits", options: new SubOrchestrationOptions(instanceId: "taken"));
                    return false;
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.IsCausedBy<OrchestrationAlreadyExistsException>();
                }
            })
            .AddOrchestratorFunc("Waits", context => (Task)context.WaitForExternalEvent<string>("never")));
        await host.StartAsync("Waits", id: "taken");

        Assert.True((await host.RunAsync("Parent")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Failures_carry_what_failed_inside_of_them_over_two_levels()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Outer", context => context.CallSubOrchestratorAsync("Inner"))
            .AddOrchestratorFunc("Inner", context => context.CallActivityAsync("Break"))
            .AddActivityFunc(
                "Break", (TaskActivityContext _) => throw new FormatException("outside", new ArgumentNullException("inside"))));

        var failure = (await host.RunAsync("Outer")).FailureDetails!;

        // Outer failed because of its call, that because of Inner's call, that because of the activity, that because of what was inside.
        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.True(failure.IsCausedBy<TaskFailedException>());
        Assert.StartsWith("Task 'Inner' (#0) failed with an unhandled exception: Task 'Break' (#0)", failure.ErrorMessage);
        var inner = failure.InnerFailure!;
        Assert.True(inner.IsCausedBy<TaskFailedException>());
        Assert.True(inner.InnerFailure!.IsCausedBy<FormatException>());
        Assert.True(inner.InnerFailure.IsCausedBy<SystemException>());
        Assert.False(inner.InnerFailure.IsCausedBy<IOException>());
        Assert.Equal("outside", inner.InnerFailure.ErrorMessage);
        Assert.True(inner.InnerFailure.InnerFailure!.IsCausedBy<ArgumentException>());
        Assert.NotNull(inner.InnerFailure.StackTrace);
    }

    [Fact]
    public async Task A_terminated_sub_orchestration_fails_its_call()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Parent", async (context, _) =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Waits", options: new SubOrchestrationOptions(instanceId: "child"));
                    return "?";
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorMessage;
                }
            })
            .AddOrchestratorFunc("Waits", context => (Task)context.WaitForExternalEvent<string>("never")));
        var id = await host.StartAsync("Parent");
        await host.QuietAsync();

        await host.Client.TerminateInstanceAsync("child", "enough", TestEngine.Cancellation);

        Assert.Contains("terminated: \"enough\"", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_call_of_what_is_not_registered_fails_and_is_not_retried()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Calls", async (context, kind) =>
            {
                var options = new TaskOptions(new RetryPolicy(5, TimeSpan.FromDays(1)));
                try
                {
                    if (kind == "activity")
                        await context.CallActivityAsync("Nothing", options);
                    else
                        await context.CallSubOrchestratorAsync("Nothing", options);
                    return "?";
                }
                catch (TaskFailedException e)
                {
                    return $"{e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage}";
                }
            }));

        Assert.Equal("ActivityTaskNotFound: No activity task named 'Nothing' was found.", (
            await host.RunAsync("Calls", "activity")).ReadOutputAs<string>());
        Assert.Equal(
            "OrchestratorTaskNotFound: No orchestrator task named 'Nothing' was found.",
            (await host.RunAsync("Calls", "other")).ReadOutputAs<string>());
    }
}
