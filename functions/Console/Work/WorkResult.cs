using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;

namespace Compagnon.Consoles;

/// <summary>What a query finds in a faculty's list. Pure.</summary>
/// <param name="Query">What was asked, with the tab and the page that are shown.</param>
/// <param name="Lines">The page's lines.</param>
/// <param name="Counts">How many each tab has, with the same filters.</param>
public sealed record WorkResult(WorkQuery Query, IReadOnlyList<WorkLine> Lines, IReadOnlyDictionary<WorkTab, int> Counts)
{
    /// <summary>Lines on a page.</summary>
    public const int PageSize = 50;

    /// <summary>How many pages the tab has; 1 at least.</summary>
    public int Pages => PagesOf(Counts[Query.Tab!.Value]);

    /// <summary>Number of the page's first line, from 1; 0 where there is none.</summary>
    public int First => Lines.Count == 0 ? 0 : ((Query.Page - 1) * PageSize) + 1;

    /// <summary>
    /// Looks through a list. Whoever may not see every dossier finds those that wait for them.
    /// </summary>
    public static WorkResult Of(IReadOnlyList<WorkLine> all, WorkQuery query, Faculty faculty, StaffMember person, DateTimeOffset now)
    {
        var found = all.Where(line => !line.State.IsFinal()).Where(Filter(query, faculty)).ToList();
        if (!SeesAll(person)) found.RemoveAll(line => line.For(person) is null);

        var counts = Enum.GetValues<WorkTab>().ToDictionary(tab => tab, tab => found.Count(line => IsOn(tab, line, person, now)));
        var shown = query.Tab ?? TabOf(person);
        var page = Math.Min(query.Page, PagesOf(counts[shown]));
        var lines = InOrder(found.Where(line => IsOn(shown, line, person, now)), query.Order)
            .Skip((page - 1) * PageSize).Take(PageSize).ToList();
        return new WorkResult(query with { Tab = shown, Page = page }, lines, counts);
    }

    /// <summary>Whether somebody may see every dossier of the faculty, and not only those that wait for them.</summary>
    public static bool SeesAll(StaffMember person) => ConsolePage.Readers.Any(person.Has);

    // Who only looks has nothing that waits for them.
    private static WorkTab TabOf(StaffMember person) =>
        person.Roles.All(role => role is StaffRole.ReadOnly or StaffRole.Operator) ? WorkTab.All : WorkTab.Mine;

    private static int PagesOf(int count) => Math.Max(1, (count + PageSize - 1) / PageSize);

    private static bool IsOn(WorkTab tab, WorkLine line, StaffMember person, DateTimeOffset now) => tab switch
    {
        WorkTab.Mine => line.For(person) is not null,
        WorkTab.Others => line.For(person) is null,
        WorkTab.Late => line.IsLateAt(now),
        _ => true,
    };

    private static Func<WorkLine, bool> Filter(WorkQuery query, Faculty faculty)
    {
        var commune = PlaceName.WriteOut(PlaceName.Fold(query.Commune));
        var words = PlaceName.Fold(query.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var awaited = faculty.People.FirstOrDefault(person => person.Id == query.Awaited);
        return line =>
            (query.Stage is null || line.State == query.Stage)
            && (query.Zone is null || line.Zone == query.Zone)
            && (query.Specialty.Length == 0 || line.Specialty == query.Specialty)
            && (query.Awaited.Length == 0 || line.Awaits.Any(step => awaited is not null ? step.IsFor(awaited) : step.Who.Contains(query.Awaited)))
            && (commune.Length == 0 || line.FoldedCommune.StartsWith(commune, StringComparison.Ordinal))
            && words.All(word => line.FoldedText.Contains(" " + word, StringComparison.Ordinal));
    }

    // The id last: two lines that are alike otherwise keep their places from one page to the next.
    private static IEnumerable<WorkLine> InOrder(IEnumerable<WorkLine> lines, WorkOrder order) => (order switch
    {
        WorkOrder.Due => lines.OrderBy(line => line.Due() ?? DateTimeOffset.MaxValue).ThenBy(SinceOf),
        WorkOrder.Name => lines.OrderBy(line => line.FoldedText, StringComparer.Ordinal),
        WorkOrder.Submitted => lines.OrderByDescending(line => line.Submitted),
        _ => lines.OrderBy(SinceOf),
    }).ThenBy(line => line.Id, StringComparer.Ordinal);

    private static DateTimeOffset SinceOf(WorkLine line) => line.Awaits.Count > 0 ? line.Awaits.Min(step => step.Since) : line.Since;
}
