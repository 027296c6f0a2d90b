using System.Reflection;
using Compagnon.Consoles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Testing;

/// <summary>The app's routes as its functions declare them: no list of pages is kept by hand that a new page could be left out of.</summary>
public static class PageRoutes
{
    /// <summary>The routes of the department's console.</summary>
    public const string Console = "console/";

    /// <summary>Answers GET and is no page that a person reads in a window of its own, and why.</summary>
    private static readonly Dictionary<string, string> NoPages = new()
    {
        ["{*path}"] = "what no other route answers; looked at as « introuvable »",
        ["assets/{version}/{name}"] = "style sheets and scripts",
        ["calendrier/{faculty}/{file}"] = "what calendars read",
        ["communes"] = "what the form's script suggests, as JSON",
        ["health"] = "for a probe",
        ["health/ready"] = "for a probe",
        ["console"] = "leads to a faculty; where there are several, looked at as « choix d’une faculté »",
        ["console/{faculty}"] = "leads to the first page that somebody may open",
    };

    // Tables, calendars, documents, and mails in the frame of a page.
    private static readonly string[] Streams =
    [
        ".csv", ".ics", "/document", "/visite/{piece}", "/documents/{piece}", "/texte", "/apercu", "demande/{token}/pieces/{piece}",
        "demande/{token}/visite/pieces/{piece}", "seance/{token}/dossiers/{dossier}/pieces/{piece}",
    ];

    /// <summary>Every page that is opened with GET, by its route.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Routes("get").Where(route => !NoPages.ContainsKey(route) && !Streams.Any(end => route.EndsWith(end, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every route that takes a form, by its route.</summary>
    public static IReadOnlyList<string> Forms { get; } = [.. Routes("post").Where(route => !NoPages.ContainsKey(route)).Order(StringComparer.Ordinal)];

    /// <summary>Every route of the console that answers GET, pages or not.</summary>
    public static IReadOnlyList<string> Readings { get; } =
        [.. Routes("get").Where(route => route.StartsWith(Console, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Whether an address is one of a route's.</summary>
    public static bool Has(string route, string path) =>
        new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch(new PathString(path), []);

    private static IEnumerable<string> Routes(string method) =>
        (from type in typeof(ConsoleDesk).Assembly.GetTypes()
         from function in type.GetMethods()
         from parameter in function.GetParameters()
         let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
         where trigger?.Methods?.Contains(method, StringComparer.OrdinalIgnoreCase) == true
         select trigger.Route ?? "").Distinct();
}
