namespace Compagnon.Journal;

/// <summary>
/// The journal in French. A sentence is made when it is read, so that wording can be bettered without touching what was written.
/// </summary>
public static class JournalSentences
{
    private const string Colon = "\u00A0: ";

    /// <summary>What happened, without who and when.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such fact.</exception>
    public static string Of(JournalFact fact, string detail) => fact switch
    {
        JournalFact.CandidacyReceived => "Candidature reçue",
        JournalFact.AddressConfirmed => "Adresse électronique confirmée",
        JournalFact.DocumentAdded => "Pièce déposée" + Colon + detail,
        JournalFact.DocumentReplaced => "Pièce remplacée" + Colon + detail,
        JournalFact.DocumentRemoved => "Pièce retirée" + Colon + detail,
        JournalFact.DocumentRead => "Pièce consultée" + Colon + detail,
        JournalFact.CharterAccepted => $"Charte acceptée (version\u00A0{detail})",
        JournalFact.Submitted => "Dossier transmis à la faculté",
        JournalFact.ReviewAsked => "Vérification demandée au secrétariat",
        JournalFact.FoundComplete => "Dossier déclaré complet",
        JournalFact.PiecesAsked => "Pièces demandées" + Colon + detail,
        JournalFact.PiecesProvided => "Pièces demandées transmises",
        JournalFact.DecisionAsked => "Décision demandée à la coordination",
        JournalFact.Granted => detail.Length == 0 ? "Agrément accordé" : "Agrément accordé " + detail,
        JournalFact.Refused => "Agrément refusé",
        JournalFact.Withdrawn => "Candidature retirée",
        JournalFact.ClosedWithoutDecision => "Dossier classé sans décision, le délai étant dépassé",
        JournalFact.Reminded => "Rappel envoyé" + Colon + detail,
        JournalFact.VisitorsAsked => "Visite proposée par la coordination",
        JournalFact.VisitAccepted => "Visite acceptée par un visiteur",
        JournalFact.VisitDeclined => "Visite déclinée",
        JournalFact.VisitOfferLapsed => "Proposition de visite restée sans réponse",
        JournalFact.VisitDatesProposed => "Dates de visite proposées",
        JournalFact.VisitGivenUp => "Visiteur à remplacer",
        JournalFact.VisitAgreed => "Date de visite retenue" + Colon + detail,
        JournalFact.VisitWithoutDate => "Aucune des dates proposées n’est retenue",
        JournalFact.VisitMoved => "Nouvelle date de visite demandée",
        JournalFact.VisitNotMade => "La visite n’a pas eu lieu",
        JournalFact.VisitReported => "Compte rendu de visite rédigé",
        JournalFact.VisitReportSigned => "Compte rendu de visite signé par le second visiteur",
        JournalFact.VisitReportReturned => "Compte rendu de visite renvoyé à son auteur",
        JournalFact.MailSent => "Courriel envoyé" + Colon + detail,
        JournalFact.MailNotDelivered => "Courriel non remis" + Colon + detail,
        JournalFact.MailReturned => "Courriel revenu, non remis" + Colon + detail,
        JournalFact.MailSentAgain => "Courriel envoyé de nouveau" + Colon + detail,
        JournalFact.MailPutAway => "Courriel non remis, classé" + Colon + detail,
        JournalFact.LinkRenewed => "Nouveau lien envoyé",
        JournalFact.OpenedByDesk => "Dossier ouvert par le secrétariat, pour le médecin",
        JournalFact.StepFilled => "Étape du formulaire remplie au téléphone" + Colon + detail,
        JournalFact.AddressChangeAsked => "Changement d’adresse électronique demandé",
        JournalFact.AddressChangeConfirmed => "Changement d’adresse confirmé depuis " + detail,
        JournalFact.AddressChangeVouched => "Changement d’adresse confirmé à la place de l’ancienne adresse" + Colon + detail,
        JournalFact.AddressChanged => "Adresse électronique changée",
        JournalFact.AddressChangeCancelled => "Changement d’adresse annulé depuis l’ancienne adresse",
        JournalFact.AddressChangeDropped => "Changement d’adresse abandonné, faute de confirmation",
        JournalFact.PlaceChanged => "Lieu d’exercice changé" + Colon + detail,
        JournalFact.AddressCorrected => "Adresse électronique corrigée",
        JournalFact.Erased => "Données personnelles effacées",
        JournalFact.CommissionPlanned => "Inscrit à l’ordre du jour de la commission" + Colon + detail,
        JournalFact.CommissionMoved => "Passage en commission déplacé" + Colon + detail,
        JournalFact.Deferred => "Décision différée par la commission, à fournir" + Colon + detail,
        JournalFact.GrantedConditionally => "Agrément accordé sous conditions " + detail,
        JournalFact.PutOff => "Reporté à la séance suivante de la commission" + Colon + detail,
        JournalFact.OpinionGiven => "Avis donné par un membre de la commission",
        JournalFact.ConflictDeclared => "Lien d’intérêts déclaré par un membre de la commission",
        JournalFact.AgendaClosed => "Ordre du jour clos",
        JournalFact.MembersConvened => "Membres convoqués",
        JournalFact.SessionMoved => "Séance modifiée" + Colon + detail,
        JournalFact.SessionCancelled => "Séance annulée" + Colon + detail,
        JournalFact.PresenceRecorded => "Présences enregistrées" + Colon + detail,
        JournalFact.SessionAnnounced => "Séance annoncée" + Colon + detail,
        JournalFact.MemberJoined => "Membre de la commission inscrit à la séance",
        JournalFact.MinutesSent => "Compte rendu envoyé",
        JournalFact.MinutesRead => "Compte rendu consulté",
        JournalFact.ListRead => "Liste des propositions consultée",
        JournalFact.ListDownloaded => "Liste téléchargée" + Colon + detail,
        JournalFact.ExtensionAsked => "Délai supplémentaire demandé",
        JournalFact.ExtensionGranted => "Délai prolongé " + detail,
        JournalFact.ExtensionRefused => "Délai supplémentaire refusé",
        JournalFact.LastNotice => "Dernier avis avant classement sans décision envoyé",
        JournalFact.CommissionConcluded => "La commission s’est prononcée",
        JournalFact.SignatureAsked => "Signature demandée au décanat",
        JournalFact.Signed => "Décision signée",
        JournalFact.SentBack => "Décision renvoyée à la commission",
        JournalFact.AuthorityAsked => "Proposition de la commission à transmettre à l’autorité qui décide",
        JournalFact.AuthorityDecided => "Décision de l’autorité reçue",
        JournalFact.Late => "Objectif de délai dépassé, coordination prévenue" + Colon + detail,
        JournalFact.Accelerated => "Zone sous-dotée" + Colon + "procédure accélérée, " + detail,
        JournalFact.RenewalOpened => "Invitation à renouveler l’agrément",
        JournalFact.RenewalDeclined => With("Renouvellement non souhaité", detail),
        JournalFact.RenewalWanted => "Renouvellement finalement souhaité",
        JournalFact.RenewalClosed => "Demande de renouvellement close, l’agrément étant arrivé à son terme",
        JournalFact.RenewalEnded => With("Demande de renouvellement terminée sans nouvel agrément", detail),
        JournalFact.Renewed => "Agrément renouvelé " + detail,
        JournalFact.AgreementExtended => "Agrément prolongé jusqu’à la décision sur son renouvellement",
        JournalFact.AgreementLapsed => "Agrément arrivé à son terme",
        JournalFact.AgreementSuspended => With("Agrément suspendu", detail),
        JournalFact.AgreementResumed => With("Suspension levée", detail),
        JournalFact.AgreementWithdrawn => With("Agrément retiré", detail),
        JournalFact.AgreementGivingUp => With("Renonciation à l’agrément annoncée", detail),
        JournalFact.AgreementGivenUp => With("Renonciation à l’agrément", detail),
        JournalFact.AgreementReplaced => With("Agrément remplacé par un avenant", detail),
        JournalFact.AgreementKept => "Renonciation à l’agrément reprise",
        JournalFact.AmendmentOpened => "Changement signalé, demande d’avenant ouverte",
        JournalFact.WithdrawalProposed => "Retrait de l’agrément proposé, confirmation d’une seconde personne demandée",
        JournalFact.WithdrawalConfirmed => "Retrait de l’agrément confirmé par une seconde personne",
        JournalFact.WithdrawalDeclined => "Retrait de l’agrément non confirmé",
        JournalFact.WithdrawalUnconfirmed => "Retrait de l’agrément resté sans confirmation",
        JournalFact.StoodIn => "Réponse donnée à la place " + detail,
        JournalFact.TrainingReminded => "Rappel de la formation annuelle",
        JournalFact.TrainingLacking => With("Formation annuelle non enregistrée", detail),
        JournalFact.PutOnHold => $"Dossier mis en attente {detail}".TrimEnd(),
        JournalFact.HoldExplained => "Motif de la mise en attente" + Colon + detail,
        JournalFact.Resumed => "Dossier repris après une mise en attente",
        JournalFact.NoteWritten => "Note ajoutée",
        JournalFact.NoteTakenBack => "Note retirée",
        JournalFact.FollowerSet => "Dossier suivi par " + detail,
        JournalFact.FollowerRemoved => "Dossier suivi par personne",
        JournalFact.MessageToDoctor => "Message envoyé au médecin",
        JournalFact.MessageFromDoctor => "Message du médecin reçu",
        JournalFact.ClosedAsDouble => "Dossier clos, double du dossier " + detail,
        JournalFact.DoubleClosed => $"Dossier {detail} clos comme double de celui-ci",
        JournalFact.Exported => "Export téléchargé" + Colon + detail,
        JournalFact.ListImported => "Liste d’agréments reprise" + Colon + detail,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No such fact; a newer version of the app wrote it."),
    };

