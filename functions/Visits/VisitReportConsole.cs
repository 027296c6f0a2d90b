using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Visits;

/// <summary>The draft and the documents of a report, on the console: as <see cref="VisitEndpoints"/> has them at a link.</summary>
public sealed class VisitReportConsole(DossierDesk desk, ConsoleDesk console, VisitReports reports, Problems problems)
{
    /// <summary>Keeps what was typed of a report.</summary>
    [Function("ConsoleVisitDraft")]
    public Task<IResult> KeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/visite/brouillon")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment) =>
        desk.WithAsync(request, faculty, dossier, assignment, (view, opened) => console.TakeAsync(
            request, view.Case, opened.Place.Address, form => reports.KeepAsync(opened, form, request.HttpContext.RequestAborted)));

    /// <summary>The documents of a report that is being written.</summary>
    [Function("ConsoleVisitDocuments")]
    public Task<IResult> ListAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/visite/pieces")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment) =>
        desk.WithAsync(
            request, faculty, dossier, assignment, (_, opened) => reports.ListAsync(opened, request.HttpContext.RequestAborted));

    /// <summary>Takes documents.</summary>
    [Function("ConsoleVisitDocumentDeposit")]
    public Task<IResult> DepositAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/visite/pieces")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment) =>
        desk.WithAsync(request, faculty, dossier, assignment, async (view, opened) =>
        {
            try
            {
                return await reports.DepositAsync(
                    request, opened, token => console.IsOurs(token, request, view.Case), request.HttpContext.RequestAborted);
            }
            catch (RequestRefusedException refused) when (refused.Status == StatusCodes.Status403Forbidden)
            {
                return problems.FormExpired(opened.Place.Address + VisitReports.DocumentsPath);
            }
        });

    /// <summary>Removes a document while the report is being written.</summary>
    [Function("ConsoleVisitDocumentRemoval")]
    public Task<IResult> RemoveAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/{faculty}/dossiers/{dossier}/demandes/{assignment}/visite/pieces/{piece}/suppression")]
        HttpRequest request,
        string faculty,
        string dossier,
        string assignment,
        string piece) =>
        desk.WithAsync(request, faculty, dossier, assignment, (view, opened) => console.TakeAsync(
            request,
            view.Case,
            opened.Place.Address + VisitReports.DocumentsPath,
            _ => reports.RemoveAsync(opened, piece, request.HttpContext.RequestAborted)));

    /// <summary>Shows or downloads (<c>?telecharger</c>) a document of the report: to its visitors, and to all once the report stands.</summary>
    [Function("ConsoleVisitDocument")]
    public Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/documents/visite/{piece}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string piece) =>
        desk.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
            VisitStatus.Of([.. view.Assignments.Select(pair => pair.Assignment)], view.Claims) is { } status
            && await reports.ReadAsync(request, status, view.Case.Person, piece, request.HttpContext.RequestAborted) is { } document
                ? document.InFrame()
                : problems.NotFound());
}
