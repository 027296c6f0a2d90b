using System.Text.Json.Serialization;
using Compagnon.Agreements;
using Compagnon.Calendar;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Territories;
using NodaTime;

namespace Compagnon.Listings;

/// <summary>Where the renewal of the term that holds stands. The numbers stand in lists: they never change meaning.</summary>
public enum RenewalStanding
{
    /// <summary>Its holder has not been invited yet.</summary>
    None = 0,

    /// <summary>Its holder was invited and has not begun.</summary>
    Invited = 1,

    /// <summary>Its holder fills it.</summary>
    Begun = 2,

    /// <summary>It was handed over and is with the department.</summary>
    HandedOver = 3,

    /// <summary>Its holder does not want it.</summary>
    Declined = 4,

    /// <summary>It has ended without a new term: refused, withdrawn or closed.</summary>
    Ended = 5,
}

/// <summary>What lists show of an agreement. Pure.</summary>
public sealed record AgreementLine
{
    // Made once for as long as the line is in memory: ten thousand of them are looked through for a page.
    private string? text;
    private string? place;

    /// <summary>The entry's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its number in the faculty.</summary>
    public string Number { get; init; } = "";

    /// <summary>Name of the doctor: « Dr Anne Martin ».</summary>
    public required string Holder { get; init; }

    /// <summary>Last and first name, as names are put in order; the holder's where the dossier is gone.</summary>
    public string SortName { get; init; } = "";

    /// <summary>The doctor's national number.</summary>
    public required string Rpps { get; init; }

    /// <summary>Where it stands.</summary>
    public AgreementState State { get; init; }

    /// <summary>Where it stands but for its suspension; null where it is not suspended.</summary>
    public AgreementState? Before { get; init; }

    /// <summary>Its terms in their order: one at least.</summary>
    public required IReadOnlyList<GrantedTerm> Terms { get; init; }

    /// <summary>The day on which it ended otherwise than by its term.</summary>
    [JsonConverter(typeof(IsoDayConverter))]
    public LocalDate? EndedOn { get; init; }

    /// <summary>The last day that its holder has chosen.</summary>
    [JsonConverter(typeof(IsoDayConverter))]
    public LocalDate? GivenUpOn { get; init; }

    /// <summary>The last day of its suspension.</summary>
    [JsonConverter(typeof(IsoDayConverter))]
    public LocalDate? SuspendedUntil { get; init; }

    /// <summary>Principal, complementary or functional.</summary>
    public AgreementCategory Category { get; init; }

    /// <summary>The levels of stages that it is granted for.</summary>
    public IReadOnlyList<StageLevel> Levels { get; init; } = [];

    /// <summary>How many interns it takes at most; 0 where it is not known.</summary>
    public int Interns { get; init; }

    /// <summary>Code of the département of practice.</summary>
    public string Departement { get; init; } = "";

    /// <summary>INSEE code of the commune; empty where it is not known.</summary>
    public string CommuneCode { get; init; } = "";

    /// <summary>Its name; empty where it is not known.</summary>
    public string Commune { get; init; } = "";

    /// <summary>Code of the specialty; empty where it is not known.</summary>
    public string Specialty { get; init; } = "";

    /// <summary>Id of the entry whose place it has taken; empty where it has not.</summary>
    public string Replaces { get; init; } = "";

    /// <summary>Where the renewal of its last term stands.</summary>
    public RenewalStanding Renewal { get; init; }

    /// <summary>Id of the renewal's dossier; empty before its holder is invited.</summary>
    public string RenewalDossier { get; init; } = "";

    /// <summary>Where that dossier stands; null where there is none.</summary>
    public DossierState? RenewalState { get; init; }

    /// <summary>Since when the renewal stands there; null before its holder is invited.</summary>
    public DateTimeOffset? RenewalSince { get; init; }

    /// <summary>Its first day.</summary>
    [JsonIgnore]
    public LocalDate First => Terms[0].From;

    /// <summary>Its last day: that on which it ended, that which its holder has chosen, else that of its last term.</summary>
    [JsonIgnore]
    public LocalDate Last => (EndedOn ?? GivenUpOn) is { } ended && ended < Terms[^1].Until ? ended : Terms[^1].Until;

    /// <summary>Whether nothing follows.</summary>
    [JsonIgnore]
    public bool IsOver => State is AgreementState.Lapsed or AgreementState.Withdrawn or AgreementState.GivenUp or AgreementState.Replaced;

    /// <summary>Whether interns may be sent there.</summary>
    [JsonIgnore]
    public bool IsInForce => !IsOver && State != AgreementState.Suspended;

    /// <summary>What is searched for words: name, RPPS, number, reference; folded, each word behind a space.</summary>
    [JsonIgnore]
    public string FoldedText => text ??=
        $" {PlaceName.Fold(SortName)} {PlaceName.Fold(Holder)} {Rpps} {PlaceName.Fold(Number)} {Id} "
        + Reference.ToLowerInvariant().Replace('-', ' ');

    /// <summary>The commune's name, folded.</summary>
    [JsonIgnore]
    public string FoldedCommune => place ??= PlaceName.WriteOut(PlaceName.Fold(Commune));

    /// <summary>The entry's id as people read it.</summary>
    [JsonIgnore]
    public string Reference => new DossierKey("", Id).Reference;

    /// <summary>Whether it holds now and ends within a year from a day.</summary>
    public bool EndsWithinAYearOf(LocalDate today) => !IsOver && Last <= today.PlusMonths(12);

    /// <summary>Makes the line of an agreement.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="doctor">Its holder, as the dossier names them; null where that is gone.</param>
    /// <param name="commune">Name of its commune; empty where it is not known.</param>
    /// <param name="renewal">The dossier of its renewal; null where there is none.</param>
    /// <param name="isBegun">Whether something of the renewal was filled.</param>
    public static AgreementLine Of(AgreementRecord agreement, Doctor? doctor, string commune, DossierRecord? renewal, bool isBegun) => new()
    {
        Id = agreement.Dossier.Id,
        Number = agreement.Number,
        Holder = agreement.Holder,
        SortName = doctor is null ? agreement.Holder : $"{doctor.LastName} {doctor.FirstName}",
        Rpps = agreement.Rpps,
        State = agreement.State,
        Before = agreement.Before,
        Terms = agreement.Terms,
        EndedOn = agreement.EndedOn,
        GivenUpOn = agreement.GivenUpOn,
        SuspendedUntil = agreement.SuspendedUntil,
        Category = agreement.Category,
        Levels = agreement.Levels,
        Interns = agreement.Interns,
        Departement = agreement.Departement,
        CommuneCode = agreement.Commune,
        Commune = commune,
        Specialty = agreement.Specialty,
        Replaces = agreement.Replaces,
        Renewal = StandingOf(agreement, renewal, isBegun),
        RenewalDossier = agreement.Renewal,
        RenewalState = renewal?.State,
        RenewalSince = renewal?.Since,
    };

    /// <summary>Where the renewal of an agreement's last term stands.</summary>
    public static RenewalStanding StandingOf(AgreementRecord agreement, DossierRecord? renewal, bool isBegun)
    {
        if (agreement.Renewal.Length == 0) return RenewalStanding.None;
        if (renewal is { IsFinal: true }) return RenewalStanding.Ended;
        if (renewal is { Submitted: not null }) return RenewalStanding.HandedOver;
        if (agreement.IsRenewalDeclined) return RenewalStanding.Declined;
        return isBegun ? RenewalStanding.Begun : RenewalStanding.Invited;
    }
}
