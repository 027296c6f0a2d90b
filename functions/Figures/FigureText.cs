using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Dossiers;

namespace Compagnon.Figures;

/// <summary>What the number in a cell is.</summary>
public enum FigureUnit
{
    /// <summary>How many.</summary>
    Count,

    /// <summary>Days, to a tenth below ten.</summary>
    Days,

    /// <summary>A share, as a percentage.</summary>
    Share,
}

/// <summary>Figures in words. Pure.</summary>
public static class FigureText
{
    /// <summary>French numbers.</summary>
    internal static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>A cell as people read it; a dash where there is nothing.</summary>
    public static string Of(double? value, FigureUnit unit) => (value, unit) switch
    {
        (null, _) => "–",
        ({ } count, FigureUnit.Count) => count.ToString("N0", French),
        ({ } days, FigureUnit.Days) => days.ToString(days < 9.95 ? "0.#" : "N0", French),
        ({ } share, _) => (100 * share).ToString("0.#", French) + "\u00A0%",
    };

    /// <summary>A cell as a spreadsheet reads it: a French number without spaces; a share as a number from 0 to 1.</summary>
    public static string Cell(double? value) => value?.ToString("0.####", French) ?? "";

    /// <summary>« Visite »; the whole for null.</summary>
    public static string StageOf(AgreementStage? stage) => stage switch
    {
        null => "Ensemble",
        AgreementStage.Completeness => "Vérification",
        AgreementStage.Visit => "Visite",
        AgreementStage.Commission => "Commission",
        AgreementStage.Decision => "Décision",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Not a stage."),
    };

    /// <summary>« candidatures », « toutes les demandes » for null.</summary>
    public static string KindsOf(DossierKind? kind) => kind switch
    {
        null => "toutes les demandes",
        DossierKind.Candidacy => "candidatures",
        DossierKind.Renewal => "renouvellements",
        DossierKind.Amendment => "avenants",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of dossiers."),
    };
}
