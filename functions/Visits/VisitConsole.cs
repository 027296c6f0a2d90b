using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Visits;

/// <summary>What the page of visits shows.</summary>
public enum VisitTab
{
    /// <summary>A month's visits and sessions.</summary>
    Calendar,

    /// <summary>Visits without a date.</summary>
    Undated,

    /// <summary>Visits whose report is awaited.</summary>
    Reports,
}

/// <summary>The visits of a faculty, or of somebody who goes.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Tab">What is shown.</param>
/// <param name="Month">The month of the calendar.</param>
/// <param name="Entries">What is in it.</param>
/// <param name="Left">How many of the month's visits are not shown.</param>
/// <param name="Lines">The lines of the list, on another tab.</param>
/// <param name="Counts">How many each tab has; of the calendar, the visits to come.</param>
/// <param name="Shown">The list's page, from 1.</param>
/// <param name="Now">The moment.</param>
/// <param name="IsComplete">False while the list of dossiers is being built.</param>
public sealed record VisitsView(
    ConsoleCase Case,
    VisitTab Tab,
    YearMonth Month,
    IReadOnlyList<MonthView.Entry> Entries,
    int Left,
    IReadOnlyList<WorkLine> Lines,
    IReadOnlyDictionary<VisitTab, int> Counts,
    int Shown,
    DateTimeOffset Now,
    bool IsComplete)
{
    /// <summary>Whether every visit of the faculty is shown, and not only this person's.</summary>
    public bool SeesAll => WorkResult.SeesAll(Case.Person);

    /// <summary>How many pages the list has; 1 at least.</summary>
    public int Pages => Math.Max(1, (Counts[Tab] + VisitConsole.PageSize - 1) / VisitConsole.PageSize);

    /// <summary>The address of a tab.</summary>
    public string Address(VisitTab tab, int page = 1) => VisitConsole.Page.AddressIn(Case.Faculty)
        + (tab == VisitTab.Calendar ? "" : $"?{VisitConsole.TabField}={VisitConsole.Values[tab]}")
        + (page > 1 ? $"&{VisitConsole.PartField}={page.ToString(CultureInfo.InvariantCulture)}" : "");

    /// <summary>The address of a month.</summary>
    public string Address(YearMonth month) =>
        $"{VisitConsole.Page.AddressIn(Case.Faculty)}?{VisitConsole.MonthField}={YearMonthPattern.Iso.Format(month)}";

    /// <summary>Where a visit is read: the dossier, or what was asked of whoever goes.</summary>
    public string AddressOf(WorkLine line) => VisitConsole.AddressOf(Case, line);

    /// <summary>« Dr Julien Mazet et Dr Inès Roussel »; empty while nobody has accepted.</summary>
    public string VisitorsOf(WorkLine line) =>
        string.Join(" et ", line.Visit!.Visitors.Select(id => VisitDesk.NameOf(id, Case.Faculty, line.FullName)));

    /// <summary>« depuis 12 jours (3 mars 2027) ».</summary>
    public string SinceText(DateTimeOffset since) => WorkView.SinceText(since, Now);
}

