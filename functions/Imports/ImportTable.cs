using Compagnon.Web;

namespace Compagnon.Imports;

/// <summary>The table by which a faculty enters the agreements that it has already; docs/import.md describes it.</summary>
public static class ImportTable
{
    /// <summary>Names of the columns.</summary>
    public const string Rpps = "rpps", FirstName = "prenom", LastName = "nom", Address = "courriel", Departement = "departement",
        From = "debut", Until = "fin", Site = "lieu", Commune = "commune", Specialty = "specialite", Category = "nature", Levels = "niveaux",
        Interns = "internes", Number = "numero", Recommendations = "recommandations";

    /// <summary>The most agreements in one table.</summary>
    public const int MostLines = 20_000;

    /// <summary>All columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        Rpps, FirstName, LastName, Address, Departement, From, Until, Site, Commune, Specialty, Category, Levels, Interns, Number,
        Recommendations,
    ];

    /// <summary>The form of the table.</summary>
    public static SheetForm Form { get; } = new(
        [.. Columns.Take(7)],
        16 * 1024 * 1024,
        MostLines,
        $"Ce fichier compte plus de {MostLines} lignes : envoyez-le en plusieurs fois.",
        "fichier modèle")
    {
        Optional = [.. Columns.Skip(7)],
        LongestCell = 4000,
        RefusesFormulas = true,
    };

    /// <summary>The lines of a table to start from: one with everything, one with what is needed.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Sample { get; } =
    [
        [
            "10003456786", "Anne", "Martin", "anne.martin@exemple.fr", "63", "01/11/2025", "31/10/2028",
            "Maison de santé des Tilleuls, 4 rue des Tilleuls, 63000 Clermont-Ferrand", "63113", "Médecine générale", "principal",
            "prat, saspas", "2", "2025-0012", "",
        ],
        ["10009876540", "Paul", "Durand", "paul.durand@exemple.fr", "15", "2024-05-01", "2027-04-30", "", "", "", "", "", "", "", ""],
    ];
}
