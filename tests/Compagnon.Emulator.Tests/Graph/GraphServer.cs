using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>The Graph endpoint with its pages, on a free port and a folder of its own.</summary>
internal sealed class GraphServer : IAsyncDisposable
{
    public const string Mailbox = "dumg@faculte.example";

    private readonly TemporaryFolder folder;
    private readonly WebApplication app;

    private GraphServer(TemporaryFolder folder, WebApplication app, MessageStore store, GraphFaults faults)
    {
        this.folder = folder;
        this.app = app;
        Store = store;
        Faults = faults;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "any");
    }

    public MessageStore Store { get; }

    public GraphFaults Faults { get; }

    public Uri Address { get; }

    /// <summary>A bare client with a bearer token.</summary>
    public HttpClient Http { get; }

    public string Users => $"{GraphEndpoints.Root}/users/{Mailbox}";

    public static async Task<GraphServer> StartAsync(EmulatorClock? clock = null, DurableEngine? engine = null)
    {
        var folder = new TemporaryFolder();
        var store = new MessageStore(folder["mail"], clock ?? TimeProvider.System);
        var faults = new GraphFaults();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Use(next => context => LoopbackGuard.InvokeAsync(context, next));
        app.UseRouting();
        app.MapGraph(store, faults);
        app.MapEmulatorPages(store, clock, engine);
        await app.StartAsync();
        return new GraphServer(folder, app, store, faults);
    }

    /// <summary>The real SDK against this endpoint; it repeats failed requests only when that is asked for.</summary>
    public GraphServiceClient Sdk(bool repeats = false)
    {
        var handlers = KiotaClientFactory.CreateDefaultHandlers();
        if (!repeats)
            handlers = handlers.Where(handler => handler is not Microsoft.Kiota.Http.HttpClientLibrary.Middleware.RetryHandler).ToList();
        var authentication = new BaseBearerTokenAuthenticationProvider(new Token());
        return new GraphServiceClient(
            KiotaClientFactory.Create(handlers), authentication, new Uri(Address, GraphEndpoints.Root).ToString());
    }

    /// <summary>Sends JSON and reads the answer's status and JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Json)> CallAsync(
        HttpMethod method, string path, object? body = null, bool immutable = false)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"{Users}/{path}");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (immutable)
            request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }

    /// <summary>A message that can be sent, in JSON.</summary>
    public static Dictionary<string, object> Message(
        string subject = "Bonjour", string to = "anne@cabinet.example", string html = "<p>Bonjour</p>") => new()
        {
            ["subject"] = subject,
            ["body"] = new { contentType = "html", content = html },
            ["toRecipients"] = new[] { new { emailAddress = new { address = to, name = "Anne Lefèvre" } } },
        };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        Store.Dispose();
        folder.Dispose();
    }

    private sealed class Token : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new(["127.0.0.1"]);

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
            Task.FromResult("emulator");
    }
}
