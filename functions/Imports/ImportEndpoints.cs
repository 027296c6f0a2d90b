using System.Globalization;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Imports;

/// <summary>
/// A faculty's own list of agreements, on the console: sent, looked at line by line, confirmed, entered. The address of a table shows
/// where it stands whenever it is opened.
/// </summary>
public sealed class ImportEndpoints(ConsoleDesk desk, SentTableForm tables, ImportDesk imports, PageRenderer pages, Problems problems)
{
    /// <summary>The page in the navigation.</summary>
    public static ConsolePage Page { get; } = new("import", "Import", 90, ConsolePage.Office);

    // A page that is entered into reloads itself, so that its progress is seen.
    private const string RefreshSeconds = "3";

    private static string[] ReportColumns { get; } = ["ligne", "resultat", "reference", "rpps", "nom", "debut", "fin", "message"];

    /// <summary>Where a table is sent.</summary>
    [Function("Import")]
    public IResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/import")] HttpRequest request, string faculty) =>
        desk.TryOpen(request, faculty, Page, out var visit, out var refusal) ? pages.Page<ImportPage>(new { Case = visit }) : refusal;

    /// <summary>A table to start from.</summary>
    [Function("ImportModel")]
    public IResult Model(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/import/modele.csv")] HttpRequest request, string faculty) =>
        desk.TryOpen(request, faculty, Page, out _, out var refusal)
            ? new CsvResult("modele-agrements.csv", ImportTable.Columns, ImportTable.Sample)
            : refusal;

    /// <summary>Takes a table and leads to what would become of it. Nothing is entered yet.</summary>
    [Function("ImportUpload")]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/import")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return await tables.TakeAsync(
            request,
            visit,
            ImportTable.Form,
            (errors, status) => pages.Page<ImportPage>(new { Case = visit, Errors = errors }, status),
            async content => SeeOther.To(
                visit.Address($"/{Page.Slug}/{await imports.KeepAsync(visit.Faculty, content, request.HttpContext.RequestAborted)}")));
    }

    /// <summary>Where a table stands: what would become of it, how far it is, or what became of it.</summary>
    [Function("ImportTable")]
    public async Task<IResult> FollowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/import/{id:length(32)}")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        var instance = await client.GetInstanceAsync(AgreementImport.InstanceOf(faculty, id), getInputsAndOutputs: true, cancellation);
        if (instance is { IsCompleted: false })
        {
            request.HttpContext.Response.Headers["Refresh"] = RefreshSeconds;
            return pages.Page<ImportProgressPage>(new { Case = visit, Id = id, Progress = instance.ReadCustomStatusAs<ImportProgress>() });
        }

        if (await imports.PlanAsync(visit.Faculty, id, cancellation) is not { } plan) return SeeOther.To(visit.Address("/" + Page.Slug));
        var view = new ImportView(
            visit, id, plan,
            instance?.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<ImportProgress>() : null,
            instance?.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated);
        return pages.Page<ImportPlanPage>(
            new { View = view }, plan.Unreadable.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary>What would become, or became, of each line, as a table.</summary>
    [Function("ImportReport")]
    public async Task<IResult> ReportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/import/{id:length(32)}/rapport.csv")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (await imports.PlanAsync(visit.Faculty, id, request.HttpContext.RequestAborted) is not { } plan)
            return SeeOther.To(visit.Address("/" + Page.Slug));
        return new CsvResult("rapport-import.csv", ReportColumns, plan.Lines.Select(IReadOnlyList<string> (line) =>
        [
            line.Line.ToString(CultureInfo.InvariantCulture),
            ImportWords.Of(line.Outcome),
            line.Dossier.Length > 0 ? new DossierKey(faculty, line.Dossier).Reference : "",
            line.Agreement?.Doctor.Rpps ?? "",
            line.Agreement?.Doctor.FullName ?? "",
            line.Agreement is { } from ? NodaTime.Text.LocalDatePattern.Iso.Format(from.From) : "",
            line.Agreement is { } until ? NodaTime.Text.LocalDatePattern.Iso.Format(until.Until) : "",
            string.Join(' ', line.Messages),
        ]));
    }

    /// <summary>Starts entering what was shown. Pressing again shows how far it is.</summary>
    [Function("ImportStart")]
    public async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/import/{id:length(32)}")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        var address = visit.Address($"/{Page.Slug}/{id}");
        if (await desk.TakesAsync(request, visit, cancellation) is null) return problems.FormExpired(address);
        if (await imports.ReadAsync(visit.Faculty, id, cancellation) is not { IsUnreadable: false })
            return SeeOther.To(visit.Address("/" + Page.Slug));

        await imports.StartAsync(client, visit.Faculty, id, visit.Person.Id, cancellation);
        return SeeOther.To(address);
    }
}

/// <summary>What the page of a table shows.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Id">The table's id.</param>
/// <param name="Plan">What would become of it now.</param>
/// <param name="Entered">What was entered; null before that has ended.</param>
/// <param name="Failed">Whether entering it stopped.</param>
public sealed record ImportView(ConsoleCase Case, string Id, ImportPlan Plan, ImportProgress? Entered, bool Failed);

/// <summary>What becomes of lines, in words.</summary>
public static class ImportWords
{
    /// <summary>In a table.</summary>
    public static string Of(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.ToEnter => "à reprendre",
        ImportOutcome.ToEnterLapsed => "à reprendre, échu",
        ImportOutcome.Known => "déjà repris",
        ImportOutcome.Different => "déjà repris autrement",
        ImportOutcome.Wrong => "à corriger",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };
}
