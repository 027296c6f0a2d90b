using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Holds;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Territories;
using Compagnon.Visits;
using static Compagnon.BrowserTests.States.DossierSeed;

namespace Compagnon.BrowserTests.States;

/// <summary>The dossiers of <see cref="SeededFaculty.Id"/>: one for each state that a page shows in another way.</summary>
internal static class SeededDossiers
{
    /// <summary>All of them.</summary>
    /// <param name="now">The moment.</param>
    public static IReadOnlyList<DossierSeed> At(DateTimeOffset now)
    {
        var today = ParisTime.DayOf(now);
        var findings = new ReviewFindings(
            new Dictionary<string, PieceFinding>
            {
                ["cv"] = new(PieceState.Redo, "Les dates de vos installations manquent."),
                ["attestation"] = new(PieceState.Missing, "À dater de moins de trois mois."),
                ["lieu"] = new(PieceState.Accepted, ""),
            },
            new Dictionary<FormStep, string> { [FormStep.Premises] = "Dites qui est joignable le soir." });
        AskedSeed[] reviewed = [Reviewed(1, 80)];
        AskedSeed[] visited = [.. reviewed, .. VisitUntil(AssignmentKind.Visit, today)];
        AskedSeed[] examined = [.. visited, Concluded("commission-1", Choices.Granted, "")];
        AskedSeed commission = new("commission-1", AssignmentKind.Commission, 20, Chair);
        return
        [
            new("verification", "Nouet", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 70, Secretary))
            {
                HasPapers = true,
                Row = row => row with { Following = new Following(Secretary, "Claire Fontanel", Secretary, now.AddDays(-20)) },
            },
            new(
                "pieces", "Kerbrat-Lemoine", DossierState.AwaitingPieces, Reviewed(1, 20, findings),
                new("completion-1", AssignmentKind.Completion, 19, Link.Doctor, Due: 11),
                new(
                    "completion-1-request-1", AssignmentKind.ExtensionRequest, 3, Link.Doctor,
                    new AnswerSeed(Choices.Done, Link.Doctor, "Je suis en congé jusqu’à la fin du mois."), "completion-1"),
                new("completion-1-extension-1", AssignmentKind.Extension, 3, Coordinator, Stage: "completion-1", Due: 11))
            { Submitted = 21 },
            new(
                "pieces-rendues", "Castaing", DossierState.UnderReview, Reviewed(1, 20, findings),
                new("completion-1", AssignmentKind.Completion, 19, Link.Doctor, new AnswerSeed(Choices.Provided, Link.Doctor)),
                new("review-2", AssignmentKind.Review, 2, Secretary))
            { HasPapers = true, Submitted = 21 },
            new(
                "equipe", "Vasseur-Brun", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitTeam, today)])
            { HasPapers = true },
            new("offre", "Ollivier", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitOffer, today)]),
            new("dates", "Peyrat", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitDates, today)]),
            new("accord", "Rabier", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitConfirmation, today)]),
            new("creneau", "Sabatier", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitSlot, today)]),
            new(
                "rendez-vous", "Tournadre", DossierState.AwaitingVisit,
                [.. reviewed, .. VisitUntil(AssignmentKind.VisitAppointment, today, VisitData.Video)]),
            new("compte-rendu", "Ulrich", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitReport, today)]),
            new("signature-rapport", "Verdier", DossierState.AwaitingVisit, [.. reviewed, .. VisitUntil(AssignmentKind.VisitSignature, today)]),
            new("commission", "Auzou", DossierState.AwaitingCommission, [.. visited, commission]) { HasPapers = true },
            new("avis", "Bonnefoy", DossierState.AwaitingCommission, [.. visited, commission]),
            new("du-jour", "Chabert", DossierState.AwaitingCommission, [.. visited, commission]),
            new(
                "differe", "Delarue", DossierState.AwaitingPieces, [
                    .. visited, Concluded("commission-1", Choices.Deferred, "Merci de préciser l’organisation des astreintes."),
                    new("completion-1", AssignmentKind.Completion, 20, Link.Doctor, Due: 10),
                ]),
            new("decision", "Estève", DossierState.AwaitingDecision, [.. reviewed, new("decision-1", AssignmentKind.Decision, 5, Coordinator)]),
            new("signature", "Fabre", DossierState.AwaitingSignature, [.. examined, new("decision-second", AssignmentKind.Signature, 5, Dean)]),
            new("autorite", "Gauthier", DossierState.AwaitingAuthority, [.. examined, new("decision-third", AssignmentKind.AuthorityDecision, 5, Secretary)]),
            new("accorde", "Henry", DossierState.Granted, examined) { HasPapers = true },
            new(
                "sous-conditions", "Imbert", DossierState.Granted,
                [.. visited, Concluded("commission-1", Choices.Conditional, "Réserver une pièce à l’interne.\nPrévoir un temps de reprise.")]),
            new("refuse", "Jacquot", DossierState.Refused, [.. visited, Concluded("commission-1", Choices.Refused, "Le lieu ne permet pas de recevoir en confidence.")]),
            new(
                "retire", "Lacombe", DossierState.Withdrawn,
                new AskedSeed("review-1", AssignmentKind.Review, 20, Secretary, new AnswerSeed(Choices.Withdrawn, Link.Doctor))),
            new(
                "classe", "Maury", DossierState.ClosedWithoutDecision, Reviewed(1, 60, findings),
                new("completion-1", AssignmentKind.Completion, 59, Link.Doctor, new AnswerSeed(Choices.Deadline, ""))),
            new("attente", "Nicolas", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 20, Secretary))
            {
                Row = row => row with { Hold = new HoldMark(1, now.AddDays(-9), today.PlusDays(40), false, "Le cabinet déménage.") },
            },
            new("attente-libre", "Oudin", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 20, Secretary))
            {
                Row = row => row with { Hold = new HoldMark(2, now.AddDays(-4), null, false) },
            },
            new("double", "Nouet", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary)) { Submitted = 3 },
            new(
                "double-clos", "Nouet", DossierState.Withdrawn,
                new AskedSeed("review-1", AssignmentKind.Review, 20, Secretary, new AnswerSeed(Choices.Withdrawn, Secretary)))
            {
                Row = row => row with { DoubleOf = Of("pieces-rendues") },
            },
            new("telephone", "Perrin", DossierState.Draft)
            {
                Row = row => row with { OpenedBy = Secretary, Submitted = null, ProcedureId = "", Doctor = row.Doctor with { Address = "" } },
            },
            new("adresse", "Quéré", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary)),
            new("adresse-confirmee", "Rey", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary)),
            new("adresse-changee", "Simon", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary)),
            new("renouvellement", "Imbert", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary))
            {
                Row = row => row with
                {
                    Kind = DossierKind.Renewal,
                    Agreement = Of("sous-conditions"),
                    Renews = new RenewedTerm(today.PlusMonths(-10), today.PlusMonths(2), [], ["Réserver une pièce à l’interne."]),
                    Shortage = ZoneClass.Zip,
                },
            },
            new("avenant", "Henry", DossierState.UnderReview, new AskedSeed("review-1", AssignmentKind.Review, 2, Secretary))
            {
                Row = row => row with { Kind = DossierKind.Amendment, Agreement = Of("accorde") },
            },
            new("retrait", "Thibault", DossierState.Granted, [
                .. examined,
                new(
                    "withdrawal-request-1", AssignmentKind.WithdrawalRequest, 3, Coordinator,
                    new AnswerSeed(Choices.Done, Coordinator, "Deux internes ont été laissés seuls."), "agreement"),
                new("withdrawal-1", AssignmentKind.WithdrawalConfirmation, 3, $"{Chair} {Dean}", Stage: "agreement", Due: 27),
            ]),
        ];

        static AskedSeed Concluded(string id, string choice, string word) =>
            new(id, AssignmentKind.Commission, 30, Chair, new AnswerSeed(choice, Chair, word));
    }

    private static string Of(string name) => KeyOf(name).Id;
}
