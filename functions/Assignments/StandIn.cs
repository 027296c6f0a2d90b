using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;

namespace Compagnon.Assignments;

/// <summary>Somebody answers in the stead of a colleague who is away.</summary>
/// <param name="For">Ids of those whom it was asked of, who may still answer.</param>
/// <param name="Names">Who they are: « de Dr A et Dr B », « du secrétariat ».</param>
/// <param name="Reason">Why, as it was typed.</param>
public sealed record StandIn(IReadOnlyList<string> For, string Names, string Reason = "")
{
    /// <summary>Name of the field with the reason.</summary>
    public const string ReasonField = "remplacement-motif";

    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>Names of what an answer keeps of it (<see cref="Claim.Data"/>). They stand in tables: they never change meaning.</summary>
    public const string ForData = "stand-in-for", ReasonData = "stand-in-reason";

    // What is agreed by telephone: whether somebody goes, when, or not that day. What somebody says of what they saw, signs, confirms as a
    // second person or holds of a candidate is nobody else's.
    private static readonly HashSet<AssignmentKind> ByTelephone =
        [AssignmentKind.VisitOffer, AssignmentKind.VisitDates, AssignmentKind.VisitConfirmation, AssignmentKind.VisitAppointment];

    private static readonly HashSet<AssignmentKind> OfSecretariat = [AssignmentKind.Review, AssignmentKind.AuthorityDecision];

    /// <summary>What is wrong with the reason; null where nothing is.</summary>
    public string? Mistake => Reason.Length == 0 ? "Dites pourquoi vous répondez à sa place : l’historique le garde, et la personne concernée le lira."
        : Reason.Length > LongestReason ? $"Raccourcissez ce texte : {LongestReason} caractères au plus."
        : null;

    /// <summary>
    /// Whether a person may answer in the stead of those who were asked, as far as the procedure allows it (docs/adr/0009): the office what
    /// visitors agree by telephone, the coordination what is asked of the secretariat. Never whoever may answer anyway, never on a dossier of one's
    /// own, never for oneself. Pure.
    /// </summary>
    /// <returns>For whom; null where they may not.</returns>
    public static StandIn? Find(Assignment assignment, StaffMember person, DossierRecord dossier, Faculty faculty)
    {
        if (AssignmentKinds.MayAnswer(assignment, person) || dossier.Doctor.Is(person)) return null;
        var colleagues = faculty.People
            .Where(other => other.Id != person.Id && assignment.Assignees.Contains(other.Id) && AssignmentKinds.MayAnswer(assignment, other))
            .ToList();
        if (ByTelephone.Contains(assignment.Kind) && ConsolePage.Office.Any(person.Has) && colleagues.Count > 0)
            return new StandIn([.. colleagues.Select(other => other.Id)], "de " + string.Join(" et ", colleagues.Select(other => other.ShortName)));
        return OfSecretariat.Contains(assignment.Kind) && person.Has(StaffRole.Coordinator)
            ? new StandIn([.. colleagues.Select(other => other.Id)], "du secrétariat")
            : null;
    }

    /// <summary>What an answer keeps, with this beside what else it keeps.</summary>
    public IReadOnlyDictionary<string, string> In(IReadOnlyDictionary<string, string>? data) =>
        new Dictionary<string, string>(data ?? new Dictionary<string, string>()) { [ForData] = string.Join(' ', For), [ReasonData] = Reason };

    /// <summary>Whether an answer was given in somebody's stead.</summary>
    public static bool IsIn(Claim claim) => claim.Data?.ContainsKey(ReasonData) == true;

    /// <summary>Ids of those in whose stead an answer was given.</summary>
    public static IReadOnlyList<string> ForOf(Claim claim) => claim.Text(ForData).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>In whose stead an answer was given: « de Dr A et Dr B », « du secrétariat ».</summary>
    public static string NamesOf(Assignment assignment, Claim claim, Faculty? faculty) => OfSecretariat.Contains(assignment.Kind)
        ? "du secrétariat"
        : "de " + string.Join(" et ", ForOf(claim).Select(id =>
            faculty?.FindPerson(id)?.ShortName ?? "un ancien membre du département"));
}
