using Compagnon.Care;
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
    /// <summary>How many pages the tab has; 1 at least.</summary>
    public int Pages => ListAddress.PagesOf(Counts[Query.Tab!.Value]);

    /// <summary>Number of the page's first line, from 1; 0 where there is none.</summary>
    public int First => Lines.Count == 0 ? 0 : ((Query.Page - 1) * ListAddress.PageSize) + 1;

    /// <summary>
    /// Looks through a list. Whoever may not see every dossier finds those that wait for them. Whoever may finds each that is alive once:
    /// among those that wait for them, for others, or are on hold.
    /// </summary>
    public static WorkResult Of(IReadOnlyList<WorkLine> all, WorkQuery query, Faculty faculty, StaffMember person, DateTimeOffset now)
    {
        var (sees, filter, shown) = (SeesAll(person), Filter(query, faculty), query.Tab ?? TabOf(person));
        var (mine, followed, others, late, held, found, lines) = (0, 0, 0, 0, 0, 0, new List<WorkLine>());
        foreach (var line in all)
        {
            if (!line.IsAlive || !filter(line)) continue;
            var (hasNews, isLate) = (IsToBeReadBy(line, faculty, person), line.IsLateAt(now));
            var isMine = hasNews || line.For(person) is not null;
            if (!sees && !isMine) continue;
            // On hold it waits for nobody, though whoever likes may answer: those who see nothing else find it where it was. A message
            // waits whatever else stands still.
            var isHeld = line.IsHeld && sees && !hasNews;

            found++;
            var isFollowed = line.FollowedBy == person.Id;
            if (isFollowed) followed++;
            if (isHeld) held++;
            else if (isMine) mine++;
            else others++;
            if (isLate) late++;
            if (shown switch
            {
                WorkTab.Mine => isMine && !isHeld,
                WorkTab.Followed => isFollowed,
                WorkTab.Others => !isMine && !isHeld,
                WorkTab.Late => isLate,
                WorkTab.Held => isHeld,
                _ => true,
            })
            {
                lines.Add(line);
            }
        }

        var counts = new Dictionary<WorkTab, int>
        {
            [WorkTab.Mine] = mine,
            [WorkTab.Followed] = followed,
            [WorkTab.Others] = others,
            [WorkTab.Late] = late,
            [WorkTab.Held] = held,
            [WorkTab.All] = found,
        };
        var page = Math.Min(query.Page, ListAddress.PagesOf(lines.Count));
        lines = [.. InOrder(lines, query.Order).Skip((page - 1) * ListAddress.PageSize).Take(ListAddress.PageSize)];
        return new WorkResult(query with { Tab = shown, Page = page }, lines, counts);
    }

    /// <summary>Whether somebody may see every dossier of the faculty, and not only those that wait for them.</summary>
    public static bool SeesAll(StaffMember person) => ConsolePage.Readers.Any(person.Has);

    /// <summary>Whether there is a message that waits for somebody.</summary>
    public static bool IsToBeReadBy(WorkLine line, Faculty faculty, StaffMember person) =>
        line.HasNews && Following.IsFor(person, line.FollowedBy, faculty);

    // Who only looks has nothing that waits for them.
    private static WorkTab TabOf(StaffMember person) =>
        person.Roles.All(role => role is StaffRole.ReadOnly or StaffRole.Operator) ? WorkTab.All : WorkTab.Mine;

    private static Func<WorkLine, bool> Filter(WorkQuery query, Faculty faculty)
    {
        var commune = PlaceName.WriteOut(PlaceName.Fold(query.Commune));
        var words = PlaceName.Fold(query.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var awaited = faculty.FindPerson(query.Awaited);
        return line =>
            (query.Stage is null || line.State == query.Stage)
            && (query.Zone is null || line.Zone == query.Zone)
            && (query.Specialty.Length == 0 || line.Specialty == query.Specialty)
            && (query.Awaited.Length == 0
                || line.Awaits.Any(step => awaited is not null ? step.IsFor(awaited) : step.Who.Contains(query.Awaited))
                || (awaited is not null && IsToBeReadBy(line, faculty, awaited)))
            && (query.Follower.Length == 0 || line.FollowedBy == (query.Follower == WorkQuery.Nobody ? "" : query.Follower))
            && (commune.Length == 0 || line.FoldedCommune.StartsWith(commune, StringComparison.Ordinal))
            && words.All(word => line.FoldedText.Contains(" " + word, StringComparison.Ordinal));
    }

    // By ticks: half as long as moments where ten thousand are put in order. The id last: two lines that are alike otherwise keep their places
    // from one page to the next.
    private static IEnumerable<WorkLine> InOrder(IEnumerable<WorkLine> lines, WorkOrder order) => (order switch
    {
        WorkOrder.Due => lines.OrderBy(line => line.Due()?.UtcTicks ?? long.MaxValue).ThenBy(line => line.WaitingSince.UtcTicks),
        WorkOrder.Name => lines.OrderBy(line => line.FoldedText, StringComparer.Ordinal),
        WorkOrder.Submitted => lines.OrderByDescending(line => line.Submitted.UtcTicks),
        _ => lines.OrderBy(line => line.WaitingSince.UtcTicks),
    }).ThenBy(line => line.Id, StringComparer.Ordinal);
}
