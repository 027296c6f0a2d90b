using System.Text;
using Compagnon.Territories;

namespace Compagnon.Tests.Territories;

/// <summary>A folder of communes and zones, to be spoilt.</summary>
internal sealed class SampleCommunes : IDisposable
{
    internal const string Communes = """
        code;nom;departement;canton;nom_canton;epci;nom_epci;codes_postaux;population
        63113;Clermont-Ferrand;63;;;246300701;Clermont Auvergne Métropole;63000 63100;146351
        63300;Riom;63;6316;Riom;200070753;CA Riom Limagne et Volcans;63200;19029
        63148;Ennezat;63;6316;Riom;200070753;CA Riom Limagne et Volcans;63720;
        2A004;Ajaccio;2A;;;;;20000 20090 20167;75047
        97411;Saint-Denis;974;;;249740119;CINOR;97400 97417 97490;155634

        """;

    internal const string Zones = """
        code;classe;du;au
        63113;AUCUNE;2026-01-01;
        63300;ZAC;2025-01-01;2026-12-31
        63300;ZIP;2027-01-01;
        63148;ZAR;2026-01-01;2026-06-30

        """;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("compagnon-territories-").FullName;

    internal static SampleCommunes Right() =>
        new SampleCommunes().Write("communes.csv", Communes).Write("zones-auvergne-rhone-alpes.csv", Zones);

    internal SampleCommunes Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    internal SampleCommunes Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        return this;
    }

    internal CommuneBook Load() => TerritoryFiles.Load(Folder);

    /// <summary>The mistakes, as they are shown, with the files' names alone.</summary>
    internal List<string> Mistakes() =>
    [
        .. Assert.Throws<TerritoryFileException>(Load).Mistakes
            .Select(mistake => (mistake with { File = Path.GetFileName(mistake.File) }).ToString()),
    ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
