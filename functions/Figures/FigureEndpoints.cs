using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Figures;

/// <summary>The page of a faculty's figures.</summary>
public sealed class FigureEndpoints(ConsoleDesk desk, FigureDesk figures, PageRenderer pages)
{
    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } = new("chiffres", "Chiffres", 50, ConsolePage.Readers);

    /// <summary>Shows the figures.</summary>
    [Function("ConsoleFigures")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/chiffres")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var found = await figures.ReadAsync(visit.Faculty, FigureQuery.Of(request.Query), request.HttpContext.RequestAborted);
        return pages.Page<FigurePage>(
            new { Case = visit, Found = found }, found.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
