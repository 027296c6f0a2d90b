using Compagnon.Lifecycle;
using Compagnon.Mail.Templates;
using Compagnon.Renewals;
using Compagnon.Web;
using Microsoft.AspNetCore.Components;

namespace Compagnon.Mail;

/// <summary>The mails, by the names that stand in the mail journal. A name never changes meaning.</summary>
public static class MailTemplates
{
    /// <summary>Asks the doctor to confirm the address.</summary>
    public const string AddressConfirmation = "address-confirmation";

    /// <summary>Gives the doctor the link to the dossier that the confirmed address has opened.</summary>
    public const string DossierOpened = "dossier-opened";

    /// <summary>Tells the doctor that the dossier has arrived.</summary>
    public const string Acknowledgement = "acknowledgement";

    /// <summary>Asks the secretariat to check a new dossier.</summary>
    public const string ReviewAsked = "review-asked";

    /// <summary>Asks the secretariat to check a dossier that the doctor has completed.</summary>
    public const string PiecesProvided = "pieces-provided";

    /// <summary>Reminds the secretariat.</summary>
    public const string ReviewReminder = "review-reminder";

    /// <summary>Asks the doctor for pieces.</summary>
    public const string PiecesMissing = "pieces-missing";

    /// <summary>Reminds the doctor.</summary>
    public const string PiecesReminder = "pieces-reminder";

    /// <summary>Tells the doctor that the dossier is about to be closed.</summary>
    public const string PiecesLastNotice = "pieces-last-notice";

    /// <summary>Asks the coordinator for more time for the doctor.</summary>
    public const string ExtensionAsked = "extension-asked";

    /// <summary>Reminds the coordinator.</summary>
    public const string ExtensionReminder = "extension-reminder";

    /// <summary>Tells the doctor that there is more time.</summary>
    public const string ExtensionGranted = "extension-granted";

    /// <summary>Tells the secretariat.</summary>
    public const string ExtensionGrantedNotice = "extension-granted-notice";

    /// <summary>Tells the doctor that there is not.</summary>
    public const string ExtensionRefused = "extension-refused";

    /// <summary>Asks the coordinator to decide.</summary>
    public const string DecisionAsked = "decision-asked";

    /// <summary>Reminds the coordinator.</summary>
    public const string DecisionReminder = "decision-reminder";

    /// <summary>Tells the doctor that the agreement is granted.</summary>
    public const string Granted = "granted";

    /// <summary>Tells the secretariat.</summary>
    public const string GrantedNotice = "granted-notice";

    /// <summary>Tells the doctor that the agreement is refused, why, and how to appeal.</summary>
    public const string Refused = "refused";

    /// <summary>Tells the secretariat.</summary>
    public const string RefusedNotice = "refused-notice";

    /// <summary>Tells the doctor that the dossier is closed without decision.</summary>
    public const string Closed = "closed";

    /// <summary>Tells the department.</summary>
    public const string ClosedNotice = "closed-notice";

    /// <summary>Confirms to the doctor that the dossier is withdrawn.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Tells the department.</summary>
    public const string WithdrawnNotice = "withdrawn-notice";

    /// <summary>Tells the coordinator that a stage takes longer than it should.</summary>
    public const string LateNotice = "late-notice";

    /// <summary>A new link in place of one that has expired.</summary>
    public const string NewLink = "new-link";

    /// <summary>Tells the secretariat that a mail has not reached the doctor.</summary>
    public const string UndeliveredNotice = "undelivered-notice";

    /// <summary>Tells the doctor when the commission examines the dossier, and when that changes.</summary>
    public const string CommissionPlanned = "commission-planned";

    /// <summary>Tells the doctor that the session is cancelled and that no other is announced yet.</summary>
    public const string CommissionUnplanned = "commission-unplanned";

    /// <summary>Tells the secretariat that a dossier is ready and that no session is announced for it.</summary>
    public const string NoSessionNotice = "no-session-notice";

