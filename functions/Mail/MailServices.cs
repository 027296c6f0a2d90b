using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;

namespace Compagnon.Mail;

/// <summary>Registers mail.</summary>
public static class MailServices
{
    private const string DefaultEndpoint = "https://graph.microsoft.com/v1.0";

    /// <summary>
    /// Adds the outbox and its delivery. Settings: <c>Graph:Endpoint</c> (https, or an address of this machine, which gets a fixed
    /// token and never a real one; default <c>https://graph.microsoft.com/v1.0</c>), <c>Graph:ClientId</c> (a user-assigned identity;
    /// without it the default Azure credential).
    /// </summary>
    /// <exception cref="InvalidOperationException">The endpoint is no such address.</exception>
    public static IServiceCollection AddCompagnonMail(this IServiceCollection services, IConfiguration configuration)
    {
        var endpoint = Endpoint(configuration["Graph:Endpoint"]);
        services.AddSingleton(Client(endpoint, configuration["Graph:ClientId"]));
        services.AddSingleton<GraphMail>();
        services.AddSingleton<MailJournal>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OrphanDrafts>();
        return services;
    }

    private static Uri Endpoint(string? setting)
    {
        var text = string.IsNullOrWhiteSpace(setting) ? DefaultEndpoint : setting;
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
        {
            return endpoint;
        }

        throw new InvalidOperationException(
            $"Graph:Endpoint must be an https address (or http on this machine), such as {DefaultEndpoint}; it is '{text}'.");
    }

    private static GraphServiceClient Client(Uri endpoint, string? identity)
    {
        TokenCredential credential = endpoint.IsLoopback
            ? new LocalToken()
            : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = identity });

        // The SDK would wait inside the request for as long as Retry-After says; a durable timer outlives the process.
        var handlers = GraphClientFactory.CreateDefaultHandlers().Where(handler => handler is not RetryHandler).ToList();
        var http = GraphClientFactory.Create(handlers);
        http.Timeout = TimeSpan.FromSeconds(60);

        return new GraphServiceClient(
            http,
            new AzureIdentityAuthenticationProvider(credential, [endpoint.Host], null, true, [$"https://{DefaultHost}/.default"]),
            endpoint.AbsoluteUri.TrimEnd('/'));
    }

    private static string DefaultHost => new Uri(DefaultEndpoint).Host;

    // What answers on this machine is no Microsoft service: it must never see a token that opens a real mailbox.
    private sealed class LocalToken : TokenCredential
    {
        private static readonly AccessToken Fixed = new("local", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext context, CancellationToken cancellation) => Fixed;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancellation) => new(Fixed);
    }
}
