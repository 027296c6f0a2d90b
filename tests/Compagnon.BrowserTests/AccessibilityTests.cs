using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Dossiers;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>Every page in every state: no violation that a machine can find, in light and dark, and nothing wider than a phone.</summary>
public abstract class AccessibilityTests(SiteFixture site)
{
    private static readonly Dictionary<string, Func<RunningApp, IPage, Task>> Pages = new()
    {
        ["accueil"] = (_, page) => page.GotoAsync("/"),
        ["département"] = (_, page) => page.GotoAsync("/candidature"),
        ["département manquant"] = (_, page) => page.GotoAsync("/candidature?departement="),
        ["département sans faculté"] = (_, page) => page.GotoAsync("/candidature/75"),
        ["conditions"] = (_, page) => page.GotoAsync("/candidature/974"),
        ["conditions sans réponse"] = async (_, page) =>
        {
            await page.GotoAsync("/candidature/63");
            await page.ClickAsync("button");
        },
        ["conditions avec un non"] = async (_, page) => await AnswerAsync(page, "Non"),
        ["identité"] = async (_, page) => await AnswerAsync(page, "Oui"),
        ["identité avec des erreurs"] = async (_, page) =>
        {
            await AnswerAsync(page, "Oui");
            await page.FillAsync("#rpps", "12");
            await page.ClickAsync("button");
        },
        ["candidature envoyée"] = async (_, page) =>
        {
            await AnswerAsync(page, "Oui");
            foreach (var (field, text) in ((string, string)[])[("prenom", "Anne"), ("nom", "Envoyée"), ("rpps", SampleDoctor.New("63").Rpps), ("adresse", "anne.envoyee@exemple.example")])
                await page.FillAsync("#" + field, text);
            await page.ClickAsync("main form button");
            await page.WaitForURLAsync("**/candidature-envoyee");
        },
        ["lien perdu"] = (_, page) => page.GotoAsync("/lien-perdu"),
        ["lien perdu avec des erreurs"] = async (_, page) =>
        {
            await page.GotoAsync("/lien-perdu");
            await page.ClickAsync("button");
        },
        ["lien envoyé"] = (_, page) => page.GotoAsync("/lien-perdu/envoye"),
        ["introuvable"] = (_, page) => page.GotoAsync("/nulle-part"),
        ["lien expiré"] = async (app, page) =>
        {
            var dossier = await app.StartDossierAsync();
            await page.GotoAsync("/lien/" + app.TokenFor(dossier, app.Secretary.Id, "review-1", TimeSpan.FromDays(-1)));
        },
        ["mentions légales"] = (_, page) => page.GotoAsync("/mentions-legales"),
        ["mentions légales d’une faculté"] = (_, page) => page.GotoAsync("/mentions-legales/val-de-dore"),
        ["confidentialité"] = (_, page) => page.GotoAsync("/confidentialite"),
        ["confidentialité d’une faculté"] = (_, page) => page.GotoAsync("/confidentialite/val-de-dore"),
        ["accessibilité"] = (_, page) => page.GotoAsync("/accessibilite"),
        ["accessibilité d’une faculté"] = (_, page) => page.GotoAsync("/accessibilite/val-de-dore"),
        ["messages"] = (app, page) => StateAsync(app, page, DossierState.UnderReview, "/messages"),
        ["vérification d’une attestation"] = (_, page) => page.GotoAsync("/verification"),
        ["lien faux"] = (_, page) => page.GotoAsync("/dossier/faux"),
        ["confirmation"] = async (app, page) =>
        {
            var dossier = DossierKey.New(RunningApp.FacultyId);
            await app.Get<DossierBook>().AddAsync(dossier, DoctorVisit.Anne, app.Clock.GetUtcNow());
            await page.GotoAsync(
                "/confirmation/" + app.TokenFor(new Link(LinkKind.Confirmation, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(2)))));
        },
        ["changement d’adresse"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/adresse"),
        ["changement d’adresse avec une erreur"] = async (app, page) =>
        {
            await Pages!["changement d’adresse"](app, page);
            await page.ClickAsync("main form button");
        },
        ["changement d’adresse en attente"] = async (app, page) => await AskAddressAsync(app, page),
        ["changement d’adresse, ancienne boîte"] = async (app, page) => await SideAsync(app, page, AddressSide.Old),
        ["changement d’adresse, nouvelle boîte"] = async (app, page) => await SideAsync(app, page, AddressSide.New),
        ["changement d’adresse annulé"] = async (app, page) =>
        {
            await SideAsync(app, page, AddressSide.Old);
            await page.ClickAsync("main form button.danger");
        },
        ["changement d’adresse, à la place de l’ancienne"] = async (app, page) =>
        {
            var dossier = await AskAddressAsync(app, page);
            await page.GotoAsync($"/demande/{app.TokenFor(dossier, app.Secretary.Id, "review-1")}/adresse");
        },
        ["changement de lieu"] = (app, page) => StateAsync(app, page, DossierState.UnderReview, "/lieu"),
        ["changement de lieu avec des erreurs"] = async (app, page) =>
        {
            await Pages!["changement de lieu"](app, page);
            await page.SelectOptionAsync("#departement", "86");
            await page.ClickAsync("main form button");
        },
        ["changement de lieu après la décision"] = (app, page) => StateAsync(app, page, DossierState.Granted, "/lieu"),
        ["secrétariat après un changement de lieu"] = async (app, page) =>
        {
            await StateAsync(app, page, DossierState.UnderReview, "/lieu");
            await page.FillAsync("#motif", "Je rejoins la maison de santé de ma commune.");
            await page.FillAsync("#adresse", "3 place du Marché");
            await page.ClickAsync("main form button");
            var dossier = DossierKey.ReadId(await page.Locator("main .reference").First.TextContentAsync())!;
            var token = app.TokenFor(new DossierKey(RunningApp.FacultyId, dossier), app.Secretary.Id, "review-1");
            await page.GotoAsync("/demande/" + token);
        },
        ["ouverture pour un médecin"] = async (app, page) =>
        {
            var dossier = await app.StartDossierAsync();
            await app.WhenQuietAsync(dossier);
            await page.GotoAsync($"/demande/{app.TokenFor(dossier, app.Secretary.Id, "review-1")}/ouverture");
        },
        ["ouverture avec des erreurs"] = async (app, page) =>
        {
            await Pages!["ouverture pour un médecin"](app, page);
            await page.ClickAsync("main form button");
        },
        ["brouillon au téléphone"] = (app, page) => DeskAsync(app, page, ""),
        ["charte au téléphone"] = (app, page) => DeskAsync(app, page, "/charte"),
        ["engagement au téléphone"] = (app, page) => DeskAsync(app, page, "/formulaire/engagement"),
        ["brouillon vide"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address),
        ["brouillon prêt"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "?depose=cv"),
        ["pièce"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/pieces/cv"),
        ["pièce déposée"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "/pieces/cv"),
        ["pièce refusée"] = async (app, page) =>
        {
            await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/pieces/cv");
            await page.SetInputFilesAsync(
                "#document", new FilePayload { Name = "cv.docx", MimeType = "application/pdf", Buffer = "PK\u0003\u0004"u8.ToArray() });
            await page.ClickAsync("main button[type=submit]");
            await page.WaitForSelectorAsync(".error-summary");
        },
        ["charte"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/charte"),
        ["charte sans accord"] = async (app, page) =>
        {
            await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/charte");
            await page.ClickAsync("button");
        },
        ["charte acceptée"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "/charte"),
        ["récapitulation incomplète"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/envoi"),
        ["récapitulation"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "/envoi"),
        ["formulaire vide"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/formulaire"),
        ["formulaire rempli"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "/formulaire"),
        ["formations"] = async (app, page) => await page.GotoAsync((await DoctorVisit.WholeDraftAsync(app)).Address + "/formulaire/formations"),
        ["étape enregistrée ailleurs"] = async (app, page) =>
        {
            var doctor = await DoctorVisit.DraftAsync(app);
            await page.GotoAsync(doctor.Address + "/formulaire/lieu");
            await SampleForm.StoreAsync(app.Get<FormBook>(), doctor.Dossier, DoctorVisit.Anne, app.Clock.GetUtcNow());
            await page.FillAsync("#adresse", "3 rue d’en face");
            await page.ClickAsync("main form button");
        },
        ["retrait d’un brouillon"] = async (app, page) => await page.GotoAsync((await DoctorVisit.DraftAsync(app)).Address + "/retrait"),
        ["vérification"] = (app, page) => StateAsync(app, page, DossierState.UnderReview),
        ["vérification, retrait"] = (app, page) => StateAsync(app, page, DossierState.UnderReview, "/retrait"),
        ["pièces demandées"] = (app, page) => StateAsync(app, page, DossierState.AwaitingPieces),
        ["pièces demandées, renvoyées trop tôt"] = async (app, page) =>
        {
            await StateAsync(app, page, DossierState.AwaitingPieces);
            await page.ClickAsync("text=Renvoyer mon dossier");
        },
        ["décision"] = (app, page) => StateAsync(app, page, DossierState.AwaitingDecision),
        ["accordé"] = (app, page) => StateAsync(app, page, DossierState.Granted),
        ["agrément, avenant"] = (app, page) => StateAsync(app, page, DossierState.Granted, "/avenant"),
        ["agrément, formations"] = (app, page) => StateAsync(app, page, DossierState.Granted, "/formations"),
        ["agrément, renonciation"] = (app, page) => StateAsync(app, page, DossierState.Granted, "/renonciation"),
        ["refusé"] = (app, page) => StateAsync(app, page, DossierState.Refused),
        ["retiré"] = (app, page) => StateAsync(app, page, DossierState.Withdrawn),
        ["classé"] = (app, page) => StateAsync(app, page, DossierState.ClosedWithoutDecision),
        ["secrétariat"] = async (app, page) =>
        {
            var dossier = await app.StartDossierAsync();
            await app.WhenQuietAsync(dossier);
            await page.GotoAsync("/demande/" + app.TokenFor(dossier, app.Secretary.Id, "review-1"));
        },
        ["secrétariat avec des erreurs"] = async (app, page) =>
        {
            await Pages!["secrétariat"](app, page);
            await page.ClickAsync("main form button");
        },
        ["secrétariat, après des pièces refaites"] = async (app, page) =>
        {
            var doctor = await AskedAsync(app);
            await doctor.StoreAsync("cv", round: "completion-1");
            await app.Get<DocumentBook>().SealAsync(doctor.Dossier, "completion-1");
            await AnswerAsync(app, doctor.Dossier, "completion-1", Choices.Provided);
            await page.GotoAsync("/demande/" + app.TokenFor(doctor.Dossier, app.Secretary.Id, "review-2"));
            await page.GetByText("Faire reprendre des étapes").ClickAsync();
            await page.ClickAsync("label[for=reprise-locaux]");
            await page.ClickAsync("label[for=piece-cv-redo]");
        },
        ["délai demandé sans raison"] = async (app, page) =>
        {
            await page.GotoAsync((await AskedAsync(app)).Address);
            await page.GetByText("Demander plus de temps").ClickAsync();
            await page.ClickAsync("text=Demander un délai");
        },
        ["coordination, délai demandé"] = async (app, page) =>
        {
            var doctor = await AskedAsync(app);
            using var reason = new FormUrlEncodedContent([new("raison", "Mon scanner est en panne.")]);
            (await doctor.Http.PostAsync(doctor.Address + "/delai", reason)).Dispose();
            await app.WhenQuietAsync(doctor.Dossier);
            await page.GotoAsync("/demande/" + app.TokenFor(doctor.Dossier, app.Coordinator.Id, "completion-1-extension-1"));
        },
        ["coordination"] = async (app, page) =>
        {
            var doctor = await SubmittedAsync(app);
            await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Complete);
            await page.GotoAsync("/demande/" + app.TokenFor(doctor.Dossier, app.Coordinator.Id, "decision-1"));
        },
        ["coordination, déjà décidé"] = async (app, page) =>
        {
            var doctor = await SubmittedAsync(app);
            await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Complete);
            await AnswerAsync(app, doctor.Dossier, "decision-1", Choices.Refused, word: "Trop loin.");
            await page.GotoAsync("/demande/" + app.TokenFor(doctor.Dossier, app.Coordinator.Id, "decision-1"));
        },
        ["coordination, lettre"] = (app, page) => PaperAsync(app, page, "lettre"),
        ["coordination, attestation"] = (app, page) => PaperAsync(app, page, "attestation"),
    };

    /// <summary>Which of the states shows the page of a route.</summary>
    internal static IReadOnlyDictionary<string, string> Routes { get; } = new Dictionary<string, string>
    {
        ["{x:maxlength(0)?}"] = "accueil",
        ["accessibilite"] = "accessibilité",
        ["accessibilite/{faculty}"] = "accessibilité d’une faculté",
        ["adresse/{token}"] = "changement d’adresse, ancienne boîte",
        ["candidature"] = "département",
        ["candidature/{departement}"] = "conditions",
        ["candidature/{departement}/identite"] = "identité",
        ["candidature-envoyee"] = "candidature envoyée",
        ["confidentialite"] = "confidentialité",
        ["confidentialite/{faculty}"] = "confidentialité d’une faculté",
        ["confirmation/{token}"] = "confirmation",
        ["demande/{token}"] = "secrétariat",
        ["demande/{token}/adresse"] = "changement d’adresse, à la place de l’ancienne",
        ["demande/{token}/ouverture"] = "ouverture pour un médecin",
        ["demande/{token}/attestation"] = "coordination, attestation",
        ["demande/{token}/lettre"] = "coordination, lettre",
        ["dossier/{token}"] = "brouillon vide",
        ["dossier/{token}/adresse"] = "changement d’adresse",
        ["dossier/{token}/avenant"] = "agrément, avenant",
        ["dossier/{token}/charte"] = "charte",
        ["dossier/{token}/envoi"] = "récapitulation",
        ["dossier/{token}/formations"] = "agrément, formations",
        ["dossier/{token}/formulaire"] = "formulaire vide",
        ["dossier/{token}/formulaire/{step}"] = "formations",
        ["dossier/{token}/lieu"] = "changement de lieu",
        ["dossier/{token}/messages"] = "messages",
        ["dossier/{token}/pieces/{piece}"] = "pièce",
        ["dossier/{token}/renonciation"] = "agrément, renonciation",
        ["dossier/{token}/retrait"] = "vérification, retrait",
        ["dossier/{token}" + RenewalEndpoints.DeclinePath] = "renouvellement non souhaité",
        ["lien/{token}"] = "lien expiré",
        ["lien-perdu"] = "lien perdu",
        ["lien-perdu/envoye"] = "lien envoyé",
        ["mentions-legales"] = "mentions légales",
        ["mentions-legales/{faculty}"] = "mentions légales d’une faculté",
        ["verification"] = "vérification d’une attestation",
    };

    static AccessibilityTests()
    {
        foreach (var (name, goAsync) in RenewalPages.All) Pages[name] = goAsync;
        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            Pages[$"étape {step.Slug} avec des erreurs"] = async (app, page) =>
            {
                await page.GotoAsync($"{(await DoctorVisit.DraftAsync(app)).Address}/formulaire/{step.Slug}");
                await page.ClickAsync("main form button");
                await page.WaitForSelectorAsync(".error-summary");
            };
        }
    }

    // In parts, since tests of one class wait for each other.
    private protected static TheoryData<string> Part(int part) =>
        [.. Pages.Keys.Index().Where(page => page.Index % 3 == part).Select(page => page.Item)];

    private protected async Task AssertNobodyIsKeptOutAsync(string name)
    {
        await using var person = await site.PersonAsync();
        await Pages[name](await site.AppAsync(), person.Page);

        foreach (var route in Routes.Where(pair => pair.Value == name).Select(pair => pair.Key))
            Assert.True(PageRoutes.Has(route, new Uri(person.Page.Url).AbsolutePath), $"« {name} » shows {person.Page.Url}, which is not {route}.");
        await person.AssertOpenToAllAsync(name);
        Assert.Empty(person.Complaints);
    }

    private static async Task AnswerAsync(IPage page, string last)
    {
        await page.GotoAsync("/candidature/63");
        var questions = page.Locator("fieldset");
        for (var i = 0; i < await questions.CountAsync() - 1; i++) await questions.Nth(i).GetByText("Oui").ClickAsync();
        await questions.Last.GetByText(last).ClickAsync();
        await page.ClickAsync("button");
    }

    private static async Task StateAsync(RunningApp app, IPage page, DossierState state, string below = "")
    {
        var doctor = await SubmittedAsync(app);
        switch (state)
        {
            case DossierState.AwaitingPieces or DossierState.ClosedWithoutDecision:
                await AnswerAsync(
                    app,
                    doctor.Dossier,
                    "review-1",
                    Choices.Missing,
                    ["cv", "lieu"],
                    "Le CV s’arrête en 2019.\nLa description est illisible.");
                if (state == DossierState.ClosedWithoutDecision) await AnswerAsync(app, doctor.Dossier, "completion-1", Choices.Deadline);
                break;
            case DossierState.AwaitingDecision or DossierState.Granted or DossierState.Refused:
                await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Complete);
                if (state == DossierState.Granted) await AnswerAsync(app, doctor.Dossier, "decision-1", Choices.Granted);
                if (state == DossierState.Refused)
                    await AnswerAsync(app, doctor.Dossier, "decision-1", Choices.Refused, word: "Pas de bureau pour l’interne.");
                break;
            case DossierState.Withdrawn:
                await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Withdrawn);
                break;
            default:
                break;
        }

