using Compagnon.Acting;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Visits;

namespace Compagnon.Consoles;

/// <summary>A dossier, opened on the console by somebody who may see it.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Procedure">The procedure that holds for it.</param>
/// <param name="Assignments">What was asked on it, oldest first, and which of it is done with.</param>
/// <param name="Claims">The answers, by assignment.</param>
/// <param name="Rights">What this person may see.</param>
/// <param name="Now">The moment.</param>
public sealed record DossierView(
    ConsoleCase Case,
    DossierRecord Dossier,
    Faculty Procedure,
    IReadOnlyList<(Assignment Assignment, bool IsClosed)> Assignments,
    IReadOnlyDictionary<string, Claim> Claims,
    DossierRights Rights,
    DateTimeOffset Now)
{
    /// <summary>Which dossier.</summary>
    public DossierKey Key => Dossier.Key;

    /// <summary>The address of its page, or of one below it.</summary>
    /// <param name="below"><c>/pieces</c>; empty for its own.</param>
    public string Address(string below = "") => AddressOf(Case, Key, below);

    /// <summary>The address of a dossier's page, or of one below it.</summary>
    public static string AddressOf(ConsoleCase visit, DossierKey dossier, string below = "") =>
        visit.Address($"/dossiers/{dossier.Id}{below}");

    /// <summary>Somebody by their id, as people know them; empty for nobody.</summary>
    public string NameOf(string id) => VisitDesk.NameOf(id, Case.Faculty, Dossier.Doctor);

    /// <summary>Somebody by their id, as people know them, with the name that was kept beside what they did: of those who share a mailbox,
    /// and of whoever came by a group.</summary>
    public string NameOf(string id, string? actor) => id.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal) && actor is not null
        ? actor
        : Actor.Of(NameOf(id), actor);

    /// <summary>When something was asked, answered or written of it last.</summary>
    public DateTimeOffset LastMoved => new[]
    {
        Dossier.Since,
        Assignments.Select(pair => pair.Assignment.Opened).DefaultIfEmpty().Max(),
        Claims.Values.Select(claim => claim.At).DefaultIfEmpty().Max(),
    }.Max();

    /// <summary>What it waits for now: what nobody has answered yet, without a stage whose steps are open.</summary>
    public IReadOnlyList<Assignment> Open
    {
        get
        {
            // Of one that has ended only what is asked about its agreement.
            var open = Assignments.Where(pair => !pair.IsClosed && !Claims.ContainsKey(pair.Assignment.Id)).Select(pair => pair.Assignment)
                .Where(assignment => !Dossier.IsFinal || assignment.Stage == Withdrawals.Stage).ToList();
            var stages = open.Select(assignment => assignment.Stage).ToHashSet(StringComparer.Ordinal);
            return [.. open.Where(it => it.Kind == AssignmentKind.Completion || !stages.Contains(it.Id))];
        }
    }

    /// <summary>On whom an open assignment waits, in words: « le médecin », « secrétariat », names.</summary>
    public string WaitsOn(Assignment assignment) => AssignmentKinds.Of(assignment.Kind).Role is { } role
        ? role.Label()
        : string.Join(", ", assignment.Assignees.Select(id => id == Link.Doctor ? "le médecin" : NameOf(id)));
}
