using Compagnon.Consoles;
using Compagnon.Storage;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Trainings;

/// <summary>Organisers' tables of who attended, on the console: sent, looked at, confirmed.</summary>
public sealed class TrainingListEndpoints(
    ConsoleDesk desk, SentTableForm tables, SentTables sent, TrainingLists lists, PageRenderer pages, Problems problems)
{
    /// <summary>The page in the navigation.</summary>
    public static ConsolePage Page { get; } = new("formations", "Formations", 60, ConsolePage.Office);

    /// <summary>What an address says of sessions that were just recorded.</summary>
    public const string RecordedField = "enregistrees";

    private const string Kind = "trainings";

    /// <summary>Where a table is sent.</summary>
    [Function("TrainingList")]
    public IResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/formations")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        _ = int.TryParse(request.Query[RecordedField], out var recorded);
        return pages.Page<TrainingListPage>(new { Case = visit, Recorded = recorded });
    }

    /// <summary>A table to start from.</summary>
    [Function("TrainingListModel")]
    public IResult Model(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/formations/modele.csv")] HttpRequest request,
        string faculty) =>
        desk.TryOpen(request, faculty, Page, out _, out var refusal)
            ? new CsvResult(
                "modele-formations.csv",
                TrainingPreview.Form.Needed,
                [["10003456786", "12/03/2027", "Accueillir un interne : la supervision indirecte", "3,5"]])
            : refusal;

    /// <summary>Takes a table and leads to what would become of it. Nothing is recorded yet.</summary>
    [Function("TrainingListUpload")]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/formations")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return await tables.TakeAsync(
            request,
            visit,
            TrainingPreview.Form,
            (errors, status) => pages.Page<TrainingListPage>(new { Case = visit, Errors = errors }, status),
            async content => SeeOther.To(
                visit.Address($"/{Page.Slug}/{await sent.KeepAsync(Kind, faculty, content, request.HttpContext.RequestAborted)}")));
    }

    /// <summary>What would become of a table.</summary>
    [Function("TrainingListPreview")]
    public async Task<IResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/formations/{id:length(32)}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        if (await sent.FindAsync(Kind, faculty, id, cancellation) is not { } content) return SeeOther.To(visit.Address("/" + Page.Slug));
        return Shown(visit, id, await lists.PreviewAsync(faculty, visit.Person.Id, content, cancellation));
    }

    /// <summary>Records what was shown.</summary>
    [Function("TrainingListAnswers")]
    public async Task<IResult> RecordAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/formations/{id:length(32)}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        var address = visit.Address($"/{Page.Slug}/{id}");
        if (await desk.TakesAsync(request, visit, cancellation) is null) return problems.FormExpired(address);
        if (await sent.FindAsync(Kind, faculty, id, cancellation) is not { } content) return SeeOther.To(visit.Address("/" + Page.Slug));

        // Once it has begun, what was confirmed is recorded to its end, even where nobody waits for the answer any more.
        var preview = await lists.RecordAsync(faculty, visit.Person.Id, content, CancellationToken.None);
        if (preview.Mistakes.Count > 0) return Shown(visit, id, preview);
        await sent.RemoveAsync(Kind, faculty, id, CancellationToken.None);
        return SeeOther.To(visit.Address($"/{Page.Slug}?{RecordedField}={preview.ToRecord.Count}"));
    }

    private PageResult Shown(ConsoleCase visit, string id, TrainingPreview preview) => pages.Page<TrainingPreviewPage>(
        new { Case = visit, Id = id, Preview = preview },
        preview.Mistakes.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
