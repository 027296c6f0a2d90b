using Compagnon.Consoles;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using NodaTime;

namespace Compagnon.Lifecycle;

/// <summary>The register as its page shows it.</summary>
/// <param name="Case">Who looks.</param>
/// <param name="Result">What was found.</param>
/// <param name="Today">Today in Paris.</param>
/// <param name="ZoneOf">How the commune of an INSEE code is classed today.</param>
/// <param name="IsComplete">False while the list is being built.</param>
public sealed record RegisterView(
    ConsoleCase Case, RegisterResult Result, LocalDate Today, Func<string, ZoneClass> ZoneOf, bool IsComplete)
{
    /// <summary>What is asked.</summary>
    public RegisterQuery Query => Result.Query;

    /// <summary>The tabs.</summary>
    public static IReadOnlyList<(RegisterTab Tab, string Label)> Tabs { get; } =
    [
        (RegisterTab.InForce, "En vigueur"), (RegisterTab.Ending, "Fin sous 12 mois"), (RegisterTab.Suspended, "Suspendus"),
        (RegisterTab.Over, "Terminés"), (RegisterTab.All, "Tous"),
    ];

    /// <summary>Values and labels of the list of départements.</summary>
    public IEnumerable<(string Value, string Label)> Departements =>
        Case.Faculty.Departements.Select(code => (code, Departement.Find(code)?.Label ?? code));

    /// <summary>The address of what is asked, changed.</summary>
    public string Address(RegisterQuery query) => query.ToQuery() is { Length: > 0 } asked
        ? $"{AgreementConsole.Page.AddressIn(Case.Faculty)}?{asked}"
        : AgreementConsole.Page.AddressIn(Case.Faculty);

    /// <summary>Where an agreement's page is.</summary>
    public string AddressOf(AgreementLine line) => Case.Address(AgreementNews.PageOf(new Dossiers.DossierKey(Case.Faculty.Id, line.Id)));

    /// <summary>Where the dossier of its renewal is, for whoever may see it; null where there is nothing to see yet.</summary>
    public string? RenewalOf(AgreementLine line) => line.Renewal is RenewalStanding.HandedOver or RenewalStanding.Ended && line.RenewalState is not null
        ? Case.Address($"/dossiers/{line.RenewalDossier}")
        : null;

    /// <summary>What tells a line from others of the same name: number, commune, its zone where it is short of doctors, another specialty.</summary>
    public string DetailOf(AgreementLine line)
    {
        var zone = ZoneOf(line.CommuneCode);
        string[] parts =
        [
            line.Commune.Length > 0 ? line.Commune : Departement.Find(line.Departement)?.Label ?? "",
            zone.IsUnderserved() ? zone.ToString().ToUpperInvariant() : "",
            line.Specialty is "" or Specialties.GeneralPractice
                ? ""
                : Specialties.All.FirstOrDefault(known => known.Code == line.Specialty)?.Name ?? "",
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    /// <summary>« dans 4 mois », « demain », « depuis 12 jours »; empty where it is far away or long over.</summary>
    public string DistanceOf(AgreementLine line) => Period.DaysBetween(Today, line.Last) switch
    {
        _ when line.IsOver => "",
        0 => "aujourd’hui",
        1 => "demain",
        < 0 and var days => $"depuis {-days} jour{(days < -1 ? "s" : "")}",
        < 62 and var days => $"dans {days} jours",
        _ when line.EndsWithinAYearOf(Today) => $"dans {Period.Between(Today, line.Last, PeriodUnits.Months).Months} mois",
        _ => "",
    };

    /// <summary>Whether a line says where its renewal stands: it ends within a year, or something of it was done.</summary>
    public bool ShowsRenewal(AgreementLine line) => !line.IsOver && (line.Renewal != RenewalStanding.None || line.EndsWithinAYearOf(Today));
}