    /// <summary>Asks the doctor for what the commission wants to see before it decides.</summary>
    public const string Deferred = "deferred";

    /// <summary>Reminds the doctor of it.</summary>
    public const string DeferredReminder = "deferred-reminder";

    /// <summary>Tells the doctor that the agreement is granted for a year at most, with what is recommended.</summary>
    public const string GrantedConditionally = "granted-conditionally";

    /// <summary>Convenes a member of the commission.</summary>
    public const string SessionConvened = "session-convened";

    /// <summary>Reminds a member of opinions to give.</summary>
    public const string SessionOpinionsReminder = "session-opinions-reminder";

    /// <summary>Reminds the chair of outcomes to record.</summary>
    public const string SessionOutcomesReminder = "session-outcomes-reminder";

    /// <summary>Tells that a session is moved.</summary>
    public const string SessionMoved = "session-moved";

    /// <summary>Tells that a session is cancelled.</summary>
    public const string SessionCancelled = "session-cancelled";

    /// <summary>Tells that a session has no dossier to examine.</summary>
    public const string SessionEmpty = "session-empty";

    /// <summary>Gives the minutes.</summary>
    public const string SessionMinutes = "session-minutes";

    /// <summary>Asks the dean to sign.</summary>
    public const string SignatureAsked = "signature-asked";

    /// <summary>Reminds the dean.</summary>
    public const string SignatureReminder = "signature-reminder";

    /// <summary>Asks the secretariat to pass a proposal on, and to enter the decision that comes back.</summary>
    public const string AuthorityAsked = "authority-asked";

    /// <summary>Reminds the secretariat.</summary>
    public const string AuthorityReminder = "authority-reminder";

    private const string Session = "session-";

    /// <summary>Asks the coordinator to pick who visits, for the first time or again.</summary>
    public const string VisitTeamAsked = "visit-team-asked";

    /// <summary>Reminds the coordinator.</summary>
    public const string VisitTeamReminder = "visit-team-reminder";

    /// <summary>Asks somebody to visit.</summary>
    public const string VisitOffer = "visit-offer";

    /// <summary>Reminds that person.</summary>
    public const string VisitOfferReminder = "visit-offer-reminder";

    /// <summary>Tells somebody who had accepted that the visit is no longer asked of them.</summary>
    public const string VisitReleased = "visit-released";

    /// <summary>Asks a visitor for dates.</summary>
    public const string VisitDatesAsked = "visit-dates-asked";

    /// <summary>Reminds the visitor.</summary>
    public const string VisitDatesReminder = "visit-dates-reminder";

    /// <summary>Asks the second of a pair which dates suit.</summary>
    public const string VisitConfirmationAsked = "visit-confirmation-asked";

    /// <summary>Reminds the second of a pair.</summary>
    public const string VisitConfirmationReminder = "visit-confirmation-reminder";

    /// <summary>Asks the doctor to pick a date.</summary>
    public const string VisitSlotAsked = "visit-slot-asked";

    /// <summary>Reminds the doctor.</summary>
    public const string VisitSlotReminder = "visit-slot-reminder";

    /// <summary>Tells everybody the date, with an invitation.</summary>
    public const string VisitAgreed = "visit-agreed";

    /// <summary>Reminds everybody of the visit to come.</summary>
    public const string VisitComing = "visit-coming";

    /// <summary>Tells everybody that the date no longer holds, and takes it out of calendars.</summary>
    public const string VisitMoved = "visit-moved";

    /// <summary>Tells everybody that there will be no visit, and takes it out of calendars.</summary>
    public const string VisitCancelled = "visit-cancelled";

    /// <summary>Asks a visitor for the report, for the first time or again.</summary>
    public const string VisitReportAsked = "visit-report-asked";

    /// <summary>Reminds the visitor.</summary>
    public const string VisitReportReminder = "visit-report-reminder";

    /// <summary>Asks the second of a pair to sign.</summary>
    public const string VisitSignatureAsked = "visit-signature-asked";

