using Azure.Core;

namespace Compagnon.Mail;

/// <summary>What opens the mail service.</summary>
/// <param name="Credential">Gives tokens.</param>
/// <param name="Scope">What they are for.</param>
public sealed record GraphAccess(TokenCredential Credential, string Scope)
{
    /// <summary>A token, from the credential's memory where it has one.</summary>
    /// <exception cref="Azure.Identity.AuthenticationFailedException">There is none to be had.</exception>
    public ValueTask<AccessToken> GetTokenAsync(CancellationToken cancellation = default) =>
        Credential.GetTokenAsync(new TokenRequestContext([Scope]), cancellation);
}
