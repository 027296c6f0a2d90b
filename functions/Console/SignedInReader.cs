using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Compagnon.Consoles;

/// <summary>
/// Says who is signed in. App Service authentication drops headers of its own that come from outside; where it is not in front of the app
/// (its setting <c>WEBSITE_AUTH_ENABLED</c> is not true), anybody could send them, and nobody is signed in.
/// </summary>
public sealed partial class SignedInReader
{
    /// <summary>The setting that App Service sets.</summary>
    public const string EnabledSetting = "WEBSITE_AUTH_ENABLED";

    private readonly bool isTrusted;

    /// <summary>A reader for this app's surroundings.</summary>
    public SignedInReader(IConfiguration settings, ILogger<SignedInReader> log)
    {
        isTrusted = bool.TryParse(settings.Read<SignInSettings>().IsEnabled, out var isEnabled) && isEnabled;
        if (!isTrusted) NobodyCanSignIn(log, EnabledSetting);
    }

    /// <summary>Who is signed in; null for nobody.</summary>
    public SignedIn? Read(HttpRequest request) => isTrusted ? SignedIn.Read(request.Headers) : null;

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in to the console: {Setting} is not true, so App Service authentication is off")]
    private static partial void NobodyCanSignIn(ILogger log, string setting);
}