    /// <summary>Reminds the second of a pair.</summary>
    public const string VisitSignatureReminder = "visit-signature-reminder";

    /// <summary>Asks the mailbox that shall take the place of the one on record to confirm.</summary>
    public const string AddressChangeNew = "address-change-new";

    /// <summary>Asks the mailbox on record to confirm that another shall take its place, or to stop that.</summary>
    public const string AddressChangeOld = "address-change-old";

    /// <summary>Gives the doctor the link to the dossier at the new address.</summary>
    public const string AddressChanged = "address-changed";

    /// <summary>Tells the mailbox that was left.</summary>
    public const string AddressChangedNotice = "address-left";

    /// <summary>Tells the secretariat that a doctor practises elsewhere.</summary>
    public const string PlaceChangedNotice = "place-changed-notice";

    /// <summary>Tells a doctor that the secretariat has opened a dossier, and asks to confirm the address.</summary>
    public const string OpenedForDoctor = "opened-for-doctor";

    /// <summary>Gives whoever opened a dossier for a doctor the link back to it.</summary>
    public const string OpenedForDoctorNotice = "opened-for-doctor-notice";

    /// <summary>Tells somebody of the department that a colleague has answered in their stead.</summary>
    public const string StoodIn = "stood-in";

    /// <summary>Reminds the holder of an agreement of the training that is owed this year.</summary>
    public const string TrainingReminder = "training-reminder";

    /// <summary>Invites a holder to renew.</summary>
    public const string RenewalInvitation = "renewal-invitation";

    /// <summary>Reminds a holder who has not answered.</summary>
    public const string RenewalReminder = "renewal-reminder";

    /// <summary>Tells a holder who has not answered that the agreement is about to lapse.</summary>
    public const string RenewalLastNotice = "renewal-last-notice";

    /// <summary>Tells the department the same.</summary>
    public const string RenewalUnanswered = "renewal-unanswered";

    /// <summary>Confirms to a holder not to want a renewal.</summary>
    public const string RenewalDeclined = "renewal-declined";

    /// <summary>Tells the department.</summary>
    public const string RenewalDeclinedNotice = "renewal-declined-notice";

    /// <summary>Tells the department that a holder wants a renewal after all.</summary>
    public const string RenewalWantedNotice = "renewal-wanted-notice";

    /// <summary>Tells a holder that the agreement holds until its renewal is decided.</summary>
    public const string AgreementExtended = "agreement-extended";

    /// <summary>Tells the department.</summary>
    public const string AgreementExtendedNotice = "agreement-extended-notice";

    /// <summary>Tells a holder that the agreement's last day is over.</summary>
    public const string AgreementLapsed = "agreement-lapsed";

    /// <summary>Tells the department.</summary>
    public const string AgreementLapsedNotice = "agreement-lapsed-notice";

    private sealed record Template(string Name, Func<MailFacts, string> Subject, Func<PageRenderer, MailFacts, Task<string>> Render);

