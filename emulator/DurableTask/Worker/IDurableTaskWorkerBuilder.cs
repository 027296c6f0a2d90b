using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Sets up a worker.</summary>
public interface IDurableTaskWorkerBuilder
{
    /// <summary>The worker's name; that of its options too.</summary>
    string Name { get; }

    /// <summary>The services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the worker; the engine of this process when <c>null</c>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the worker.</summary>
    IHostedService Build(IServiceProvider serviceProvider);
}

/// <summary>Sets up a worker.</summary>
public class DefaultDurableTaskWorkerBuilder : IDurableTaskWorkerBuilder
{
    /// <summary>Makes a builder.</summary>
    /// <param name="name">The worker's name; the default options' when <c>null</c>.</param>
    /// <param name="services">The services.</param>
    public DefaultDurableTaskWorkerBuilder(string? name, IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Name = name ?? Microsoft.Extensions.Options.Options.DefaultName;
        Services = services;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The class does not derive from <see cref="DurableTaskWorker"/>.</exception>
    public Type? BuildTarget
    {
        get;
        set
        {
            if (value is not null && (value.IsAbstract || !typeof(DurableTaskWorker).IsAssignableFrom(value)))
                throw new ArgumentException(
                    $"Expected a concrete class derived from {nameof(DurableTaskWorker)}, got {value}.", nameof(value));
            field = value;
        }
    }

    /// <inheritdoc/>
    public IHostedService Build(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        var registry = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name);
        IDurableTaskFactory factory = new RegistryFactory(registry);
        return (IHostedService)ActivatorUtilities.CreateInstance(serviceProvider, BuildTarget ?? typeof(EngineWorker), Name, factory);
    }
}
