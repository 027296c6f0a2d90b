using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Web;

/// <summary>The home page, the assets, and every address that nothing else answers to.</summary>
public sealed class SiteEndpoints(PageRenderer pages, Problems problems)
{
    private static readonly Lazy<IReadOnlyList<KnownRoute>> Known = new(ReadRoutes);

    /// <summary>What this is and how the procedure goes.</summary>
    [Function("Home")]
    public IResult Home([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{x:maxlength(0)?}")] HttpRequest request) =>
        pages.Page<HomePage>().WithoutPersonalData();

    /// <summary>A stylesheet, a script, a picture. The address holds the content's version, so a browser keeps it for good.</summary>
    [Function("Asset")]
    public IResult Asset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{version}/{name}")] HttpRequest request,
        string version,
        string name)
    {
        if (SiteAssets.Find(name) is not { } asset) return problems.NotFound();

        // A page that was open while a new version came asks for the old one: better the new one, kept by nobody, than none.
        request.HttpContext.Response.Headers.CacheControl = asset.Version == version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    /// <summary>Whatever is no page: 404, or 405 where only the method is wrong.</summary>
    [Function("Elsewhere")]
    public IResult Elsewhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")]
        HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var methods = Known.Value.Where(route => route.Matches(path)).SelectMany(route => route.Methods).Distinct().ToList();
        return methods.Count > 0 ? problems.MethodNotAllowed(methods) : problems.NotFound();
    }

    private static List<KnownRoute> ReadRoutes() =>
    [
        .. from type in typeof(SiteEndpoints).Assembly.GetExportedTypes()
           from method in type.GetMethods()
           where method.GetCustomAttribute<FunctionAttribute>() is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger?.Route is not null && !trigger.Route.Contains('*') && trigger.Methods is not null
           select new KnownRoute(trigger!.Route!, [.. trigger.Methods!.Select(name => name.ToUpperInvariant())]),
    ];

    private sealed class KnownRoute(string route, string[] methods)
    {
        // The root has no template that a matcher understands: it is the one route with a constraint on its whole length.
        private readonly TemplateMatcher? matcher = route.StartsWith("{x:", StringComparison.Ordinal)
            ? null
            : new TemplateMatcher(TemplateParser.Parse(route), []);

        public string[] Methods => methods;

        public bool Matches(string path) => matcher?.TryMatch(path, new RouteValueDictionary()) ?? path is "/" or "";
    }
}
