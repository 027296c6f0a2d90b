namespace Compagnon.Territories;

/// <summary>
/// Reads the folder of communes (<c>communes*.csv</c>) and of their classes as short of doctors (<c>zones-REGION.csv</c>). Either all files
/// are right or none is used.
/// </summary>
public static class TerritoryFiles
{
    /// <summary>Reads every CSV file of <paramref name="folder"/>, by name.</summary>
    /// <exception cref="TerritoryFileException">A mistake in any file, a file of neither kind, or no communes at all.</exception>
    public static CommuneBook Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new TerritoryFileException(
                [new(folder, 0, "", "is not a folder; expected the files of communes and zones here (setting Territories:Path)")]);

        var mistakes = new List<TerritoryMistake>();
        var (communeFiles, zoneFiles) = (new List<string>(), new List<string>());
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("communes", StringComparison.Ordinal)) communeFiles.Add(file);
            else if (name.StartsWith(ZoneFile.Prefix, StringComparison.Ordinal)) zoneFiles.Add(file);
            else mistakes.Add(new(file, 0, "", $"is neither communes….csv nor {ZoneFile.Prefix}REGION.csv; rename it or take it away"));
        }
        if (communeFiles.Count == 0)
            mistakes.Add(new(folder, 0, "", "holds no communes; expected at least one file communes….csv (setting Territories:Path)"));

        var communes = new CommuneFile(mistakes);
        foreach (var file in communeFiles) communes.Read(file, File.ReadAllBytes(file));

        // Where a commune's line is wrong its zone has nothing to belong to; that would be said twice.
        if (mistakes.Count > 0) throw new TerritoryFileException(mistakes);

        var byCode = communes.Communes.ToDictionary(commune => commune.Code, StringComparer.Ordinal);
        var zones = new ZoneFile(byCode, mistakes);
        foreach (var file in zoneFiles) zones.Read(file, File.ReadAllBytes(file));
        return mistakes.Count == 0
            ? new CommuneBook(byCode.Values, zones.Zones, zones.Unused)
            : throw new TerritoryFileException(mistakes);
    }
}
