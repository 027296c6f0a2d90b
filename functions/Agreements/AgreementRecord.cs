using System.ComponentModel;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
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
    DateTimeOffset DecidedAt)
{
    /// <summary>Its number in the faculty: <c>2027-0042</c>.</summary>
    public string Number { get; init; } = "";

    /// <summary>The code on its certificate, by which a third party verifies it.</summary>
    public string Code { get; init; } = "";

    /// <summary>Code of the specialty; empty where the dossier named none.</summary>
    public string Specialty { get; init; } = "";

    /// <summary>Principal, complementary or functional.</summary>
    public AgreementCategory Category { get; init; } = AgreementCategory.Principal;

    /// <summary>The levels of stages that it is granted for; empty where the dossier named none.</summary>
    public IReadOnlyList<StageLevel> Levels { get; init; } = [];

    /// <summary>What other authorities than the commission decided, by cycle; empty where it was for the department alone.</summary>
    public IReadOnlyList<CycleDecision> Decisions { get; init; } = [];
}

/// <summary>Kinds of agreements (arrêté du 12 avril 2017, art. 32). The names stand in the register.</summary>
public enum AgreementCategory
{
    /// <summary>For interns of the specialty itself.</summary>
    [Description("principal")]
    Principal,

    /// <summary>For interns of another specialty who complete their training.</summary>
    [Description("complémentaire")]
    Complementary,

    /// <summary>For a training across specialties.</summary>
    [Description("fonctionnel")]
    Functional,
}
