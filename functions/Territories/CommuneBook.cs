using System.Collections.Frozen;
using System.Text;
using NodaTime;

namespace Compagnon.Territories;

/// <summary>The communes of the départements that are served, and how each is classed. Does not change while the app runs.</summary>
public sealed class CommuneBook
{
    /// <summary>The most that <see cref="Search"/> gives.</summary>
    public const int MostFound = 100;

    private readonly FrozenDictionary<string, Commune> byCode;
    private readonly FrozenDictionary<string, IReadOnlyList<Zone>> zones;
    private readonly Entry[] entries;
    private readonly ILookup<string, Commune> byDepartement;

    internal CommuneBook(IEnumerable<Commune> communes, IEnumerable<(string Code, IReadOnlyList<Zone> Zones)> zones, int unusedZones = 0)
    {
        var french = StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("fr-FR"), ignoreCase: true);
        entries =
        [
            .. communes
                .OrderBy(commune => commune.Name, french)
                .ThenBy(commune => commune.Code, StringComparer.Ordinal)
                .Select(commune => new Entry(commune, PlaceName.WriteOut(PlaceName.Fold(commune.Name)))),
        ];
        byCode = entries.ToFrozenDictionary(entry => entry.Commune.Code, entry => entry.Commune, StringComparer.Ordinal);
        byDepartement = entries.ToLookup(entry => entry.Commune.Departement, entry => entry.Commune);
        this.zones = zones.ToFrozenDictionary(pair => pair.Code, pair => pair.Zones, StringComparer.Ordinal);
        UnusedZones = unusedZones;
    }

    /// <summary>Lines of the zones' files that are of départements whose communes are in no file.</summary>
    internal int UnusedZones { get; }

    /// <summary>The commune with this INSEE code (matched exactly), or null.</summary>
    public Commune? Find(string? code) => code is null ? null : byCode.GetValueOrDefault(code);

    /// <summary>Every commune of a département, by name; none where the files do not have it.</summary>
    public IReadOnlyList<Commune> Of(string departement) => [.. byDepartement[departement]];

    /// <summary>
    /// How a commune is classed on a day. <see cref="ZoneClass.Unknown"/> where no file says: a commune that is not known, one without a
    /// line, or one whose lines hold on other days.
    /// </summary>
    public ZoneClass ZoneOf(string? code, LocalDate day) =>
        code is not null && zones.TryGetValue(code, out var known) && known.FirstOrDefault(zone => zone.HoldsOn(day)) is { } zone
            ? zone.Class
            : ZoneClass.Unknown;

    /// <summary>
    /// The communes whose name is, begins with or else contains a text, in this order; among equals the largest first, then by name.
    /// Accents, hyphens, apostrophes and capitals do not matter; « st » is « saint ». Digits alone are the beginning of a postal code.
    /// </summary>
    /// <param name="text">What somebody typed; without a letter or digit nothing is found.</param>
    /// <param name="departements">Codes of the départements to look in; empty for all.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MostFound"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit outside its range.</exception>
    public IReadOnlyList<Commune> Search(string text, IReadOnlyCollection<string> departements, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostFound);
        var typed = PlaceName.Fold(text);
        if (typed.Length == 0) return [];

        // Of somebody who has typed « st » nobody knows yet whether it becomes « St-Flour » or « Stenay ».
        string[] wordings = [PlaceName.WriteOut(typed), typed];
        var isPostalCode = typed.All(char.IsAsciiDigit);
        return
        [
            .. entries
                .Where(entry => departements.Count == 0 || departements.Contains(entry.Commune.Departement))
                .Select(entry => (entry.Commune, Rank: isPostalCode ? entry.RankOfPostalCode(typed) : wordings.Min(entry.RankOf)))
                .Where(found => found.Rank < Rank.None)
                .OrderBy(found => found.Rank)
                .ThenByDescending(found => found.Commune.Population ?? 0)
                .Take(limit)
                .Select(found => found.Commune),
        ];
    }

    private enum Rank
    {
        Whole,
        Beginning,
        Inside,
        None,
    }

    private sealed record Entry(Commune Commune, string Name)
    {
        internal Rank RankOf(string typed)
        {
            if (Name == typed) return Rank.Whole;
            if (Name.StartsWith(typed, StringComparison.Ordinal)) return Rank.Beginning;
            return Name.Contains(typed, StringComparison.Ordinal) ? Rank.Inside : Rank.None;
        }

        internal Rank RankOfPostalCode(string typed) =>
            Commune.PostalCodes.Any(code => code.StartsWith(typed, StringComparison.Ordinal)) ? Rank.Whole : Rank.None;
    }
}
