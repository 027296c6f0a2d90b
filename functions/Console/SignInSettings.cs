using Microsoft.Extensions.Configuration;

namespace Compagnon.Consoles;

/// <summary>What App Service says of its authentication. It sets it, and so does the emulator; nobody else.</summary>
public sealed class SignInSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => null;

    /// <summary><c>true</c> where it stands in front of the app.</summary>
    [ConfigurationKeyName(SignedInReader.EnabledSetting)]
    public string? IsEnabled { get; set; }
}
