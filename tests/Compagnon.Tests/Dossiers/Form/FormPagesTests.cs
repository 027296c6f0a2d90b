using System.Net;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers.Form;

/// <summary>The form as its doctor goes through it.</summary>
public sealed class FormPagesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DossierForm Sample = SampleForm.Of("Anne", "Martin", "63");

    private const string Save = "Enregistrer et continuer";
    private const string Leave = "Enregistrer et finir plus tard";

    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Back_and_forth_loses_nothing_whatever_is_wrong_or_missing()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var page = (await doctor.OpenAsync("/formulaire/accueil")).Fill("Nombre d’internes", "beaucoup");

        page = await page.PressAsync("Étape précédente", cancellation: Cancellation);
        Assert.Equal("Les locaux et la sécurité", page.Heading);
        page = await page.Tick("Un bureau partagé").Fill("Ce qui est prévu", "Une alarme.\r\n\r\nEt un chien.")
            .PressAsync(Leave, cancellation: Cancellation);
        Assert.Equal("Votre lieu de stage et votre projet", page.Heading);
        Assert.Equal("À corriger", StateOf(page, "accueil"));
        Assert.Equal("À corriger", StateOf(page, "locaux"));
        Assert.Equal("À remplir", StateOf(page, "lieu"));

        page = await page.FollowAsync("La capacité d’accueil", Cancellation);
        Assert.Equal("beaucoup", ValueOf(page, "internes"));
        Assert.Contains("de 1 à 6", page.Document.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        page = await page.Fill("Nombre d’internes", "2").Tick("Stage en autonomie").PressAsync(Save, cancellation: Cancellation);
        Assert.Equal("Votre disponibilité", page.Heading);

        page = await doctor.OpenAsync("/formulaire/locaux");
        Assert.Equal("Une alarme.\n\nEt un chien.", page.Document.QuerySelector("textarea")!.TextContent.TrimStart('\n'));
        Assert.NotNull(page.Document.QuerySelector("#bureau-2[checked]"));
        Assert.Equal("Rempli", StateOf(await doctor.OpenAsync("/formulaire"), "accueil"));
    }

    [Fact]
    public async Task What_is_wrong_is_shown_on_the_page_that_sent_it_and_kept_over_a_restart()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var typed = SampleForm.Typed(StepForm.Of(FormStep.CoSupervision), Sample).Set("deuxieme-rpps", "10102348976");

        var refused = await (await doctor.OpenAsync("/formulaire/coencadrement")).FillIn(typed.All)
            .PressAsync(Save, cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("#deuxieme-rpps", Assert.Single(refused.Document.QuerySelectorAll(".error-summary a")).GetAttribute("href"));
        Assert.Equal("10102348976", ValueOf(refused, "deuxieme-rpps"));
        Assert.Equal("true", refused.Document.QuerySelector("#deuxieme-rpps")!.GetAttribute("aria-invalid"));
        Assert.StartsWith("Erreur", refused.Document.Title!, StringComparison.Ordinal);

        await app.RestartAsync();
        var later = await doctor.OpenAsync("/formulaire/coencadrement");
        Assert.Equal(("Claire Vidal", "10102348976"), (ValueOf(later, "deuxieme-nom"), ValueOf(later, "deuxieme-rpps")));
    }

    [Fact]
    public async Task Ten_thousand_characters_are_kept_with_what_is_wrong_and_more_than_fits_is_shown_and_told()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var page = await doctor.OpenAsync("/formulaire/projet");
        var much = string.Concat(Enumerable.Repeat("Apprendre ", 1000)).Trim();

        var refused = await page.Fill("Ce que l’interne apprendra", much).PressAsync(Save, cancellation: Cancellation);
        Assert.Contains("3000 caractères au plus ; vous en avez saisi 9999", refused.Text, StringComparison.Ordinal);
        Assert.Contains(much, TextOf(await doctor.OpenAsync("/formulaire/projet")), StringComparison.Ordinal);

        var most = new string('a', 60_000);
        var tooMuch = await refused.Fill("Ce que l’interne apprendra", most).PressAsync(Leave, cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMuch.Status);
        Assert.Contains("trop long pour être enregistré", tooMuch.Text, StringComparison.Ordinal);
        Assert.Contains(most, tooMuch.Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_pages_on_one_step_are_told_of_each_other_and_neither_text_is_lost()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var (first, second) = (await doctor.OpenAsync("/formulaire/equipement"), await doctor.OpenAsync("/formulaire/equipement"));
        await first.Fill("Autre matériel", "Un microscope").PressAsync(Save, cancellation: Cancellation);

        var told = await second.Fill("Autre matériel", "Une otoscopie").PressAsync(Save, cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, told.Status);
        Assert.Contains("enregistrée entre-temps depuis une autre page", told.Text, StringComparison.Ordinal);
        Assert.Contains("Une otoscopie", told.Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Un microscope", TextOf(await told.FollowAsync("reprenez", Cancellation)), StringComparison.Ordinal);

        var saved = await told.PressAsync(Save, cancellation: Cancellation);
        Assert.Equal("Les locaux et la sécurité", saved.Heading);
        Assert.Equal("Une otoscopie", (await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).Form.Equipment!.Others);
    }

    [Fact]
    public async Task A_button_that_is_pressed_twice_saves_once()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var page = (await doctor.OpenAsync("/formulaire/lieu")).FillIn(SampleForm.Typed(StepForm.Of(FormStep.Place), Sample).All);

        for (var i = 0; i < 2; i++)
            Assert.Equal("Votre activité", (await page.PressAsync(Save, cancellation: Cancellation)).Heading);

        Assert.Equal(1, (await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).Steps[FormStep.Place].Version);
    }

    [Fact]
    public async Task A_commune_that_is_not_clear_is_asked_back_and_chosen_without_a_script()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var typed = SampleForm.Typed(StepForm.Of(FormStep.Place), Sample).Set("commune", "Saint-Jean").Set("code-commune");
        var page = (await doctor.OpenAsync("/formulaire/lieu")).FillIn(typed.All);
        Assert.Null(page.Document.QuerySelector("[name=code-commune]"));

        page = await page.PressAsync(Save, cancellation: Cancellation);
        Assert.Equal("#code-commune", Assert.Single(page.Document.QuerySelectorAll(".error-summary a")).GetAttribute("href"));
        page = await page.Tick("Saint-Jean-des-Ollières").PressAsync(Save, cancellation: Cancellation);

        Assert.Equal("Votre activité", page.Heading);
        var place = (await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).Form.Place!;
        Assert.Equal(("63365", "Saint-Jean-des-Ollières"), (place.CommuneCode, place.CommuneName));
    }

    [Fact]
    public async Task More_training_sessions_are_asked_for_one_by_one()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var page = (await doctor.OpenAsync("/formulaire/formations"))
            .FillIn(SampleForm.Typed(StepForm.Of(FormStep.Certificates), Sample).All);
        Assert.Null(page.Document.QuerySelector("#formation2-titre"));

        page = await page.PressAsync("Ajouter une formation", cancellation: Cancellation);

        Assert.Equal("Initiation à la maîtrise de stage", ValueOf(page, "formation1-titre"));
        Assert.NotNull(page.Document.QuerySelector("#formation2-titre"));
        Assert.Null(page.Document.QuerySelector(".error-summary"));
    }

    [Fact]
    public async Task A_dossier_is_not_sent_while_steps_are_lacking_and_each_is_named_with_a_link()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        var page = await doctor.OpenAsync("/envoi");
        await app.Get<FormBook>().SaveAsync(
            doctor.Dossier, FormStep.Capacity, Answers.None.Set("internes", "dix"), null, cancellation: Cancellation);

        var refused = await page.PressAsync("Envoyer mon dossier", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var link = Assert.Single(refused.Document.QuerySelectorAll(".error-summary a"));
        Assert.Equal("#modifier-accueil", link.GetAttribute("href"));
        Assert.EndsWith(
            "/formulaire/accueil", refused.Document.QuerySelector("#modifier-accueil")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("le formulaire à compléter", (await doctor.OpenAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(DossierState.Draft, (await doctor.RecordAsync()).State);
        // Nothing is sealed: the form goes on.
        Assert.False((await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).IsSealed);
    }

    [Fact]
    public async Task Everything_is_shown_before_it_is_sent_then_to_the_doctor_and_to_the_department_and_cannot_be_changed()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        var open = (await doctor.OpenAsync("/formulaire/accueil")).Fill("Nombre d’internes", "6");
        var recapitulation = await doctor.OpenAsync("/envoi");
        Assert.Equal(12, recapitulation.Document.QuerySelectorAll("a[id^=modifier-]").Length);

        var tracking = await recapitulation.PressAsync("Envoyer mon dossier", cancellation: Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
        var department = await app.Visitor.OpenAsync(
            "/demande/" + app.TokenFor(doctor.Dossier, app.Secretary.Id, "review-1"), Cancellation);

        foreach (var page in (VisitedPage[])[recapitulation, tracking, department])
        {
            foreach (var text in (string[])
                ["63000 Clermont-Ferrand", "Maison de santé des Tilleuls", "Claire Vidal", "RPPS 10102348975", "SASPAS", "15/03/2024"])
                Assert.Contains(text, page.Text, StringComparison.Ordinal);
        }
        Assert.Empty(department.Document.QuerySelectorAll("a[id^=modifier-]"));
        Assert.Equal("Votre dossier d’agrément", (await open.PressAsync(Save, cancellation: Cancellation)).Heading);
        Assert.Equal("Votre dossier d’agrément", (await doctor.OpenAsync("/formulaire")).Heading);
        Assert.Equal("Votre dossier d’agrément", (await doctor.OpenAsync("/formulaire/lieu")).Heading);
        Assert.Equal(2, (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Capacity!.Interns);
    }

    [Fact]
    public async Task A_submission_that_a_crash_cut_off_between_the_two_seals_is_finished_by_pressing_again()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        await doctor.Documents.SealAsync(doctor.Dossier, Rounds.Draft, Cancellation);
        // The form is open still; what is saved before it is sealed counts.
        await (await doctor.OpenAsync("/formulaire/accueil")).Fill("Nombre d’internes", "3").PressAsync(Save, cancellation: Cancellation);

        var page = await (await doctor.OpenAsync()).PressAsync("Terminer l’envoi", cancellation: Cancellation);

        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);
        Assert.Equal(3, (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Capacity!.Interns);
        await app.WhenQuietAsync(doctor.Dossier);
    }

    [Fact]
    public async Task Steps_that_are_opened_again_are_done_again_and_sent_back_with_the_pieces()
    {
        var doctor = new DoctorVisit(app, await app.StartDossierAsync());
        await app.WhenQuietAsync(doctor.Dossier);
        var desk = app.Get<AssignmentDesk>();
        var review = (await desk.FindAsync(doctor.Dossier, "review-1", Cancellation))!;
        await desk.ClaimAsync(
            review,
            new Claim(doctor.Dossier, "review-1", Choices.Missing, ["cv"], "Combien d’internes ?", app.Secretary.Id, app.Clock.GetUtcNow()),
            Cancellation);
        await desk.RaiseAsync(app.Workflows, doctor.Dossier, "review-1", Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
        await app.Get<FormBook>().ReopenAsync(doctor.Dossier, [FormStep.Capacity], "completion-1", Cancellation);
        await doctor.StoreAsync("cv", round: "completion-1");

        var page = await doctor.OpenAsync();
        var refused = await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Equal("#modifier-accueil", Assert.Single(refused.Document.QuerySelectorAll(".error-summary a")).GetAttribute("href"));
        Assert.Equal("Votre dossier d’agrément", (await doctor.OpenAsync("/formulaire/lieu")).Heading);

        page = await page.FollowAsync("La capacité d’accueil", Cancellation);
        page = await page.Fill("Nombre d’internes", "1").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Equal("Repris", page.Document.QuerySelector("#modifier-accueil-etat")!.TextContent);
        Assert.Equal(2, (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Capacity!.Interns);
        page = await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);

        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Capacity!.Interns);
        await app.WhenQuietAsync(doctor.Dossier);
    }

    [Fact]
    public async Task A_withdrawn_draft_takes_no_more_answers()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var open = (await doctor.OpenAsync("/formulaire/accueil")).Fill("Nombre d’internes", "1");
        await (await doctor.OpenAsync("/retrait")).PressAsync("Retirer ma candidature", cancellation: Cancellation);

        await open.PressAsync(Save, cancellation: Cancellation);

        var stored = await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation);
        Assert.Empty(stored.Steps);
        Assert.True(stored.IsSealed);
    }

    [Fact]
    public async Task A_step_that_there_is_not_is_not_found_and_looking_begins_none()
    {
        var doctor = await DoctorVisit.DraftAsync(app);

        Assert.Equal(HttpStatusCode.NotFound, (await doctor.OpenAsync("/formulaire/autre")).Status);
        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            var page = await doctor.OpenAsync("/formulaire/" + step.Slug);
            Assert.Equal(step.Title, page.Heading);
            await page.PressAsync(Leave, cancellation: Cancellation);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await page.PressAsync(Save, cancellation: Cancellation)).Status);
        }
        Assert.Empty((await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).Steps);
    }

    private static string StateOf(VisitedPage list, string slug) => list.Document.QuerySelector("#etat-" + slug)!.TextContent;

    private static string TextOf(VisitedPage page) => page.Document.QuerySelector("textarea")!.TextContent;

    private static string? ValueOf(VisitedPage page, string field) => page.Document.QuerySelector("#" + field)!.GetAttribute("value");
}
