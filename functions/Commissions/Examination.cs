using System.Security.Cryptography;
using System.Text;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;

namespace Compagnon.Commissions;

/// <summary>That a member has given an opinion, and which.</summary>
/// <param name="Member">Id of the member.</param>
/// <param name="Kind">What.</param>
public sealed record GivenOpinion(string Member, OpinionKind Kind);

/// <summary>What lists show of a dossier's round before the commission. Pure.</summary>
public sealed record Examination
{
    /// <summary>What its workflow waits for: <c>commission-1</c>.</summary>
    public required string Assignment { get; init; }

    /// <summary>Id of the session that it is on the agenda of; empty while none is announced.</summary>
    public string Session { get; init; } = "";

    /// <summary>Its place on the agenda, from 1; 0 until the agenda is closed.</summary>
    public int Number { get; init; }

    /// <summary>Whether it comes from an underserved zone.</summary>
    public bool IsPriority { get; init; }

    /// <summary>Since when it is ready.</summary>
    public DateTimeOffset Ready { get; init; }

    /// <summary>The outcome, or the withdrawal; empty while there is none.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Id of the session that recorded the outcome; empty where none did.</summary>
    public string RecordedAt { get; init; } = "";

    /// <summary>Whether what the commission concludes is a proposal to somebody else.</summary>
    public bool IsProposal { get; init; }

    /// <summary>The opinions of this round, oldest first.</summary>
    public IReadOnlyList<GivenOpinion> Opinions { get; init; } = [];

    /// <summary>Ids of the members who are excluded: by a conflict of interest that they declared, or because it is their own.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>What tells that it is the dossier of somebody whom no file lists; see <see cref="OwnerOf"/>.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Whether it is on a session's agenda, or was when its outcome was recorded.</summary>
    public bool IsOf(string session) => Session == session && (RecordedAt.Length == 0 || RecordedAt == session);

    /// <summary>Whether a member is excluded from the dossier. Nobody sits over their own, wherever their name stands.</summary>
    public bool Excludes(StaffMember person) =>
        Excluded.Contains(person.Id) || (person.SitsInCommission && Owner.Length > 0 && Owner == OwnerOf(person.Address));

    /// <summary>The beginning of a mail address's SHA-256: tells whether two are the same, and nothing else.</summary>
    public static string OwnerOf(string address) => address.Length == 0 ? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToLowerInvariant())))[..16];

    /// <summary>
    /// The opinions that a person may read: whoever chairs reads all, a member the others' after giving one, nobody who is excluded any.
    /// </summary>
    public IReadOnlyList<GivenOpinion> ReadableBy(StaffMember person) =>
        person.SitsInCommission && !Excludes(person)
        && (person.Has(StaffRole.Chair) || Opinions.Any(opinion => opinion.Member == person.Id))
            ? Opinions
            : [];

    /// <summary>What lists show of a dossier's rounds.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="entries">Its places on agendas, oldest first.</param>
    /// <param name="claims">The answers to its assignments.</param>
    /// <param name="opinions">All opinions on it, of all rounds.</param>
    /// <param name="people">The department's people today.</param>
    /// <param name="isProposal">Whether somebody else decides.</param>
    public static IReadOnlyList<Examination> Of(
        DossierRecord dossier,
        IReadOnlyList<AgendaEntry> entries,
        IReadOnlyDictionary<string, Claim> claims,
        IReadOnlyList<Opinion> opinions,
        IEnumerable<StaffMember> people,
        bool isProposal)
    {
        IReadOnlyList<string> excluded =
        [
            .. Deliberation.Excluded(opinions)
                .Union(people.Where(person => person.SitsInCommission && dossier.Doctor.Is(person)).Select(person => person.Id)),
        ];
        var owner = OwnerOf(dossier.Doctor.Address);
        return
        [
            .. entries.Select(entry =>
                Of(entry, claims.GetValueOrDefault(entry.Assignment), opinions, excluded, isProposal) with { Owner = owner }),
        ];
    }

    /// <summary>Who decides on a dossier once the commission has concluded; none where the commission does.</summary>
    /// <param name="procedure">The dossier's procedure.</param>
    /// <param name="cycles">The cycles of the stages that the doctor offers; see <see cref="CyclesOf"/>.</param>
    public static IReadOnlyList<DecisionRule> DecidersOf(Faculty procedure, IReadOnlyList<Cycle> cycles) =>
        procedure.Decisions is { } rules && rules.Any(rule => rule.By != DecisionAuthority.Commission)
            ? DecisionPlan.Of(rules, cycles).Rules
            : [];

    /// <summary>The cycles of the stages that a doctor offers.</summary>
    public static IReadOnlyList<Cycle> CyclesOf(DossierForm form) => Cycles.Of(form.Capacity?.Levels ?? []);

    private static Examination Of(
        AgendaEntry entry, Claim? claim, IEnumerable<Opinion> opinions, IReadOnlyList<string> excluded, bool isProposal) => new()
        {
            Assignment = entry.Assignment,
            Session = entry.Session,
            Number = entry.Number,
            IsPriority = entry.IsPriority,
            Ready = entry.Ready,
            Outcome = claim?.Choice ?? "",
            RecordedAt = claim?.Text(OutcomeData.Session) ?? "",
            IsProposal = isProposal,
            Opinions =
            [
                .. opinions.Where(opinion => opinion.Assignment == entry.Assignment && opinion.Kind != OpinionKind.Conflict)
                    .Select(opinion => new GivenOpinion(opinion.Member, opinion.Kind)),
            ],
            Excluded = excluded,
        };
}
