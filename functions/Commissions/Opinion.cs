using Compagnon.Dossiers;
using Compagnon.Faculties;

namespace Compagnon.Commissions;

/// <summary>What a member says of a dossier. The names stand in tables: they never change meaning.</summary>
public enum OpinionKind
{
    /// <summary>Favourable.</summary>
    Favourable,

    /// <summary>Favourable with reservations.</summary>
    Reserved,

    /// <summary>Unfavourable.</summary>
    Unfavourable,

    /// <summary>A conflict of interest: the member is excluded from this dossier for good.</summary>
    Conflict,
}

/// <summary>A member's opinion on a dossier.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">On which round of the commission: <c>commission-1</c>.</param>
/// <param name="Member">Id of the member.</param>
/// <param name="Kind">What.</param>
/// <param name="Remark">In the member's own words; at most 4,000 characters; may be empty.</param>
/// <param name="At">When it was given or changed last.</param>
/// <param name="Actor">The member's name where no file knows it: they came by a group, or share a mailbox; else null.</param>
public sealed record Opinion(
    DossierKey Dossier, string Assignment, string Member, OpinionKind Kind, string Remark, DateTimeOffset At, string? Actor = null);

/// <summary>Who may see, say and decide what about one dossier. Pure.</summary>
public static class Deliberation
{
    /// <summary>Those who have declared a conflict of interest, in whatever round: it is one with the doctor and does not pass.</summary>
    public static IReadOnlySet<string> Excluded(IEnumerable<Opinion> all) =>
        all.Where(opinion => opinion.Kind == OpinionKind.Conflict).Select(opinion => opinion.Member).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The opinions of one round that a person may read: whoever chairs reads all, a member reads the others' after giving one, and nobody
    /// who has a conflict of interest reads any.
    /// </summary>
    public static IReadOnlyList<Opinion> Readable(StaffMember person, IReadOnlyCollection<Opinion> all, string assignment)
    {
        if (!person.SitsInCommission || Excluded(all).Contains(person.Id)) return [];

        var given = all.Where(opinion => opinion.Assignment == assignment && opinion.Kind != OpinionKind.Conflict).ToList();
        return person.Has(StaffRole.Chair) || given.Any(opinion => opinion.Member == person.Id) ? given : [];
    }

    /// <summary>The members who are present and have no conflict of interest: those who count for the quorum.</summary>
    public static IReadOnlyList<string> Counted(IEnumerable<string> present, IEnumerable<StaffMember> people, IEnumerable<Opinion> all)
    {
        var excluded = Excluded(all);
        var members = people.Where(person => person.SitsInCommission).Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        return [.. present.Distinct(StringComparer.Ordinal).Where(id => members.Contains(id) && !excluded.Contains(id))];
    }

    /// <summary>
    /// Whether a person may record the outcome: who chairs and has no conflict of interest; where everybody who chairs has one, any other
    /// member without.
    /// </summary>
    public static bool MayRecord(StaffMember person, IEnumerable<StaffMember> people, IEnumerable<Opinion> all) =>
        MayRecord(person, people, Excluded(all));

    /// <summary>As above, where it is known who is excluded.</summary>
    public static bool MayRecord(StaffMember person, IEnumerable<StaffMember> people, IReadOnlySet<string> excluded)
    {
        if (!person.SitsInCommission || excluded.Contains(person.Id)) return false;
        return person.Has(StaffRole.Chair) || people.Where(other => other.Has(StaffRole.Chair)).All(chair => excluded.Contains(chair.Id));
    }

    /// <summary>The members who owe an opinion on a dossier.</summary>
    public static IReadOnlyList<string> Owing(IEnumerable<StaffMember> people, IReadOnlyCollection<Opinion> all, string assignment)
    {
        var excluded = Excluded(all);
        var given = all.Where(opinion => opinion.Assignment == assignment).Select(opinion => opinion.Member)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. people.Where(person => person.SitsInCommission && !excluded.Contains(person.Id) && !given.Contains(person.Id))
                .Select(person => person.Id),
        ];
    }
}
