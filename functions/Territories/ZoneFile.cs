using NodaTime;
using NodaTime.Text;

namespace Compagnon.Territories;

/// <summary>How one commune is classed, for a time.</summary>
/// <param name="Class">Never <see cref="ZoneClass.Unknown"/>.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day, or null while no end is known.</param>
internal sealed record Zone(ZoneClass Class, LocalDate From, LocalDate? Until)
{
    internal bool HoldsOn(LocalDate day) => From <= day && !(day > Until);

    internal bool Overlaps(Zone other) => !(other.From > Until) && !(From > other.Until);
}

/// <summary>Reads <c>zones-REGION.csv</c>: how the region's agency classes its communes.</summary>
/// <param name="communes">Every commune that is known, by code.</param>
/// <param name="mistakes">Where what is wrong goes.</param>
internal sealed class ZoneFile(IReadOnlyDictionary<string, Commune> communes, List<TerritoryMistake> mistakes)
{
    internal const string Prefix = "zones-";

    internal static readonly IReadOnlyList<string> Columns = ["code", "classe", "du", "au"];

    private static readonly Dictionary<string, ZoneClass> Classes = new(StringComparer.Ordinal)
    {
        ["ZIP"] = ZoneClass.Zip,
        ["ZAC"] = ZoneClass.Zac,
        ["ZAR"] = ZoneClass.Zar,
        ["AUCUNE"] = ZoneClass.None,
    };

    private readonly HashSet<string> known = [.. communes.Values.Select(commune => commune.Departement)];
    private readonly Dictionary<string, List<(Zone Zone, string Place)>> zones = new(StringComparer.Ordinal);

    /// <summary>What was read so far, of every file, by commune.</summary>
    internal IEnumerable<(string Code, IReadOnlyList<Zone> Zones)> Zones =>
        zones.Select(pair => (pair.Key, (IReadOnlyList<Zone>)[.. pair.Value.Select(zone => zone.Zone)]));

    /// <summary>Lines of départements whose communes are in no file: an agency's file is of the whole region.</summary>
    internal int Unused { get; private set; }

    internal void Read(string file, byte[] utf8)
    {
        var region = Path.GetFileNameWithoutExtension(file)[Prefix.Length..];
        if (!Regions.All.Contains(region))
        {
            mistakes.Add(new(file, 0, "", $"is of no region; expected {Prefix}REGION.csv with one of {string.Join(", ", Regions.All)}"));
            return;
        }
        foreach (var line in new CsvTable(file, Columns, mistakes).Read(utf8)) Take(line, region);
    }

    private void Take(CsvLine line, string region)
    {
        var code = line["code"];
        var departement = code.Length == 5 ? Territory.DepartementOf(code) : "";
        if (Regions.Of(departement) is not { } own)
            line.Expect("code", "an INSEE code of five characters, as 63113, 2A004 or 97411");
        else if (own != region)
            line.Report("code", $"expected a commune of {region}; {code} lies in {departement}, which is of {Prefix}{own}.csv");
        else if (known.Contains(departement) && !communes.ContainsKey(code))
            line.Expect("code", $"the INSEE code of a commune that is in the files of communes ({departement} is there)");

        if (!Classes.TryGetValue(line["classe"], out var zoneClass))
            line.Expect("classe", $"one of {string.Join(", ", Classes.Keys)}");
        var from = Day(line, "du");
        var until = line["au"].Length == 0 ? null : Day(line, "au");
        if (until < from) line.Expect("au", $"a day from {line["du"]} on, or nothing");
        if (line.IsWrong) return;

        if (!known.Contains(departement))
        {
            Unused++;
            return;
        }
        var zone = new Zone(zoneClass, from!.Value, until);
        if (!zones.TryGetValue(code, out var others)) zones[code] = others = [];
        if (others.FirstOrDefault(other => other.Zone.Overlaps(zone)) is { Zone: not null } twice)
            line.Report("code", $"stands twice: {code} is classed for some of these days at {twice.Place} already");
        else
            others.Add((zone, line.Place));
    }

    private static LocalDate? Day(CsvLine line, string column)
    {
        if (LocalDatePattern.Iso.Parse(line[column]) is { Success: true, Value: var day }) return day;
        line.Expect(column, column == "au" ? "a day as 2027-12-31, or nothing" : "a day as 2027-01-01");
        return null;
    }
}
