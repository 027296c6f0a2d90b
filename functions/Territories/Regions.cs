using System.Collections.Frozen;

namespace Compagnon.Territories;

/// <summary>Which départements a regional agency classes: its file is <c>zones-REGION.csv</c>.</summary>
internal static class Regions
{
    private static readonly string[] Lines =
    [
        "auvergne-rhone-alpes 01 03 07 15 26 38 42 43 63 69 73 74", "bourgogne-franche-comte 21 25 39 58 70 71 89 90",
        "bretagne 22 29 35 56", "centre-val-de-loire 18 28 36 37 41 45", "corse 2A 2B", "grand-est 08 10 51 52 54 55 57 67 68 88",
        "hauts-de-france 02 59 60 62 80", "ile-de-france 75 77 78 91 92 93 94 95", "normandie 14 27 50 61 76",
        "nouvelle-aquitaine 16 17 19 23 24 33 40 47 64 79 86 87", "occitanie 09 11 12 30 31 32 34 46 48 65 66 81 82",
        "pays-de-la-loire 44 49 53 72 85", "provence-alpes-cote-d-azur 04 05 06 13 83 84", "guadeloupe 971 977 978", "martinique 972",
        "guyane 973", "la-reunion 974", "saint-pierre-et-miquelon 975", "mayotte 976", "wallis-et-futuna 986",
        "polynesie-francaise 987", "nouvelle-caledonie 988",
    ];

    private static readonly FrozenDictionary<string, string> ByDepartement = Lines
        .Select(line => line.Split(' '))
        .SelectMany(parts => parts.Skip(1).Select(departement => (departement, region: parts[0])))
        .ToFrozenDictionary(pair => pair.departement, pair => pair.region, StringComparer.Ordinal);

    /// <summary>Every region's name, as it stands in file names.</summary>
    internal static IReadOnlyList<string> All { get; } = [.. Lines.Select(line => line[..line.IndexOf(' ')])];

    /// <summary>The region of a département, or null for a code that is none.</summary>
    internal static string? Of(string departement) => ByDepartement.GetValueOrDefault(departement);
}
