using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Compagnon.Faculties;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Territories;

/// <summary>Communes for forms that suggest them while somebody types; without a script the form does without.</summary>
public sealed class CommuneEndpoints(CommuneBook communes)
{
    private const int MostSuggested = 20;
    private const int LongestText = 80;

    private static readonly JsonSerializerOptions Format =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// <c>/communes?q=clermont&amp;departement=63</c>: at most 20, the best first, each with <c>code</c>, <c>name</c>, <c>departement</c>,
    /// <c>postalCodes</c>, <c>group</c> (or null) and <c>label</c>. <c>departement</c> may be absent or stand several times. 400 with a
    /// <c>message</c> for anything else.
    /// </summary>
    [Function("Communes")]
    public IResult Suggest([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "communes")] HttpRequest request)
    {
        var texts = request.Query["q"];
        if (texts.Count != 1 || PlaceName.Fold(texts[0]!).Length is 0) return Refuse("Indiquez le nom ou le code postal d’une commune.");
        if (texts[0]!.Length > LongestText)
            return Refuse($"Le nom d’une commune a {LongestText} caractères au plus. Indiquez-en seulement le début.");
        var departements = request.Query["departement"].Where(code => code is { Length: > 0 }).Select(code => code!).Distinct().ToList();
        if (departements.Any(code => Departement.Find(code) is null))
            return Refuse("Indiquez le département par son code, par exemple 63, 2A ou 974.");

        // Communes change with a new version of the app; a day is soon enough.
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Json(
            communes.Search(texts[0]!, departements, MostSuggested).Select(commune => new
            {
                commune.Code,
                commune.Name,
                commune.Departement,
                commune.PostalCodes,
                Group = commune.Group?.Name,
                commune.Label,
            }),
            Format);
    }

    private static IResult Refuse(string message) =>
        Results.Json(new { Message = message }, Format, statusCode: StatusCodes.Status400BadRequest);
}
