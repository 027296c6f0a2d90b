using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compagnon.Emulator.Tables;

/// <summary>Asks the service once, without a token, which tenant it belongs to, and takes tokens from there on.</summary>
internal sealed partial class TenantDiscoveryPolicy(TokenCredential credential, string scope)
    : BearerTokenAuthenticationPolicy(credential, scope)
{
    private readonly string scope = scope;
    private volatile string? tenant;

    protected override void AuthorizeRequest(HttpMessage message)
    {
        if (tenant is not null) AuthenticateAndAuthorizeRequest(message, Context(message));
    }

    protected override async ValueTask AuthorizeRequestAsync(HttpMessage message)
    {
        if (tenant is not null) await AuthenticateAndAuthorizeRequestAsync(message, Context(message)).ConfigureAwait(false);
    }

    protected override bool AuthorizeRequestOnChallenge(HttpMessage message)
    {
        if (!Discover(message)) return false;
        AuthenticateAndAuthorizeRequest(message, Context(message));
        return true;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        if (!Discover(message)) return false;
        await AuthenticateAndAuthorizeRequestAsync(message, Context(message)).ConfigureAwait(false);
        return true;
    }

    // Bearer authorization_uri=https://login.microsoftonline.com/TENANT/oauth2/authorize resource_id=https://storage.azure.com
    [GeneratedRegex(@"authorization_uri=""?https?://[^/]+/(?<tenant>[^/\s,""]+)")]
    private static partial Regex AuthorizationUri();

    private bool Discover(HttpMessage message)
    {
        if (!message.Response.Headers.TryGetValue(HttpHeader.Names.WwwAuthenticate, out var challenge)) return false;
        var found = AuthorizationUri().Match(challenge!);
        if (!found.Success) return false;
        tenant = found.Groups["tenant"].Value;
        return true;
    }

    private TokenRequestContext Context(HttpMessage message) => new([scope], message.Request.ClientRequestId, tenantId: tenant);
}
