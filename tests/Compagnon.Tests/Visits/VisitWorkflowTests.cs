using System.Net;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Assignments;
using Compagnon.Visits;

namespace Compagnon.Tests.Visits;

/// <summary>Visits, through the app as it runs: pages, workflows, storage, mails with their invitations, the clock.</summary>
public sealed class VisitWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Friday = "2027-03-12T14:30", Monday = "2027-03-15T10:00";

    private readonly VisitedFaculty teachers = new(VisitedFaculty.TeacherRule);
    private readonly VisitedFaculty pairs = new(VisitedFaculty.PairRule);
    private RunningApp app = null!;
    private DossierKey dossier;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        teachers.Dispose();
        pairs.Dispose();
    }

    [Fact]
    public async Task A_teacher_visits_reports_and_the_coordinator_decides_with_the_report()
    {
        await BeginAsync(teachers);

        var team = await FromMailAsync(app.Coordinator.Address, "visite à organiser");
        Assert.Equal("Organiser la visite du Dr Anne Martin", team.Heading);
        await team.Tick("Dr Teacher 2").Fill("Un mot aux visiteurs", "Merci d’y aller avant l’été.").PressAsync("Proposer la visite");
        Assert.Equal("visit-1-offer-1", (await QuietAsync()).WaitsOn);

        var offer = await FromMailAsync("teacher.2@visites.example", "une visite vous est proposée");
        Assert.Contains("Maison de santé des Tilleuls", offer.Text);
        await offer.Tick("Oui, j’accepte").PressAsync("Envoyer ma réponse");
        Assert.Equal("visit-1-dates-1", (await QuietAsync()).WaitsOn);
        Assert.Equal(1, (await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation))["teacher-2"]);

        var dates = await FromMailAsync("teacher.2@visites.example", "proposez des dates de visite");
        await dates.Fill("Jour 1", "2027-03-15").Fill("Heure 1", "10:00").Fill("Jour 2", "2027-03-12").Fill("Heure 2", "14:30")
            .Tick("Sur place").PressAsync("Envoyer");
        Assert.Equal("visit-1-slot-1", (await QuietAsync()).WaitsOn);

        var tracking = await DoctorFromMailAsync("choisissez la date de la visite");
        Assert.Contains("Choisissez la date de la visite", tracking.Text);
        Assert.Contains("De qui il dépend : vous", tracking.Text);
        var choice = await tracking.FollowAsync("Choisir une date");
        Assert.Contains("Dr Teacher 2 propose de visiter votre lieu d’exercice, sur place", choice.Text);
        var chosen = await choice.Tick("vendredi 12 mars 2027 à 14 h 30").PressAsync("Envoyer ma réponse");
        Assert.Contains("La visite a lieu le vendredi 12 mars 2027 à 14 h 30, sur place, avec Dr Teacher 2.", (await ReopenAsync(chosen)).Text);

        Assert.Equal("visit-1-meeting-1", (await QuietAsync()).WaitsOn);
        foreach (var person in (string[])[RunningApp.DoctorOf(dossier), "teacher.2@visites.example", app.Coordinator.Address])
        {
            var invitation = await InvitationAsync(person, "visite le vendredi 12");
            Assert.Equal(
                ("REQUEST", "0", "20270312T133000Z", "20270312T153000Z"),
                (Text(invitation, "METHOD"), Text(invitation, "SEQUENCE"), Text(invitation, "DTSTART"), Text(invitation, "DTEND")));
            Assert.Contains("12 rue des Tilleuls", Text(invitation, "LOCATION"));
            Assert.Equal("mailto:" + app.Faculty.Mailbox.Address, Text(invitation, "ORGANIZER"));
            Assert.Contains("mailto:teacher.2@visites.example", invitation.Where(line => line.Name == "ATTENDEE").Select(line => line.Value));
        }

        // Seven and two working days before; over a weekend.
        await ToAsync(2027, 3, 11);
        Assert.Equal(2, (await app.MailsOfAsync(dossier)).Count(id => id.StartsWith("visit-1-meeting-1-reminder", StringComparison.Ordinal)
            && id.EndsWith("-doctor", StringComparison.Ordinal)));
        await ToAsync(2027, 3, 12, 16);
        Assert.Equal("visit-1-report-1", (await QuietAsync()).WaitsOn);

        var report = await FromMailAsync("teacher.2@visites.example", "compte rendu de visite");
        var reported = await FillReport(report).PressAsync("Remettre");
        Assert.Contains("Le compte rendu est remis", reported.Text);

        Assert.Equal((DossierState.AwaitingDecision, "decision-1"), (await QuietAsync()) is var now ? (now.State, now.WaitsOn) : default);
        var visit = (await app.Get<VisitBook>().FindAsync(dossier, Cancellation))!;
        Assert.Equal(
            (Friday, "teacher-2", VisitOpinions.Favourable, "Très motivée.\nDisponible."),
            (visit.Date.ToString(), string.Join(' ', visit.Visitors), visit.Report.Opinion, visit.Report.Motivation));
        Assert.Empty(await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation));
        var decision = await FromMailAsync(app.Coordinator.Address, "décision à prendre");
        Assert.Contains("Compte rendu de la visite", decision.Text);
        Assert.Contains("Locaux calmes, deux pièces.", decision.Text);
        Assert.Contains("Visite de votre lieu d’exercice", (await app.Visitor.OpenAsync(DoctorAddress(), Cancellation)).Text);

        await decision.Tick("Accorder l’agrément").PressAsync("Enregistrer");
        Assert.Equal(DossierState.Granted, (await QuietAsync()).State);
        var facts = (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact).ToList();
        foreach (var fact in (JournalFact[])[
            JournalFact.VisitorsAsked, JournalFact.VisitAccepted, JournalFact.VisitDatesProposed, JournalFact.VisitAgreed, JournalFact.VisitReported])
            Assert.Single(facts, fact);

        var mails = await app.MailsOfAsync(dossier);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        await QuietAsync();
        Assert.Equal(mails, await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task Who_declines_goes_back_to_the_coordinator_with_the_reason_and_is_marked_where_a_conflict_is_declared()
    {
        await BeginAsync(teachers);
        await PickAsync(1, "teacher-1");
        await AnswerAsync("teacher-1", "visit-1-offer-1", ("choix", Choices.Declined), ("mot", "C’est mon ancien associé."), ("conflit", "oui"));

        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        var mail = await app.Mailbox.NextAsync(app.Coordinator.Address, "visite à proposer à quelqu’un d’autre", cancellation: Cancellation);
        Assert.Contains("Dr Teacher 1 a décliné", WebUtility.HtmlDecode(mail.Body));
        Assert.Contains("C’est mon ancien associé.", WebUtility.HtmlDecode(mail.Body));
        var page = await app.Visitor.OpenAsync(mail.Link("/demande/"), Cancellation);
        Assert.Contains("Dr Teacher 1 a décliné, pour un conflit d’intérêts", page.Text);
        Assert.Contains("attention, a déclaré un conflit d’intérêts", page.Text);

        await PickAsync(2, "teacher-3");
        await AnswerAsync("teacher-3", "visit-1-offer-2", ("choix", Choices.Accepted));
        Assert.Equal("visit-1-dates-1", (await QuietAsync()).WaitsOn);
        // Who declined is the department's business.
        Assert.DoesNotContain("Teacher 1", (await app.Visitor.OpenAsync(DoctorAddress(), Cancellation)).Text);
    }

    [Fact]
    public async Task Silence_goes_back_to_the_coordinator_after_the_days_of_the_rule()
    {
        await BeginAsync(teachers);
        await PickAsync(1, "teacher-1");

        await ToAsync(2027, 3, 6, 22);
        Assert.Equal("visit-1-offer-1", (await QuietAsync()).WaitsOn);
        await ToAsync(2027, 3, 6, 23, 30);
        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        Assert.Contains("visit-1-offer-1-reminder-1-teacher-1", await app.MailsOfAsync(dossier));
        var page = await FromMailAsync(app.Coordinator.Address, "visite à proposer à quelqu’un d’autre");
        Assert.Contains("Dr Teacher 1 n’a pas répondu à temps", page.Text);
        Assert.Empty(await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation));
    }

    [Fact]
    public async Task When_none_of_the_dates_will_do_the_visitor_reads_why_and_proposes_others()
    {
        await BeginAsync(teachers);
        await ToSlotAsync();
        var page = await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation);
        var refused = await page.Tick("Aucune de ces dates").PressAsync("Envoyer ma réponse");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        await refused.Tick("Aucune de ces dates").Fill("Un mot aux visiteurs", "Je suis en congé jusqu’au 20 mars.").PressAsync("Envoyer ma réponse");

        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        var mail = await app.Mailbox.NextAsync("teacher.1@visites.example", "proposez des dates", cancellation: Cancellation);
        mail = await app.Mailbox.NextAsync("teacher.1@visites.example", "proposez des dates", cancellation: Cancellation);
        Assert.Contains("Je suis en congé jusqu’au 20 mars.", WebUtility.HtmlDecode(mail.Body));
        Assert.Contains("Aucune des dates ne convenait au médecin", (await app.Visitor.OpenAsync(mail.Link("/demande/"), Cancellation)).Text);
    }

    [Fact]
    public async Task Dates_that_the_doctor_lets_pass_are_asked_for_again()
    {
        await BeginAsync(teachers);
        await ToSlotAsync();

        await ToAsync(2027, 3, 12, 9);
        var page = await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation);
        Assert.DoesNotContain("vendredi 12 mars", page.Text.Split("Quand recevez-vous")[1]);
        await ToAsync(2027, 3, 15, 1);

        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        Assert.Contains("visit-1-slot-1-reminder-1-doctor", await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_visit_that_is_moved_leaves_the_calendars_and_comes_back_with_its_new_date()
    {
        await BeginAsync(teachers);
        await ToAppointmentAsync();
        var first = await InvitationAsync(RunningApp.DoctorOf(dossier), "visite le vendredi 12");

        var page = await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await page.PressAsync("Demander une autre date")).Status);
        await page.Fill("Pourquoi, et quand", "Je suis d’astreinte ce jour-là.").PressAsync("Demander une autre date");
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        // The page that was left open moves nothing more.
        await page.Fill("Pourquoi, et quand", "Encore.").PressAsync("Demander une autre date");

        var cancelled = await InvitationAsync("teacher.1@visites.example", "la visite change de date");
        Assert.Equal(("CANCEL", "CANCELLED"), (Text(cancelled, "METHOD"), Text(cancelled, "STATUS")));
        await AnswerAsync("teacher-1", "visit-1-dates-2", Dates("2027-03-18", "2027-03-19"));
        await ChooseAsync("visit-1-slot-2", "2027-03-18T10:00");
        var second = await InvitationAsync(RunningApp.DoctorOf(dossier), "visite le jeudi 18");

        Assert.Equal("REQUEST", Text(second, "METHOD"));
        Assert.Single(new[] { first, cancelled, second }.Select(invitation => Text(invitation, "UID")).Distinct());
        Assert.Equal(["0", "1", "2"], new[] { first, cancelled, second }.Select(invitation => Text(invitation, "SEQUENCE")));

        // Nothing is reminded of the date that no longer holds.
        await ToAsync(2027, 3, 13);
        Assert.DoesNotContain("visit-1-meeting-1-reminder-2-doctor", await app.MailsOfAsync(dossier));
        Assert.Equal("visit-1-meeting-2", (await QuietAsync()).WaitsOn);
    }

    [Fact]
    public async Task A_visitor_can_move_the_visit_and_say_that_it_was_not_made()
    {
        await BeginAsync(teachers);
        await ToAppointmentAsync();
        await AnswerAsync("teacher-1", "visit-1-meeting-1", ("choix", Choices.Declined), ("mot", "Je suis malade."));
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);

        await AnswerAsync("teacher-1", "visit-1-dates-2", Dates("2027-03-18", "2027-03-19"));
        await ChooseAsync("visit-1-slot-2", "2027-03-18T10:00");
        await ToAsync(2027, 3, 18, 12);
        await AnswerAsync("teacher-1", "visit-1-report-1", ("choix", Choices.Declined), ("mot", "Le médecin était absent."));

        Assert.Equal("visit-1-dates-3", (await QuietAsync()).WaitsOn);
        Assert.Contains("La visite n’a pas eu lieu", (await app.Visitor.OpenAsync(DoctorAddress(), Cancellation)).Text);
    }

    [Fact]
    public async Task A_visitor_who_can_no_longer_go_is_replaced()
    {
        await BeginAsync(teachers);
        await PickAsync(1, "teacher-1");
        await AnswerAsync("teacher-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        await AnswerAsync("teacher-1", "visit-1-dates-1", ("choix", Choices.Declined), ("mot", "Je change de poste."));

        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        Assert.Contains("ne peut plus faire la visite", (await FromMailAsync(app.Coordinator.Address, "quelqu’un d’autre")).Text);
        await PickAsync(2, "teacher-2");
        await AnswerAsync("teacher-2", "visit-1-offer-2", ("choix", Choices.Accepted));
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
    }

    [Fact]
    public async Task A_pair_agrees_on_the_dates_and_both_stand_for_the_report()
    {
        await BeginAsync(pairs);
        await PickAsync(1, "supervisor-1", "supervisor-2");
        await AnswerAsync("supervisor-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        Assert.Equal(DossierState.AwaitingVisit, (await QuietAsync()).State);
        await AnswerAsync("supervisor-2", "visit-1-offer-2", ("choix", Choices.Accepted));
        await AnswerAsync("supervisor-1", "visit-1-dates-1", Dates("2027-03-12", "2027-03-15"));

        Assert.Equal("visit-1-confirm-1", (await QuietAsync()).WaitsOn);
        await AnswerAsync("supervisor-2", "visit-1-confirm-1", ("choix", Choices.Declined), ("mot", "Plutôt un jeudi."));
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        await AnswerAsync("supervisor-1", "visit-1-dates-2", Dates("2027-03-18", "2027-03-19"));
        await AnswerAsync("supervisor-2", "visit-1-confirm-2", ("choix", Choices.Done), ("dates", "2027-03-18T10:00"));
        var doctor = await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation);
        Assert.Contains("jeudi 18 mars 2027", doctor.Text);
        Assert.DoesNotContain("vendredi 19 mars", doctor.Text);
        await ChooseAsync("visit-1-slot-1", "2027-03-18T10:00");

        await ToAsync(2027, 3, 18, 12);
        await AnswerAsync("supervisor-1", "visit-1-report-1", Report());
        Assert.Equal("visit-1-signature-1", (await QuietAsync()).WaitsOn);
        var signature = await FromMailAsync("supervisor.2@visites.example", "compte rendu à signer");
        Assert.Contains("Locaux calmes, deux pièces.", signature.Text);
        await signature.Tick("Non, je le renvoie").Fill("Un mot à votre binôme", "Parlons aussi du parking.").PressAsync("Envoyer ma réponse");

        Assert.Equal("visit-1-report-2", (await QuietAsync()).WaitsOn);
        var again = await FromMailAsync("supervisor.1@visites.example", "compte rendu à revoir");
        Assert.Contains("Parlons aussi du parking.", again.Text);
        Assert.Contains("Locaux calmes, deux pièces.", again.Document.QuerySelector("textarea#locaux")!.TextContent);
        await FillReport(again).Fill("Locaux et confidentialité", "Locaux calmes, parking étroit.").PressAsync("Remettre");
        Assert.Null(await app.Get<VisitBook>().FindAsync(dossier, Cancellation));
        await AnswerAsync("supervisor-2", "visit-1-signature-2", ("choix", Choices.Done));

        Assert.Equal("decision-1", (await QuietAsync()).WaitsOn);
        var visit = (await app.Get<VisitBook>().FindAsync(dossier, Cancellation))!;
        Assert.Equal(["supervisor-1", "supervisor-2"], visit.Visitors);
        Assert.Equal("Locaux calmes, parking étroit.", visit.Report.Premises);
        Assert.Contains("Dr Supervisor 1 et Dr Supervisor 2", (await FromMailAsync(app.Coordinator.Address, "décision à prendre")).Text);
    }

    [Fact]
    public async Task Of_a_pair_whoever_has_accepted_is_not_asked_again_and_is_told_when_let_go()
    {
        await BeginAsync(pairs);
        await PickAsync(1, "supervisor-1", "supervisor-2");
        await AnswerAsync("supervisor-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        await AnswerAsync("supervisor-2", "visit-1-offer-2", ("choix", Choices.Declined), ("mot", "Trop loin."));
        await PickAsync(2, "supervisor-1", "supervisor-3");
        Assert.Null(await app.Get<AssignmentDesk>().FindAsync(dossier, "visit-1-offer-4", Cancellation));
        await AnswerAsync("supervisor-3", "visit-1-offer-3", ("choix", Choices.Declined), ("mot", "Trop loin."));

        await PickAsync(3, "supervisor-2", "supervisor-3");
        await QuietAsync();
        Assert.Contains("visit-1-team-3-released-supervisor-1", await app.MailsOfAsync(dossier));
        Assert.Equal(
            ["supervisor-2", "supervisor-3"],
            (await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation)).Keys.Order());
    }

    [Theory]
    [InlineData("visit-1-team-1")]
    [InlineData("visit-1-offer-1")]
    [InlineData("visit-1-dates-1")]
    [InlineData("visit-1-slot-1")]
    [InlineData("visit-1-meeting-1")]
    [InlineData("visit-1-report-1")]
    public async Task A_withdrawal_ends_the_visit_wherever_it_stands(string step)
    {
        await BeginAsync(teachers);
        await ToStepAsync(step);
        Assert.Equal(step, (await QuietAsync()).WaitsOn);

        Assert.Equal(
            Withdrawal.Done,
            await app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, dossier, Link.Doctor, "Je déménage.", Cancellation));
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);

        Assert.Equal(DossierState.Withdrawn, (await QuietAsync()).State);
        Assert.Equal(Choices.Cancelled, (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, step, Cancellation))!.Choice);
        Assert.Empty(await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation));
        if (step == "visit-1-meeting-1")
        {
            foreach (var person in (string[])[RunningApp.DoctorOf(dossier), "teacher.1@visites.example", app.Coordinator.Address])
                Assert.Equal("CANCEL", Text(await InvitationAsync(person, "la visite est annulée"), "METHOD"));
        }
        else if (step is "visit-1-dates-1" or "visit-1-slot-1" or "visit-1-report-1")
        {
            Assert.Contains($"{step}-released-teacher-1", await app.MailsOfAsync(dossier));
        }

        var mails = await app.MailsOfAsync(dossier);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        await QuietAsync();
        Assert.Equal(mails, await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_report_is_kept_while_it_is_written_with_its_photos_and_read_by_nobody_else_before_it_stands()
    {
        await BeginAsync(teachers);
        await ToStepAsync("visit-1-report-1");
        var address = $"/demande/{app.TokenFor(dossier, "teacher-1", "visit-1-report-1")}";
        var page = await app.Visitor.OpenAsync(address, Cancellation);
        var documents = await page.Fill("Motivation", "À moitié").PressAsync("Joindre une photo");
        Assert.Equal("Photos et documents de la visite", documents.Heading);

        var refused = await documents.Attach("Photos ou documents", "note.txt", "rien de tel"u8.ToArray()).PressAsync("Joindre");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var twice = await refused.Attach("Photos ou documents", "salle.png", SampleDocuments.Png())
            .Attach("Photos ou documents", "plan.pdf", SampleDocuments.Pdf("Plan")).PressAsync("Joindre");
        Assert.Equal(HttpStatusCode.OK, twice.Status);
        Assert.Contains("salle.png", twice.Text);
        await twice.PressAsync("Supprimer plan.pdf");

        await app.RestartAsync("--Faculties:Path", teachers.Folder);
        page = await app.Visitor.OpenAsync(address, Cancellation);
        Assert.Equal("À moitié", page.Document.QuerySelector("textarea#motivation")!.TextContent.Trim());
        Assert.Contains("salle.png", page.Text);
        Assert.DoesNotContain("plan.pdf", page.Text);
        var piece = Assert.Single(await app.Get<VisitBook>().ListDocumentsAsync(dossier, "visit-1", Cancellation)).Piece;
        var others = $"/demande/{app.TokenFor(dossier, app.Secretary.Id, "review-1")}/visite/pieces/{piece}";
        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync(others, Cancellation)).Status);

        var late = await app.Visitor.OpenAsync(address + "/visite/pieces", Cancellation);
        await FillReport(page).PressAsync("Remettre");
        Assert.Equal("decision-1", (await QuietAsync()).WaitsOn);
        Assert.Equal(HttpStatusCode.OK, (await app.Visitor.OpenAsync(others, Cancellation)).Status);
        Assert.Equal("image/png", Assert.Single((await app.Get<VisitBook>().FindAsync(dossier, Cancellation))!.Documents).Type);

        // Nothing is added to a report that stands.
        await late.Attach("Photos ou documents", "tard.png", SampleDocuments.Png()).PressAsync("Joindre");
        Assert.Single(await app.Get<VisitBook>().ListDocumentsAsync(dossier, "visit-1", Cancellation));
        var elsewhere = await app.StartDossierAsync("Autre");
        await app.WhenQuietAsync(elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync(
            $"/demande/{app.TokenFor(elsewhere, app.Secretary.Id, "review-1")}/visite/pieces/{piece}", Cancellation)).Status);
    }

    [Fact]
    public async Task Each_form_says_what_is_to_be_corrected_and_takes_nothing_before()
    {
        await BeginAsync(teachers);
        await RefusedAsync(app.Coordinator.Id, "visit-1-team-1", "Choisissez une personne.", ("choix", Choices.Done));
        await RefusedAsync(app.Coordinator.Id, "visit-1-team-1", "n’en fait plus partie", ("choix", Choices.Done), ("visiteurs", "supervisor-1"));
        await PickAsync(1, "teacher-1");
        await RefusedAsync("teacher-1", "visit-1-offer-1", "Dites si vous acceptez", ("choix", "peut-être"));
        await RefusedAsync("teacher-1", "visit-1-offer-1", "pourquoi vous déclinez", ("choix", Choices.Declined));
        await AnswerAsync("teacher-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        await RefusedAsync("teacher-1", "visit-1-dates-1", "il en manque 1", [.. Dates("2027-03-12")]);
        await RefusedAsync("teacher-1", "visit-1-dates-1", "(dimanche)", [.. Dates("2027-03-12", "2027-03-14")]);
        await RefusedAsync(
            "teacher-1", "visit-1-dates-1", "lien de la visioconférence", [.. Dates("2027-03-12", "2027-03-15"), ("mode", VisitData.Video), ("lieu", "javascript:alert(1)")]);
        await AnswerAsync("teacher-1", "visit-1-dates-1", Dates("2027-03-12", "2027-03-15"));

        using var form = new FormUrlEncodedContent([new("etape", "visit-1-slot-1"), new("date", "2027-03-13T10:00")]);
        using var answer = await app.Visitor.Client.PostAsync(DoctorAddress("/visite"), form, Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        await ChooseAsync("visit-1-slot-1", "2027-03-12T10:00");
        await RefusedAsync("teacher-1", "visit-1-meeting-1", "Dites pourquoi", ("choix", Choices.Declined));
        await ToAsync(2027, 3, 12, 16);
        await RefusedAsync("teacher-1", "visit-1-report-1", "Complétez la partie « Motivation", ("choix", Choices.Done));
        await RefusedAsync("teacher-1", "visit-1-report-1", "Complétez la partie « Réserves", [.. Report().Where(field => field.Item1 != "avis"), ("avis", VisitOpinions.Unfavourable)]);
        await RefusedAsync("teacher-1", "visit-1-report-1", "Donnez votre avis", [.. Report().Where(field => field.Item1 != "avis")]);
        await RefusedAsync("teacher-1", "visit-1-report-1", "Raccourcissez", [.. Report(), ("securite", new string('x', 3001))]);
        await RefusedAsync("teacher-1", "visit-1-report-1", "n’a pas eu lieu", ("choix", Choices.Declined));
        // Who was not asked may read and not answer.
        await AnswerAsync("teacher-2", "visit-1-report-1", Report());
        Assert.Equal("visit-1-report-1", (await QuietAsync()).WaitsOn);
    }

    [Fact]
    public async Task Two_who_move_the_visit_at_once_move_it_once_and_a_restart_loses_nothing()
    {
        await BeginAsync(teachers);
        await ToAppointmentAsync();
        var doctor = await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation);
        doctor.Fill("Pourquoi, et quand", "Je ne peux pas.");
        await Task.WhenAll(
            doctor.PressAsync("Demander une autre date"),
            AnswerAsync("teacher-1", "visit-1-meeting-1", ("choix", Choices.Declined), ("mot", "Moi non plus.")));
        await app.RestartAsync("--Faculties:Path", teachers.Folder);

        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        Assert.Single(await app.MailsOfAsync(dossier), "visit-1-meeting-1-moved-doctor");
        Assert.Null(await app.Get<AssignmentDesk>().FindAsync(dossier, "visit-1-dates-3", Cancellation));
    }

    [Theory]
    [InlineData("visit-1-offer-1")]
    [InlineData("visit-1-dates-1")]
    [InlineData("visit-1-slot-1")]
    [InlineData("visit-1-meeting-1")]
    public async Task A_visitor_who_leaves_the_department_is_replaced_wherever_the_visit_stands(string step)
    {
        await BeginAsync(teachers);
        await ToStepAsync(step);
        Assert.Equal(step, (await QuietAsync()).WaitsOn);
        teachers.Remove("teacher-1");
        await app.RestartAsync("--Faculties:Path", teachers.Folder);

        await ToAsync(2027, 3, 5);
        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        Assert.Equal(Choices.Gone, (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, step, Cancellation))!.Choice);
        Assert.Empty(await app.Get<OpenVisits>().CountAsync(dossier.Faculty, DossierKey.New("x"), Cancellation));
        var team = await FromMailAsync(app.Coordinator.Address, "visite à proposer à quelqu’un d’autre");
        Assert.Contains("Un visiteur a quitté le département", team.Text);
        if (step == "visit-1-meeting-1")
        {
            var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "la visite change de date", cancellation: Cancellation);
            Assert.Contains("Un visiteur a quitté le département", WebUtility.HtmlDecode(mail.Body));
            Assert.Single(mail.Attachments);
        }

        await PickAsync(2, "teacher-2");
        await AnswerAsync("teacher-2", "visit-1-offer-2", ("choix", Choices.Accepted));
        Assert.StartsWith("visit-1-dates-", (await QuietAsync()).WaitsOn);
        Assert.DoesNotContain(await app.MailsOfAsync(dossier), id => id.Contains("reminder", StringComparison.Ordinal) && id.EndsWith("teacher-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_of_a_visitor_who_has_left_is_taken_over_with_what_was_written()
    {
        await BeginAsync(teachers);
        await ToStepAsync("visit-1-report-1");
        var page = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(dossier, "teacher-1", "visit-1-report-1")}", Cancellation);
        await page.Fill("Motivation", "Très motivée, déjà noté.").PressAsync("Enregistrer le brouillon");
        teachers.Remove("teacher-1");
        await app.RestartAsync("--Faculties:Path", teachers.Folder);
        await ToAsync(2027, 3, 16);

        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        Assert.Contains("désigne qui prend la suite", (await app.Visitor.OpenAsync(DoctorAddress(), Cancellation)).Text);
        var team = await FromMailAsync(app.Coordinator.Address, "compte rendu de visite à reprendre");
        Assert.Contains("La visite a eu lieu", team.Text);
        var refused = await team.Tick("Dr Teacher 3").PressAsync("Proposer la visite");
        Assert.Contains("Dites si le compte rendu est à reprendre", refused.Text);
        await refused.Tick("Reprendre le compte rendu").PressAsync("Proposer la visite");
        await QuietAsync();
        var offer = await FromMailAsync("teacher.3@visites.example", "un compte rendu de visite à reprendre");
        Assert.Equal("Reprendre le compte rendu de la visite du Dr Anne Martin ?", offer.Heading);
        await offer.Tick("Oui, j’accepte").PressAsync("Envoyer ma réponse");

        Assert.Equal("visit-1-report-2", (await QuietAsync()).WaitsOn);
        var report = await FromMailAsync("teacher.3@visites.example", "compte rendu de visite à reprendre");
        Assert.Contains("Très motivée, déjà noté.", report.Document.QuerySelector("textarea#motivation")!.TextContent);
        await FillReport(report).PressAsync("Remettre");
        Assert.Equal("decision-1", (await QuietAsync()).WaitsOn);
        Assert.Equal(["teacher-3"], (await app.Get<VisitBook>().FindAsync(dossier, Cancellation))!.Visitors);
    }

    [Fact]
    public async Task A_visit_that_was_made_can_be_made_again_by_somebody_else()
    {
        await BeginAsync(teachers);
        await ToStepAsync("visit-1-report-1");
        teachers.Remove("teacher-1");
        await app.RestartAsync("--Faculties:Path", teachers.Folder);
        await ToAsync(2027, 3, 16);

        await AnswerAsync(
            app.Coordinator.Id, "visit-1-team-2", ("choix", Choices.Done), ("visiteurs", "teacher-2"), ("suite", VisitTeamForm.Again));
        await AnswerAsync("teacher-2", "visit-1-offer-2", ("choix", Choices.Accepted));
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
        Assert.Null((await app.Get<VisitBook>().FindStatusAsync(dossier, Cancellation))!.Date);
    }

    [Fact]
    public async Task Of_a_pair_the_other_stays_when_one_leaves()
    {
        await BeginAsync(pairs);
        await PickAsync(1, "supervisor-1", "supervisor-2");
        await AnswerAsync("supervisor-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        await AnswerAsync("supervisor-2", "visit-1-offer-2", ("choix", Choices.Accepted));
        pairs.Remove("supervisor-2");
        await app.RestartAsync("--Faculties:Path", pairs.Folder);
        await ToAsync(2027, 3, 5);

        Assert.Equal("visit-1-team-2", (await QuietAsync()).WaitsOn);
        await PickAsync(2, "supervisor-1", "supervisor-3");
        await AnswerAsync("supervisor-3", "visit-1-offer-3", ("choix", Choices.Accepted));
        Assert.Equal("visit-1-dates-2", (await QuietAsync()).WaitsOn);
    }

    [Fact]
    public async Task A_place_that_changes_once_the_date_stands_is_in_everybodys_calendar()
    {
        await BeginAsync(teachers);
        await ToAppointmentAsync();
        var first = await InvitationAsync("teacher.1@visites.example", "visite le vendredi 12");
        await ChangePlaceAsync("7 avenue de la Gare");

        Assert.Equal("visit-1-meeting-2", (await QuietAsync()).WaitsOn);
        foreach (var person in (string[])[RunningApp.DoctorOf(dossier), "teacher.1@visites.example", app.Coordinator.Address])
        {
            var moved = await InvitationAsync(person, "nouveau lieu de la visite");
            Assert.Equal(
                ("REQUEST", "1", Text(first, "UID"), Text(first, "DTSTART")),
                (Text(moved, "METHOD"), Text(moved, "SEQUENCE"), Text(moved, "UID"), Text(moved, "DTSTART")));
            Assert.Contains("7 avenue de la Gare", Text(moved, "LOCATION"));
        }

        Assert.Contains("7 avenue de la Gare", (await app.Visitor.OpenAsync(DoctorAddress("/visite"), Cancellation)).Text);
        await ToAsync(2027, 3, 12, 16);
        Assert.Equal("visit-1-report-1", (await QuietAsync()).WaitsOn);
    }

    [Fact]
    public async Task A_place_that_changes_before_the_date_stands_is_told_to_who_goes_and_is_where_the_visit_is_made()
    {
        await BeginAsync(teachers);
        await ToSlotAsync();
        await ChangePlaceAsync("7 avenue de la Gare");
        Assert.Equal("visit-1-slot-1", (await QuietAsync()).WaitsOn);
        await app.Mailbox.NextAsync("teacher.1@visites.example", "changement de lieu d’exercice", cancellation: Cancellation);

        await ChooseAsync("visit-1-slot-1", Friday);
        Assert.Contains("7 avenue de la Gare", Text(await InvitationAsync("teacher.1@visites.example", "visite le vendredi 12"), "LOCATION"));
    }

    private async Task ChangePlaceAsync(string address)
    {
        var page = await app.Visitor.OpenAsync(DoctorAddress("/lieu"), Cancellation);
        var done = await page.Fill("Numéro et rue", address).Fill("Pourquoi", "Nous déménageons.").PressAsync("Changer de lieu");
        Assert.Equal(HttpStatusCode.OK, done.Status);
        await QuietAsync();
    }

    private async Task BeginAsync(VisitedFaculty faculty)
    {
        app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        dossier = await app.StartDossierAsync();
        await QuietAsync();
        await AnswerAsync(
            app.Secretary.Id, "review-1", [.. Reviews.Fields(app.Faculty, "").Select(field => (field.Key, field.Value))]);
        Assert.Equal((DossierState.AwaitingVisit, "visit-1-team-1"), (await QuietAsync()) is var now ? (now.State, now.WaitsOn) : default);
    }

    private Task PickAsync(int round, params string[] people) => AnswerAsync(
        app.Coordinator.Id, $"visit-1-team-{round}", [("choix", Choices.Done), .. people.Select(person => ("visiteurs", person))]);

    private async Task ToSlotAsync()
    {
        await PickAsync(1, "teacher-1");
        await AnswerAsync("teacher-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        await AnswerAsync("teacher-1", "visit-1-dates-1", [.. Dates("2027-03-12", "2027-03-15"), ("heure-1", "14:30")]);
    }

    private async Task ToAppointmentAsync()
    {
        await ToSlotAsync();
        await ChooseAsync("visit-1-slot-1", Friday);
        Assert.Equal("visit-1-meeting-1", (await QuietAsync()).WaitsOn);
    }

    private async Task ToStepAsync(string step)
    {
        if (step == "visit-1-team-1") return;
        await PickAsync(1, "teacher-1");
        if (step == "visit-1-offer-1") return;
        await AnswerAsync("teacher-1", "visit-1-offer-1", ("choix", Choices.Accepted));
        if (step == "visit-1-dates-1") return;
        await AnswerAsync("teacher-1", "visit-1-dates-1", [.. Dates("2027-03-12", "2027-03-15"), ("heure-1", "14:30")]);
        if (step == "visit-1-slot-1") return;
        await ChooseAsync("visit-1-slot-1", Friday);
        if (step == "visit-1-meeting-1") return;
        await ToAsync(2027, 3, 12, 16);
    }

    // A field that is given twice has its last value.
    private static (string, string)[] Dates(params string[] days) =>
    [
        ("choix", Choices.Done), ("mode", VisitData.OnSite), ("lieu", "12 rue des Tilleuls"),
        .. days.SelectMany((day, i) => new[] { ($"jour-{i + 1}", day), ($"heure-{i + 1}", "10:00") }),
    ];

    private static (string, string)[] Report() =>
    [
        ("choix", Choices.Done), ("motivation", "Très motivée.\nDisponible."), ("locaux", "Locaux calmes, deux pièces."), ("securite", "Rien à signaler."),
        ("pratiques", "Variées."), ("atouts", "Une équipe."), ("avis", VisitOpinions.Favourable),
    ];

    private static VisitedPage FillReport(VisitedPage page) => page
        .Tick("Oui").Fill("Motivation", "Très motivée.\nDisponible.").Fill("Locaux et confidentialité", "Locaux calmes, deux pièces.")
        .Fill("Sécurité", "Rien à signaler.").Fill("Pratiques", "Variées.").Fill("Atouts", "Une équipe.").Tick("Favorable");

    private async Task ChooseAsync(string step, string slot)
    {
        await QuietAsync();
        using var form = new FormUrlEncodedContent([new("etape", step), new("date", slot)]);
        using var answer = await app.Visitor.Client.PostAsync(DoctorAddress("/visite"), form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await QuietAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string person, string step, (string Name, string Value)[] fields)
    {
        await QuietAsync();
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await app.Visitor.Client.PostAsync($"/demande/{app.TokenFor(dossier, person, step)}", form, Cancellation);
    }

    private async Task AnswerAsync(string person, string step, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(person, step, fields);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{step}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        await QuietAsync();
    }

    private async Task RefusedAsync(string person, string step, string message, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(person, step, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(message, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation)).Replace('\u00A0', ' ').Replace('\u202F', ' '));
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, step, Cancellation));
    }

    private string DoctorAddress(string below = "") =>
        $"/dossier/{app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(100))))}{below}";

    private Task<DossierRecord> QuietAsync() => app.WhenQuietAsync(dossier);

    private async Task ToAsync(int year, int month, int day, int hour = 12, int minute = 0)
    {
        await app.Clock.AdvanceToAsync(new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero), Cancellation);
        await QuietAsync();
    }

    private Task<VisitedPage> ReopenAsync(VisitedPage page) => QuietAsync().ContinueWith(
        _ => app.Visitor.OpenAsync(page.Address.AbsoluteUri, Cancellation), Cancellation, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private async Task<VisitedPage> FromMailAsync(string person, string subject) =>
        await app.Visitor.OpenAsync((await app.Mailbox.NextAsync(person, subject, cancellation: Cancellation)).Link("/demande/"), Cancellation);

    private async Task<VisitedPage> DoctorFromMailAsync(string subject) => await app.Visitor.OpenAsync(
        (await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), subject, cancellation: Cancellation)).Link("/dossier/"), Cancellation);

    private async Task<IReadOnlyList<(string Name, string Parameters, string Value)>> InvitationAsync(string person, string subject)
    {
        var mail = await app.Mailbox.NextAsync(person, subject, cancellation: Cancellation);
        var (name, type, address) = Assert.Single(mail.Attachments);
        Assert.EndsWith(".ics", name);
        Assert.StartsWith("text/calendar", type);
        return CalendarInvitationTests.Parse(await app.Mailbox.ReadAsync(address, Cancellation));
    }

    private static string Text(IReadOnlyList<(string Name, string Parameters, string Value)> invitation, string name) =>
        CalendarInvitationTests.TextOf(invitation, name);
}
