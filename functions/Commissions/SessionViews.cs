using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Web;
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

    /// <summary>Whether the session proposes something on it to somebody else.</summary>
    public bool IsProposed =>
        PutOff is null && Round is { IsProposal: true, Outcome: Choices.Granted or Choices.Conditional or Choices.Refused };
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
    ConsoleCase Case,
    CommissionRule Rule,
    Session Session,
    IReadOnlyList<SessionItem> Items,
    int Shown,
    DateTimeOffset Now,
    bool IsComplete)
{
    /// <summary>Dossiers on a page.</summary>
    public const int PageSize = 60;

    /// <summary>The session for whom takes part in it or prepares it; null for others, who read.</summary>
    public SessionCase? Opened { get; init; }

    /// <summary>How many pages the agenda has; 1 at least.</summary>
    public int Pages => Math.Max(1, (Items.Count + PageSize - 1) / PageSize);

    /// <summary>The dossiers of the page.</summary>
    public IEnumerable<SessionItem> Page => Items.Skip((Shown - 1) * PageSize).Take(PageSize);

    /// <summary>The members.</summary>
    public IReadOnlyList<StaffMember> Members { get; } = Session.MembersOf(Case.Faculty);

    /// <summary>Whether there are minutes to read.</summary>
    public bool HasMinutes => Opened is not null && Session.State == SessionState.Held && Items.Count > 0;

    /// <summary>Whether this person may read what the session proposes to another authority, and it proposes anything.</summary>
    public bool HasProposals => Opened is not null && ProposalBook.MayRead(Case.Person)
        && Case.Faculty.Decisions?.Any(rule => rule.By == DecisionAuthority.Agency) == true && Items.Any(item => item.IsProposed);

    /// <summary>Whether this person may read what happened to the session.</summary>
    public bool HasHistory => Opened is not null && ProposalBook.MayRead(Case.Person);

    /// <summary>An address of this session's pages.</summary>
    public string Address(string below = "") => Case.Address($"/{SessionConsole.Page.Slug}/{Session.Key.Id}{below}");

    /// <summary>Where a dossier of the agenda is read: by members as their session sees it, by others on its own pages; null where neither
    /// opens to this person.</summary>
    public string? AddressOf(SessionItem item) => item.Round.Excludes(Case.Person) ? null
        : Case.Person.SitsInCommission ? Address($"/dossiers/{item.Line.Id}")
        : ConsolePage.Readers.Any(Case.Person.Has) ? Case.Address($"/dossiers/{item.Line.Id}")
        : null;

    /// <summary>Whether this person owes an opinion on a dossier.</summary>
    public bool IsOwed(SessionItem item) => Case.Person.SitsInCommission && !item.IsSettled && !Session.IsFinal && Now < Session.Starts
        && !item.Round.Excludes(Case.Person) && item.Round.Opinions.All(opinion => opinion.Member != Case.Person.Id);

    /// <summary>On how many dossiers a member may give an opinion, and on how many of these one stands.</summary>
    public (int Given, int Asked) OpinionsOf(StaffMember member)
    {
        var asked = Items.Where(item => item.PutOff is null && !item.Round.Excludes(member)).ToList();
        return (asked.Count(item => item.Round.Opinions.Any(opinion => opinion.Member == member.Id)), asked.Count);
    }
}

/// <summary>Reads a session for the console: at most six requests, however long its agenda is.</summary>
public sealed class SessionViews(SessionBook sessions, WorkList work, TimeProvider time)
{
    private const int MostPutOff = 100;

    /// <summary>The session; null where there is none.</summary>
    /// <param name="visit">Who looks, and where.</param>
    /// <param name="id">The session's id, as it stands in the address.</param>
    /// <param name="page">Which page of its agenda is asked for.</param>
    /// <param name="withPutOff">Whether what was put off is among the dossiers.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<SessionView?> FindAsync(
        ConsoleCase visit, string id, int page = 1, bool withPutOff = true, CancellationToken cancellation = default)
    {
        if (visit.Faculty.Commission is not { } rule || !DossierKey.IsId(id)) return null;
        if (await sessions.FindAsync(new DossierKey(visit.Faculty.Id, id), cancellation) is not { } session) return null;

        var putOff = withPutOff
            ? sessions.ListPutOffAsync(session.Key, MostPutOff, cancellation)
            : Task.FromResult<IReadOnlyList<PutOff>>([]);
        var listing = work.ReadAsync(visit.Faculty.Id, cancellation);
        await Task.WhenAll(putOff, listing);
        var items = ItemsOf(session, (await listing).Lines, await putOff);
        var view = new SessionView(visit, rule, session, items, 1, time.GetUtcNow(), (await listing).IsComplete);
        return view with
        {
            Shown = Math.Clamp(page, 1, view.Pages),
            Opened = SessionDesk.MayOpen(visit.Person) ? OpenedOf(view) : null,
        };
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

    // What may be done follows from the list as it would from the dossiers; whoever does it is asked for by what is recorded then.
    private static SessionCase OpenedOf(SessionView view)
    {
        var (visit, session) = (view.Case, view.Session);
        return new SessionCase(
            SessionPlace.OfConsole(visit, session.Key), visit.Faculty, view.Rule, visit.Person, new SessionAgenda(session, []), view.Now)
        {
            HasConcluded = view.Items.Any(item => item.PutOff is not null || item.Round.RecordedAt.Length > 0),
            StandsInForChair = view.Items.Any(item => !item.IsSettled && !item.Round.Excludes(visit.Person)
                && Deliberation.MayRecord(visit.Person, view.Members, item.Round.Excluded.ToHashSet(StringComparer.Ordinal))),
        };
    }
}
