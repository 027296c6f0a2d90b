using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace Compagnon.Commissions;

/// <summary>A session in a list of them.</summary>
/// <param name="Session">The session.</param>
/// <param name="Dossiers">How many dossiers are on its agenda, or were concluded there.</param>
/// <param name="Open">How many of these have no outcome yet.</param>
public sealed record SessionSummary(Session Session, int Dossiers, int Open);

/// <summary>The sessions of a faculty, to come or of a year that has passed.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Sessions">By day.</param>
/// <param name="Year">Whose past sessions they are; null for those to come.</param>
/// <param name="Now">The moment.</param>
public sealed record SessionsView(ConsoleCase Case, IReadOnlyList<SessionSummary> Sessions, int? Year, DateTimeOffset Now)
{
    /// <summary>The sessions by month, in order.</summary>
    public IEnumerable<IGrouping<YearMonth, SessionSummary>> Months => Sessions.GroupBy(summary => summary.Session.Date.ToYearMonth());

    /// <summary>The year that it is.</summary>
    public int ThisYear => ParisTime.DayOf(Now).Year;

    /// <summary>The address of a year's past sessions; of those to come for null.</summary>
    public string Address(int? year) => SessionConsole.Page.AddressIn(Case.Faculty)
        + (year is { } known ? $"?{SessionConsole.YearField}={known.ToString(CultureInfo.InvariantCulture)}" : "");
}

/// <summary>One dossier of a session on the console.</summary>
/// <param name="Line">The dossier.</param>
/// <param name="Round">Its round.</param>
/// <param name="PutOff">Where this session has put it off; else null.</param>
public sealed record SessionItem(WorkLine Line, Examination Round, PutOff? PutOff)
{
    /// <summary>Its place on the agenda; 0 until that is closed.</summary>
    public int Number => PutOff?.Number ?? Round.Number;

    /// <summary>Whether this session has nothing more to say of it.</summary>
    public bool IsSettled => PutOff is not null || Round.Outcome.Length > 0;
}

/// <summary>A session as somebody of the department sees it: from packed lists, so that an agenda of any length costs the same.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Rule">The commission.</param>
/// <param name="Session">The session.</param>
/// <param name="Items">What is on its agenda, in order, those that were put off among them.</param>
/// <param name="Shown">Which page of it is shown, from 1.</param>
/// <param name="Now">The moment.</param>
/// <param name="IsComplete">False while the list of dossiers is being built.</param>
public sealed record SessionView(
    ConsoleCase Case, CommissionRule Rule, Session Session, IReadOnlyList<SessionItem> Items, int Shown, DateTimeOffset Now, bool IsComplete)
{
    /// <summary>Dossiers on a page.</summary>
    public const int PageSize = 60;

    /// <summary>How many pages the agenda has; 1 at least.</summary>
    public int Pages => Math.Max(1, (Items.Count + PageSize - 1) / PageSize);

    /// <summary>The dossiers of the page.</summary>
    public IEnumerable<SessionItem> Page => Items.Skip((Shown - 1) * PageSize).Take(PageSize);

    /// <summary>The members, in the order of the faculty's file.</summary>
    public IEnumerable<StaffMember> Members => Case.Faculty.People.Where(person => person.SitsInCommission);

    /// <summary>Whether the session's own pages open to this person: there people give opinions and record outcomes.</summary>
    public bool MayOpen => WorkEndpoints.MayOpen(Case) && SessionDesk.MayOpen(Case.Person);

    /// <summary>Whether this person may move or cancel the session. The session's own page asks again.</summary>
    public bool MayChange => MayOpen && !Session.IsFinal && (Case.Person.Has(StaffRole.Chair) || Case.Person.Has(StaffRole.Secretariat))
        && Items.All(item => item.PutOff is null && item.Round.RecordedAt.Length == 0);

    /// <summary>Whether there are minutes to read.</summary>
    public bool HasMinutes => Session.State == SessionState.Held && Items.Count > 0;

    /// <summary>An address of this session's pages.</summary>
    public string Address(string below = "") => Case.Address($"/{SessionConsole.Page.Slug}/{Session.Key.Id}{below}");

    /// <summary>The way to one of the session's own pages.</summary>
    public string AddressOf(string page) => Address($"/ouvrir?{SessionConsole.PageField}={page}");

    /// <summary>Where a dossier of the agenda is read: on the session's page by its members, on the console by others; null where neither
    /// opens to this person.</summary>
    public string? AddressOf(SessionItem item) => item.Round.Excluded.Contains(Case.Person.Id) ? null
        : MayOpen && Case.Person.SitsInCommission ? Address($"/ouvrir?{SessionConsole.DossierField}={item.Line.Id}")
        : ConsolePage.Readers.Any(Case.Person.Has) ? Case.Address($"/dossiers/{item.Line.Id}")
        : null;

    /// <summary>On how many dossiers a member may give an opinion, and on how many of these one stands.</summary>
    public (int Given, int Asked) OpinionsOf(StaffMember member)
    {
        var asked = Items.Where(item => item.PutOff is null && !item.Round.Excluded.Contains(member.Id)).ToList();
        return (asked.Count(item => item.Round.Opinions.Any(opinion => opinion.Member == member.Id)), asked.Count);
    }
}

