using System.Runtime.CompilerServices;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Tests.Worker;

/// <summary>The sample app, hosted in this process on a free port, on a state folder of its own.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private const string Never = "0 0 0 29 2 *";

    private readonly IHost host;
    private readonly bool keepState;

    private SampleHost(IHost host, string state, bool keepState)
    {
        this.host = host;
        this.keepState = keepState;
        State = state;
        Http = new HttpClient { BaseAddress = host.Services.GetRequiredService<EmulatorAddresses>().Root };
    }

    public string State { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => host.Services;

    public Seen Seen => Services.GetRequiredService<Seen>();

    public EmulatorClock Clock => Services.GetRequiredService<EmulatorClock>();

    public static Task<SampleHost> StartAsync(params string[] arguments) => StartAsync(_ => { }, arguments);

    public static async Task<SampleHost> StartAsync(Action<FunctionsApplicationBuilder> configure, params string[] arguments)
    {
        var at = Array.IndexOf(arguments, "--state");
        var state = at >= 0 ? arguments[at + 1] : Directory.CreateTempSubdirectory("compagnon-host-").FullName;
        var host = Builder(configure, at >= 0 ? arguments : ["--state", state, .. arguments]).Build();
        await host.StartAsync();
        return new SampleHost(host, state, keepState: at >= 0);
    }

    /// <summary>A builder of the sample app that needs no storage.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder Builder(Action<FunctionsApplicationBuilder> configure, params string[] arguments)
    {
        var builder = FunctionsApplication.CreateBuilder(
        [
            "--port", "0", "--AzureWebJobsStorage", "none",
            "--Sample:Schedule", Never, "--Sample:Quick", Never, "--Sample:Broken", Never,
            .. arguments,
        ]);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<Seen>();
        builder.Services.AddSingleton<Gate>();
        configure(builder);
        return builder;
    }

    public async Task<string> GetAsync(string path)
    {
        var answer = await Http.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        if (!keepState)
        {
            Directory.Delete(State, recursive: true);
        }
    }
}

/// <summary>One sample app for all tests of a class that only ask it something.</summary>
public sealed class SharedSample : IAsyncLifetime
{
    private SampleHost? host;

    internal SampleHost Host => host!;

    public async ValueTask InitializeAsync() => host = await SampleHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