    private static readonly Dictionary<string, Template> All = new()
    {
        [AddressConfirmation] = Of<AddressConfirmationMail>("confirmation de l’adresse", _ => "confirmez votre adresse"),
        [DossierOpened] = Of<DossierOpenedMail>("lien vers le dossier", _ => "votre dossier est ouvert"),
        [Acknowledgement] = Of<AcknowledgementMail>(
            "accusé de réception",
            facts => facts.IsRenewal ? "nous avons bien reçu votre demande de renouvellement" : "nous avons bien reçu votre candidature"),
        [ReviewAsked] = Of<ReviewAskedMail>(
            "nouveau dossier à vérifier",
            facts => $"{(facts.IsRenewal ? "renouvellement" : "nouveau dossier")} à vérifier – {facts.Doctor.FullName}"),
        [PiecesProvided] = Of<PiecesProvidedMail>(
            "pièces reçues, à vérifier", facts => $"pièces reçues à vérifier – {facts.Doctor.FullName}"),
        [ReviewReminder] = Of<ReviewReminderMail>(
            "rappel, dossier à vérifier", facts => $"rappel, dossier à vérifier – {facts.Doctor.FullName}"),
        [PiecesMissing] = Of<PiecesMissingMail>("pièces demandées", facts => $"pièces à fournir d’ici au {facts.Day(MailData.LastDay)}"),
        [PiecesReminder] = Of<PiecesReminderMail>(
            "rappel, pièces demandées", facts => $"rappel, pièces à fournir d’ici au {facts.Day(MailData.LastDay)}"),
        [PiecesLastNotice] = Of<PiecesLastNoticeMail>(
            "dernier avis avant classement", facts => $"dernier avis, classement sans décision après le {facts.Day(MailData.LastDay)}"),
        [ExtensionAsked] = Of<ExtensionAskedMail>("délai demandé", facts => $"délai demandé – {facts.Doctor.FullName}"),
        [ExtensionReminder] = Of<ExtensionAskedMail>("rappel, délai demandé", facts => $"rappel, délai demandé – {facts.Doctor.FullName}"),
        [ExtensionGranted] = Of<ExtensionGrantedMail>(
            "délai prolongé", facts => $"vous avez jusqu’au {facts.Day(MailData.LastDay)}"),
        [ExtensionGrantedNotice] = Of<ExtensionGrantedNoticeMail>(
            "délai prolongé", facts => $"délai prolongé – {facts.Doctor.FullName}"),
        [ExtensionRefused] = Of<ExtensionRefusedMail>("délai refusé", _ => "réponse à votre demande de délai"),
        [DecisionAsked] = Of<DecisionAskedMail>("décision demandée", facts => $"décision à prendre – {facts.Doctor.FullName}"),
        [DecisionReminder] = Of<DecisionReminderMail>(
            "rappel, décision demandée", facts => $"rappel, décision à prendre – {facts.Doctor.FullName}"),
        [SignatureAsked] = Of<SignatureAskedMail>("signature demandée", facts => $"décision à signer – {facts.Doctor.FullName}"),
        [SignatureReminder] = Of<SignatureReminderMail>(
            "rappel, signature demandée", facts => $"rappel, décision à signer – {facts.Doctor.FullName}"),
        [AuthorityAsked] = Of<AuthorityAskedMail>(
            "proposition à transmettre", facts => $"proposition à transmettre – {facts.Doctor.FullName}"),
        [AuthorityReminder] = Of<AuthorityReminderMail>(
            "rappel, décision à saisir", facts => $"rappel, décision à saisir – {facts.Doctor.FullName}"),
        [Granted] = Of<GrantedMail>(
            "agrément accordé",
            facts => facts.IsRenewal ? "votre agrément est renouvelé" : "votre agrément est accordé"),
        [GrantedNotice] = Of<GrantedNoticeMail>(
            "agrément accordé",
            facts => $"agrément {(facts.IsRenewal ? "renouvelé" : "accordé")} – {facts.Doctor.FullName}"),
        [Refused] = Of<RefusedMail>(
            "agrément refusé",
            facts => facts.IsRenewal ? "décision sur votre demande de renouvellement" : "décision sur votre candidature"),
        [RefusedNotice] = Of<RefusedNoticeMail>(
            "agrément refusé",
            facts => $"{(facts.IsRenewal ? "renouvellement" : "agrément")} refusé – {facts.Doctor.FullName}"),
        [Closed] = Of<ClosedMail>("dossier classé", _ => "votre dossier est classé sans décision"),
        [LateNotice] = Of<LateNoticeMail>("étape en retard", facts => $"en retard sur l’objectif – {facts.Doctor.FullName}"),
        [ClosedNotice] = Of<ClosedNoticeMail>("dossier classé", facts => $"classé sans décision – {facts.Doctor.FullName}"),
        [Withdrawn] = Of<WithdrawnMail>(
            "candidature retirée",
            facts => facts.IsRenewal ? "votre demande de renouvellement est retirée" : "votre candidature est retirée"),
        [WithdrawnNotice] = Of<WithdrawnNoticeMail>(
            "candidature retirée",
            facts => $"{(facts.IsRenewal ? "demande de renouvellement" : "candidature")} retirée – {facts.Doctor.FullName}"),
        [UndeliveredNotice] = Of<UndeliveredNoticeMail>(
            "courriel non remis au médecin", facts => $"courriel non remis – {facts.Doctor.FullName}"),
        [AddressChangeNew] = Of<AddressChangeNewMail>("confirmation de la nouvelle adresse", _ => "confirmez votre nouvelle adresse"),
        [AddressChangeOld] = Of<AddressChangeOldMail>(
            "changement d’adresse à confirmer", _ => "changement d’adresse électronique à confirmer"),
        [AddressChanged] = Of<AddressChangedMail>("adresse changée", _ => "votre adresse électronique est changée"),
        [AddressChangedNotice] = Of<AddressLeftMail>(
            "adresse changée, à l’ancienne adresse", _ => "cette adresse ne reçoit plus les messages du dossier"),
        [PlaceChangedNotice] = Of<PlaceChangedNoticeMail>(
            "changement de lieu d’exercice", facts => $"changement de lieu d’exercice – {facts.Doctor.FullName}"),
        [OpenedForDoctor] = Of<OpenedForDoctorMail>(
            "dossier ouvert par le secrétariat", _ => "un dossier d’agrément est ouvert pour vous"),
        [OpenedForDoctorNotice] = Of<OpenedForDoctorNoticeMail>(
            "lien vers un dossier ouvert au téléphone", facts => $"dossier que vous avez ouvert – {facts.Doctor.FullName}"),
        [StoodIn] = Of<StoodInMail>("réponse donnée à votre place", facts => $"réponse donnée à votre place – {facts.Doctor.FullName}"),
        [NewLink] = Of<NewLinkMail>("nouveau lien", _ => "votre nouveau lien"),
        [CommissionPlanned] = Of<CommissionPlannedMail>(
            "date de la commission", facts => $"examen par la commission le {facts.Day(MailData.Session)}"),
        [CommissionUnplanned] = Of<CommissionUnplannedMail>("séance annulée", _ => "la séance de la commission est annulée"),
        [NoSessionNotice] = Of<NoSessionNoticeMail>(
            "aucune séance annoncée", facts => $"aucune séance annoncée – {facts.Doctor.FullName}"),
        [Deferred] = Of<DeferredMail>(
            "décision différée", facts => $"éléments à fournir d’ici au {facts.Day(MailData.LastDay)}"),
        [DeferredReminder] = Of<DeferredReminderMail>(
            "rappel, décision différée", facts => $"rappel, éléments à fournir d’ici au {facts.Day(MailData.LastDay)}"),
        [GrantedConditionally] = Of<GrantedConditionallyMail>(
            "agrément accordé sous conditions",
            facts => $"votre agrément est {(facts.IsRenewal ? "renouvelé" : "accordé")} sous conditions"),
        [TrainingReminder] = Of<TrainingReminderMail>(
            "rappel de la formation annuelle",
            facts => $"votre formation de l’année, à enregistrer d’ici au {facts.Day(MailData.LastDay)}"),
        [SessionConvened] = Of<SessionConvenedMail>("convocation", _ => "convocation et dossiers à lire"),
        [SessionOpinionsReminder] = Of<SessionOpinionsReminderMail>("rappel, avis attendus", _ => "rappel, votre avis est attendu"),
        [SessionOutcomesReminder] = Of<SessionOutcomesReminderMail>(
            "rappel, conclusions à enregistrer", _ => "rappel, des conclusions restent à enregistrer"),
        [SessionMoved] = Of<SessionMovedMail>("séance modifiée", _ => "la séance est modifiée"),
        [SessionCancelled] = Of<SessionCancelledMail>("séance annulée", _ => "la séance est annulée"),
        [SessionEmpty] = Of<SessionEmptyMail>("séance sans dossier", _ => "aucun dossier à l’ordre du jour"),
        [SessionMinutes] = Of<SessionMinutesMail>("compte rendu", _ => "compte rendu"),
    };

