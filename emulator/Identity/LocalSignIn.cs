using Compagnon.Emulator.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Emulator.Identity;

/// <summary>
/// Stands in for App Service authentication with Microsoft Entra ID: signs people in at <c>/.auth/login/aad</c>, hands them to the app in
/// the headers that App Service sends, and drops such headers where a client sent them.
/// </summary>
public sealed class LocalSignIn
{
    /// <summary>The header that says who is signed in.</summary>
    public const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Where its pages are.</summary>
    public const string Root = "/.auth";

    /// <summary>The setting by which an app knows that what these headers say is true.</summary>
    public const string EnabledSetting = "WEBSITE_AUTH_ENABLED";

    private const string Cookie = "AppServiceAuthSession";

    // What App Service adds beside: tokens of the provider.
    private const string TokenHeaders = "X-MS-TOKEN-";

    private readonly LocalSession sessions;

    private LocalSignIn(LocalSession sessions, LocalPeople people) => (this.sessions, People) = (sessions, people);

    /// <summary>Whom the page offers.</summary>
    internal LocalPeople People { get; }

    /// <summary>The sign-in of a host; null where its settings say that there is none.</summary>
    internal static LocalSignIn? Of(HostSetup setup, IConfiguration settings)
    {
        if (!bool.TryParse(settings[EnabledSetting], out var isEnabled) || !isEnabled) return null;

        var folder = settings[LocalPeople.Setting] is { Length: > 0 } named ? Path.GetFullPath(named, setup.Folder) : null;
        return new LocalSignIn(LocalSession.Of(setup.State), new LocalPeople(folder));
    }

    /// <summary>Who is signed in; null for nobody.</summary>
    internal LocalPrincipal? PrincipalOf(HttpRequest request) => sessions.Read(request.Cookies[Cookie]);

    /// <summary>Signs somebody in. False where what is said of them does not fit into a cookie.</summary>
    internal bool Begin(HttpContext context, LocalPrincipal principal)
    {
        if (sessions.Write(principal) is not { } cookie) return false;
        context.Response.Cookies.Append(Cookie, cookie, Options);
        return true;
    }

    /// <summary>Signs out whoever is signed in.</summary>
    internal void End(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options);

    /// <summary>Makes a request say who is signed in, and nothing else about it.</summary>
    internal Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        foreach (var name in headers.Keys.Where(IsOurs).ToList()) headers.Remove(name);
        foreach (var (name, value) in PrincipalOf(context.Request)?.Headers ?? []) headers[name] = value;
        return next(context);
    }

    private static CookieOptions Options => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    private static bool IsOurs(string header) =>
        header.StartsWith(PrincipalHeader, StringComparison.OrdinalIgnoreCase)
        || header.StartsWith(TokenHeaders, StringComparison.OrdinalIgnoreCase);
}
