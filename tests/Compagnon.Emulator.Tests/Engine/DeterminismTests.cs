using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class DeterminismTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Identifiers_and_time_are_the_same_at_each_replay()
    {
        var seen = new ConcurrentDictionary<string, ConcurrentBag<string>>();
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, List<Guid>>("Names", async (context, _) =>
            {
                var made = new List<Guid>();
                for (var i = 0; i < 5; i++)
                {
                    made.Add(context.NewGuid());
                    made.Add(context.NewGuid());
                    seen.GetOrAdd($"{i}", _ => []).Add($"{made[^1]} {context.CurrentUtcDateTime:O}");
                    await context.CallActivityAsync("Nothing");
                }

                return made;
            })
            .AddActivityFunc("Nothing", (TaskActivityContext _) => Thread.Sleep(2)));

        var made = (await host.RunAsync("Names", options: new StartOrchestrationOptions("x"))).ReadOutputAs<List<Guid>>()!;

        Assert.Equal(6, seen["0"].Count);
        Assert.All(seen.Values, values => Assert.Single(values.Distinct()));
        Assert.Equal(10, made.Distinct().Count());
        Assert.All(made, guid => Assert.Equal(5, guid.Version));
    }

    [Fact]
    public async Task An_identifier_is_the_name_based_one_of_instance_time_and_counter()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object?, string>("Name", (context, _) =>
                $"{context.NewGuid()} {context.CurrentUtcDateTime.ToString("o", CultureInfo.InvariantCulture)}"));

        var parts = (await host.RunAsync("Name", options: new StartOrchestrationOptions("x"))).ReadOutputAs<string>()!.Split(' ');

        var space = Guid.Parse("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);
        var hash = System.Security.Cryptography.SHA1.HashData([.. space, .. Encoding.UTF8.GetBytes($"x_{parts[1]}_0")]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        Assert.Equal(new Guid(hash.AsSpan(0, 16), bigEndian: true), Guid.Parse(parts[0]));
    }

    [Fact]
    public async Task Loggers_of_the_context_are_silent_while_it_replays()
    {
        var lines = new Lines();
        await using var host = await TestEngine.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<object?, string>("Logs", async (context, _) =>
                {
                    var logger = context.CreateReplaySafeLogger<DeterminismTests>();
                    var other = context.ReplaySafeLoggerFactory.CreateLogger("other");
                    for (var i = 0; i < 4; i++)
                    {
                        logger.LogInformation("step {Step}", i);
                        other.LogInformation("other {Step}", i);
                        await context.CallActivityAsync("Nothing");
                    }

                    return "";
                })
                .AddActivityFunc("Nothing", (TaskActivityContext _) => { }),
            loggers: LoggerFactory.Create(logging => logging.AddProvider(lines)));

        await host.RunAsync("Logs");

        Assert.Equal(
            ["step 0", "other 0", "step 1", "other 1", "step 2", "other 2", "step 3", "other 3"],
            lines.Written.Where(line => !line.StartsWith("Compagnon", StringComparison.Ordinal)).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public async Task Code_that_calls_another_activity_on_replay_fails_with_the_step()
    {
        var first = true;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Changes", async context =>
            {
                await context.CallActivityAsync("Same");
                await context.CallActivityAsync(first ? "Before" : "After");
                await context.WaitForExternalEvent<object>("End");
            })
            .AddActivityFunc("Same", (TaskActivityContext _) => { })
            .AddActivityFunc("Before", (TaskActivityContext _) => { first = false; }));

        var failure = (await host.RunAsync("Changes")).FailureDetails!;

        Assert.True(failure.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains("step 1", failure.ErrorMessage);
        Assert.Contains("the activity 'Before' was called", failure.ErrorMessage);
        Assert.Contains("the code calls the activity 'After' there", failure.ErrorMessage);
        Assert.Contains("'Changes'", failure.ErrorMessage);
    }

    [Fact]
    public async Task Code_that_leaves_a_step_out_on_replay_fails_with_the_step()
    {
        var withTimer = true;
        await using var host = await TestEngine.StartAsync(tasks => tasks.AddOrchestratorFunc("Changes", async context =>
        {
            if (withTimer)
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            await context.WaitForExternalEvent<object>("End");
        }));
        var id = await host.StartAsync("Changes");
        await host.QuietAsync();
        withTimer = false;

        await host.Client.RaiseEventAsync(id, "End", cancellation: Cancellation);

        var failure = (await host.EndOfAsync(id)).FailureDetails!;
        Assert.Contains("step 0", failure.ErrorMessage);
        Assert.Contains("a timer for", failure.ErrorMessage);
        Assert.Contains("the code does nothing there", failure.ErrorMessage);
    }

    [Fact]
    public async Task Code_that_adds_a_step_on_replay_fails_with_the_step()
    {
        var withActivity = false;
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Changes", async context =>
            {
                if (withActivity)
                    await context.CallActivityAsync("New");
                await context.WaitForExternalEvent<object>("End");
            })
            .AddActivityFunc("New", (TaskActivityContext _) => { }));
        var id = await host.StartAsync("Changes");
        await host.QuietAsync();
        withActivity = true;

        await host.Client.RaiseEventAsync(id, "End", cancellation: Cancellation);

        var failure = (await host.EndOfAsync(id)).FailureDetails!;
        Assert.True(failure.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains("nothing was done at this step", failure.ErrorMessage);
        Assert.Contains("calls the activity 'New'", failure.ErrorMessage);
    }

    public static TheoryData<string> ForeignAwaits => ["delay", "run", "yield", "configure", "race", "never"];

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public async Task Code_that_awaits_what_is_not_of_its_context_fails_with_a_clear_message(string kind)
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Escapes", async (context, kind) =>
            {
                switch (kind)
                {
                    case "delay":
                        await Task.Delay(20);
                        break;
                    case "run":
                        await Task.Run(() => Thread.Sleep(20));
                        break;
                    case "yield":
                        await Task.Run(async () => await Task.Yield());
                        await Task.Delay(1);
                        break;
                    case "configure":
                        await context.CallActivityAsync("Nothing").ConfigureAwait(false);
                        await context.CallActivityAsync("Nothing");
                        break;
                    case "race":
                        await Task.WhenAny(context.WaitForExternalEvent<object>("End"), Task.Delay(20));
                        break;
                    case "never":
                        await new TaskCompletionSource().Task;
                        break;
                }

                await context.CallActivityAsync("Nothing");
            })
            .AddActivityFunc("Nothing", (TaskActivityContext _) => { }));

        var end = await host.RunAsync("Escapes", kind);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("not a task of its context", end.FailureDetails!.ErrorMessage);
        Assert.Contains("'Escapes'", end.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task Every_step_of_a_run_stands_in_its_history()
    {
        await using var host = await TestEngine.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("All", async (context, name) =>
            {
                await context.CallActivityAsync("Nothing", name);
                await context.CallSubOrchestratorAsync("Sub", 1);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                context.SendEvent("nobody", "Hello", "you");
                await context.WaitForExternalEvent<string>("Answer");
                return "done";
            })
            .AddOrchestratorFunc("Sub", _ => { })
            .AddActivityFunc<string>("Nothing", (_, _) => { }));
        var id = await host.StartAsync("All", "in");
        await host.Client.RaiseEventAsync(id, "Answer", "out", Cancellation);
        await host.EndOfAsync(id);

        var history = await host.Client.GetOrchestrationHistoryAsync(id, Cancellation);

        Assert.Equal("\"in\"", history.OfType<ExecutionStartedEvent>().Single().Input);
        Assert.Equal(("Nothing", "\"in\""), history.OfType<TaskScheduledEvent>().Select(e => (e.Name!, e.Input!)).Single());
        Assert.Equal("Sub", history.OfType<SubOrchestrationInstanceCreatedEvent>().Single().Name);
        Assert.Single(history.OfType<SubOrchestrationInstanceCompletedEvent>());
        Assert.Single(history.OfType<TimerFiredEvent>());
        Assert.Equal("nobody", history.OfType<EventSentEvent>().Single().InstanceId);
        Assert.Equal("\"out\"", history.OfType<EventRaisedEvent>().Single().Input);
        Assert.Equal("\"done\"", history.OfType<ExecutionCompletedEvent>().Single().Result);
        Assert.All(history, e => Assert.NotEqual(default, e.Timestamp));
        Assert.Equal([0, 1, 2, 3], history.Where(e => e.EventId >= 0).Select(e => e.EventId));
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, Lines lines) : ILogger
        {
            private string Source => category.StartsWith("Compagnon.Emulator.DurableTask", StringComparison.Ordinal) ? "Compagnon" : "app";

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Written.Enqueue($"{Source}: {formatter(state, exception)}");
        }
    }
}
