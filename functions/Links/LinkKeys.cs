using Microsoft.Extensions.Configuration;

namespace Compagnon.Links;

/// <summary>
/// The keys that links are signed with. Two are accepted at once, so that a key can be changed without any link in a mail breaking.
/// </summary>
/// <param name="Current">Signs, and is accepted; at least <see cref="MinimumBytes"/> bytes.</param>
/// <param name="Previous">Is accepted only; null where the key was never changed.</param>
public sealed record LinkKeys(byte[] Current, byte[]? Previous = null)
{
    /// <summary>The least number of bytes of a key: the length of an HMAC-SHA256.</summary>
    public const int MinimumBytes = 32;

    /// <summary>
    /// Reads <c>Links:CurrentKey</c> and, if it is there, <c>Links:PreviousKey</c>: base64 of at least 32 random bytes each.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A setting is missing, is no base64, or is too short; says which and how to make one.
    /// </exception>
    public static LinkKeys From(IConfiguration configuration)
    {
        var settings = configuration.Read<LinkSettings>();
        var current = Read("Links:CurrentKey", settings.CurrentKey)
            ?? throw Invalid("Links:CurrentKey", "it is missing");
        return new LinkKeys(current, Read("Links:PreviousKey", settings.PreviousKey));
    }

    private static byte[]? Read(string name, string? text)
    {
        if (text is not { Length: > 0 }) return null;

        // What App Service leaves where it cannot read the vault.
        if (text.StartsWith("@Microsoft.KeyVault(", StringComparison.Ordinal))
            throw Invalid(name, "it is a vault's secret that the platform could not read: the secret is missing, or the app's identity may not read it");

        var key = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, key, out var length)) throw Invalid(name, "it is not base64");
        if (length < MinimumBytes) throw Invalid(name, $"it has {length} bytes");
        return key[..length];
    }

    private static InvalidOperationException Invalid(string name, string why) => new(
        $"The setting {name} must be the base64 of at least {MinimumBytes} random bytes, but {why}. "
        + "Make one with: openssl rand -base64 48");
}
