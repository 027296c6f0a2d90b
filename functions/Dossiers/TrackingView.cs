using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Decisions;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Visits;
using Compagnon.Web;

namespace Compagnon.Dossiers;

/// <summary>A submitted dossier as its doctor sees it.</summary>
/// <param name="Opened">The dossier.</param>
/// <param name="Documents">Its documents, by piece.</param>
/// <param name="Form">Its form.</param>
/// <param name="Request">What is asked of the doctor, if anything is.</param>
/// <param name="Agreement">The agreement, once it is granted.</param>
/// <param name="Conclusion">What was concluded, once its letter can be read.</param>
/// <param name="Journal">What happened, newest first.</param>
/// <param name="Errors">What is to be corrected.</param>
/// <param name="Deposited">The piece that was deposited a moment ago.</param>
/// <param name="Findings">What the last review said piece by piece.</param>
/// <param name="MayAskForTime">Whether more time can be asked for.</param>
/// <param name="Reason">Why it is asked for, as it was typed.</param>
public sealed record TrackingView(
    OpenedDossier Opened,
    IReadOnlyDictionary<string, Document> Documents,
    StoredForm Form,
    PiecesRequest? Request,
    AgreementRecord? Agreement,
    Conclusion? Conclusion,
    IReadOnlyList<JournalLine> Journal,
    FormErrors Errors,
    Piece? Deposited,
    ReviewFindings Findings,
    bool MayAskForTime = false,
    string Reason = "")
{
    /// <summary>The agreement that was to be renewed, as it stands; null of a dossier that is no renewal.</summary>
    public AgreementRecord? Renewed { get; init; }

    /// <summary>The field visit; null where none was begun.</summary>
    public VisitStatus? Visit { get; init; }

    /// <summary>How long dossiers like it usually take; null where nobody knows, or it has ended.</summary>
    public UsualTime? Usual { get; init; }

    /// <summary>Whether the training site is visited before the decision.</summary>
    public bool HasVisit { get; init; }

    /// <summary>The visit in words.</summary>
    public VisitTexts VisitText => Visit is { } visit
        ? VisitTexts.Of(visit, id => VisitDesk.NameOf(id, Opened.Faculty, Opened.Record.Doctor))
        : new VisitTexts("Visite à organiser", "Une visite de votre lieu d’exercice est prévue.", "la coordination du département");

    /// <summary>Where it stands; pieces that were sent back a moment ago are with whoever asked for them already.</summary>
    public DossierState State => Opened.Record.State == DossierState.AwaitingPieces && Request?.Answer is { Choice: Choices.Provided }
        ? Request.IsOfCommission ? DossierState.AwaitingCommission : DossierState.UnderReview
        : Opened.Record.State;

    /// <summary>Whether the agreement was granted with recommendations.</summary>
    public bool IsConditional => (Agreement?.Before ?? Agreement?.State) == AgreementState.Conditional;

    private bool IsAmendment => Opened.Record.Kind == DossierKind.Amendment;

    /// <summary>Whether pieces may be deposited and sent back now.</summary>
    public bool MayProvide => State == DossierState.AwaitingPieces && Request is { Answer: null };

    /// <summary>The state as everybody understands it.</summary>
    public string StateText => State switch
    {
        DossierState.UnderReview => "Dossier en cours de vérification",
        DossierState.AwaitingPieces => "Des pièces vous sont demandées",
        DossierState.AwaitingVisit => VisitText.State,
        DossierState.AwaitingDecision => "Dossier complet, en attente de décision",
        DossierState.AwaitingCommission => "Dossier prêt pour la commission",
        DossierState.AwaitingSignature => "Décision en cours de signature",
        DossierState.AwaitingAuthority => "Proposition transmise, en attente de décision",
        DossierState.Refused when IsAmendment => "Avenant refusé",
        DossierState.Withdrawn or DossierState.ClosedWithoutDecision when IsAmendment => "Demande d’avenant close",
        DossierState.Granted when Agreement?.State is AgreementState.Suspended => "Agrément suspendu",
        DossierState.Granted when Agreement is { IsOver: true } over => Lifecycle.AgreementWords.TitleOf(over.State),
        DossierState.Granted when IsAmendment => "Avenant accordé",
        DossierState.Granted when Opened.Record.IsRenewal =>
            IsConditional ? "Agrément renouvelé sous conditions" : "Agrément renouvelé",
        DossierState.Refused when Opened.Record.IsRenewal => "Renouvellement refusé",
        DossierState.Withdrawn when Opened.Record.IsRenewal => "Demande retirée",
        DossierState.Granted when IsConditional => "Agrément accordé sous conditions",
        DossierState.Granted => "Agrément accordé",
        DossierState.Refused => "Agrément refusé",
        DossierState.Withdrawn when Opened.Record.DoubleOf.Length > 0 => "Dossier clos, un autre continue",
        DossierState.Withdrawn => "Candidature retirée",
        DossierState.ClosedWithoutDecision => "Dossier classé sans décision",
        _ => throw new InvalidOperationException($"A dossier that is tracked was submitted; this one is {State}."),
    };

    /// <summary>On whom it waits, in words.</summary>
    public string WaitsOnText => State switch
    {
        DossierState.UnderReview => "le secrétariat du département",
        DossierState.AwaitingPieces => "vous",
        DossierState.AwaitingVisit => VisitText.WaitsOn,
        DossierState.AwaitingDecision => "la coordination du département",
        DossierState.AwaitingCommission => "la commission",
        DossierState.AwaitingSignature => "le décanat de la faculté",
        DossierState.AwaitingAuthority => "l’autorité qui décide",
        _ => "",
    };

    /// <summary>How the state is coloured.</summary>
    public string Tone => State switch
    {
        DossierState.Granted when Agreement is { IsOver: true } => "ended",
        DossierState.Granted when Agreement?.State is AgreementState.Suspended => "waiting",
        DossierState.Granted => "good",
        DossierState.AwaitingPieces => "waiting",
        DossierState.AwaitingVisit when VisitText.Asks => "waiting",
        DossierState.Refused or DossierState.Withdrawn or DossierState.ClosedWithoutDecision => "ended",
        _ => "",
    };

    /// <summary>The steps of this dossier's way.</summary>
    public IReadOnlyList<string> Steps =>
    [
        "Dossier envoyé",
        "Vérification par le secrétariat",
        .. HasVisit ? (string[])["Visite de votre lieu d’exercice"] : [],
        "Décision de la faculté",
    ];

    /// <summary>How many of them are done.</summary>
    public int StepsDone => State switch
    {
        DossierState.UnderReview or DossierState.AwaitingPieces => 1,
        DossierState.AwaitingVisit => 2,
        DossierState.AwaitingDecision or DossierState.AwaitingCommission
            or DossierState.AwaitingSignature or DossierState.AwaitingAuthority => Steps.Count - 1,
        _ => Steps.Count,
    };
}
