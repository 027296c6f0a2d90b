using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using NodaTime;

namespace Compagnon.Testing;

/// <summary>Agreements for tests of their years.</summary>
public static class SampleAgreement
{
    /// <summary>An agreement of a faculty from a day on.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">Last day.</param>
    /// <param name="number">Tells it from others.</param>
    public static AgreementRecord Of(string faculty, LocalDate from, LocalDate until, int number = 0) => new(
        DossierKey.New(faculty), "Dr Anne Martin", RppsOf(number), "63", from, until, AgreementState.Active, "h-vasseur", ParisTime.At(from, 8))
    {
        Number = string.Create(CultureInfo.InvariantCulture, $"{from.Year}-{number:0000}"),
        Site = "Maison de santé, 1 rue de la Paix, 63000 Clermont-Ferrand",
    };

    /// <summary>The dossier that an agreement was granted on.</summary>
    public static DossierRecord DossierOf(AgreementRecord agreement) => new()
    {
        Key = agreement.Dossier,
        Doctor = new Doctor("Anne", "Martin", agreement.Rpps, $"{agreement.Dossier.Id}@exemple.fr", agreement.Departement),
        State = DossierState.Granted,
        Since = agreement.DecidedAt,
        Created = agreement.DecidedAt,
        Confirmed = agreement.DecidedAt,
        Submitted = agreement.DecidedAt,
    };

    /// <summary>A national number with the right key.</summary>
    public static string RppsOf(int number) => Enumerable.Range(0, 10)
        .Select(key => string.Create(CultureInfo.InvariantCulture, $"10{number:00000000}{key}"))
        .First(Rpps.IsValid);
}
