using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Identity;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compagnon.Emulator.Hosting;

/// <summary>Puts a host together: what the app finds when it begins, and what is added when it is built.</summary>
internal static class HostComposition
{
    /// <summary>Everything that the app may build on.</summary>
    public static WebApplicationBuilder Begin(HostSetup setup)
    {
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = setup.App.GetName().Name,
            ContentRootPath = setup.Folder,
            EnvironmentName = setup.Arguments.Environment ?? Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development,
        });
        web.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        AddSettings(setup, web);
        AddLogging(setup, web);
        AddServer(setup, web);
        web.Services.AddSingleton(setup.HostJson);
        web.Services.AddSingleton(setup.State);
        web.Services.AddSingleton(setup.Addresses);
        web.Services.AddSingleton(services => Clock(setup, services));
        web.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<EmulatorClock>());
        web.Services.AddSingleton(services => Messages(setup, services));
        web.Services.AddSingleton<GraphFaults>();
        web.Services.AddSingleton(services => Engine(setup, services));
        return web;
    }

    /// <summary>The app, ready to start.</summary>
    public static IHost End(HostSetup setup, WebApplicationBuilder web, bool isWebApplication)
    {
        WebApplication? app = null;
        try
        {
            app = BuildApp(web);
            ServiceCheck.Run(setup.Catalog, app.Services);
            app.Services.GetRequiredService<TimerFunctions>();
            app.Services.GetRequiredService<DurableEngine>();
            app.Use(next => context => LoopbackGuard.InvokeAsync(context, next));
            app.UseForwardedHeaders();
            var signIn = LocalSignIn.Of(setup, app.Configuration);
            if (signIn is not null) app.Use(next => context => signIn.InvokeAsync(context, next));
            app.UseRouting();
            MapFunctions(setup, app, isWebApplication);
            var messages = app.Services.GetRequiredService<MessageStore>();
            app.MapGraph(messages, app.Services.GetRequiredService<GraphFaults>());
            app.MapEmulatorPages(
                messages, app.Services.GetRequiredService<EmulatorClock>(), app.Services.GetRequiredService<DurableEngine>(), signIn);
            app.MapGet("/emulator/storage", (IConfiguration settings) => Storage(settings["AzureWebJobsStorage"]));
            return new FunctionsHost(setup, app);
        }
        catch
        {
            app?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            setup.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    // As the real builder does in development: what cannot be made, or would live too long, is found before the first call.
    private static WebApplication BuildApp(WebApplicationBuilder web)
    {
        try
        {
            return web.Build();
        }
        catch (AggregateException e)
        {
            throw new EmulatorStartException(string.Join(Environment.NewLine, e.InnerExceptions.Select(inner => inner.Message)), e);
        }
    }

    private static EmulatorClock Clock(HostSetup setup, IServiceProvider services)
    {
        try
        {
            return new EmulatorClock(setup.State.At("clock"), logger: services.GetRequiredService<ILogger<EmulatorClock>>());
        }
        catch (InvalidDataException e)
        {
            throw new EmulatorStartException(e.Message, e);
        }
    }

    private static DurableEngine Engine(HostSetup setup, IServiceProvider services)
    {
        var path = setup.State.At("durable.db");
        try
        {
            return new DurableEngine(
                DurableFunctions.Registry(setup.Catalog, services.GetRequiredService<FunctionRunner>()),
                new DurableEngineOptions { Path = path },
                services.GetRequiredService<EmulatorClock>(),
                new WorkerDataConverter(services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!),
                services,
                services.GetRequiredService<ILoggerFactory>());
        }
        catch (Exception e) when (e is InvalidDataException or IOException or SqliteException)
        {
            throw new EmulatorStartException($"The orchestrations in {path} cannot be read: {e.Message}", e);
        }
    }

    private static MessageStore Messages(HostSetup setup, IServiceProvider services)
    {
        var folder = GraphCommand.MailFolder(setup.State.Path);
        try
        {
            return new MessageStore(folder, services.GetRequiredService<TimeProvider>());
        }
        catch (SqliteException e)
        {
            throw new EmulatorStartException($"The mails in {folder} cannot be read: {e.Message}", e);
        }
    }

    // For the tools of this machine; a real account's key is nobody's to read.
    private static IResult Storage(string? connection) => connection?.Contains("http://127.0.0.1:", StringComparison.Ordinal) == true
        ? Results.Text(connection)
        : Results.NotFound();

    // In the order in which one overrules the one before, as func and the worker have it.
    private static void AddSettings(HostSetup setup, WebApplicationBuilder web)
    {
        var settings = web.Configuration;
        settings.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [LocalSignIn.EnabledSetting] = bool.TrueString,
            ["WEBSITE_HOSTNAME"] = setup.Addresses.Root.Authority,
            ["Graph:Endpoint"] = setup.Addresses.Graph.ToString(),
        });
        settings.AddJsonFile("appsettings.json", optional: true);
        settings.AddJsonFile($"appsettings.{web.Environment.EnvironmentName}.json", optional: true);
        settings.AddInMemoryCollection(setup.Settings);
        settings.AddEnvironmentVariables();
        settings.AddInMemoryCollection(setup.Arguments.Configuration);
        if (setup.StorageAsync(settings["AzureWebJobsStorage"]).GetAwaiter().GetResult() is { } storage)
        {
            settings.AddInMemoryCollection([storage]);
        }
    }

    private static void AddLogging(HostSetup setup, WebApplicationBuilder web)
    {
        web.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        web.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        web.Logging.AddFilter("Azure", LogLevel.Warning);
        web.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        web.Logging.AddConfiguration(web.Configuration.GetSection("Logging"));
        if (setup.Process.IsMine)
        {
            web.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
    }

    private static void AddServer(HostSetup setup, WebApplicationBuilder web)
    {
        web.WebHost.UseKestrelCore();
        web.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            foreach (var endPoint in setup.Listener.EndPoints)
            {
                options.Listen(endPoint);
            }
        });
        web.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = setup.Listener.SocketOf);
        web.Services.AddRouting();
        web.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, MethodPolicy>());

        // The host in front of the worker sends these, and the worker heeds them: a link built from the request would be forged here too.
        web.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.All;
            options.ForwardLimit = null;
        });
    }

    private static void MapFunctions(HostSetup setup, WebApplication app, bool isWebApplication)
    {
        if (!isWebApplication && setup.Catalog.Functions.FirstOrDefault(function => function.Trigger is HttpTrigger) is { } http)
        {
            throw new EmulatorStartException(
                $"The function '{http.Name}' cannot run: it is an HTTP function, and the app has not called "
                + "ConfigureFunctionsWebApplication().");
        }

        var functions = new HttpFunctions(
            setup.Catalog,
            setup.HostJson,
            app.Services.GetRequiredService<FunctionRunner>(),
            app.Services.GetRequiredService<IInlineConstraintResolver>(),
            app.Lifetime,
            app.Configuration,
            app.Services.GetRequiredService<ILoggerFactory>(),
            setup.Keys);
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(functions.Endpoints()));
    }
}
