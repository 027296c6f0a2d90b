using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Decisions;
using Compagnon.Journal;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Exports;

/// <summary>What the page of exports shows.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Exports">The tables, in their order.</param>
/// <param name="Recent">Who has downloaded what lately, newest first.</param>
/// <param name="Asked">The table that was asked for wrongly; null where none was.</param>
/// <param name="Form">The days that were typed for it.</param>
/// <param name="Errors">What is wrong with them.</param>
public sealed record ExportView(
    ConsoleCase Case, IReadOnlyList<ConsoleExport> Exports, IReadOnlyList<JournalLine> Recent, ConsoleExport? Asked, ExportForm Form, FormErrors Errors)
{
    /// <summary>Where a table is asked for.</summary>
    public string AddressOf(ConsoleExport export) => Case.Address($"/{ExportEndpoints.Page.Slug}/{export.Slug}");
}

/// <summary>The days that are asked for, as they were typed.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The last.</param>
public sealed record ExportForm(string From, string Until)
{
    private const int LongestDay = 20;
    private const string FromPrefix = "du-", UntilPrefix = "au-";

    /// <summary>Nothing typed.</summary>
    public static ExportForm Empty { get; } = new("", "");

    /// <summary>The field of the first day of a table.</summary>
    public static string FromField(ConsoleExport export) => FromPrefix + export.Slug;

    /// <summary>The field of the last day of a table.</summary>
    public static string UntilField(ConsoleExport export) => UntilPrefix + export.Slug;

    /// <summary>What a form holds.</summary>
    public static ExportForm Of(IFormCollection form, ConsoleExport export)
    {
        return new ExportForm(Day(FromField(export)), Day(UntilField(export)));

        string Day(string field) => form.Text(field) is { Length: <= LongestDay } typed ? typed.Trim() : "?";
    }

    /// <summary>The days, and what is wrong with them.</summary>
    public (ExportPeriod Period, FormErrors Errors) Read(ConsoleExport export)
    {
        if (export.PeriodLabel is null) return (ExportPeriod.Whole, FormErrors.None);

        var (from, until, errors) = (AuthorityForm.ReadDay(From), AuthorityForm.ReadDay(Until), new FormErrors());
        if (From.Length > 0 && from is null) errors.Add(FromField(export), "Indiquez une date qui existe, par exemple 31/01/2027, ou rien.");
        if (Until.Length > 0 && until is null) errors.Add(UntilField(export), "Indiquez une date qui existe, par exemple 31/01/2027, ou rien.");
        else if (until < from) errors.Add(UntilField(export), "Indiquez un dernier jour qui ne soit pas avant le premier.");
        return (new ExportPeriod(from, until), errors);
    }
}

/// <summary>Tables that the department downloads: what they are, and who had them last.</summary>
public sealed class ExportEndpoints(
    ConsoleDesk desk, IEnumerable<ConsoleExport> registered, JournalBook journal, PageRenderer pages, Problems problems, TimeProvider time)
{
    // What was downloaded is journaled for good; the page shows what is new.
    private const int RecentDays = 7, MostRecent = 100;

    private readonly IReadOnlyList<ConsoleExport> exports = [.. registered.OrderBy(export => export.Order)];

    /// <summary>The page in the navigation.</summary>
    public static ConsolePage Page { get; } = new("exports", "Exports", 80, ConsolePage.Office);

    /// <summary>What can be downloaded.</summary>
    [Function("ConsoleExports")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/exports")] HttpRequest request, string faculty)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return await ShowAsync(visit, null, ExportForm.Empty, FormErrors.None, request.HttpContext.RequestAborted);
    }

    /// <summary>The address of a table leads to where it is asked for: what stands in a history of addresses downloads nothing.</summary>
    [Function("ConsoleExportAddress")]
    public IResult Lead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/exports/{export}")] HttpRequest request,
        string faculty,
        string export)
    {
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return exports.Any(known => known.Slug == export) ? SeeOther.To(Page.AddressIn(visit.Faculty)) : problems.NotFound();
    }

    /// <summary>Sends a table, after writing into the faculty's journal who has it.</summary>
    [Function("ConsoleExport")]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/exports/{export}")] HttpRequest request,
        string faculty,
        string export)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!desk.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (exports.FirstOrDefault(known => known.Slug == export) is not { } asked) return problems.NotFound();
        if (await desk.TakesAsync(request, visit, cancellation) is not { } fields) return problems.FormExpired(Page.AddressIn(visit.Faculty));

        var form = ExportForm.Of(fields, asked);
        var (period, errors) = form.Read(asked);
        if (errors.Any) return await ShowAsync(visit, asked, form, errors, cancellation);

        // Before the first row, and whatever becomes of the rest: what was sent may have been read.
        var now = time.GetUtcNow();
        var detail = period.Text.Length > 0 ? $"{asked.Title}, {asked.PeriodLabel!.ToLowerInvariant()} {period.Text}" : asked.Title;
        await journal.AppendAsync(
            new JournalEntry(JournalBook.OfFaculty(visit.Faculty.Id), now, JournalFact.Exported, visit.Person.Id, detail), CancellationToken.None);
        return new CsvResult(
            $"{visit.Faculty.Id}-{asked.Slug}-{LocalDatePattern.Iso.Format(ParisTime.DayOf(now))}.csv",
            asked.Columns,
            await BeginAsync(asked.RowsAsync(visit.Faculty, period, cancellation), cancellation));
    }

    // The first row is read now: storage that cannot be reached gets a page that says so, and not a file that breaks off.
    private static async Task<IAsyncEnumerable<IReadOnlyList<string>>> BeginAsync(
        IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellation)
    {
        var reading = rows.GetAsyncEnumerator(cancellation);
        var isAny = await reading.MoveNextAsync();
        return GoOnAsync();

        async IAsyncEnumerable<IReadOnlyList<string>> GoOnAsync()
        {
            await using (reading)
            {
                for (var isMore = isAny; isMore; isMore = await reading.MoveNextAsync()) yield return reading.Current;
            }
        }
    }

    private async Task<IResult> ShowAsync(
        ConsoleCase visit, ConsoleExport? asked, ExportForm form, FormErrors errors, CancellationToken cancellation)
    {
        var recent = await journal.ReadAsync(
            JournalBook.OfFaculty(visit.Faculty.Id),
            (JournalFact.Exported, JournalFact.Exported),
            time.GetUtcNow() - TimeSpan.FromDays(RecentDays),
            MostRecent,
            cancellation);
        return pages.Page<ExportsPage>(
            new { View = new ExportView(visit, exports, [.. recent.Reverse()], asked, form, errors) },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
