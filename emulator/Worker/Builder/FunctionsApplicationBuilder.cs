using System.Text.Json;
using Azure.Core.Serialization;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Worker;
using Compagnon.Emulator.Worker.Converters;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>An app under construction.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostSetup setup;
    private readonly WebApplicationBuilder web;
    private readonly Pipeline pipeline = new();
    private bool built;

    internal FunctionsApplicationBuilder(HostSetup setup)
    {
        this.setup = setup;
        try
        {
            web = HostComposition.Begin(setup);
        }
        catch
        {
            setup.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        AddWorker(web.Services);
    }

    /// <summary>The settings.</summary>
    public ConfigurationManager Configuration => web.Configuration;

    /// <summary>Where the app runs; its name is <c>Development</c> unless <c>AZURE_FUNCTIONS_ENVIRONMENT</c> says otherwise.</summary>
    public IHostEnvironment Environment => web.Environment;

    /// <summary>The loggers.</summary>
    public ILoggingBuilder Logging => web.Logging;

    /// <summary>The metrics.</summary>
    public IMetricsBuilder Metrics => web.Metrics;

    /// <summary>Values that parts of the construction hand each other.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)web).Properties;

    /// <summary>The services.</summary>
    public IServiceCollection Services => web.Services;

    /// <inheritdoc/>
    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>Whether HTTP functions are served by ASP.NET Core.</summary>
    internal bool IsWebApplication { get; set; }

    /// <summary>Adds a middleware; the first added is the outermost.</summary>
    /// <param name="middleware">Given the rest of the invocation, answers the whole.</param>
    /// <exception cref="InvalidOperationException">The app has been built.</exception>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        if (built)
        {
            throw new InvalidOperationException("The app has been built: add middleware before Build().");
        }

        pipeline.Add(middleware);
        return this;
    }

    /// <summary>Replaces the container of the services.</summary>
    /// <typeparam name="TContainerBuilder">The container's builder.</typeparam>
    /// <param name="factory">Makes it.</param>
    /// <param name="configure">Fills it.</param>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)web).ConfigureContainer(factory, configure);

    /// <summary>Builds the app, once.</summary>
    /// <exception cref="EmulatorStartException">
    /// A function cannot be bound. Where the app is the program, the message is printed instead and the program ends with exit code 1.
    /// </exception>
    /// <exception cref="InvalidOperationException">The app has been built.</exception>
    public IHost Build()
    {
        if (built)
        {
            throw new InvalidOperationException("The app has been built already.");
        }

        built = true;
        return setup.Process.Run(() => HostComposition.End(setup, web, IsWebApplication));
    }

    private void AddWorker(IServiceCollection services)
    {
        services.AddSingleton<IFunctionsWorkerApplicationBuilder>(this);
        services.AddSingleton(pipeline);
        services.AddSingleton(setup.Catalog);
        services.AddSingleton<ConverterChain>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<IFunctionActivator, FunctionActivator>();
        services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
        services.Configure<WorkerOptions>(options => BuiltInConverters.Register(options.InputConverters));
        services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>(
            (options, json) => options.Serializer ??= new JsonObjectSerializer(json.Value));
        services.AddSingleton<TimerStatuses>();
        services.AddSingleton<TimerFunctions>();
        services.AddHostedService(provider => provider.GetRequiredService<TimerFunctions>());
        services.AddHostedService<DurableFunctions>();
    }
}
