using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Compagnon.Consoles;
using Compagnon.Mail.Returns;
using Compagnon.Mail.Sending;
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
    /// Adds the outbox and its delivery, over <see cref="GraphSettings"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The endpoint is no such address.</exception>
    public static IServiceCollection AddCompagnonMail(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<GraphSettings>();
        var endpoint = Endpoint(settings.Endpoint);
        var access = new GraphAccess(CredentialFor(endpoint, settings.ClientId.OrNull()), $"https://{DefaultHost}/.default");
        services.AddSingleton(Limit(settings.MailsPerMinute.OrNull()));
        services.AddSingleton(access);
        services.AddSingleton(Client(endpoint, access));
        services.AddSingleton<GraphMail>();
        services.AddSingleton<MailJournal>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<OutgoingMails>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<MailActivities>();
        services.AddSingleton<MailNeed>();
        services.AddSingleton<MailEnding>();
        services.AddSingleton<MailTroubles>();
        services.AddSingleton<ReturnedMails>();
        services.AddConsolePage(MailConsole.Page);
        services.AddSingleton<OrphanDrafts>();
        return services;
    }

    private static SendingLimit Limit(string? setting) => setting is null ? new SendingLimit(SendingPace.AMinute)
        : int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var aMinute)
            && aMinute is SendingPace.Unbounded or > 0 and <= SendingPace.AMinute
            ? new SendingLimit(aMinute)
            : throw new InvalidOperationException(
                $"Graph:MailsPerMinute must be 1 to {SendingPace.AMinute}, or {SendingPace.Unbounded} for any number; it is '{setting}'.");

    private static Uri Endpoint(string? setting)
    {
        var text = setting.OrNull() ?? DefaultEndpoint;
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
        {
            return endpoint;
        }

        throw new InvalidOperationException(
            $"Graph:Endpoint must be an https address (or http on this machine), such as {DefaultEndpoint}; it is '{text}'.");
    }

    private static TokenCredential CredentialFor(Uri endpoint, string? identity) => endpoint.IsLoopback
        ? new LocalToken()
        : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = identity });

    private static GraphServiceClient Client(Uri endpoint, GraphAccess access)
    {
        // The SDK would wait inside the request for as long as Retry-After says; a durable timer outlives the process.
        var handlers = GraphClientFactory.CreateDefaultHandlers().Where(handler => handler is not RetryHandler).ToList();
        var http = GraphClientFactory.Create(handlers);
        http.Timeout = TimeSpan.FromSeconds(60);

        return new GraphServiceClient(
            http,
            new AzureIdentityAuthenticationProvider(access.Credential, [endpoint.Host], null, true, [access.Scope]),
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
