using System.ComponentModel;
using System.Text.Json.Serialization;
using Azure;
using Compagnon.Calendar;
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

    /// <summary>It holds no longer for now: no intern may be sent there until it is resumed.</summary>
    Suspended,

    /// <summary>Its last day is over, and it holds until its renewal is decided, as the faculty's file says.</summary>
    Extended,

    /// <summary>Its last day is over without a renewal. Final, unless a renewal that was under way is granted.</summary>
    Lapsed,

    /// <summary>Withdrawn by the faculty, with reasons. Final.</summary>
    Withdrawn,

    /// <summary>Given up by its holder. Final.</summary>
    GivenUp,

    /// <summary>Another entry has taken its place: an amendment, after a move or another change of the practice. Final.</summary>
    Replaced,
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

    /// <summary>INSEE code of the training site's commune; empty where it is not known.</summary>
    public string Commune { get; init; } = "";

    /// <summary>The training site as people read it: name, address, commune; empty where the dossier named none.</summary>
    public string Site { get; init; } = "";

    /// <summary>How many interns it takes at most; 0 where it is not known.</summary>
    public int Interns { get; init; }

    /// <summary>Its terms in their order, the one that holds last: at least one.</summary>
    public IReadOnlyList<GrantedTerm> Terms
    {
        get => field is { Count: > 0 } ? field : [new GrantedTerm(From, Until, Dossier.Id, State == AgreementState.Conditional)];
        init;
    }

    /// <summary>What its holder was recommended with the term that holds; empty without conditions.</summary>
    public string Recommendations { get; init; } = "";

    /// <summary>Id of the dossier on which the term that holds is to be renewed; empty before the holder is invited to.</summary>
    public string Renewal { get; init; } = "";

    /// <summary>Whether the holder has said not to want a renewal of the term that holds.</summary>
    public bool IsRenewalDeclined { get; init; }

    /// <summary>The state that it comes back to from <see cref="AgreementState.Suspended"/>; null where it is not suspended.</summary>
    public AgreementState? Before { get; init; }

    /// <summary>The last day of a suspension, after which it is resumed by itself; null where somebody has to.</summary>
    public LocalDate? SuspendedUntil { get; init; }

    /// <summary>The last day that its holder has chosen to give it up with; null where that was not done.</summary>
    public LocalDate? GivenUpOn { get; init; }

    /// <summary>The day on which it ended otherwise than by its term; null while it holds, or when it has lapsed.</summary>
    public LocalDate? EndedOn { get; init; }

    /// <summary>Id of the entry that has taken its place; empty where none has.</summary>
    public string ReplacedBy { get; init; } = "";

    /// <summary>Id of the entry whose place it has taken; empty where it has not.</summary>
    public string Replaces { get; init; } = "";

    /// <summary>The day on which it was entered from a list of agreements that the faculty had before; null where it was granted here.
    /// What its milestones would have told before that day is not told any more.</summary>
    public LocalDate? Imported { get; init; }

    /// <summary>The row's version.</summary>
    public ETag ETag { get; init; }

    /// <summary>
    /// This entry with the days of the term that was granted on a dossier, as that dossier's papers and pages name them; of a dossier that
    /// granted none (an amendment) as it stands.
    /// </summary>
    public AgreementRecord GrantedOn(DossierKey dossier)
    {
        if (Terms.LastOrDefault(term => term.Dossier == dossier.Id) is not { } granted) return this;
        var isLast = granted == Terms[^1];
        return this with
        {
            From = granted.From,
            Until = granted.Until,
            State = isLast ? State : granted.IsConditional ? AgreementState.Conditional : AgreementState.Active,
            Terms = Terms,
        };
    }

    /// <summary>Whether nothing follows.</summary>
    public bool IsOver => State is AgreementState.Lapsed or AgreementState.Withdrawn or AgreementState.GivenUp or AgreementState.Replaced;
}

/// <summary>One term of an agreement.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day, included.</param>
/// <param name="Dossier">Id of the dossier that it was granted on.</param>
/// <param name="IsConditional">Whether it was granted for a year at most, with recommendations.</param>
public sealed record GrantedTerm(
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate From,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate Until,
    string Dossier,
    bool IsConditional);

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
