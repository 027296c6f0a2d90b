using Compagnon.Consoles;
using Compagnon.Listings;
using Compagnon.Territories;
using NodaTime;

namespace Compagnon.Lifecycle;

/// <summary>What a query finds in a faculty's register. Pure.</summary>
/// <param name="Query">What was asked, with the page that is shown.</param>
/// <param name="Lines">The page's lines.</param>
/// <param name="Counts">How many each tab has, with the same filters.</param>
public sealed record RegisterResult(RegisterQuery Query, IReadOnlyList<AgreementLine> Lines, IReadOnlyDictionary<RegisterTab, int> Counts)
{
    private static readonly RegisterTab[] Tabs = Enum.GetValues<RegisterTab>();

    /// <summary>How many the tab has.</summary>
    public int Count => Counts[Query.Tab];

    /// <summary>How many pages the tab has; 1 at least.</summary>
    public int Pages => ListAddress.PagesOf(Count);

    /// <summary>Number of the page's first line, from 1; 0 where there is none.</summary>
    public int First => Lines.Count == 0 ? 0 : ((Query.Page - 1) * ListAddress.PageSize) + 1;

    /// <summary>Looks through a list.</summary>
    /// <param name="all">The list.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="today">Today in Paris.</param>
    /// <param name="zoneOf">How the commune of an INSEE code is classed today.</param>
    public static RegisterResult Of(IReadOnlyList<AgreementLine> all, RegisterQuery query, LocalDate today, Func<string, ZoneClass> zoneOf)
    {
        var filter = Filter(query, zoneOf);
        var (counts, found) = (new int[Tabs.Length], new List<AgreementLine>());
        foreach (var line in all)
        {
            if (!filter(line)) continue;
            foreach (var tab in Tabs)
            {
                if (!IsIn(line, tab, today)) continue;
                counts[(int)tab]++;
                if (tab == query.Tab) found.Add(line);
            }
        }

        var page = Math.Min(query.Page, ListAddress.PagesOf(found.Count));
        var lines = InOrder(found, query.Order).Skip((page - 1) * ListAddress.PageSize).Take(ListAddress.PageSize).ToList();
        return new RegisterResult(query with { Page = page }, lines, Tabs.ToDictionary(tab => tab, tab => counts[(int)tab]));
    }

    private static bool IsIn(AgreementLine line, RegisterTab tab, LocalDate today) => tab switch
    {
        RegisterTab.InForce => line.IsInForce,
        RegisterTab.Ending => line.EndsWithinAYearOf(today),
        RegisterTab.Suspended => line.State == Agreements.AgreementState.Suspended,
        RegisterTab.Over => line.IsOver,
        _ => true,
    };

    private static Func<AgreementLine, bool> Filter(RegisterQuery query, Func<string, ZoneClass> zoneOf)
    {
        var commune = PlaceName.WriteOut(PlaceName.Fold(query.Commune));
        var words = PlaceName.Fold(query.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var zones = new Dictionary<string, ZoneClass>(StringComparer.Ordinal);
        return line =>
            (query.State is null || line.State == query.State)
            && (query.Renewal is null || (!line.IsOver && line.Renewal == query.Renewal))
            && !(line.Last < query.EndFrom) && !(line.Last > query.EndUntil)
            && (query.Departement.Length == 0 || line.Departement == query.Departement)
            && (query.Specialty.Length == 0 || line.Specialty == query.Specialty)
            && (query.Zone is null || ZoneOf(line.CommuneCode) == query.Zone)
            && (commune.Length == 0 || line.FoldedCommune.StartsWith(commune, StringComparison.Ordinal))
            && words.All(word => line.FoldedText.Contains(" " + word, StringComparison.Ordinal));

        ZoneClass ZoneOf(string code)
        {
            if (!zones.TryGetValue(code, out var zone)) zones[code] = zone = zoneOf(code);
            return zone;
        }
    }

    // The id last: two lines that are alike otherwise keep their places from one page to the next.
    private static IEnumerable<AgreementLine> InOrder(IEnumerable<AgreementLine> lines, RegisterOrder order) => (order switch
    {
        RegisterOrder.Name => lines.OrderBy(line => line.FoldedText, StringComparer.Ordinal),
        RegisterOrder.Number => lines.OrderBy(line => line.Number, StringComparer.Ordinal),
        RegisterOrder.Newest => lines.OrderByDescending(line => line.First),
        _ => lines.OrderBy(line => line.IsOver).ThenBy(line => line.IsOver ? -DayNumber(line.Last) : DayNumber(line.Last)),
    }).ThenBy(line => line.Id, StringComparer.Ordinal);

    private static int DayNumber(LocalDate day) => Period.DaysBetween(default, day);
}
