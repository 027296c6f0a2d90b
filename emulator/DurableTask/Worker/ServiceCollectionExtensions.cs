using Compagnon.Emulator.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Adds workers to services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds a worker. Without a target it is the engine that all workers and clients of a container share: in memory, or on the file that
    /// <see cref="DurableEngineOptions.Path"/> names.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The worker's name; the default options' when <c>null</c>.</param>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builders = EngineSetup.Of(services);
        if (builders.Workers.TryGetValue(name ?? "", out var known))
            return known;
        var builder = new DefaultDurableTaskWorkerBuilder(name, services);
        builders.Workers.Add(builder.Name, builder);
        services.AddOptions<DurableTaskWorkerOptions>(builder.Name).PostConfigure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
                options.DataConverter = converter;
        });
        services.AddSingleton<IHostedService>(builder.Build);
        return builder;
    }

    /// <inheritdoc cref="AddDurableTaskWorker(IServiceCollection, string?)"/>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the worker up.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskWorker(this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure) =>
        services.AddDurableTaskWorker("", configure);

    /// <inheritdoc cref="AddDurableTaskWorker(IServiceCollection, string?)"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="configure">Sets the worker up.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskWorker(name));
        return services;
    }
}
