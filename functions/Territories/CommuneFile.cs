using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Faculties;

namespace Compagnon.Territories;

/// <summary>Reads <c>communes*.csv</c>: one commune a line.</summary>
internal sealed partial class CommuneFile(List<TerritoryMistake> mistakes)
{
    internal static readonly IReadOnlyList<string> Columns =
        ["code", "nom", "departement", "canton", "nom_canton", "epci", "nom_epci", "codes_postaux", "population"];

    private readonly Dictionary<string, (Commune Commune, string Place)> communes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Area Area, string Place)> areas = new(StringComparer.Ordinal);

    /// <summary>What was read so far, of every file.</summary>
    internal IEnumerable<Commune> Communes => communes.Values.Select(pair => pair.Commune);

    internal void Read(string file, byte[] utf8)
    {
        foreach (var line in new CsvTable(file, Columns, mistakes).Read(utf8))
        {
            var commune = Bind(line);
            if (line.IsWrong) continue;
            if (!communes.TryAdd(commune.Code, (commune, line.Place)))
                line.Report("code", $"stands twice: {commune.Code} is at {communes[commune.Code].Place} already");
        }
    }

    private Commune Bind(CsvLine line)
    {
        var (code, departement) = (line["code"], line["departement"]);
        if (!CodePattern().IsMatch(code)) line.Expect("code", "an INSEE code of five characters, as 63113, 2A004 or 97411");
        if (Departement.Find(departement) is null) line.Expect("departement", "the code of a département, as 63, 2A or 974");
        else if (!line.IsWrong && Territory.DepartementOf(code) != departement)
            line.Expect("departement", $"{Territory.DepartementOf(code)}, in which {code} lies");
        if (line["nom"].Length is 0 or > 100) line.Expect("nom", "a name of 1 to 100 characters");
        var canton = AreaOf(line, "canton", CantonPattern(), "the INSEE code of a canton, as 6305, 2A03 or 97413");
        var group = AreaOf(line, "epci", GroupPattern(), "the SIREN of a group of communes, nine digits");
        var postalCodes = line["codes_postaux"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (postalCodes.Length == 0 || !postalCodes.All(PostalCodePattern().IsMatch))
            line.Expect("codes_postaux", "one or more postal codes of five digits, with a space between two");
        return new Commune(code, line["nom"], departement, canton, group, postalCodes, PopulationOf(line));
    }

    private Area? AreaOf(CsvLine line, string column, Regex pattern, string expected)
    {
        var nameColumn = $"nom_{column}";
        var (code, name) = (line[column], line[nameColumn]);
        if (code.Length == 0 && name.Length == 0) return null;
        if (!pattern.IsMatch(code)) line.Expect(column, $"{expected}, or nothing here and in {nameColumn}");
        if (name.Length is 0 or > 200) line.Expect(nameColumn, $"a name of 1 to 200 characters for {CsvTable.Shortened(code)}");
        if (line.IsWrong) return null;

        if (!areas.TryGetValue($"{column} {code}", out var known))
            areas[$"{column} {code}"] = known = (new Area(code, name), line.Place);
        if (known.Area.Name != name)
            line.Expect(nameColumn, $"{CsvTable.Shortened(known.Area.Name)}, as {code} is called at {known.Place}");
        return known.Area;
    }

    private static int? PopulationOf(CsvLine line)
    {
        if (line["population"].Length == 0) return null;
        if (int.TryParse(line["population"], NumberStyles.None, CultureInfo.InvariantCulture, out var population)) return population;
        line.Expect("population", "a whole number from 0 on, or nothing");
        return null;
    }

    [GeneratedRegex("^(?:[0-9]{2}|2[AB])[0-9]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();

    [GeneratedRegex("^(?:[0-9]{2}|2[AB])[0-9]{2,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex CantonPattern();

    [GeneratedRegex("^[0-9]{9}$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupPattern();

    [GeneratedRegex("^[0-9]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex PostalCodePattern();
}
