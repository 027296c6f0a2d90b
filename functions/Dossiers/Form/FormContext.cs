using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Territories;

namespace Compagnon.Dossiers.Form;

/// <summary>What a step is checked against.</summary>
/// <param name="Doctor">Who answers.</param>
/// <param name="Now">The moment.</param>
/// <param name="Stored">The form as it is stored.</param>
/// <param name="Communes">The communes that there are.</param>
/// <param name="Offer">Which stages and specialties the faculty takes candidacies for; null for all.</param>
public sealed record FormContext(
    Doctor Doctor, DateTimeOffset Now, DossierForm Stored, CommuneBook Communes, OfferRule? Offer = null)
{
    /// <summary>The term that its dossier is to renew; null where it is no renewal.</summary>
    public RenewedTerm? Renews { get; init; }
}