    static MailTemplates()
    {
        foreach (var template in VisitMails.Names)
        {
            All[template] = new Template(
                VisitMails.NameOf(template),
                facts => VisitMails.TextOf(template, facts).Subject,
                (renderer, facts) => renderer.MarkupAsync<VisitMail>(new { Facts = facts, Template = template }));
        }

        foreach (var template in AgreementMails.Names)
        {
            All[template] = new Template(
                AgreementMails.NameOf(template),
                facts => AgreementMails.TextOf(template, facts).Subject,
                (renderer, facts) =>
                    renderer.MarkupAsync<AgreementMail>(new { Facts = facts, Words = AgreementMails.TextOf(template, facts) }));
        }

        foreach (var template in DossierMails.Names)
        {
            All[template] = new Template(
                DossierMails.NameOf(template),
                facts => DossierMails.TextOf(template, facts).Subject,
                (renderer, facts) =>
                    renderer.MarkupAsync<AgreementMail>(new { Facts = facts, Words = DossierMails.TextOf(template, facts) }));
        }

        foreach (var template in RenewalMailTexts.Names)
        {
            All[template] = new Template(
                RenewalMailTexts.NameOf(template),
                facts => RenewalMailTexts.TextOf(template, facts).Subject,
                (renderer, facts) => renderer.MarkupAsync<RenewalMail>(new { Facts = facts, Template = template }));
        }
    }

