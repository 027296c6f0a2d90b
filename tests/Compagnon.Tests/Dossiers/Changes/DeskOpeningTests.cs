using System.Net;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers.Changes;

/// <summary>The secretariat opens and completes a dossier for a doctor on the telephone.</summary>
public sealed class DeskOpeningTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.Running;
    private readonly SampleDoctor sample = SampleDoctor.New();
    private DossierKey other;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        other = await app.StartDossierAsync();
        await app.WhenQuietAsync(other);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_dossier_that_was_opened_on_the_telephone_is_filled_there_and_signed_and_sent_with_its_doctors_own_hand_in_it()
    {
        var desk = (await OpenAsync()).Expect("Votre dossier d’agrément");
        Assert.Contains($"Vous complétez le dossier du Dr {sample.FirstName} {sample.LastName}", desk.Text, StringComparison.Ordinal);
        var dossier = await DossierAsync();
        var doctor = new DoctorVisit(app, dossier);
        Assert.Equal((DossierState.Draft, app.Secretary.Id, null), await StateAsync(doctor));

        // Everything but the charter and the commitment, which are nobody's but the doctor's.
        var journey = new Journey(app.Visitor, app.Mailbox);
        desk = await journey.DepositAllAsync(desk);
        var form = SampleForm.Of(sample.FirstName, sample.LastName, sample.Departement);
        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            var page = await app.Visitor.OpenAsync($"{desk.Address.AbsolutePath}/formulaire/{step.Slug}", Cancellation);
            if (step.Step == FormStep.Commitment) Assert.Equal((HttpStatusCode.Forbidden, "C’est au médecin de le faire"), (page.Status, page.Heading));
            else await page.FillIn(SampleForm.Typed(step, form).All).PressAsync("Enregistrer et continuer", cancellation: Cancellation);
        }
        foreach (var below in (string[])["/charte", "/retrait", "/formulaire/engagement"])
        {
            using var post = await app.Visitor.Client.PostAsync(
                desk.Address.AbsolutePath + below,
                new FormUrlEncodedContent([new("accepte", "oui"), new("version", app.Faculty.Charter.Version)]),
                Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        }
        using var early = await app.Visitor.Client.PostAsync(desk.Address.AbsolutePath + "/envoi", new FormUrlEncodedContent([]), Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.StatusCode);

        // The doctor comes to it by the mail, sees what was filled in, and does the two things that are left.
        var mail = await app.Mailbox.NextAsync(sample.Address, "un dossier d’agrément est ouvert pour vous", cancellation: Cancellation);
        Assert.DoesNotContain(sample.LastName, mail.Body, StringComparison.Ordinal);
        var mine = await (await app.Visitor.OpenAsync(mail.Link("/confirmation/"), Cancellation))
            .PressAsync("Ouvrir mon dossier", cancellation: Cancellation);
        Assert.DoesNotContain("Vous complétez le dossier du", mine.Text, StringComparison.Ordinal);
        mine = await journey.AcceptCharterAsync(mine);
        var commitment = await app.Visitor.OpenAsync($"{mine.Address.AbsolutePath}/formulaire/engagement", Cancellation);
        await commitment.FillIn(SampleForm.Typed(StepForm.Of(FormStep.Commitment), form).All)
            .PressAsync("Enregistrer et continuer", cancellation: Cancellation);

        // Whole, it can be sent on the telephone too.
        var sent = await (await app.Visitor.OpenAsync(desk.Address.AbsolutePath + "/envoi", Cancellation))
            .PressAsync("Envoyer mon dossier", cancellation: Cancellation);
        Assert.Contains("Dossier en cours de vérification", sent.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(dossier);
        await app.Mailbox.NextAsync(sample.Address, "nous avons bien reçu", cancellation: Cancellation);
        var lines = await app.Get<JournalBook>().ReadAsync(dossier, "le médecin", Cancellation);
        foreach (var fact in (JournalFact[])[JournalFact.OpenedByDesk, JournalFact.DocumentAdded, JournalFact.StepFilled, JournalFact.Submitted])
            Assert.All(lines.Where(line => line.Fact == fact), line => Assert.Equal(app.Secretary.Name, line.Who));
        foreach (var fact in (JournalFact[])[JournalFact.AddressConfirmed, JournalFact.CharterAccepted])
            Assert.Equal("le médecin", Assert.Single(lines, line => line.Fact == fact).Who);
        Assert.Equal(StepForm.Of(DossierKind.Candidacy).Count - 1, lines.Count(line => line.Fact == JournalFact.StepFilled));
        Assert.Single(lines, line => line.Fact == JournalFact.OpenedByDesk);
        Assert.DoesNotContain(lines, line => line.Fact == JournalFact.CandidacyReceived);
    }

    [Fact]
    public async Task Pieces_that_are_asked_for_are_deposited_and_sent_back_in_the_doctors_stead_under_the_secretarys_name()
    {
        var doctor = new DoctorVisit(app, other);
        var assignments = app.Get<AssignmentDesk>();
        var review = (await assignments.FindAsync(other, "review-1", Cancellation))!;
        await assignments.ClaimAsync(
            review, new Claim(other, "review-1", Choices.Missing, ["cv"], "Trop court.", app.Secretary.Id, app.Clock.GetUtcNow()), Cancellation);
        await assignments.RaiseAsync(app.Workflows, other, "review-1", Cancellation);
        await app.WhenQuietAsync(other);

        var page = await (await ReviewAsync()).FollowAsync("Compléter au téléphone", Cancellation);
        page = await page.FollowAsync("Curriculum vitae", Cancellation);
        page = await page.Attach("Fichier", "cv.pdf", SampleDocuments.Pdf("cv")).PressAsync("Remplacer", cancellation: Cancellation);
        await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        await app.WhenQuietAsync(other);

        Assert.Equal(app.Secretary.Id, (await assignments.FindClaimAsync(other, "completion-1", Cancellation))!.By);
        Assert.Equal(app.Secretary.Id, (await doctor.Documents.FindAsync(other, "cv", Cancellation))!.By);
        Assert.Equal("review-2", (await doctor.RecordAsync()).WaitsOn);
        var lines = await app.Get<JournalBook>().ReadAsync(other, "le médecin", Cancellation);
        Assert.Equal(app.Secretary.Name, Assert.Single(lines, line => line.Fact == JournalFact.PiecesProvided).Who);
        Assert.Equal(app.Secretary.Name, Assert.Single(lines, line => line.Fact == JournalFact.DocumentReplaced).Who);
    }

    [Fact]
    public async Task Nobody_but_the_secretariat_completes_and_nobody_what_a_doctor_has_begun_alone()
    {
        var draft = await DoctorVisit.DraftAsync(app);
        string[] tokens =
        [
            Desk(other, app.Coordinator.Id),
            Desk(other, "somebody-who-left"),
            Desk(other with { Faculty = "rives-atlantiques" }, "secretariat"),
            Desk(other, app.Secretary.Id, TimeSpan.FromDays(-1)),
            Desk(draft.Dossier, app.Secretary.Id),
            app.TokenFor(other, app.Secretary.Id, "review-1"),
        ];
        foreach (var token in tokens)
        {
            foreach (var below in (string[])["", "/pieces/cv", "/formulaire/lieu", "/adresse", "/lieu"])
                Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync($"/dossier/{token}{below}", Cancellation)).Status);
        }
        foreach (var token in tokens[..^1])
            Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync($"/demande/{token}/ouverture", Cancellation)).Status);
        // A link of the desk opens no review.
        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync($"/demande/{Desk(other, app.Secretary.Id)}", Cancellation)).Status);
        var page = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(other, app.Coordinator.Id, "review-1")}", Cancellation);
        Assert.DoesNotContain("Compléter au téléphone", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_opens_one_dossier_and_sends_each_mail_once()
    {
        var page = Fill(await OpeningAsync());
        var pages = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => page.PressAsync("Ouvrir le dossier", cancellation: Cancellation)));

        Assert.Single(pages.Select(opened => opened.Text).Distinct());
        var dossier = await DossierAsync();
        await app.WhenQuietAsync(dossier);
        Assert.Equal(["opened-0", "opened-desk"], await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task Mistakes_are_said_at_their_fields_and_nothing_is_opened()
    {
        var page = await OpeningAsync();
        page = await page.PressAsync("Ouvrir le dossier", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(
            ["#departement", "#prenom", "#nom", "#rpps", "#conditions"],
            page.Document.QuerySelectorAll(".error-summary a").Select(link => link.GetAttribute("href")));

        page = await Fill(page).Fill("Adresse électronique", "pas une adresse").PressAsync("Ouvrir le dossier", cancellation: Cancellation);
        Assert.Contains("Vérifiez votre adresse", page.Text, StringComparison.Ordinal);
        Assert.Empty(await app.Get<AddressBook>().DossiersOfAsync(sample.Address, Cancellation));
    }

    [Fact]
    public async Task A_doctor_who_has_a_dossier_gets_its_link_again_and_no_second_one()
    {
        await OpenAsync();
        var page = await Fill(await OpeningAsync()).PressAsync("Ouvrir le dossier", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Contains("a déjà un dossier ouvert", page.Text, StringComparison.Ordinal);
        await DossierAsync();
        var mail = await app.Mailbox.NextAsync(sample.Address, "votre nouveau lien", cancellation: Cancellation);
        Assert.Equal("Confirmez votre adresse", (await app.Visitor.OpenAsync(mail.Link("/confirmation/"), Cancellation)).Heading);
    }

    [Fact]
    public async Task An_address_is_given_later_or_corrected_and_the_link_to_the_wrong_one_opens_nothing()
    {
        var desk = await Fill(await OpeningAsync()).Fill("Adresse électronique", "").PressAsync("Ouvrir le dossier", cancellation: Cancellation);
        Assert.Contains("Aucune adresse n’est encore indiquée", desk.Text, StringComparison.Ordinal);
        desk = await GiveAsync(desk, "x" + sample.Address);
        var wrong = await app.Mailbox.NextAsync("x" + sample.Address, "est ouvert pour vous", cancellation: Cancellation);
        await GiveAsync(desk, sample.Address);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync(wrong.Link("/confirmation/"), Cancellation)).Status);
        Assert.Empty(await app.Get<AddressBook>().DossiersOfAsync("x" + sample.Address, Cancellation));
        var right = await app.Mailbox.NextAsync(sample.Address, "est ouvert pour vous", cancellation: Cancellation);
        var mine = await (await app.Visitor.OpenAsync(right.Link("/confirmation/"), Cancellation))
            .PressAsync("Ouvrir mon dossier", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", mine.Heading);
        Assert.NotNull((await new DoctorVisit(app, await DossierAsync()).RecordAsync()).Confirmed);
    }

    [Fact]
    public async Task Whoever_opened_it_finds_the_way_back_in_their_mail_and_an_expired_way_is_renewed()
    {
        await OpenAsync();
        var dossier = await DossierAsync();
        var mail = await app.Mailbox.NextAsync(app.Secretary.Address, dossier.Reference, cancellation: Cancellation);
        Assert.Contains(
            "Vous complétez le dossier", (await app.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation)).Text, StringComparison.Ordinal);

        var expired = await app.Visitor.OpenAsync($"/dossier/{Desk(dossier, app.Secretary.Id, TimeSpan.FromDays(-1))}", Cancellation);
        await expired.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);
        mail = await app.Mailbox.NextAsync(app.Secretary.Address, $"Dossier {dossier.Reference}\u00A0: votre nouveau lien", cancellation: Cancellation);
        Assert.Contains(
            "Vous complétez le dossier", (await app.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opening_that_a_crash_cut_off_before_its_mails_is_finished()
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        var doctor = new Doctor(sample.FirstName, sample.LastName, sample.Rpps, sample.Address, sample.Departement);
        await app.Get<DossierBook>().AddOpenedAsync(dossier, doctor, app.Secretary.Id, app.Clock.GetUtcNow(), Cancellation);
        var note = new OutstandingNote(OutstandingKind.Change, dossier, DeskOpening.Note, app.Clock.GetUtcNow(), Azure.ETag.All);

        for (var i = 0; i < 2; i++) Assert.True(await app.Get<UnfinishedChanges>().FinishAsync(app.Workflows, note, Cancellation));

        await app.WhenQuietAsync(dossier);
        Assert.Equal(["opened-0", "opened-desk"], await app.MailsOfAsync(dossier));
        Assert.Single(
            await app.Get<JournalBook>().ReadAsync(dossier, "x", Cancellation), line => line.Fact == JournalFact.OpenedByDesk);
        // Announced and never begun.
        Assert.False(await app.Get<UnfinishedChanges>().FinishAsync(
            app.Workflows, note with { Dossier = DossierKey.New(RunningApp.FacultyId) }, Cancellation));
    }

    private string Desk(DossierKey dossier, string person, TimeSpan? life = null) =>
        app.TokenFor(new Link(LinkKind.Desk, dossier, person, "", app.In(life ?? TimeSpan.FromDays(30))));

    private Task<VisitedPage> ReviewAsync() =>
        app.Visitor.OpenAsync($"/demande/{app.TokenFor(other, app.Secretary.Id, "review-1")}", Cancellation);

    private async Task<VisitedPage> OpeningAsync() => await (await ReviewAsync()).FollowAsync("Ouvrir un dossier", Cancellation);

    private async Task<VisitedPage> OpenAsync() =>
        await Fill(await OpeningAsync()).PressAsync("Ouvrir le dossier", cancellation: Cancellation);

    private VisitedPage Fill(VisitedPage page) => page
        .Tick("Le médecin a répondu oui")
        .Fill("Département d’exercice", sample.Departement)
        .Fill("Prénom", sample.FirstName)
        .Fill("Nom", sample.LastName)
        .Fill("Numéro RPPS", sample.Rpps)
        .Fill("Adresse électronique", sample.Address);

    private static async Task<VisitedPage> GiveAsync(VisitedPage desk, string address) =>
        await (await desk.FollowAsync("Changer d’adresse", Cancellation))
            .Fill("Nouvelle adresse", address).PressAsync("Envoyer la confirmation", cancellation: Cancellation);

    private async Task<DossierKey> DossierAsync() =>
        Assert.Single(await app.Get<AddressBook>().DossiersOfAsync(sample.Address, Cancellation));

    private static async Task<(DossierState, string, DateTimeOffset?)> StateAsync(DoctorVisit doctor)
    {
        var record = await doctor.RecordAsync();
        return (record.State, record.OpenedBy, record.Confirmed);
    }
}
