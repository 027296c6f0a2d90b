using System.Globalization;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Mail;

namespace Compagnon.Consoles;

/// <summary>The rules of a faculty's file in French sentences. Pure.</summary>
public static class ProcedureWords
{
    /// <summary>« 7, 14 et 25 jours après ».</summary>
    public static string Steps(IReadOnlyList<int> days) => $"{Listed(days.Select(Number))} {(days is [1] ? "jour" : "jours")} après";

    /// <summary>« 7 et 14 jours après, puis au même rythme » : steps that go on.</summary>
    public static string GoingOn(IReadOnlyList<int> days) => Steps(days) + ", puis au même rythme jusqu’à la réponse";

    /// <summary>« 7 et 2 jours avant »; « aucun » for none.</summary>
    public static string Before(IReadOnlyList<int> days) => days.Count == 0
        ? "aucun"
        : $"{Listed(days.Select(Number))} {(days is [1] ? "jour" : "jours")} avant";

    /// <summary>« 9 mois », « 1 semaine », « 1 an et 2 mois ».</summary>
    /// <param name="period">As the file writes it: <c>P9M</c>.</param>
    public static string Period(string period)
    {
        if (Periods.Read(period) is not { } read) return period;
        return Listed(new[]
        {
            (read.Years, read.Years > 1 ? "ans" : "an"),
            (read.Months, "mois"),
            (read.Weeks, read.Weeks > 1 ? "semaines" : "semaine"),
            (read.Days, read.Days > 1 ? "jours" : "jour"),
        }.Where(part => part.Item1 > 0).Select(part => $"{Number(part.Item1)}\u00A0{part.Item2}"));
    }

    /// <summary>Several periods: « 6 mois, 3 mois et 1 semaine ».</summary>
    public static string Several(IReadOnlyList<string> periods) => periods.Count == 0 ? "aucun" : Listed(periods.Select(Period));

    /// <summary>« 1 an », « 5 ans ».</summary>
    public static string Years(int years) => $"{Number(years)}\u00A0{(years > 1 ? "ans" : "an")}";

    /// <summary>« 30 jours »; « aucun » for 0.</summary>
    public static string Days(int days) => days == 0 ? "aucun" : $"{Number(days)}\u00A0{(days > 1 ? "jours" : "jour")}";

    /// <summary>Who visits.</summary>
    public static string Of(VisitTeam team) => team switch
    {
        VisitTeam.None => "pas de visite",
        VisitTeam.Teacher => "un enseignant du département",
        VisitTeam.Pair => "un binôme de maîtres de stage agréés ; le premier organise et rédige, le second signe",
        _ => throw new ArgumentOutOfRangeException(nameof(team), team, "Expected one of the teams; a newer version of the app wrote it."),
    };

    /// <summary>How visits are made.</summary>
    public static string Of(VisitMode mode) => mode switch
    {
        VisitMode.OnSite => "sur place",
        VisitMode.Video => "par visioconférence",
        VisitMode.Either => "sur place ou par visioconférence, comme le propose le visiteur",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected one of the ways; a newer version of the app wrote it."),
    };

    /// <summary>Kinds of dossiers that ask for a piece.</summary>
    public static string Of(DossierKind kind) => kind switch
    {
        DossierKind.Candidacy => "candidature",
        DossierKind.Renewal => "renouvellement",
        DossierKind.Amendment => "avenant",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected one of the kinds; a newer version of the app wrote it."),
    };

    /// <summary>Whom a mail goes to: « médecin », « secrétariat ».</summary>
    public static string To(string template) => SampleMails.RoleOf(template) switch
    {
        _ when SampleMails.IsToEverybody(template) => "médecin et participants",
        null => "médecin",
        StaffRole.Teacher => "visiteur",
        { } known => known.Label(),
    };

    /// <summary>« a, b et c ».</summary>
    public static string Listed(IEnumerable<string> items) => items.ToList() switch
    {
        [] => "",
        [var only] => only,
        [.. var first, var last] => $"{string.Join(", ", first)} et {last}",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
