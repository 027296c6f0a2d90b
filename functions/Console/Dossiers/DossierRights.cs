using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Visits;

namespace Compagnon.Consoles;

/// <summary>A part of a dossier's pages, which some may see and others not (docs/adr/0009).</summary>
public enum DossierPart
{
    /// <summary>Who, where it stands, on whom it waits.</summary>
    Overview,

    /// <summary>What the doctor has handed over, and the report of the visit: the form, the pieces, the visit.</summary>
    Papers,

    /// <summary>What happened, and who read what.</summary>
    Journal,

    /// <summary>Which mails went out, and how they fared.</summary>
    Mails,

    /// <summary>What those mails say.</summary>
    MailTexts,

    /// <summary>What the department does beside the procedure: notes, messages, holding; only the secretariat and the coordination
    /// act.</summary>
    Office,
}

/// <summary>What somebody may see of one dossier on the console. Pure.</summary>
/// <param name="Parts">The parts.</param>
public sealed record DossierRights(IReadOnlySet<DossierPart> Parts)
{
    private static readonly IReadOnlyList<StaffRole> Heads = [StaffRole.Chair, StaffRole.Dean];

    /// <summary>Whether this part may be seen.</summary>
    public bool May(DossierPart part) => Parts.Contains(part);

    /// <summary>What a person may see.</summary>
    /// <param name="person">Who, with the roles of today.</param>
    /// <param name="dossier">Which dossier.</param>
    /// <param name="assignments">What was asked on it, and which of it is done with.</param>
    /// <param name="claims">The answers.</param>
    /// <param name="opinions">Opinions on it, for whoever sits in the commission; conflicts of interest are among them.</param>
    public static DossierRights Of(
        StaffMember person,
        DossierRecord dossier,
        IReadOnlyList<(Assignment Assignment, bool IsClosed)> assignments,
        IReadOnlyDictionary<string, Claim> claims,
        IReadOnlyCollection<Opinion> opinions)
    {
        var parts = new HashSet<DossierPart>();
        var isOffice = ConsolePage.Office.Any(person.Has) || person.Has(StaffRole.ReadOnly);
        if (isOffice) parts.UnionWith(Enum.GetValues<DossierPart>());

        // What a doctor alone has begun is nobody else's; what the secretariat opened is the office's until it is handed over.
        if (dossier.Submitted is null)
            return new DossierRights(isOffice && dossier.OpenedBy.Length > 0 ? parts : new HashSet<DossierPart>());

        if (person.Has(StaffRole.Operator)) parts.UnionWith([DossierPart.Overview, DossierPart.Journal, DossierPart.Mails]);
        if (IsAsked(person, assignments, claims)) parts.UnionWith([DossierPart.Overview, DossierPart.Papers, DossierPart.Journal]);

        // Whoever has a conflict of interest sees nothing of it as a member: as on the pages of the session.
        if (Excludes(person, dossier, opinions)) return new DossierRights(parts);
        if (Heads.Any(person.Has)) parts.UnionWith([DossierPart.Overview, DossierPart.Papers, DossierPart.Journal]);
        if (person.SitsInCommission && assignments.Any(pair => pair.Assignment.Kind == AssignmentKind.Commission))
            parts.UnionWith([DossierPart.Overview, DossierPart.Papers]);
        return new DossierRights(parts);
    }

    /// <summary>Whether what somebody may see hangs on the opinions: they sit in the commission, and may not see everything
    /// anyhow.</summary>
    public static bool HangOnOpinions(StaffMember person) =>
        person.SitsInCommission && !ConsolePage.Office.Any(person.Has) && !person.Has(StaffRole.ReadOnly);

    private static bool Excludes(StaffMember person, DossierRecord dossier, IReadOnlyCollection<Opinion> opinions) =>
        person.SitsInCommission && (dossier.Doctor.Is(person) || Deliberation.Excluded(opinions).Contains(person.Id));

    // By what is asked of them now, or by the visit that they are to make or have made. A session is another way in, which a conflict of
    // interest shuts.
    private static bool IsAsked(
        StaffMember person, IReadOnlyList<(Assignment Assignment, bool IsClosed)> assignments, IReadOnlyDictionary<string, Claim> claims) =>
        assignments.Any(pair => !pair.IsClosed && pair.Assignment.Kind != AssignmentKind.Commission
            && !claims.ContainsKey(pair.Assignment.Id) && AssignmentKinds.MayAnswer(pair.Assignment, person))
        || VisitStatus.Of([.. assignments.Select(pair => pair.Assignment)], claims)?.Visitors.Contains(person.Id) == true;
}
