using Compagnon.Dossiers;
using NodaTime;

namespace Compagnon.Agreements;

/// <summary>Where an agreement stands. The names stand in the register: they never change meaning.</summary>
public enum AgreementState
{
    /// <summary>It holds from its first to its last day.</summary>
    Active,

    /// <summary>It holds from its first to its last day, a year at most, and its holder was given recommendations.</summary>
    Conditional,
}

/// <summary>One entry of the register.</summary>
/// <param name="Dossier">The dossier that it was granted on; the entry's id is the dossier's, so that one dossier has one entry.</param>
/// <param name="Holder">Name of the doctor: « Dr Anne Martin ».</param>
/// <param name="Rpps">The doctor's national number.</param>
/// <param name="Departement">Code of the département of practice.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day, included.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DecidedBy">Id of the staff member who granted it.</param>
/// <param name="DecidedAt">When.</param>
public sealed record AgreementRecord(
    DossierKey Dossier,
    string Holder,
    string Rpps,
    string Departement,
    LocalDate From,
    LocalDate Until,
    AgreementState State,
    string DecidedBy,
    DateTimeOffset DecidedAt);
