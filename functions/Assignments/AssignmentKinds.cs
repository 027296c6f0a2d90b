using Compagnon.Care;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;

namespace Compagnon.Assignments;

/// <summary>What holds for every assignment of a kind. Pure.</summary>
/// <param name="Choices">What it can be answered with, beside the ends that any assignment may have.</param>
/// <param name="Role">Whose role it is to answer; null where only those may whom it was asked of by name.</param>
/// <param name="State">Where a dossier stands that waits for it; null for a step, which leaves the dossier where its stage put it.</param>
/// <param name="Asked">The journal's line when it is opened; null for none.</param>
/// <param name="Awaited">What a reminder reminds of, as the journal says it to the doctor too; empty where it says nothing.</param>
public sealed record AssignmentKinds(
    IReadOnlyList<string> Choices, StaffRole? Role, DossierState? State, JournalFact? Asked, string Awaited)
{
    /// <summary>The roles of which whoever was asked by name must still have one to answer; null where a name is enough.</summary>
    public IReadOnlyList<StaffRole>? Among { get; init; }

    private static readonly Dictionary<AssignmentKind, AssignmentKinds> All = new()
    {
        [AssignmentKind.Review] = new(
            [Assignments.Choices.Complete, Assignments.Choices.Missing],
            StaffRole.Secretariat, DossierState.UnderReview, JournalFact.ReviewAsked, "vérification attendue du secrétariat"),
        [AssignmentKind.Completion] = new(
            [Assignments.Choices.Provided], null, DossierState.AwaitingPieces, null, "pièces attendues du médecin"),
        [AssignmentKind.Decision] = new(
            [Assignments.Choices.Granted, Assignments.Choices.Refused],
            StaffRole.Coordinator, DossierState.AwaitingDecision, JournalFact.DecisionAsked, "décision attendue de la coordination"),
        [AssignmentKind.Visit] = new([Assignments.Choices.Done], null, DossierState.AwaitingVisit, null, "visite attendue"),
        [AssignmentKind.VisitTeam] = new(
            [Assignments.Choices.Done],
            StaffRole.Coordinator, DossierState.AwaitingVisit, null, "choix des visiteurs attendu de la coordination"),
        [AssignmentKind.VisitOffer] = new(
            [Assignments.Choices.Accepted, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "réponse attendue du visiteur"),
        [AssignmentKind.VisitDates] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "dates de visite attendues du visiteur"),
        [AssignmentKind.VisitConfirmation] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "accord attendu du second visiteur sur les dates"),
        [AssignmentKind.VisitSlot] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "choix d’une date attendu du médecin"),
        [AssignmentKind.VisitAppointment] = new(
            [Assignments.Choices.Declined, Assignments.Choices.Relocated], null, DossierState.AwaitingVisit, null, "visite à venir"),
        [AssignmentKind.VisitReport] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "compte rendu de visite attendu"),
        [AssignmentKind.VisitSignature] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            null, DossierState.AwaitingVisit, null, "signature du compte rendu attendue"),
        [AssignmentKind.Commission] = new(
            [
                Assignments.Choices.Granted, Assignments.Choices.Conditional, Assignments.Choices.Deferred,
                Assignments.Choices.Refused,
            ],
            StaffRole.Chair, DossierState.AwaitingCommission, null, "décision attendue de la commission"),
        [AssignmentKind.Opinion] = new(
            [Assignments.Choices.Done, Assignments.Choices.Conflict], null, null, null, "avis attendu d’un membre de la commission"),
        [AssignmentKind.Signature] = new(
            [Assignments.Choices.Done, Assignments.Choices.Declined],
            StaffRole.Dean, DossierState.AwaitingSignature, JournalFact.SignatureAsked, "signature attendue"),
        [AssignmentKind.AuthorityDecision] = new(
            [Assignments.Choices.Granted, Assignments.Choices.Refused],
            StaffRole.Secretariat, DossierState.AwaitingAuthority, JournalFact.AuthorityAsked, "décision attendue de l’autorité"),
        [AssignmentKind.Extension] = new(
            [Assignments.Choices.Accepted, Assignments.Choices.Declined],
            StaffRole.Coordinator, null, null, "réponse attendue à une demande de délai"),
        [AssignmentKind.ExtensionRequest] = new([Assignments.Choices.Done], null, null, null, "demande de délai"),
        [AssignmentKind.WithdrawalRequest] = new([Assignments.Choices.Done], null, null, null, "proposition de retrait"),
        [AssignmentKind.WithdrawalConfirmation] = new(
            [Assignments.Choices.Accepted, Assignments.Choices.Declined],
            null, null, null, "")
        { Among = Lifecycle.Withdrawals.Confirming },
    };

    /// <summary>What holds for a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such kind.</exception>
    public static AssignmentKinds Of(AssignmentKind kind) => All.TryGetValue(kind, out var found)
        ? found
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of assignment; a newer version of the app opened it.");

    /// <summary>Whether an assignment of this kind can be answered so.</summary>
    public static bool CanBeAnswered(AssignmentKind kind, string choice) =>
        choice is Assignments.Choices.Withdrawn or Assignments.Choices.Deadline or Assignments.Choices.Cancelled or Assignments.Choices.Gone
        || (All.TryGetValue(kind, out var known) && known.Choices.Contains(choice));

    /// <summary>
    /// The journal's line for an answer; null where it has none: grants and refusals are written by who ends the dossier, and a
    /// stage writes its own.
    /// </summary>
    public static JournalFact? FactOf(Assignment assignment, Claim claim) => (assignment.Kind, claim.Choice) switch
    {
        (_, Assignments.Choices.Withdrawn) when assignment.Stage.Length == 0 =>
            claim.Text(JoinedDossier.Of).Length > 0 ? JournalFact.ClosedAsDouble : JournalFact.Withdrawn,
        (_, Assignments.Choices.Gone) => JournalFact.VisitGivenUp,
        (AssignmentKind.Review, Assignments.Choices.Complete) => JournalFact.FoundComplete,
        (AssignmentKind.Review, Assignments.Choices.Missing) => JournalFact.PiecesAsked,
        (AssignmentKind.Completion, Assignments.Choices.Provided) => JournalFact.PiecesProvided,
        (AssignmentKind.Completion, Assignments.Choices.Deadline) => JournalFact.ClosedWithoutDecision,
        (AssignmentKind.Commission, Assignments.Choices.Granted or Assignments.Choices.Conditional or Assignments.Choices.Refused) =>
            JournalFact.CommissionConcluded,
        (AssignmentKind.Signature, Assignments.Choices.Done) => JournalFact.Signed,
        (AssignmentKind.Signature, Assignments.Choices.Declined) => JournalFact.SentBack,
        (AssignmentKind.AuthorityDecision, Assignments.Choices.Granted or Assignments.Choices.Refused) => JournalFact.AuthorityDecided,
        (AssignmentKind.Commission, Assignments.Choices.Deferred) => JournalFact.Deferred,
        (AssignmentKind.VisitTeam, Assignments.Choices.Done) => JournalFact.VisitorsAsked,
        (AssignmentKind.VisitOffer, Assignments.Choices.Accepted) => JournalFact.VisitAccepted,
        (AssignmentKind.VisitOffer, Assignments.Choices.Declined) => JournalFact.VisitDeclined,
        (AssignmentKind.VisitOffer, Assignments.Choices.Deadline) => JournalFact.VisitOfferLapsed,
        (AssignmentKind.VisitDates, Assignments.Choices.Done) => JournalFact.VisitDatesProposed,
        (AssignmentKind.VisitDates, Assignments.Choices.Declined or Assignments.Choices.Deadline) => JournalFact.VisitGivenUp,
        (AssignmentKind.VisitSlot, Assignments.Choices.Done) => JournalFact.VisitAgreed,
        (AssignmentKind.VisitSlot, Assignments.Choices.Declined or Assignments.Choices.Deadline) => JournalFact.VisitWithoutDate,
        (AssignmentKind.VisitAppointment, Assignments.Choices.Declined) => JournalFact.VisitMoved,
        (AssignmentKind.VisitReport, Assignments.Choices.Declined) => JournalFact.VisitNotMade,
        (AssignmentKind.VisitReport, Assignments.Choices.Done) => JournalFact.VisitReported,
        (AssignmentKind.VisitSignature, Assignments.Choices.Done) => JournalFact.VisitReportSigned,
        (AssignmentKind.VisitSignature, Assignments.Choices.Declined) => JournalFact.VisitReportReturned,
        (AssignmentKind.ExtensionRequest, Assignments.Choices.Done) => JournalFact.ExtensionAsked,
        (AssignmentKind.Extension, Assignments.Choices.Declined) => JournalFact.ExtensionRefused,
        (AssignmentKind.WithdrawalConfirmation, Assignments.Choices.Accepted) => JournalFact.WithdrawalConfirmed,
        (AssignmentKind.WithdrawalConfirmation, Assignments.Choices.Declined) => JournalFact.WithdrawalDeclined,
        (AssignmentKind.WithdrawalConfirmation, Assignments.Choices.Deadline) => JournalFact.WithdrawalUnconfirmed,
        _ => null,
    };

    /// <summary>What the journal's line says of an answer beside its fact; empty for nothing.</summary>
    public static string DetailOf(Assignment assignment, Claim claim) => claim.Text(JoinedDossier.Of) is { Length: > 0 } kept
        ? new DossierKey(claim.Dossier.Faculty, kept).Reference
        : assignment.Kind == AssignmentKind.VisitSlot
        ? Visits.VisitSlot.Read(claim.Text(Visits.VisitData.Slot))?.Text ?? ""
        : "";

    /// <summary>Whether this person may answer: whoever has the role today, or those who were asked by name and still may be.</summary>
    public static bool MayAnswer(Assignment assignment, StaffMember person) => Of(assignment.Kind).Role is { } role
        ? person.Has(role)
        : assignment.Assignees.Contains(person.Id) && Of(assignment.Kind).Among?.Any(person.Has) is not false;
}
