using Compagnon.Faculties;

namespace Compagnon.Visits;

/// <summary>How near a visitor practises to a training site, nearest first.</summary>
public enum VisitorDistance
{
    /// <summary>In the same commune.</summary>
    SameCommune,

    /// <summary>In the same canton or group of communes.</summary>
    SameArea,

    /// <summary>In the same département.</summary>
    SameDepartement,

    /// <summary>In another département.</summary>
    Elsewhere,

    /// <summary>Not known: the visitor's commune or the site's is not.</summary>
    Unknown,
}

/// <summary>Somebody who may visit, and what the coordinator should know before asking.</summary>
/// <param name="Person">Who.</param>
/// <param name="Distance">How near to the site.</param>
/// <param name="OpenVisits">How many visits of other dossiers this person has accepted, or is asked for, that are not reported yet.</param>
/// <param name="HasTooMany">Whether these are as many as the faculty wants one person to have.</param>
/// <param name="SamePractice">Whether this person works in the candidate's practice.</param>
/// <param name="DeclaredConflict">Whether this person has declared a conflict of interest on this dossier.</param>
public sealed record PossibleVisitor(
    StaffMember Person, VisitorDistance Distance, int OpenVisits, bool HasTooMany, bool SamePractice, bool DeclaredConflict)
{
    /// <summary>Whether something speaks against this person's impartiality.</summary>
    public bool HasConflict => SamePractice || DeclaredConflict;
}

/// <summary>In which order possible visitors are shown. Pure. Nobody is hidden: the coordinator decides.</summary>
public static class VisitorRanking
{
    /// <summary>Those of a faculty who may be in a team: nearest first, then those with the fewest open visits, then by name.</summary>
    /// <param name="people">The faculty's people.</param>
    /// <param name="team">Teacher or pair.</param>
    /// <param name="distanceOf">How near somebody practises to the site.</param>
    /// <param name="practice">The name of the candidate's practice; null or empty where it is not known.</param>
    /// <param name="openVisits">Open visits of other dossiers by visitors' ids.</param>
    /// <param name="mostOpen">How many the faculty wants one person to have at most.</param>
    /// <param name="conflicts">Ids of those who have declared a conflict of interest on this dossier.</param>
    public static IReadOnlyList<PossibleVisitor> Rank(
        IReadOnlyList<StaffMember> people,
        VisitTeam team,
        Func<StaffMember, VisitorDistance> distanceOf,
        string? practice,
        IReadOnlyDictionary<string, int> openVisits,
        int mostOpen,
        IReadOnlyCollection<string> conflicts)
    {
        if (team == VisitTeam.None) return [];

        return
        [
            .. people.Where(person => person.Has(VisitRule.RoleOf(team)))
                .Select(person => new PossibleVisitor(
                    person,
                    distanceOf(person),
                    openVisits.GetValueOrDefault(person.Id),
                    openVisits.GetValueOrDefault(person.Id) >= mostOpen,
                    IsSamePractice(person.Practice, practice),
                    conflicts.Contains(person.Id)))
                .OrderBy(visitor => visitor.Distance)
                .ThenBy(visitor => visitor.OpenVisits)
                .ThenBy(visitor => visitor.Person.Name, StringComparer.Ordinal)
                .ThenBy(visitor => visitor.Person.Id, StringComparer.Ordinal),
        ];
    }

    // People write « Maison de santé Les Tilleuls » in several ways: capitals, accents, hyphens and spaces do not matter.
    private static bool IsSamePractice(string? one, string? other) =>
        Fold(one) is { Length: > 0 } folded && folded == Fold(other);

    private static string Fold(string? name) => new(
    [
        .. (name ?? "").Normalize(System.Text.NormalizationForm.FormD).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant),
    ]);
}