/// <summary>The visits on the console: a month at a time, those without a date, and the reports that are awaited.</summary>
public sealed class VisitConsole(
    ConsoleDesk console,
    WorkList work,
    SessionBook sessions,
    AssignmentDesk assignments,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Names in the addresses' queries.</summary>
    public const string TabField = "vue", MonthField = "mois", PartField = "partie";

    /// <summary>Lines on a page of a list.</summary>
    public const int PageSize = 50;

    /// <summary>Entries of a month that are shown; a page stays below 100 kB with so many.</summary>
    public const int MostInMonth = 150;

    /// <summary>How the tabs are called in addresses.</summary>
    public static IReadOnlyDictionary<VisitTab, string> Values { get; } = new Dictionary<VisitTab, string>
    {
        [VisitTab.Calendar] = "calendrier",
        [VisitTab.Undated] = "sans-date",
        [VisitTab.Reports] = "comptes-rendus",
    };

    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } =
        new("visites", "Visites", 45, [.. ConsolePage.Readers, StaffRole.Teacher, StaffRole.Supervisor]);

    /// <summary>Shows the visits (<c>?mois=2027-03</c>, <c>?vue=sans-date</c>, <c>?vue=comptes-rendus</c>).</summary>
    [Function("ConsoleVisits")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/visites")] HttpRequest request, string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var (now, cancellation) = (time.GetUtcNow(), request.HttpContext.RequestAborted);
        var today = ParisTime.DayOf(now);
        var tab = Values.FirstOrDefault(pair => pair.Value == request.Query[TabField].ToString()).Key;
        var month = YearMonthPattern.Iso.Parse(request.Query[MonthField].ToString()) is { Success: true, Value: { Year: >= 2000 and <= 2200 } asked }
            ? asked
            : today.ToYearMonth();

        var listing = await work.ReadAsync(visit.Faculty.Id, cancellation);
        var seesAll = WorkResult.SeesAll(visit.Person);
        var lines = listing.Lines.Where(line => line.Visit is { } it && (seesAll || it.Concerns(visit.Person.Id))).ToList();
        var undated = lines.Where(line => !line.State.IsFinal() && line.Visit!.Progress == VisitProgress.Undated)
            .OrderBy(line => line.Visit!.Since).ThenBy(line => line.Id, StringComparer.Ordinal).ToList();
        var reports = lines.Where(line => line.Visit!.Progress == VisitProgress.ReportDue)
            .OrderBy(line => line.Visit!.Date, StringComparer.Ordinal).ThenBy(line => line.Id, StringComparer.Ordinal).ToList();
        var agreed = lines.Where(line => line.Visit!.Progress == VisitProgress.Agreed).ToList();
        var counts = new Dictionary<VisitTab, int>
        {
            [VisitTab.Calendar] = agreed.Count,
            [VisitTab.Undated] = undated.Count,
            [VisitTab.Reports] = reports.Count,
        };

        var (entries, left) = tab == VisitTab.Calendar ? await EntriesAsync(visit, lines, month, cancellation) : ([], 0);
        var view = new VisitsView(visit, tab, month, entries, left, [], counts, 1, now, listing.IsComplete);
        var shown = Math.Clamp(Number(request, PartField) ?? 1, 1, view.Pages);
        return pages.Page<VisitsPage>(new
        {
            View = view with
            {
                Shown = shown,
                Lines = tab == VisitTab.Calendar
                    ? []
                    : [.. (tab == VisitTab.Undated ? undated : reports).Skip((shown - 1) * PageSize).Take(PageSize)],
            },
        });
    }

    /// <summary>Leads whoever goes to what was asked of them last about a visit.</summary>
    [Function("ConsoleVisit")]
    public async Task<IResult> OpenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/visites/{dossier}")] HttpRequest request,
        string faculty,
        string dossier)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (DossierKey.ReadId(dossier) is not { } id) return problems.NotFound();

        var key = new DossierKey(visit.Faculty.Id, id);
        var asked = (await assignments.ListAsync(key, request.HttpContext.RequestAborted))
            .LastOrDefault(assignment => IsStep(assignment) && assignment.Assignees.Contains(visit.Person.Id));
        return asked is null ? problems.NotFound() : SeeOther.To(AnswerPlace.OfConsole(visit, key, asked.Id).Address);
    }

    internal static string AddressOf(ConsoleCase visit, WorkLine line) =>
        WorkResult.SeesAll(visit.Person) ? visit.Address($"/dossiers/{line.Id}")
        : visit.Address($"/{Page.Slug}/{line.Id}");

    private async Task<(IReadOnlyList<MonthView.Entry> Entries, int Left)> EntriesAsync(
        ConsoleCase visit, IReadOnlyList<WorkLine> lines, YearMonth month, CancellationToken cancellation)
    {
        var days = month.ToDateInterval();
        // Dates are kept as yyyy-MM-ddTHH:mm: read one by one only where they are shown.
        var first = YearMonthPattern.Iso.Format(month) + "-";
        var visits = lines
            .Where(line => line.Visit is { Progress: not VisitProgress.Dropped } visit && visit.Date.StartsWith(first, StringComparison.Ordinal))
            .OrderBy(line => line.Visit!.Date, StringComparer.Ordinal).ThenBy(line => line.Id, StringComparer.Ordinal)
            .ToList();
        var held = SessionConsole.Page.IsOpenTo(visit.Person)
            ? await sessions.ListAsync(visit.Faculty.Id, days.Start, days.End.PlusDays(1), cancellation: cancellation)
            : [];
        IEnumerable<(LocalDateTime At, MonthView.Entry Entry)> all =
        [
            .. visits.Take(MostInMonth).Select(line => (line.Visit!.Slot!.Value.At, EntryOf(visit, line))),
            .. held.Where(session => session.State != SessionState.Cancelled).Select(session => (session.Date + session.Time, new MonthView.Entry(
                session.Date,
                ParisTime.Text(session.Time),
                "Séance de la commission",
                SessionWords.Where(session),
                visit.Address($"/{SessionConsole.Page.Slug}/{session.Key.Id}"),
                "warm"))),
        ];
        return ([.. all.OrderBy(pair => pair.At).Select(pair => pair.Entry)], Math.Max(0, visits.Count - MostInMonth));
    }

    private static MonthView.Entry EntryOf(ConsoleCase visit, WorkLine line)
    {
        var (at, made) = (line.Visit!.Slot!.Value.At, line.Visit);
        var names = string.Join(" et ", made.Visitors.Select(id => VisitDesk.NameOf(id, visit.Faculty, line.FullName)));
        var where = made.Way == VisitData.Video ? "visioconférence" : line.Commune;
        return new MonthView.Entry(
            at.Date,
            ParisTime.Text(at.TimeOfDay),
            line.FullName,
            string.Join(" · ", new[] { where, names, made.Progress == VisitProgress.ReportDue ? "compte rendu attendu" : "" }.Where(text => text.Length > 0)),
            AddressOf(visit, line));
    }

    private static bool IsStep(Assignment assignment) => assignment.Kind is AssignmentKind.VisitOffer or AssignmentKind.VisitDates
        or AssignmentKind.VisitConfirmation or AssignmentKind.VisitAppointment or AssignmentKind.VisitReport or AssignmentKind.VisitSignature;

    private static int? Number(HttpRequest request, string field) =>
        int.TryParse(request.Query[field].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