    private static string With(string sentence, string detail) => detail.Length == 0 ? sentence : sentence + Colon + detail;

    /// <summary>Whether the doctor sees it: what moves the dossier, not who reads it nor how mails fare.</summary>
    public static bool IsPublic(JournalFact fact) => fact is not (JournalFact.DocumentRead or JournalFact.MailSent
        or JournalFact.MailNotDelivered or JournalFact.MailReturned or JournalFact.MailSentAgain or JournalFact.MailPutAway
        or JournalFact.LinkRenewed
        or JournalFact.OpinionGiven or JournalFact.ConflictDeclared
        or JournalFact.VisitorsAsked or JournalFact.VisitDeclined or JournalFact.VisitOfferLapsed or JournalFact.VisitGivenUp
        or JournalFact.MinutesRead or JournalFact.ListRead or JournalFact.ListDownloaded
        or JournalFact.VisitReportSigned or JournalFact.VisitReportReturned or JournalFact.Late
        or JournalFact.WithdrawalProposed or JournalFact.WithdrawalConfirmed or JournalFact.WithdrawalDeclined
        or JournalFact.WithdrawalUnconfirmed or JournalFact.HoldExplained or JournalFact.StoodIn
        or JournalFact.NoteWritten or JournalFact.NoteTakenBack or JournalFact.FollowerSet or JournalFact.FollowerRemoved
        or JournalFact.DoubleClosed
        or JournalFact.Exported or JournalFact.ListImported);
}
