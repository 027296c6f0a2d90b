using System.Diagnostics.CodeAnalysis;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask.Worker.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>The worker without a target of its own: it starts and stops the engine that all of a container share.</summary>
internal sealed class EngineWorker(string name, IDurableTaskFactory factory, DurableEngine engine) : DurableTaskWorker(name, factory)
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await engine.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}

/// <summary>Makes what a registry holds without a version.</summary>
internal sealed class RegistryFactory(DurableTaskRegistry registry) : IDurableTaskFactory
{
    /// <inheritdoc/>
    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = registry.Orchestrators.TryGetValue((name, default), out var make) ? make(serviceProvider) : null;
        return orchestrator is not null;
    }

    /// <inheritdoc/>
    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = registry.Activities.TryGetValue((name, default), out var make) ? make(serviceProvider) : null;
        return activity is not null;
    }
}