/// <summary>
/// The commission's sessions on the console. What is done in a session is done on its own pages, which mails lead to and this one too, so
/// that there is one of each.
/// </summary>
public sealed class SessionConsole(
    ConsoleDesk console, SessionBook sessions, WorkList work, LinkSigner signer, PageRenderer pages, Problems problems, TimeProvider time)
{
    /// <summary>Names in the addresses' queries.</summary>
    public const string YearField = "annee", PageField = "page", DossierField = "dossier", PartField = "partie";

    /// <summary>The session's own pages that are led to.</summary>
    public const string ChangePage = "changement", MinutesPage = "compte-rendu";

    // Nobody looks further, and a year that no calendar has is none.
    private const int FirstYear = 2000, LastYear = 2200;
    private const int MostPutOff = 100;

    private static readonly Period Ahead = Period.FromYears(5);

    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } = new("seances", "Séances", 40, [.. ConsolePage.Readers, StaffRole.Member]);

    /// <summary>The sessions to come, or those of a year (<c>?annee=2026</c>) that are over.</summary>
    [Function("ConsoleSessions")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances")] HttpRequest request, string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var (now, cancellation) = (time.GetUtcNow(), request.HttpContext.RequestAborted);
        var today = ParisTime.DayOf(now);
        var year = Number(request, YearField) is { } asked and >= FirstYear and <= LastYear ? Math.Min(asked, today.Year) : (int?)null;
        var (from, until) = year is { } past
            ? (new LocalDate(past, 1, 1), LocalDate.Min(new LocalDate(past + 1, 1, 1), today))
            : (today, today + Ahead);
        var (reading, listing) = (sessions.ListAsync(visit.Faculty.Id, from, until, cancellation: cancellation), work.ReadAsync(visit.Faculty.Id, cancellation));
        await Task.WhenAll(reading, listing);
        var counts = Count((await listing).Lines);
        return pages.Page<SessionsPage>(new
        {
            View = new SessionsView(visit, [.. (await reading).Select(session => SummaryOf(session, counts))], year, now),
        });
    }

    /// <summary>One session.</summary>
    [Function("ConsoleSession")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var cancellation = request.HttpContext.RequestAborted;
        if (await FindAsync(visit, id, cancellation) is not { } session || visit.Faculty.Commission is not { } rule) return problems.NotFound();

        var putOff = sessions.ListPutOffAsync(session.Key, MostPutOff, cancellation);
        var listing = work.ReadAsync(visit.Faculty.Id, cancellation);
        await Task.WhenAll(putOff, listing);
        var items = ItemsOf(session, (await listing).Lines, await putOff);
        var view = new SessionView(visit, rule, session, items, 1, time.GetUtcNow(), (await listing).IsComplete);
        return pages.Page<SessionOverviewPage>(new { View = view with { Shown = Math.Clamp(Number(request, PartField) ?? 1, 1, view.Pages) } });
    }

    /// <summary>
    /// Leads to the session's own page (<c>?page=changement</c>, <c>?page=compte-rendu</c>) or to a dossier of its agenda
    /// (<c>?dossier=…</c>), by a link of twelve hours for whoever looks.
    /// </summary>
    [Function("ConsoleSessionOpen")]
    public async Task<IResult> OpenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}/ouvrir")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        if (!WorkEndpoints.MayOpen(visit) || !SessionDesk.MayOpen(visit.Person)) return problems.NotFound();
        if (await FindAsync(visit, id, request.HttpContext.RequestAborted) is not { } session) return problems.NotFound();

        var link = new Link(LinkKind.Session, session.Key, visit.Person.Id, "", WorkEndpoints.LinkEnds(time.GetUtcNow()));
        var below = request.Query[PageField].ToString() switch
        {
            ChangePage => "/" + ChangePage,
            MinutesPage => "/" + MinutesPage,
            _ => DossierKey.ReadId(request.Query[DossierField].ToString()) is { } dossier ? $"/dossiers/{dossier}" : "",
        };
        return SeeOther.To($"/{LinkAddresses.PathOf(link.Kind)}/{signer.Sign(link)}{below}");
    }

    /// <summary>What is on a session's agenda, in order. Pure.</summary>
    internal static IReadOnlyList<SessionItem> ItemsOf(Session session, IReadOnlyList<WorkLine> lines, IReadOnlyList<PutOff> putOff)
    {
        var items = new List<SessionItem>();
        foreach (var line in lines)
        {
            foreach (var round in line.Examinations ?? [])
            {
                if (round.IsOf(session.Key.Id)) items.Add(new SessionItem(line, round, null));

                // An outcome and a putting off at the same moment: the outcome holds.
                else if (putOff.LastOrDefault(it => it.Dossier.Id == line.Id && it.Assignment == round.Assignment) is { } put)
                    items.Add(new SessionItem(line, round, put));
            }
        }

        return
        [
            .. items
                .OrderBy(item => item.Number == 0 ? int.MaxValue : item.Number)
                .ThenByDescending(item => item.Round.IsPriority)
                .ThenBy(item => item.Round.Ready)
                .ThenBy(item => item.Line.Id, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, (int All, int Open)> Count(IReadOnlyList<WorkLine> lines)
    {
        var counts = new Dictionary<string, (int All, int Open)>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            foreach (var round in line.Examinations ?? [])
            {
                if (!round.IsOf(round.Session) || round.Session.Length == 0) continue;
                var (all, open) = counts.GetValueOrDefault(round.Session);
                counts[round.Session] = (all + 1, open + (round.Outcome.Length == 0 ? 1 : 0));
            }
        }

        return counts;
    }

    private static SessionSummary SummaryOf(Session session, Dictionary<string, (int All, int Open)> counts) =>
        counts.GetValueOrDefault(session.Key.Id) is var (all, open) ? new SessionSummary(session, all, open) : new SessionSummary(session, 0, 0);

    private async Task<Session?> FindAsync(ConsoleCase visit, string id, CancellationToken cancellation) =>
        DossierKey.IsId(id) ? await sessions.FindAsync(new DossierKey(visit.Faculty.Id, id), cancellation) : null;

    private static int? Number(HttpRequest request, string field) =>
        int.TryParse(request.Query[field].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
