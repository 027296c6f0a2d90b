using Compagnon.Emulator.Clock;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compagnon.Emulator.DurableTask;

/// <summary>The workers and clients of one service collection, and the engine that they share.</summary>
internal sealed class EngineSetup
{
    public Dictionary<string, IDurableTaskWorkerBuilder> Workers { get; } = [];

    public Dictionary<string, IDurableTaskClientBuilder> Clients { get; } = [];

    /// <summary>That of a service collection, made when there is none.</summary>
    public static EngineSetup Of(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(EngineSetup))?.ImplementationInstance is EngineSetup known)
            return known;
        var setup = new EngineSetup();
        services.AddSingleton(setup);
        services.AddLogging();
        services.AddOptions();

        // By hand: a TimeProvider among the services may be this clock itself.
        services.TryAddSingleton(provider => new EmulatorClock(logger: provider.GetRequiredService<ILogger<EmulatorClock>>()));
        services.TryAddSingleton(setup.Build);
        return setup;
    }

    private DurableEngine Build(IServiceProvider services)
    {
        var names = Workers.Values.Where(worker => worker.BuildTarget is null).Select(worker => worker.Name).ToList();
        var registries = services.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>();
        var registry = new DurableTaskRegistry();
        foreach (var name in names)
            registry.AddAll(registries.Get(name));

        var options = services.GetRequiredService<IOptions<DurableEngineOptions>>().Value;
        var worker = services.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>().Get(names.FirstOrDefault() ?? "");
        if (worker.MaximumTimerInterval != TimeSpan.MaxValue)
            options.MaximumTimerInterval = worker.MaximumTimerInterval;
        options.MaximumConcurrentActivities = Math.Min(
            options.MaximumConcurrentActivities, worker.Concurrency.MaximumConcurrentActivityWorkItems);
        options.MaximumConcurrentTurns = Math.Min(
            options.MaximumConcurrentTurns, worker.Concurrency.MaximumConcurrentOrchestrationWorkItems);
        if (!string.IsNullOrEmpty(worker.Versioning?.DefaultVersion))
            options.DefaultVersion = worker.Versioning.DefaultVersion;
        var engine = new DurableEngine(
            registry,
            options,
            services.GetRequiredService<EmulatorClock>(),
            worker.DataConverter,
            services,
            services.GetRequiredService<ILoggerFactory>(),
            worker.Versioning);
#pragma warning disable CS0618 // The filters are experimental in the real package.
        if (worker.OrchestrationFilter is { } filter)
            engine.Use(filter);
#pragma warning restore CS0618
        return engine;
    }
}
