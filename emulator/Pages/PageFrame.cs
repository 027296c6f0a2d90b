using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Pages;

/// <summary>What stands around every page of the emulator: the bar with its sections, the stylesheet, the script, the security
/// headers.</summary>
/// <param name="Sections">The pages that the bar leads to, each with its address and its name.</param>
/// <param name="Clock">What the bar says of the clock, or null when there is none to move.</param>
internal sealed record PageFrame(IReadOnlyList<(string Address, string Name)> Sections, Func<string>? Clock = null)
{
    private const string AssetRoot = "/emulator/assets";

    private static readonly Dictionary<string, (byte[] Content, string Type, string Tag)> Assets = new[]
    {
        ("emulator.css", "text/css; charset=utf-8"),
        ("emulator.js", "text/javascript; charset=utf-8"),
        ("emulator.svg", "image/svg+xml"),
    }.ToDictionary(asset => asset.Item1, asset => Load(asset.Item1, asset.Item2));

    private static readonly string PagePolicy = string.Join("; ",
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'");

    /// <summary>Maps the stylesheet, the script and the icon.</summary>
    public static void MapAssets(IEndpointRouteBuilder routes) => routes.MapGet(AssetRoot + "/{name}", (string name, HttpContext context) =>
    {
        if (!Assets.TryGetValue(name, out var asset))
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Content, asset.Type, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue(asset.Tag));
    });

    /// <summary>A whole page.</summary>
    /// <param name="section">The address of the section that it belongs to.</param>
    /// <param name="title">What the page is; stands in the browser's title.</param>
    /// <param name="main">Its content.</param>
    /// <param name="refresh">An address that answers with a short text; when that text changes, the page loads its content anew. Null for
    /// a page that stands still.</param>
    /// <param name="version">That text as it was when the content was made.</param>
    /// <param name="layout">A class on the page's main element.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="address">Where the page can be had, when the browser may stand at another address, after a refusal say.</param>
    public IResult Page(
        string section, string title, Html main, string? refresh = null, string? version = null, string layout = "", int status = 200,
        string? address = null)
    {
        var live = refresh is null ? Html.Empty : Html.Of($" data-refresh=\"{refresh}\" data-version=\"{version}\"");
        var home = address is null ? Html.Empty : Html.Of($" data-page=\"{address}\"");
        var clock = Clock is null
            ? Html.Empty
            : Html.Of($"<a class=\"clock\" href=\"{ClockPages.Root}\" data-live=\"bar-clock\">{Clock()}</a>");
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · Compagnon emulator</title>
            <link rel="icon" href="{AssetRoot}/emulator.svg" type="image/svg+xml">
            <link rel="stylesheet" href="{AssetRoot}/emulator.css?{Assets["emulator.css"].Tag.Trim('"')}">
            <script src="{AssetRoot}/emulator.js?{Assets["emulator.js"].Tag.Trim('"')}" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header class="bar">
            <span class="brand">compagnon<b>emulator</b></span>
            <nav aria-label="Emulator">{Sections.Select(item => Link(item, section))}</nav>
            {clock}
            </header>
            <main id="main" class="{layout}"{live}{home}>
            {main}
            </main>
            </body>
            </html>
            """);
        return new HtmlResult(page.ToString(), PagePolicy, status);
    }

    /// <summary>A page that says what is missing or wrong, and leads on.</summary>
    public IResult Problem(string section, int status, string title, string explanation) => Page(
        section, title,
        Html.Of($"""<div class="problem"><h1>{title}</h1><p>{explanation}</p><p><a href="{section}">Back to the list</a></p></div>"""),
        status: status);

    /// <summary>A date as the pages show it: in this machine's time zone, with the exact moment on hover.</summary>
    public static Html Date(DateTimeOffset date, string format = "d MMM yyyy, HH:mm:ss")
    {
        var local = TimeZoneInfo.ConvertTime(date, TimeZoneInfo.Local);
        var exact = date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return Html.Of($"<time datetime=\"{exact}\" title=\"{exact}\">{local.ToString(format, CultureInfo.InvariantCulture)}</time>");
    }

    /// <summary>An address with a query; parameters without a value are left out.</summary>
    public static string Address(string path, params (string Name, string? Value)[] query)
    {
        var pairs = query.Where(pair => !string.IsNullOrEmpty(pair.Value))
            .Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}").ToArray();
        return pairs.Length == 0 ? path : $"{path}?{string.Join('&', pairs)}";
    }

    private static Html Link((string Address, string Name) item, string section) => item.Address == section
        ? Html.Of($"<a href=\"{item.Address}\" aria-current=\"page\">{item.Name}</a>")
        : Html.Of($"<a href=\"{item.Address}\">{item.Name}</a>");

    private static (byte[] Content, string Type, string Tag) Load(string name, string type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Compagnon.Emulator.Pages.{name}")
            ?? throw new InvalidOperationException(
                $"Expected the embedded resource Compagnon.Emulator.Pages.{name}; it is not in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        return (bytes, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }
}

/// <summary>HTML with the headers that keep it harmless.</summary>
internal sealed class HtmlResult(string html, string policy, int status = 200) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }
}