        Assert.Equal(state, (await doctor.RecordAsync()).State);
        await page.GotoAsync(doctor.Address + below);
    }

    private static async Task PaperAsync(RunningApp app, IPage page, string paper)
    {
        var doctor = await SubmittedAsync(app);
        await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Complete);
        await AnswerAsync(app, doctor.Dossier, "decision-1", Choices.Granted);
        await page.GotoAsync($"/demande/{app.TokenFor(doctor.Dossier, app.Coordinator.Id, "decision-1")}/{paper}");
    }

    private static async Task<DossierKey> AskAddressAsync(RunningApp app, IPage page)
    {
        var doctor = await SubmittedAsync(app);
        await page.GotoAsync(doctor.Address + "/adresse");
        await page.FillAsync("#adresse", "anne.martin@nouveau-cabinet.example");
        await page.ClickAsync("main form button");
        return doctor.Dossier;
    }

    private static async Task SideAsync(RunningApp app, IPage page, AddressSide side)
    {
        var dossier = await AskAddressAsync(app, page);
        var change = (await app.Get<AddressChangeBook>().FindAsync(dossier))!;
        var mark = AddressChange.MarkOf(side, change.Id);
        await page.GotoAsync(
            "/adresse/" + app.TokenFor(new Link(LinkKind.AddressChange, dossier, Link.Doctor, mark, app.In(TimeSpan.FromDays(2)))));
    }

    private static async Task DeskAsync(RunningApp app, IPage page, string below)
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        await app.Get<DossierBook>().AddOpenedAsync(dossier, DoctorVisit.Anne, app.Secretary.Id, app.Clock.GetUtcNow());
        var token = app.TokenFor(new Link(LinkKind.Desk, dossier, app.Secretary.Id, "", app.In(TimeSpan.FromDays(2))));
        await page.GotoAsync($"/dossier/{token}{below}");
    }

    /// <summary>A doctor who is asked to redo one piece, with a word.</summary>
    private static async Task<DoctorVisit> AskedAsync(RunningApp app)
    {
        var doctor = await SubmittedAsync(app);
        var data = new ReviewFindings(
            app.Faculty.Pieces.ToDictionary(piece => piece.Id, piece => piece.Id == "cv"
                ? new PieceFinding(PieceState.Redo, "La page 2 est coupée.")
                : new PieceFinding(PieceState.Accepted, "")),
            new Dictionary<FormStep, string>()).ToData();
        await AnswerAsync(app, doctor.Dossier, "review-1", Choices.Missing, ["cv"], data: data);
        return doctor;
    }

    private static async Task<DoctorVisit> SubmittedAsync(RunningApp app)
    {
        var doctor = new DoctorVisit(app, await app.StartDossierAsync());
        await app.WhenQuietAsync(doctor.Dossier);
        return doctor;
    }

    private static async Task AnswerAsync(
        RunningApp app, DossierKey dossier, string assignment, string choice, string[]? pieces = null, string word = "",
        IReadOnlyDictionary<string, string>? data = null)
    {
        var desk = app.Get<AssignmentDesk>();
        var asked = (await desk.FindAsync(dossier, assignment))!;
        await desk.ClaimAsync(
            asked,
            new Claim(
                dossier,
                assignment,
                choice,
                pieces ?? [],
                word,
                choice == Choices.Deadline ? "" : asked.Assignees[0],
                app.Clock.GetUtcNow(),
                data));
        await desk.RaiseAsync(app.Workflows, dossier, assignment);
        await app.WhenQuietAsync(dossier);
    }
}

/// <inheritdoc cref="AccessibilityTests" />
public sealed class AccessibilityOfFirstPartTests(SiteFixture site) : AccessibilityTests(site)
{
    public static TheoryData<string> Names => Part(0);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Nobody_is_kept_out(string name) => AssertNobodyIsKeptOutAsync(name);
}

/// <inheritdoc cref="AccessibilityTests" />
public sealed class AccessibilityOfSecondPartTests(SiteFixture site) : AccessibilityTests(site)
{
    public static TheoryData<string> Names => Part(1);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Nobody_is_kept_out(string name) => AssertNobodyIsKeptOutAsync(name);
}

/// <inheritdoc cref="AccessibilityTests" />
public sealed class AccessibilityOfThirdPartTests(SiteFixture site) : AccessibilityTests(site)
{
    public static TheoryData<string> Names => Part(2);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Nobody_is_kept_out(string name) => AssertNobodyIsKeptOutAsync(name);
}
