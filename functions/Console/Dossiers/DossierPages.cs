using Compagnon.Dossiers.Form;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Consoles;

/// <summary>A dossier on the console: one page for each thing that there is to read.</summary>
public sealed class DossierPages(DossierDesk desk, FormBook forms, PageRenderer pages)
{
    /// <summary>Where it stands, on whom it waits and since when, how long each stage took.</summary>
    [Function("ConsoleDossier")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}")] HttpRequest request,
        string faculty,
        string dossier) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Overview, async view =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            return pages.Page<DossierPage>(new { View = view, Form = await forms.FindHandedOverAsync(view.Key, cancellation) });
        });
}
