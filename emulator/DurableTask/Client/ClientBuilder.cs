using Compagnon.Emulator.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Sets up a client.</summary>
public interface IDurableTaskClientBuilder
{
    /// <summary>The client's name; that of its options too.</summary>
    string Name { get; }

    /// <summary>The services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the client; one of the engine of this process when <c>null</c>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the client.</summary>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}

/// <summary>Finds clients by name.</summary>
public interface IDurableTaskClientProvider
{
    /// <summary>The client of a name; the default one when it is <c>null</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no client of this name.</exception>
    DurableTaskClient GetClient(string? name = null);
}

/// <summary>Sets up a client.</summary>
public class DefaultDurableTaskClientBuilder : IDurableTaskClientBuilder
{
    /// <summary>Makes a builder.</summary>
    /// <param name="name">The client's name; the default options' when <c>null</c>.</param>
    /// <param name="services">The services.</param>
    public DefaultDurableTaskClientBuilder(string? name, IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Name = name ?? Options.DefaultName;
        Services = services;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The class does not derive from <see cref="DurableTaskClient"/>.</exception>
    public Type? BuildTarget
    {
        get;
        set
        {
            if (value is not null && (value.IsAbstract || !typeof(DurableTaskClient).IsAssignableFrom(value)))
                throw new ArgumentException(
                    $"Expected a concrete class derived from {nameof(DurableTaskClient)}, got {value}.", nameof(value));
            field = value;
        }
    }

    /// <inheritdoc/>
    public DurableTaskClient Build(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        if (BuildTarget is not null)
            return (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, BuildTarget, Name);
        var options = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>().Get(Name);
        return serviceProvider.GetRequiredService<DurableEngine>().CreateClient(Name, options);
    }
}

/// <summary>What a client can be set up with.</summary>
public static class DurableTaskBuilderExtensions
{
    /// <summary>Sets the client's options.</summary>
    public static IDurableTaskClientBuilder Configure(this IDurableTaskClientBuilder builder, Action<DurableTaskClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Lets services take this client as <see cref="DurableTaskClient"/>, as they do with the one without a name.</summary>
    public static IDurableTaskClientBuilder RegisterDirectly(this IDurableTaskClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IDurableTaskClientProvider>().GetClient(builder.Name));
        return builder;
    }

    /// <summary>Sets the class of the client.</summary>
    public static IDurableTaskClientBuilder UseBuildTarget(this IDurableTaskClientBuilder builder, Type target)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BuildTarget = target;
        return builder;
    }

    /// <summary>Sets the class of the client.</summary>
    public static IDurableTaskClientBuilder UseBuildTarget<TTarget>(this IDurableTaskClientBuilder builder)
        where TTarget : DurableTaskClient => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Sets the class of the client and that of its options, which take over what is set for the client.</summary>
    public static IDurableTaskClientBuilder UseBuildTarget<TTarget, TOptions>(this IDurableTaskClientBuilder builder)
        where TTarget : DurableTaskClient
        where TOptions : DurableTaskClientOptions
    {
        builder.UseBuildTarget(typeof(TTarget));
        builder.Services.AddOptions<TOptions>(builder.Name).PostConfigure<IOptionsMonitor<DurableTaskClientOptions>>(
            (options, general) => general.Get(builder.Name).CopyTo(options));
        return builder;
    }

    /// <summary>Sets the version of new instances that are started without one.</summary>
    public static IDurableTaskClientBuilder UseDefaultVersion(this IDurableTaskClientBuilder builder, string version) =>
        builder.Configure(options => options.DefaultVersion = version);
}

/// <summary>Adds clients to services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a client. Without a target it speaks to the engine that all workers and clients of a container share.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">
    /// The client's name; the default options' when <c>null</c>, and then services can take it as <see cref="DurableTaskClient"/>.
    /// </param>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builders = EngineSetup.Of(services);
        if (builders.Clients.TryGetValue(name ?? "", out var known))
            return known;
        var builder = new DefaultDurableTaskClientBuilder(name, services);
        builders.Clients.Add(builder.Name, builder);
        services.TryAddSingleton<IDurableTaskClientProvider>(provider => new ClientProvider(provider, builders));
        services.AddOptions<DurableTaskClientOptions>(builder.Name).PostConfigure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
                options.DataConverter = converter;
        });
        if (builder.Name == Options.DefaultName)
            builder.RegisterDirectly();
        return builder;
    }

    /// <inheritdoc cref="AddDurableTaskClient(IServiceCollection, string?)"/>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the client up.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskClient(this IServiceCollection services, Action<IDurableTaskClientBuilder> configure) =>
        services.AddDurableTaskClient("", configure);

    /// <inheritdoc cref="AddDurableTaskClient(IServiceCollection, string?)"/>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="configure">Sets the client up.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskClient(name));
        return services;
    }

    private sealed class ClientProvider(IServiceProvider services, EngineSetup setup) : IDurableTaskClientProvider
    {
        private readonly Dictionary<string, DurableTaskClient> made = [];

        public DurableTaskClient GetClient(string? name = null)
        {
            var wanted = name ?? Options.DefaultName;
            lock (made)
            {
                if (made.TryGetValue(wanted, out var client))
                    return client;
                if (!setup.Clients.TryGetValue(wanted, out var builder))
                    throw new ArgumentOutOfRangeException(nameof(name), name, "Expected the name of a client that was added.");
                client = builder.Build(services);
                made.Add(wanted, client);
                return client;
            }
        }
    }
}
