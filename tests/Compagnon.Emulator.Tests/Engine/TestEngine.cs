using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

/// <summary>An engine with its client and clock, in memory unless a file is given.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private TestEngine(DurableEngine engine, EmulatorClock clock)
    {
        Engine = engine;
        Clock = clock;
        Client = engine.CreateClient();
    }

    public DurableEngine Engine { get; }

    public EmulatorClock Clock { get; }

    public DurableTaskClient Client { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestEngine> StartAsync(
        Action<DurableTaskRegistry> configure,
        DurableEngineOptions? options = null,
        IServiceProvider? services = null,
        Microsoft.Extensions.Logging.ILoggerFactory? loggers = null,
        Microsoft.DurableTask.Worker.DurableTaskWorkerOptions.VersioningOptions? versioning = null,
        EmulatorClock? clock = null,
        bool start = true)
    {
        var registry = new DurableTaskRegistry();
        configure(registry);
        clock ??= new EmulatorClock();
        var engine = new DurableEngine(registry, options, clock, services: services, loggers: loggers, versioning: versioning);
        if (start)
            await engine.StartAsync(Cancellation);
        return new TestEngine(engine, clock);
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, Cancellation);
        return await EndOfAsync(id);
    }

    public Task<OrchestrationMetadata> EndOfAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, Cancellation);

    public Task<string> StartAsync(TaskName name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new StartOrchestrationOptions(id), Cancellation);

    /// <summary>Waits until nothing goes on.</summary>
    public Task QuietAsync() => Engine.WhenQuietAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Clock.DisposeAsync();
    }
}