    /// <summary>The templates' names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Whether there is a template of this name.</summary>
    public static bool Exists(string template) => All.ContainsKey(template);

    /// <summary>Whether it reminds: such a mail is not sent once what it reminds of is answered.</summary>
    public static bool IsReminder(string template) =>
        template is ReviewReminder or PiecesReminder or PiecesLastNotice or ExtensionReminder or DecisionReminder or DeferredReminder
            or SignatureReminder or AuthorityReminder
        || VisitMails.IsReminder(template) || AgreementMails.IsReminder(template) || RenewalMailTexts.IsReminder(template);

    /// <summary>Whether it is about a session of a commission and not about a dossier.</summary>
    public static bool IsAboutSession(string template) => template.StartsWith(Session, StringComparison.Ordinal);

    /// <summary>Whether it asks a mailbox to confirm a change of address: not sent once that change is over.</summary>
    public static bool AsksForAddressChange(string template) => template is AddressChangeNew or AddressChangeOld;

    /// <summary>What the mail is, in a few words, for the journal.</summary>
    public static string NameOf(string template) => Find(template).Name;

    /// <summary>The subject line: what it is about first. Plain text.</summary>
    public static string SubjectOf(string template, MailFacts facts) =>
        $"{facts.Reference}\u00A0: {WordsOfAmendment(template, facts)?.Subject ?? Find(template).Subject(facts)}";

    /// <summary>The body: a whole HTML document.</summary>
    public static Task<string> HtmlAsync(PageRenderer renderer, string template, MailFacts facts) =>
        WordsOfAmendment(template, facts) is { } words
            ? renderer.MarkupAsync<AgreementMail>(new { Facts = facts, Words = words })
            : Find(template).Render(renderer, facts);

    private static AgreementMailText? WordsOfAmendment(string template, MailFacts facts) =>
        facts.IsAmendment ? AmendmentMails.Find(template, facts) : null;

    private static Template Of<TMail>(string name, Func<MailFacts, string> subject)
        where TMail : IComponent =>
        new(name, subject, (renderer, facts) => renderer.MarkupAsync<TMail>(new { Facts = facts }));

    private static Template Find(string template) => All.TryGetValue(template, out var found)
        ? found
        : throw new ArgumentException(
            $"There is no mail template '{template}'; known are {string.Join(", ", All.Keys)}.", nameof(template));
}
