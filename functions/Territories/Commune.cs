namespace Compagnon.Territories;

/// <summary>A commune of France.</summary>
/// <param name="Code">Its INSEE code: <c>"63113"</c>, <c>"2A004"</c>, <c>"97411"</c>. No postal code.</param>
/// <param name="Name">« Clermont-Ferrand ».</param>
/// <param name="Departement">Code of its département: <c>"63"</c>, <c>"2A"</c>, <c>"974"</c>.</param>
/// <param name="Canton">Its canton, or null where the file does not say or there is none.</param>
/// <param name="Group">Its group of communes (EPCI), or null where the file does not say or there is none.</param>
/// <param name="PostalCodes">At least one.</param>
/// <param name="Population">Inhabitants, or null where the file does not say.</param>
public sealed record Commune(
    string Code,
    string Name,
    string Departement,
    Area? Canton,
    Area? Group,
    IReadOnlyList<string> PostalCodes,
    int? Population = null)
{
    /// <summary>« Clermont-Ferrand (63000) »; of several postal codes the first.</summary>
    public string Label => $"{Name} ({PostalCodes[0]})";
}

/// <summary>Several communes together.</summary>
/// <param name="Code">INSEE code of a canton (<c>"6399"</c>), SIREN of a group (nine digits).</param>
/// <param name="Name">« Clermont Auvergne Métropole ».</param>
public sealed record Area(string Code, string Name);
