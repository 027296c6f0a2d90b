using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

/// <summary>The doctor's side of the procedure, with its workflow.</summary>
public sealed class DoctorWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Submitting_hands_the_dossier_over_once_however_often_the_button_is_pressed()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        var recapitulation = await (await doctor.OpenAsync()).FollowAsync("Vérifier et envoyer", Cancellation);
        Assert.Contains(DoctorVisit.Anne.Rpps, recapitulation.Text, StringComparison.Ordinal);

        var pages = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => recapitulation.PressAsync("Envoyer mon dossier", cancellation: Cancellation)));
        Assert.All(pages, page => Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal));

        var record = await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal((DossierState.UnderReview, "review-1"), (record.State, record.WaitsOn));
        Assert.Equal(
            app.Faculty.Charter.Version,
            (await app.Get<FacultyBook>().ProcedureAsync(RunningApp.FacultyId, record.ProcedureId, Cancellation)).Charter.Version);
        Assert.Single(
            await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation), line => line.Fact == JournalFact.Submitted);
        Assert.Equal(2, (await app.MailsOfAsync(doctor.Dossier)).Count);

        // The draft's pages lead to the tracking page now, and nothing can be changed.
        foreach (var below in (string[])["/envoi", "/pieces/cv"])
            Assert.Contains("en cours de vérification", (await doctor.OpenAsync(below)).Text, StringComparison.Ordinal);
        await doctor.SendAsync("cv", "autre.pdf", SampleDocuments.Pdf("Autre"));
        Assert.Equal("cv.pdf", (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!.Name);
    }

    [Fact]
    public async Task A_submission_that_a_crash_cut_off_is_finished_by_pressing_again()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        await doctor.Documents.SealAsync(doctor.Dossier, Rounds.Draft, Cancellation);

        var page = await doctor.OpenAsync();
        Assert.Contains("Envoi à terminer", page.Text, StringComparison.Ordinal);
        page = await page.PressAsync("Terminer l’envoi", cancellation: Cancellation);

        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);
        Assert.Equal(DossierState.UnderReview, (await app.WhenQuietAsync(doctor.Dossier)).State);
    }

    [Fact]
    public async Task A_submission_that_was_cut_off_and_lacks_a_piece_since_opens_the_draft_again()
    {
        // Sealed, then the faculty's file asks for a piece more.
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        await doctor.Documents.RemoveAsync(doctor.Dossier, "cv", Rounds.Draft, Cancellation);
        await doctor.Documents.SealAsync(doctor.Dossier, Rounds.Draft, Cancellation);

        var refused = await (await doctor.OpenAsync()).PressAsync("Terminer l’envoi", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Déposez la pièce : Curriculum vitae détaillé", refused.Text, StringComparison.Ordinal);

        using var sent = await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf());
        var page = await (await doctor.OpenAsync("/envoi")).PressAsync("Envoyer mon dossier", cancellation: Cancellation);
        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(doctor.Dossier);
    }

    [Fact]
    public async Task Pieces_that_were_cut_off_on_their_way_and_lack_one_can_be_deposited_again()
    {
        var doctor = await SubmittedAsync();
        await AnswerAsync(doctor, "review-1", Choices.Missing, ["cv"], "Votre CV s’arrête en 2019.");
        await doctor.Documents.SealAsync(doctor.Dossier, "completion-1", Cancellation);

        var refused = await (await doctor.OpenAsync()).PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);

        using var sent = await doctor.SendAsync("cv", "cv-2026.pdf", SampleDocuments.Pdf("2026"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var page = await (await doctor.OpenAsync()).PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(doctor.Dossier);
    }

    [Fact]
    public async Task Pieces_that_are_asked_for_and_only_these_are_deposited_anew_and_sent_back()
    {
        var doctor = await SubmittedAsync();
        await AnswerAsync(doctor, "review-1", Choices.Missing, ["cv"], "Votre CV s’arrête en 2019.");

        var page = await doctor.OpenAsync();
        Assert.Contains("Des pièces vous sont demandées", page.Text, StringComparison.Ordinal);
        Assert.Contains("Votre CV s’arrête en 2019.", page.Text, StringComparison.Ordinal);
        Assert.Contains("inclus", page.Text, StringComparison.Ordinal);

        // Nothing new is there yet.
        var refused = await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Déposez la pièce demandée : Curriculum vitae détaillé", refused.Text, StringComparison.Ordinal);

        // What was not asked for stays as the secretariat has seen it.
        await doctor.SendAsync("lieu", "autre.pdf", SampleDocuments.Pdf());
        Assert.Equal("lieu.pdf", (await doctor.Documents.FindAsync(doctor.Dossier, "lieu", Cancellation))!.Name);

        using var sent = await doctor.SendAsync("cv", "cv-2026.pdf", SampleDocuments.Pdf("2026"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        page = await (await doctor.OpenAsync()).PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Contains("Dossier en cours de vérification", page.Text, StringComparison.Ordinal);

        Assert.Equal(DossierState.UnderReview, (await app.WhenQuietAsync(doctor.Dossier)).State);
        await doctor.SendAsync("cv", "trop-tard.pdf", SampleDocuments.Pdf());
        Assert.Equal("cv-2026.pdf", (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!.Name);
        Assert.Equal("review-2", (await app.Get<AssignmentDesk>().FindOpenAsync(doctor.Dossier, Cancellation))!.Id);
    }

    [Fact]
    public async Task The_agreement_is_shown_with_its_days()
    {
        var doctor = await SubmittedAsync();
        await AnswerAsync(doctor, "review-1", Choices.Complete);
        Assert.Contains("la coordination du département", (await doctor.OpenAsync()).Text, StringComparison.Ordinal);
        await AnswerAsync(doctor, "decision-1", Choices.Granted);

        var page = await doctor.OpenAsync();

        var agreement = (await app.Get<AgreementRegister>().FindAsync(doctor.Dossier, Cancellation))!;
        Assert.Contains("Agrément accordé", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"du {ParisTime.Text(agreement.From)} au {ParisTime.Text(agreement.Until)}".Replace('\u00A0', ' '),
            page.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(page.Document.QuerySelectorAll("a"), link => link.TextContent.Contains("Retirer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_shown_with_its_reasons_and_how_to_appeal()
    {
        var doctor = await SubmittedAsync();
        await AnswerAsync(doctor, "review-1", Choices.Complete);
        await AnswerAsync(doctor, "decision-1", Choices.Refused, word: "Pas de bureau pour l’interne.\nVoyez la charte.");

        var page = await doctor.OpenAsync();

        Assert.Contains("Agrément refusé", page.Text, StringComparison.Ordinal);
        Assert.Contains("Pas de bureau pour l’interne.", page.Text, StringComparison.Ordinal);
        Assert.Contains("tribunal administratif", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submitted_dossier_is_withdrawn_with_a_word_and_the_workflow_ends()
    {
        var doctor = await SubmittedAsync();

        var question = await (await doctor.OpenAsync()).FollowAsync("Retirer ma candidature", Cancellation);
        var page = await question.Fill("Un mot pour le département", "Je déménage.")
            .PressAsync("Retirer ma candidature", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.Status);

        var record = await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal(DossierState.Withdrawn, record.State);
        var claim = await app.Get<AssignmentDesk>().FindClaimAsync(doctor.Dossier, "review-1", Cancellation);
        Assert.Equal((Choices.Withdrawn, "Je déménage."), (claim!.Choice, claim.Word));
        Assert.Contains("Candidature retirée", (await doctor.OpenAsync("/retrait")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_is_too_long_is_kept_and_nothing_is_withdrawn()
    {
        var doctor = await SubmittedAsync();
        var word = new string('é', AssignmentDesk.LongestWord + 1);

        var page = await (await doctor.OpenAsync("/retrait"))
            .Fill("Un mot", word)
            .PressAsync("Retirer ma candidature", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(word, page.Document.QuerySelector("textarea")!.TextContent);
        Assert.Equal(DossierState.UnderReview, (await doctor.RecordAsync()).State);
    }

    private async Task<DoctorVisit> SubmittedAsync()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        await (await doctor.OpenAsync("/envoi")).PressAsync("Envoyer mon dossier", cancellation: Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
        return doctor;
    }

    private async Task AnswerAsync(DoctorVisit doctor, string assignment, string choice, string[]? pieces = null, string word = "")
    {
        var desk = app.Get<AssignmentDesk>();
        var asked = (await desk.FindAsync(doctor.Dossier, assignment, Cancellation))!;
        await desk.ClaimAsync(
            asked,
            new Claim(doctor.Dossier, assignment, choice, pieces ?? [], word, asked.Assignees[0], app.Clock.GetUtcNow()),
            Cancellation);
        await desk.RaiseAsync(app.Workflows, doctor.Dossier, assignment, Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
    }
}
