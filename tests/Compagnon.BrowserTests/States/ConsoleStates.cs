using Microsoft.Playwright;

namespace Compagnon.BrowserTests.States;

/// <summary>Which states each page of the console has: by its route, as the functions declare it.</summary>
internal static class ConsoleStates
{
    private const string Secretary = DossierSeed.Secretary, Coordinator = DossierSeed.Coordinator, Visitor = DossierSeed.Visitor,
        Chair = DossierSeed.Chair, Member = DossierSeed.Member, Excluded = "s-lemaire", Dean = DossierSeed.Dean, Operator = "f-delmas",
        ReadOnly = "s-girard";

    // Of the faculty that has nothing, and of the one whose lists are being built; whoever shares a mailbox there is asked for a name.
    private const string Elsewhere = "y-kerbrat", Waiting = "k-weber", Sharing = "stages";

    /// <summary>The states, by route.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<ConsoleState>> ByRoute { get; } = new Dictionary<string, IReadOnlyList<ConsoleState>>
    {
        ["console/{faculty}/travail"] =
        [
            new("à moi, avec du retard, des messages et des courriels perdus", Secretary, "travail"),
            new("mes dossiers", Secretary, "travail?onglet=suivis"),
            new("à d’autres", Coordinator, "travail?onglet=autres"),
            new("en retard", Coordinator, "travail?onglet=retard"),
            new("mis en attente", Coordinator, "travail?onglet=attente"),
            new("tous, tout l’écran de filtres", Coordinator, "travail?onglet=tous&commune=clermont&zone=non-classee&tri=nom"),
            new("aucun résultat", Secretary, "travail?onglet=tous&texte=personne"),
            new("au-delà de la dernière page", Secretary, "travail?onglet=tous&page=9"),
            new("en lecture seule", ReadOnly, "travail"),
            new("à l’exploitation", Operator, "travail"),
            new("à un visiteur", Visitor, "travail"),
            new("à un membre, sans rien", Excluded, "travail"),
            new("à la doyenne", Dean, "travail"),
            new ConsoleState("vue sans nom", Coordinator, "travail").SentBack("Enregistrer la vue"),
            new("vue enregistrée", Coordinator, "travail")
            {
                Act = async page =>
                {
                    await page.ClickAsync("text=gérer mes vues");
                    await page.FillAsync("#nom", "Zones prioritaires, toutes les étapes");
                    await page.ClickAsync("text=Enregistrer la vue");
                    await page.Locator(".views li").First.WaitForAsync();
                },
            },
            new("vide", Elsewhere, "travail", SeededFaculty.Empty),
            new("liste en préparation", Waiting, "travail", SeededFaculty.Unlisted),
            new("à une boîte que plusieurs partagent", Sharing, "travail", SeededFaculty.Unlisted),
        ],
        ["console/{faculty}/dossiers/{dossier}"] =
        [
            new("à vérifier, en retard", Secretary, "dossiers/{verification}"),
            new("pièces demandées, délai demandé", Coordinator, "dossiers/{pieces}"),
            new("pièces rendues, à remplacer le secrétariat", Coordinator, "dossiers/{pieces-rendues}"),
            new("visiteurs à choisir", Coordinator, "dossiers/{equipe}"),
            new("visite proposée, à remplacer un visiteur", Secretary, "dossiers/{offre}"),
            new("visite proposée, au visiteur", Visitor, "dossiers/{offre}"),
            new("date fixée", Visitor, "dossiers/{rendez-vous}"),
            new("compte rendu attendu", Secretary, "dossiers/{compte-rendu}"),
            new("en commission, à un membre", Member, "dossiers/{commission}"),
            new("différé", Secretary, "dossiers/{differe}"),
            new("à décider", Coordinator, "dossiers/{decision}"),
            new("à signer", Dean, "dossiers/{signature}"),
            new("à l’autorité", Secretary, "dossiers/{autorite}"),
            new("accordé", Secretary, "dossiers/{accorde}"),
            new("refusé", Secretary, "dossiers/{refuse}"),
            new("retiré", Secretary, "dossiers/{retire}"),
            new("classé sans décision", Secretary, "dossiers/{classe}"),
            new("en attente jusqu’à un jour", Secretary, "dossiers/{attente}"),
            new("en attente pour la seconde fois", ReadOnly, "dossiers/{attente-libre}"),
            new("ouvert au téléphone", Secretary, "dossiers/{telephone}"),
            new("renouvellement, voie accélérée", Secretary, "dossiers/{renouvellement}"),
            new("avenant", Secretary, "dossiers/{avenant}"),
            new("retrait proposé", Dean, "dossiers/{retrait}"),
            new("à l’exploitation", Operator, "dossiers/{verification}"),
        ],
        ["console/{faculty}/dossiers/{dossier}/suivi"] =
        [
            new("suivi, des notes, un double en cours", Secretary, "dossiers/{verification}/suivi"),
            new("notes, seconde page", Coordinator, "dossiers/{verification}/suivi?page=2"),
            new("personne, aucune note", Coordinator, "dossiers/{pieces}/suivi"),
            new("clos comme double", Secretary, "dossiers/{double-clos}/suivi"),
            new("en lecture seule", ReadOnly, "dossiers/{verification}/suivi"),
            new ConsoleState("note vide", Secretary, "dossiers/{pieces}/suivi").SentBack("Ajouter la note"),
        ],
        ["console/{faculty}/dossiers/{dossier}/messages"] =
        [
            new("un nouveau message", Secretary, "dossiers/{verification}/messages"),
            new("un échange", Coordinator, "dossiers/{pieces}/messages"),
            new("aucun message", Secretary, "dossiers/{double}/messages"),
            new("en lecture seule", ReadOnly, "dossiers/{verification}/messages"),
            new("dossier ouvert au téléphone", Secretary, "dossiers/{telephone}/messages"),
            new ConsoleState("message vide", Secretary, "dossiers/{pieces}/messages").SentBack("Envoyer"),
        ],
        ["console/{faculty}/dossiers/{dossier}/pieces"] =
        [
            new("déposées", Secretary, "dossiers/{verification}/pieces"),
            new("rendues, avec ce qui en fut dit", Secretary, "dossiers/{pieces-rendues}/pieces"),
            new("aucune", Visitor, "dossiers/{offre}/pieces"),
        ],
        ["console/{faculty}/dossiers/{dossier}/pieces/{piece}"] =
        [
            new("un PDF", Secretary, "dossiers/{verification}/pieces/cv"),
            new("une image", Secretary, "dossiers/{verification}/pieces/attestation"),
        ],
        ["console/{faculty}/dossiers/{dossier}/formulaire"] =
        [
            new("transmis", Secretary, "dossiers/{verification}/formulaire"),
            new("rien de transmis", Secretary, "dossiers/{pieces}/formulaire"),
            new("bilan d’un renouvellement", Secretary, "dossiers/{renouvellement}/formulaire"),
        ],
        ["console/{faculty}/dossiers/{dossier}/examen"] =
        [
            new("rien encore", Secretary, "dossiers/{verification}/examen"),
            new("dates proposées", Secretary, "dossiers/{creneau}/examen"),
            new("visite par visioconférence", Secretary, "dossiers/{rendez-vous}/examen"),
            new("compte rendu et avis, à la présidence", Chair, "dossiers/{commission}/examen"),
            new("avis donné", Member, "dossiers/{commission}/examen"),
            new("avis à donner", Member, "dossiers/{avis}/examen"),
            new("conclu, papiers à lire", Secretary, "dossiers/{accorde}/examen"),
            new("différé", Secretary, "dossiers/{differe}/examen"),
            new("refusé", Chair, "dossiers/{refuse}/examen"),
        ],
        ["console/{faculty}/dossiers/{dossier}/courriels"] =
        [
            new("dans tous les états", Secretary, "dossiers/{pieces}/courriels"),
            new("aucun", Secretary, "dossiers/{double}/courriels"),
            new("à l’exploitation, sans leur texte", Operator, "dossiers/{pieces}/courriels"),
        ],
        ["console/{faculty}/dossiers/{dossier}/courriels/{mail}"] =
        [
            new("arrivé", Secretary, "dossiers/{pieces}/courriels/arrive"),
            new("revenu", Secretary, "dossiers/{pieces}/courriels/revenu"),
            new("à quelqu’un qui n’est plus connu", Secretary, "dossiers/{pieces}/courriels/a-un-inconnu"),
        ],
        ["console/{faculty}/dossiers/{dossier}/historique"] =
        [
            new("le plus récent", Secretary, "dossiers/{verification}/historique"),
            new("rien avant ce jour", Secretary, "dossiers/{verification}/historique?avant=2020-01-01"),
        ],
        ["console/{faculty}/dossiers/{dossier}/demandes/{assignment}"] =
        [
            new("vérifier", Secretary, "dossiers/{verification}/demandes/review-1"),
            new ConsoleState("vérifier, sans réponse", Secretary, "dossiers/{verification}/demandes/review-1").SentBack("Enregistrer la vérification"),
            new("vérifier une seconde fois", Secretary, "dossiers/{pieces-rendues}/demandes/review-2"),
            new("vérifié, incomplet", Secretary, "dossiers/{pieces}/demandes/review-1"),
            new("attend quelqu’un d’autre", ReadOnly, "dossiers/{verification}/demandes/review-1"),
            new("retiré", Secretary, "dossiers/{retire}/demandes/review-1"),
            new("répondre à une demande de délai", Coordinator, "dossiers/{pieces}/demandes/completion-1-extension-1"),
            new("choisir les visiteurs", Coordinator, "dossiers/{equipe}/demandes/visit-1-team-1"),
            new ConsoleState("choisir les visiteurs, sans choix", Coordinator, "dossiers/{equipe}/demandes/visit-1-team-1").SentBack("Proposer la visite"),
            new("visiteurs choisis", Coordinator, "dossiers/{offre}/demandes/visit-1-team-1"),
            new("accepter une visite", Visitor, "dossiers/{offre}/demandes/visit-1-offer-1"),
            new("visite acceptée", Visitor, "dossiers/{dates}/demandes/visit-1-offer-1"),
            new("proposer des dates", Visitor, "dossiers/{dates}/demandes/visit-1-dates-1"),
            new ConsoleState("proposer des dates, sans rien", Visitor, "dossiers/{dates}/demandes/visit-1-dates-1").SentBack("Envoyer"),
            new("dates proposées", Visitor, "dossiers/{creneau}/demandes/visit-1-dates-1"),
            new("accord du second visiteur", DossierSeed.Second, "dossiers/{accord}/demandes/visit-1-confirmation-1"),
            new("rendez-vous", Visitor, "dossiers/{rendez-vous}/demandes/visit-1-appointment-1"),
            new("compte rendu, brouillon", Visitor, "dossiers/{compte-rendu}/demandes/visit-1-report-1"),
            new ConsoleState("compte rendu, incomplet", Visitor, "dossiers/{compte-rendu}/demandes/visit-1-report-1").SentBack("Remettre"),
            new("compte rendu remis", Visitor, "dossiers/{commission}/demandes/visit-1-report-1"),
            new("signer le compte rendu", DossierSeed.Second, "dossiers/{signature-rapport}/demandes/visit-1-signature-1"),
            new("décider", Coordinator, "dossiers/{decision}/demandes/decision-1"),
            new ConsoleState("décider, sans choix", Coordinator, "dossiers/{decision}/demandes/decision-1").SentBack("Enregistrer"),
            new("signer", Dean, "dossiers/{signature}/demandes/decision-second"),
            new("décision de l’autorité", Secretary, "dossiers/{autorite}/demandes/decision-third"),
            new ConsoleState("décision de l’autorité, sans rien", Secretary, "dossiers/{autorite}/demandes/decision-third").SentBack("Enregistrer"),
            new("confirmer un retrait", Dean, "dossiers/{retrait}/demandes/withdrawal-1"),
        ],
        ["console/{faculty}/dossiers/{dossier}/demandes/{assignment}/remplacement"] =
        [
            new("à la place du secrétariat", Coordinator, "dossiers/{verification}/demandes/review-1/remplacement"),
            new("à la place d’un visiteur", Secretary, "dossiers/{offre}/demandes/visit-1-offer-1/remplacement"),
            new ConsoleState("sans motif", Secretary, "dossiers/{offre}/demandes/visit-1-offer-1/remplacement").SentBack("Envoyer ma réponse"),
        ],
        ["console/{faculty}/dossiers/{dossier}/demandes/{assignment}/visite/pieces"] =
        [
            new("un document", Visitor, "dossiers/{compte-rendu}/demandes/visit-1-report-1/visite/pieces"),
            new ConsoleState("rien de choisi", Visitor, "dossiers/{compte-rendu}/demandes/visit-1-report-1/visite/pieces").SentBack("Joindre"),
        ],
        ["console/{faculty}/dossiers/{dossier}/double/{kept}"] =
        [
            new("deux adresses", Secretary, "dossiers/{double}/double/{verification}"),
            new ConsoleState("sans motif", Secretary, "dossiers/{double}/double/{verification}").SentBack("Clore comme double"),
        ],
        ["console/{faculty}/dossiers/{dossier}/attente"] =
        [
            new("à remplir", Secretary, "dossiers/{verification}/attente"),
            new ConsoleState("sans rien", Secretary, "dossiers/{verification}/attente").SentBack("Mettre en attente"),
        ],
        ["console/{faculty}/dossiers/{dossier}/reprise"] =
        [
            new("le médecin en est informé", Secretary, "dossiers/{attente}/reprise"),
            new("le médecin n’en sait rien", Coordinator, "dossiers/{attente-libre}/reprise"),
        ],
        ["console/{faculty}/dossiers/{dossier}/adresse"] =
        [
            new("attend les deux", Secretary, "dossiers/{adresse}/adresse"),
            new ConsoleState("sans motif", Secretary, "dossiers/{adresse}/adresse").SentBack("Confirmer à sa place"),
            new("l’ancienne a confirmé", Secretary, "dossiers/{adresse-confirmee}/adresse"),
            new("changée", Secretary, "dossiers/{adresse-changee}/adresse"),
            new("rien n’est demandé", Secretary, "dossiers/{verification}/adresse"),
        ],
        ["console/{faculty}/dossiers/{dossier}/telephone"] = [new("mène aux pages du médecin", Secretary, "dossiers/{telephone}/telephone")],
        ["console/{faculty}/dossiers/{dossier}/lettre"] =
        [
            new("accordé", Secretary, "dossiers/{accorde}/lettre"),
            new("sous conditions", Secretary, "dossiers/{sous-conditions}/lettre"),
            new("refusé", Secretary, "dossiers/{refuse}/lettre"),
            new("différé", Secretary, "dossiers/{differe}/lettre"),
        ],
        ["console/{faculty}/dossiers/{dossier}/attestation"] = [new("en cours", Secretary, "dossiers/{accorde}/attestation")],
        ["console/{faculty}/dossiers/nouveau"] =
        [
            new("à remplir", Secretary, "dossiers/nouveau"),
            new ConsoleState("sans rien", Secretary, "dossiers/nouveau").SentBack("Ouvrir le dossier"),
        ],
        ["console/{faculty}/agrements"] =
        [
            new("en vigueur, première page", Secretary, "agrements"),
            new("fins dans l’année", Secretary, "agrements?onglet=fins"),
            new("suspendus", Secretary, "agrements?onglet=suspendus"),
            new("terminés", Secretary, "agrements?onglet=termines"),
            new("tous, tout l’écran de filtres, au-delà de la dernière page", ReadOnly, "agrements?onglet=tous&departement=63&page=9"),
            new("aucun résultat", Secretary, "agrements?texte=personne"),
            new("vide", Elsewhere, "agrements", SeededFaculty.Empty),
            new("liste en préparation", Waiting, "agrements", SeededFaculty.Unlisted),
        ],
        ["console/{faculty}/agrements/{id}"] =
        [
            new("en cours, avec des formations et un avenant", Secretary, "agrements/{accorde}"),
            new("sous conditions, en renouvellement", Secretary, "agrements/{sous-conditions}"),
            new("suspendu jusqu’à un jour", Secretary, "agrements/{suspendu}"),
            new("suspendu jusqu’à nouvel avis", ReadOnly, "agrements/{suspendu-sans-fin}"),
            new("renonciation annoncée", Secretary, "agrements/{renonciation}"),
            new("renoncé", Secretary, "agrements/{renonce}"),
            new("retrait proposé", Coordinator, "agrements/{retrait}"),
            new("retiré", Secretary, "agrements/{retire-registre}"),
            new("remplacé", Secretary, "agrements/{remplace}"),
            new("renouvellement non souhaité", Secretary, "agrements/{non-renouvele}"),
            new("échu", Secretary, "agrements/{echu}"),
            new("prolongé", Secretary, "agrements/{prolonge}"),
            new("repris d’une liste", Secretary, "agrements/{importe}"),
        ],
        ["console/{faculty}/agrements/{id}/suspension"] =
        [
            new("à remplir", Secretary, "agrements/{accorde}/suspension"),
            new ConsoleState("sans rien", Secretary, "agrements/{accorde}/suspension").SentBack("Suspendre l’agrément"),
        ],
        ["console/{faculty}/agrements/{id}/reprise"] = [new("à confirmer", Secretary, "agrements/{suspendu}/reprise")],
        ["console/{faculty}/agrements/{id}/retrait"] =
        [
            new("à remplir", Coordinator, "agrements/{accorde}/retrait"),
            new ConsoleState("sans motifs", Coordinator, "agrements/{accorde}/retrait").SentBack("Proposer le retrait"),
        ],
        ["console/{faculty}/seances"] =
        [
            new("à venir", Secretary, "seances"),
            new("passées", Member, "seances?annee={year}"),
            new("aucune cette année-là", Secretary, "seances?annee=2019"),
            new("aucune annoncée", Elsewhere, "seances", SeededFaculty.Empty),
        ],
        ["console/{faculty}/seances/nouvelle"] =
        [
            new("à remplir", Secretary, "seances/nouvelle"),
            new ConsoleState("sans rien", Chair, "seances/nouvelle").SentBack("Annoncer la séance"),
        ],
        ["console/{faculty}/seances/{id}"] =
        [
            new("ouverte", Secretary, "seances/{+30}"),
            new("ouverte, sans dossier", ReadOnly, "seances/{+70}"),
            new("à un membre déporté", Excluded, "seances/{+30}"),
            new("du jour", Chair, "seances/{+0}"),
            new ConsoleState("du jour, personne de coché", Chair, "seances/{+0}")
            {
                Status = 422,
                Act = async page =>
                {
                    await page.EvaluateAsync("for (const box of document.querySelectorAll('[type=checkbox]')) box.checked = false");
                    await page.Locator("main button", new() { HasTextString = "Enregistrer les présences" }).ClickAsync();
                    await page.Locator(".error-summary").WaitForAsync();
                },
            },
            new("tenue", Secretary, "seances/{-40}"),
            new("annulée", Member, "seances/{-33}"),
        ],
        ["console/{faculty}/seances/{id}/dossiers/{dossier}"] =
        [
            new("avis à donner", Member, "seances/{+30}/dossiers/{avis}"),
            new ConsoleState("avis à donner, sans réponse", Member, "seances/{+30}/dossiers/{avis}").SentBack("Enregistrer mon avis"),
            new("avis donné", Member, "seances/{+30}/dossiers/{commission}"),
            new("à conclure", Chair, "seances/{+0}/dossiers/{du-jour}"),
            new ConsoleState("à conclure, sans réponse", Chair, "seances/{+0}/dossiers/{du-jour}").SentBack("Enregistrer la"),
            new("à un membre déporté", Excluded, "seances/{+30}/dossiers/{avis}"),
            new("conclu", Chair, "seances/{-40}/dossiers/{accorde}"),
        ],
        ["console/{faculty}/seances/{id}/changement"] =
        [
            new("à remplir", Secretary, "seances/{+30}/changement"),
            new ConsoleState("sans rien", Secretary, "seances/{+30}/changement").SentBack("Annuler la séance"),
        ],
        ["console/{faculty}/seances/{id}/compte-rendu"] = [new("d’une séance tenue", Secretary, "seances/{-40}/compte-rendu")],
        ["console/{faculty}/seances/{id}/historique"] = [new("d’une séance tenue", Secretary, "seances/{-40}/historique")],
        ["console/{faculty}/seances/{id}/liste"] =
        [
            new("à transmettre", Secretary, "seances/{-40}/liste"),
            new ConsoleState("liste revenue, rien de choisi", Secretary, "seances/{-40}/liste").SentBack("Vérifier"),
        ],
        ["console/{faculty}/visites"] =
        [
            new("un mois de visites et de séances", Secretary, "visites"),
            new("un mois sans rien", Secretary, "visites?mois=2019-01"),
            new("sans date", Secretary, "visites?vue=sans-date"),
            new("comptes rendus attendus", Secretary, "visites?vue=comptes-rendus"),
            new("mes visites", Visitor, "visites"),
            new("mes comptes rendus", Visitor, "visites?vue=comptes-rendus"),
            new("toutes datées", Elsewhere, "visites?vue=sans-date", SeededFaculty.Empty),
            new("liste en préparation", Waiting, "visites?vue=comptes-rendus", SeededFaculty.Unlisted),
        ],
        ["console/{faculty}/visites/{dossier}"] = [new("mène à ce qui est demandé", Visitor, "visites/{rendez-vous}")],
        ["console/{faculty}/chiffres"] =
        [
            new("de l’année", Secretary, "chiffres"),
            new("de toutes les années", ReadOnly, "chiffres?periode=toutes"),
            new("dates fausses", Secretary, "chiffres?du=2030-01-01&au=2020-01-01") { Status = 422 },
            new("sans rien", Elsewhere, "chiffres", SeededFaculty.Empty),
            new("en préparation", Waiting, "chiffres", SeededFaculty.Unlisted),
        ],
        ["console/{faculty}/procedure"] =
        [
            new("avec commission et autorités", Visitor, "procedure"),
            new("avec une offre", Waiting, "procedure", SeededFaculty.Unlisted),
        ],
        ["console/{faculty}/procedure/courriels/{template}"] = [new("un courriel", ReadOnly, "procedure/courriels/granted")],
        ["console/{faculty}/courriels"] =
        [
            new("des courriels non arrivés", Secretary, "courriels"),
            new("tous arrivés", Elsewhere, "courriels", SeededFaculty.Empty),
            new("au-delà du dernier", Secretary, "courriels?apres=~"),
        ],
        ["console/{faculty}/courriels/{dossier}/{mail}"] =
        [
            new("revenu, au médecin", Secretary, "courriels/{pieces}/revenu"),
            new("revenu, en lecture seule", ReadOnly, "courriels/{pieces}/revenu"),
            new("revenu, à un visiteur", Coordinator, "courriels/{pieces}/revenu-au-visiteur"),
            new("devenu inutile", Secretary, "courriels/{pieces}/non-parti"),
            new("à quelqu’un qui n’est plus inscrit", Secretary, "courriels/{pieces}/a-un-inconnu"),
            new("classé", Secretary, "courriels/{pieces}/classe"),
            new("envoyé de nouveau", Secretary, "courriels/{pieces}/renvoye"),
            new ConsoleState("classer sans un mot", Secretary, "courriels/{pieces}/revenu").SentBack("Classer ce courriel"),
        ],
        ["console/{faculty}/courriels/{dossier}/{mail}/adresse"] = [new("mène au changement d’adresse", Secretary, "courriels/{pieces}/revenu/adresse")],
        ["console/{faculty}/formations"] =
        [
            new("à envoyer", Secretary, "formations"),
            new ConsoleState("rien de choisi", Secretary, "formations").SentBack("Vérifier la liste"),
        ],
        ["console/{faculty}/formations/{id:length(32)}"] =
        [
            new("fausse", Secretary, "formations/{formations-fausses}") { Status = 422 },
            new("prête", Secretary, "formations/{formations-pretes}"),
        ],
        ["console/{faculty}/import"] =
        [
            new("à envoyer", Secretary, "import"),
            new ConsoleState("rien de choisi", Secretary, "import").SentBack("Vérifier la liste"),
        ],
        ["console/{faculty}/import/{id:length(32)}"] =
        [
            new("illisible", Secretary, "import/{import-illisible}") { Status = 422 },
            new("prêt, avec des lignes échues et fausses", Secretary, "import/{import-pret}"),
        ],
        ["console/{faculty}/exports"] =
        [
            new("réservés", Visitor, "exports") { Status = 403 },
            new("rien de téléchargé", Elsewhere, "exports", SeededFaculty.Empty),
            new("dates fausses", Secretary, "exports")
            {
                Status = 422,
                Act = async page =>
                {
                    await page.FillAsync("#du-dossiers", "2030-01-01");
                    await page.FillAsync("#au-dossiers", "2020-01-01");
                    await page.Locator("form:has(#du-dossiers) button").ClickAsync();
                    await page.Locator(".error-summary").WaitForAsync();
                },
            },
        ],
        ["console/{faculty}/exports/{export}"] = [new("mène aux exports", Secretary, "exports/dossiers")],
        ["console/{faculty}/agenda"] =
        [
            new("sans adresse", Member, "agenda"),
            new("adresse créée", Chair, "agenda") { Act = page => page.GetByRole(AriaRole.Button, new() { Name = "Créer mon adresse" }).ClickAsync() },
            new("à qui n’en a pas besoin", ReadOnly, "agenda"),
        ],
    };
}
