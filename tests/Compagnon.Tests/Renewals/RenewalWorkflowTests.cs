using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Assignments;
using Compagnon.Tests.Faculties;
using Compagnon.Trainings;
using NodaTime;

namespace Compagnon.Tests.Renewals;

/// <summary>The renewal of an agreement, through the app as it runs: the clock, mails, pages, the procedure, the register.</summary>
public sealed class RenewalWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    // Granted on 1 March 2027 for a year.
    private static readonly LocalDate Last = new(2028, 2, 29);

    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite);
        await MoveToAsync(new LocalDate(2027, 3, 1));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invited_doctor_reports_and_is_renewed_from_the_day_after_the_end_and_is_reminded_no_more()
    {
        var first = await GrantAsync();
        await app.Get<TrainingBook>().RecordAsync(
            new Training(first.Faculty, "10003456789", new LocalDate(2027, 5, 4), "Évaluer un interne", 180, "c-fontanel", app.Clock.GetUtcNow()),
            Cancellation);
        await MoveToAsync(new LocalDate(2027, 6, 1));
        var renewal = (await AgreementAsync(first)).Renewal is { Length: > 0 } id ? new DossierKey(first.Faculty, id) : default;
        var draft = (await app.Get<DossierBook>().FindAsync(renewal, Cancellation))!;
        Assert.Equal((DossierKind.Renewal, first.Id, DossierState.Draft), (draft.Kind, draft.Agreement, draft.State));
        Assert.Equal(RenewalStanding.Invited, (await LineAsync(first)).Renewal);

        // One click on, at the first reminder, with something of it known already.
        await MoveToAsync(new LocalDate(2027, 9, 1));
        var reminder = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "rappel, votre agrément va jusqu’au 29\u00A0février 2028", cancellation: Cancellation);
        var page = await app.Visitor.OpenAsync(reminder.Link("/dossier/"), Cancellation);
        Assert.Equal("Le renouvellement de votre agrément", page.Heading);
        page = await FillAsync(page, draft);
        Assert.Equal(RenewalStanding.Begun, (await LineAsync(first)).Renewal);
        page = await (await page.FollowAsync("Vérifier et envoyer")).PressAsync("Envoyer mon dossier");
        Assert.Contains("Dossier en cours de vérification", page.Text);
        await app.WhenQuietAsync(renewal);
        var line = await LineAsync(first);
        Assert.Equal((RenewalStanding.HandedOver, renewal.Id, DossierState.UnderReview), (line.Renewal, line.RenewalDossier, line.RenewalState));

        await DecideAsync(renewal, Choices.Granted);
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(renewal)).State);
        Assert.Equal(
            [JournalFact.RenewalOpened, JournalFact.Submitted],
            (await FactsAsync(renewal)).Where(fact => fact is JournalFact.RenewalOpened or <= JournalFact.Submitted));
        var agreement = await AgreementAsync(first);
        Assert.Equal(
            [(new LocalDate(2027, 3, 1), Last, first.Id), (Last.PlusDays(1), new LocalDate(2033, 2, 28), renewal.Id)],
            agreement.Terms.Select(term => (term.From, term.Until, term.Dossier)));
        Assert.Equal((AgreementState.Active, "", new LocalDate(2033, 2, 28)), (agreement.State, agreement.Renewal, agreement.Until));
        line = await LineAsync(first);
        Assert.Equal((RenewalStanding.None, 2, agreement.Until), (line.Renewal, line.Terms.Count, line.Last));
        var told = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "votre agrément est renouvelé", cancellation: Cancellation);
        Assert.Contains("1er\u00A0mars 2028", WebUtility.HtmlDecode(told.Body));
        page = await app.Visitor.OpenAsync(told.Link("/dossier/"), Cancellation);
        Assert.Contains("Agrément renouvelé", page.Text);
        var letter = await page.FollowAsync("Lire la lettre");
        Assert.Contains("Renouvellement de l’agrément", letter.Text);
        Assert.Contains("du 1er mars 2028 au 28 février 2033", letter.Text.Replace('\u00A0', ' '));
        Assert.Contains(agreement.Number, (await page.FollowAsync("Imprimer l’attestation")).Text);

        // The old term's end passes without a word; the watch goes on to the next invitation.
        await MoveToAsync(Last.PlusDays(3));
        Assert.Equal(AgreementState.Active, (await AgreementAsync(first)).State);
        Assert.Equal(
            ["1-invitation-doctor", "1-reminder-1-doctor"],
            (await app.MailsOfAsync(renewal)).Where(mail => mail.StartsWith("1-", StringComparison.Ordinal)));
        await MoveToAsync(new LocalDate(2032, 6, 2));
        var second = (await AgreementAsync(first)).Renewal;
        Assert.NotEqual("", second);
        Assert.NotEqual(renewal.Id, second);
        Assert.Contains("2-invitation-doctor", await app.MailsOfAsync(new DossierKey(first.Faculty, second)));
    }

    [Fact]
    public async Task Who_does_not_want_it_says_why_once_is_reminded_no_more_and_may_come_back_until_the_end()
    {
        var first = await GrantAsync();
        await MoveToAsync(new LocalDate(2027, 6, 1));
        var renewal = await RenewalAsync(first);
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "renouvelez-le", cancellation: Cancellation);
        var asked = await app.Visitor.OpenAsync(mail.Links.First(link => link.EndsWith(RenewalEndpoints.DeclinePath, StringComparison.Ordinal)), Cancellation);

        // Looking changes nothing; without a reason, or with too many words, nothing is noted.
        Assert.False((await AgreementAsync(first)).IsRenewalDeclined);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await asked.PressAsync("Je ne souhaite pas renouveler")).Status);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await asked.Tick("Une autre raison").Fill("Un mot", new string('é', 1001)).PressAsync("Je ne souhaite pas renouveler")).Status);
        Assert.False((await AgreementAsync(first)).IsRenewalDeclined);

        // Two pages, two clicks, one answer.
        var twin = (await app.Visitor.OpenAsync(asked.Address.AbsoluteUri, Cancellation)).Tick("Je cesse").Fill("Un mot", "Un autre mot.");
        var declined = await asked.Tick("Je cesse mon activité").Fill("Un mot", "Trente ans déjà.").PressAsync("Je ne souhaite pas renouveler");
        Assert.Contains("Vous ne souhaitez pas renouveler", declined.Text);
        await twin.PressAsync("Je ne souhaite pas renouveler");
        var notice = await app.Mailbox.NextAsync(app.Secretary.Address, "renouvellement non souhaité", cancellation: Cancellation);
        Assert.Contains("Trente ans déjà.", WebUtility.HtmlDecode(notice.Body));
        Assert.Contains($"/console/{first.Faculty}/agrements/{first.Id}", notice.Body);
        Assert.Equal(
            "Je cesse mon activité ou pars à la retraite\nTrente ans déjà.",
            Assert.Single(await HistoryAsync(first), line => line.Kind == AgreementChangeKind.RenewalDeclined).Reason);

        await MoveToAsync(new LocalDate(2027, 9, 1));
        Assert.DoesNotContain("1-reminder-1-doctor", await app.MailsOfAsync(renewal));
        // Nothing is sent by a page that was left open.
        using var sent = await app.Visitor.Client.PostAsync($"/dossier/{TokenOf(renewal)}/envoi", null, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);

        var back = await (await OpenAsync(renewal)).PressAsync("Finalement, je souhaite renouveler");
        Assert.Contains("Demande à compléter", back.Text);
        await app.Mailbox.NextAsync(app.Secretary.Address, "renouvellement finalement souhaité", cancellation: Cancellation);
        await MoveToAsync(new LocalDate(2027, 12, 1));
        Assert.Contains("1-reminder-2-doctor", await app.MailsOfAsync(renewal));

        // Another change of mind is another answer.
        await (await app.Visitor.OpenAsync($"/dossier/{TokenOf(renewal)}{RenewalEndpoints.DeclinePath}", Cancellation))
            .Tick("Je manque de temps").PressAsync("Je ne souhaite pas renouveler");
        Assert.Equal(2, (await HistoryAsync(first)).Count(line => line.Kind == AgreementChangeKind.RenewalDeclined));
        await MoveToAsync(Last.PlusDays(1));
        Assert.Equal(AgreementState.Lapsed, (await AgreementAsync(first)).State);
        Assert.Equal(
            ["1-end-doctor", "1-invitation-doctor", "1-reminder-2-doctor"],
            (await app.MailsOfAsync(renewal)).Where(id => id.StartsWith("1-", StringComparison.Ordinal) && !id.Contains("declined", StringComparison.Ordinal)));
        Assert.Contains("1-end-c-fontanel", await app.MailsOfAsync(first));
        Assert.Contains("Votre agrément est arrivé à son terme", (await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(first), "votre agrément est arrivé à son terme", cancellation: Cancellation)).Body);
        var closed = await OpenAsync(renewal);
        Assert.Contains("Agrément arrivé à son terme", closed.Text);
        Assert.Contains("Que faire maintenant ?", closed.Text.Replace('\u00A0', ' '));
        // What a page left open says comes too late.
        using var late = new FormUrlEncodedContent([new("raison", "temps")]);
        using var answer = await app.Visitor.Client.PostAsync($"/dossier/{TokenOf(renewal)}{RenewalEndpoints.DeclinePath}", late, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(2, (await HistoryAsync(first)).Count(line => line.Kind == AgreementChangeKind.RenewalDeclined));
    }

    [Fact]
    public async Task Who_never_answers_is_told_once_more_with_the_department_and_then_it_is_over()
    {
        var first = await GrantAsync();
        await MoveToAsync(Last.PlusDays(1));
        var renewal = await RenewalAsync(first);

        Assert.Equal(
            [
                "1-end-doctor", "1-invitation-doctor", "1-last-notice-doctor", "1-reminder-1-doctor", "1-reminder-2-doctor",
                "1-reminder-3-doctor", "1-reminder-4-doctor",
            ],
            await app.MailsOfAsync(renewal));
        Assert.Equal(
            ["1-end-c-fontanel", "1-end-h-vasseur", "1-last-notice-c-fontanel", "1-last-notice-h-vasseur"],
            (await app.MailsOfAsync(first)).Where(id => id.StartsWith("1-", StringComparison.Ordinal) && !id.Contains("training", StringComparison.Ordinal)));
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(renewal)).State);
        Assert.Contains(JournalFact.RenewalClosed, await FactsAsync(renewal));
        Assert.Contains(JournalFact.AgreementLapsed, await FactsAsync(first));
    }

    [Theory]
    [InlineData(Choices.Granted)]
    [InlineData(Choices.Refused)]
    public async Task What_is_being_decided_at_the_end_is_extended_and_then_renewed_without_a_gap_or_over(string choice)
    {
        var first = await GrantAsync();
        await MoveToAsync(Last.PlusDays(-20));
        var renewal = await SubmitAsync(first);
        await MoveToAsync(Last.PlusDays(40));
        Assert.Equal(AgreementState.Extended, (await AgreementAsync(first)).State);
        Assert.Contains("prolongé", (await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(first), "votre agrément est prolongé jusqu’à la décision", cancellation: Cancellation)).Body);
        await app.Mailbox.NextAsync(app.Coordinator.Address, "agrément prolongé jusqu’à la décision", cancellation: Cancellation);
        Assert.DoesNotContain("1-last-notice-doctor", await app.MailsOfAsync(renewal));

        await DecideAsync(renewal, choice, "Il manque du temps.");
        var agreement = await AgreementAsync(first);
        if (choice == Choices.Granted)
        {
            Assert.Equal((AgreementState.Active, Last.PlusDays(1)), (agreement.State, agreement.Terms[^1].From));
            return;
        }

        Assert.Equal((AgreementState.Lapsed, 1), (agreement.State, agreement.Terms.Count));
        var told = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "décision sur votre demande de renouvellement", cancellation: Cancellation);
        Assert.Contains("il a pris fin", WebUtility.HtmlDecode(told.Body));
        Assert.Contains("Renouvellement refusé", (await OpenAsync(renewal)).Text);
    }

    [Fact]
    public async Task Where_the_faculty_does_not_extend_it_lapses_and_a_late_grant_begins_on_its_day()
    {
        using var files = new ChangedFaculty(text => FacultyText.Changed(text, "renewal", """{ "extendWhileDeciding": false, "training": { "sessions": 0 } }"""));
        await app.RestartAsync("--Faculties:Path", files.Folder);
        var first = await GrantAsync();
        await MoveToAsync(Last.PlusDays(-20));
        var renewal = await SubmitAsync(first);
        await MoveToAsync(Last.PlusDays(10));
        Assert.Equal(AgreementState.Lapsed, (await AgreementAsync(first)).State);
        Assert.Contains("encore examinée", WebUtility.HtmlDecode((await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(first), "votre agrément est arrivé à son terme", cancellation: Cancellation)).Body));

        await DecideAsync(renewal, Choices.Granted);
        var agreement = await AgreementAsync(first);
        Assert.Equal((AgreementState.Active, Last.PlusDays(10)), (agreement.State, agreement.Terms[^1].From));
        // Somebody watches over it again.
        await MoveToAsync(agreement.Until.PlusMonths(-9).PlusDays(4));
        Assert.NotEqual("", (await AgreementAsync(first)).Renewal);
    }

    [Fact]
    public async Task A_renewal_withdrawn_before_the_end_leaves_the_agreement_its_last_day()
    {
        var first = await GrantAsync();
        await MoveToAsync(new LocalDate(2027, 6, 2));
        var renewal = await SubmitAsync(first);
        var page = await (await app.Visitor.OpenAsync($"/dossier/{TokenOf(renewal)}/retrait", Cancellation)).PressAsync("Retirer ma demande");
        Assert.Equal(DossierState.Withdrawn, (await app.WhenQuietAsync(renewal)).State);
        page = await OpenAsync(renewal);
        Assert.Contains("Demande retirée", page.Text);
        Assert.Contains("reste valable jusqu’au 29 février 2028", page.Text.Replace('\u00A0', ' '));
        await MoveToAsync(Last);
        Assert.Equal(AgreementState.Active, (await AgreementAsync(first)).State);
        Assert.DoesNotContain("1-reminder-1-doctor", await app.MailsOfAsync(renewal));
        await MoveToAsync(Last.PlusDays(1));
        Assert.Equal(AgreementState.Lapsed, (await AgreementAsync(first)).State);
    }

    [Fact]
    public async Task Under_conditions_each_recommendation_is_answered_and_the_department_reads_the_answers()
    {
        var first = await app.SubmitAsync();
        await app.Get<DossierBook>().ChangeAsync(first, record => record with { State = DossierState.Granted }, Cancellation);
        await app.Get<AgreementRegister>().EnterAsync(
            new AgreementRecord(
                first, "Dr Anne Martin", "10003456789", "63", new LocalDate(2027, 3, 1), Last, AgreementState.Conditional, "h-vasseur",
                app.Clock.GetUtcNow())
            {
                Levels = [StageLevel.Level1],
                Recommendations = "Une pièce pour l’interne.\n\nUn temps de reprise chaque jour.",
            },
            Cancellation);
        await app.Get<WatchStarter>().StartAsync(app.Workflows, first, Cancellation);

        // Three months before.
        await MoveToAsync(new LocalDate(2027, 11, 28));
        Assert.Equal("", (await AgreementAsync(first)).Renewal);
        await MoveToAsync(new LocalDate(2027, 12, 2));
        var invitation = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "renouvelez-le", cancellation: Cancellation);
        Assert.Contains("Un temps de reprise chaque jour.", WebUtility.HtmlDecode(invitation.Body));
        var renewal = await SubmitAsync(first);
        var form = await app.Get<FormBook>().FindHandedOverAsync(renewal, Cancellation);
        Assert.Equal(
            ["Une pièce pour l’interne.", "Un temps de reprise chaque jour."],
            form.Recommendations!.All.Select(answer => answer.Recommendation));

        await app.WhenQuietAsync(renewal);
        var review = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(renewal, app.Secretary.Id, "review-1")}", Cancellation);
        Assert.Contains("Un temps de reprise chaque jour.", review.Text);
        Assert.Contains("C’est fait depuis l’été.", review.Text);
        await DecideAsync(renewal, Choices.Granted);
        var agreement = await AgreementAsync(first);
        Assert.Equal((AgreementState.Active, "", false), (agreement.State, agreement.Recommendations, agreement.Terms[^1].IsConditional));
        Assert.Equal(Last.PlusDays(1), agreement.Terms[^1].From);
        Assert.True(agreement.Terms[0].IsConditional);
    }

    [Fact]
    public async Task An_agreement_without_an_earlier_form_is_filled_with_what_the_register_knows_and_a_step_of_a_candidacy_is_none_of_it()
    {
        var doctor = new Doctor("Paul", "Durand", "10102348975", "paul.durand@exemple.fr", "63");
        var key = DossierKey.New(RunningApp.FacultyId);
        await app.Get<DossierBook>().AddAsync(
            new DossierRecord
            {
                Key = key,
                Doctor = doctor,
                State = DossierState.Granted,
                Since = app.Clock.GetUtcNow(),
                Created = app.Clock.GetUtcNow(),
                Confirmed = app.Clock.GetUtcNow(),
                ProcedureId = await app.Get<Compagnon.Faculties.FacultyBook>().KeepAsync(app.Faculty, Cancellation),
            },
            Cancellation);
        await app.Get<AgreementRegister>().EnterAsync(
            new AgreementRecord(
                key, doctor.FullName, doctor.Rpps, "63", new LocalDate(2022, 9, 1), new LocalDate(2027, 8, 31), AgreementState.Active, "h-vasseur",
                app.Clock.GetUtcNow())
            {
                Commune = "63113",
                Interns = 2,
                Levels = [StageLevel.Saspas],
                Imported = new LocalDate(2027, 3, 1),
            },
            Cancellation);
        await app.Get<WatchStarter>().StartAsync(app.Workflows, key, Cancellation);
        await app.Clock.WhenQuietAsync();

        var renewal = await RenewalAsync(key);
        var known = await app.Get<EarlierAnswers>().FindAsync((await app.Get<DossierBook>().FindAsync(renewal, Cancellation))!, Cancellation);
        Assert.Equal([FormStep.Place, FormStep.Capacity], known.Keys.Order());
        Assert.Equal("Clermont-Ferrand", known[FormStep.Place].Text("commune"));
        var tasks = await app.Visitor.OpenAsync($"/dossier/{TokenOf(renewal)}/formulaire", Cancellation);
        // The commune alone is no whole answer: it is shown, and not confirmed unseen.
        Assert.Equal("À confirmer", tasks.Document.QuerySelector("#etat-accueil")!.TextContent);
        Assert.Equal("À remplir", tasks.Document.QuerySelector("#etat-lieu")!.TextContent);
        var place = await app.Visitor.OpenAsync($"/dossier/{TokenOf(renewal)}/formulaire/lieu", Cancellation);
        Assert.Equal("Clermont-Ferrand", place.Document.QuerySelector("#commune")!.GetAttribute("value"));
        var internships = await app.Visitor.OpenAsync($"/dossier/{TokenOf(renewal)}/formulaire/internes", Cancellation);
        Assert.Contains("Mai à octobre 2022", internships.Text);
        Assert.Null(internships.Document.QuerySelector("[name$=-level1]"));

        foreach (var strange in (string[])["specialite", "changement", "recommandations", "nulle-part"])
        {
            using var answer = await app.Visitor.Client.GetAsync($"/dossier/{TokenOf(renewal)}/formulaire/{strange}", Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_candidacy_cannot_be_declined_nor_its_form_confirmed()
    {
        var candidacy = await app.StartDossierAsync();
        await app.WhenQuietAsync(candidacy);
        using var form = new FormUrlEncodedContent([new("raison", "temps")]);
        foreach (var path in (string[])[RenewalEndpoints.DeclinePath, RenewalEndpoints.ResumePath, "/formulaire"])
        {
            using var answer = await app.Visitor.Client.PostAsync($"/dossier/{TokenOf(candidacy)}{path}", form, Cancellation);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            using var forged = await app.Visitor.Client.PostAsync($"/dossier/forged{path}", form, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);
        }

        Assert.Equal(DossierState.UnderReview, (await app.WhenQuietAsync(candidacy)).State);
    }

    private string TokenOf(DossierKey dossier) =>
        app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(30))));

    private Task<VisitedPage> OpenAsync(DossierKey dossier) => app.Visitor.OpenAsync($"/dossier/{TokenOf(dossier)}", Cancellation);

    private async Task<DossierKey> RenewalAsync(DossierKey first) => new(first.Faculty, (await AgreementAsync(first)).Renewal);

    private Task<IReadOnlyList<AgreementEvent>> HistoryAsync(DossierKey first) => app.Get<AgreementRegister>().HistoryAsync(first, Cancellation);

    private async Task<IEnumerable<JournalFact>> FactsAsync(DossierKey dossier) =>
        (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact);

    private async Task<DossierKey> SubmitAsync(DossierKey first)
    {
        var renewal = await RenewalAsync(first);
        var page = await FillAsync(await OpenAsync(renewal), (await app.Get<DossierBook>().FindAsync(renewal, Cancellation))!);
        await (await page.FollowAsync("Vérifier et envoyer")).PressAsync("Envoyer mon dossier");
        await app.WhenQuietAsync(renewal);
        return renewal;
    }

    private async Task<VisitedPage> FillAsync(VisitedPage page, DossierRecord draft)
    {
        page = await page.FollowAsync("Remplir le formulaire");
        page = await page.PressAsync("Rien n’a changé, tout confirmer");
        var form = SampleForm.Of("Anne", "Martin", "63", app.Clock.GetUtcNow()).WithReport(draft.Renews!, ParisTime.DayOf(app.Clock.GetUtcNow()));
        foreach (var step in StepForm.Of(draft))
        {
            var isThere = page.Document.QuerySelector($"#etat-{step.Slug}")!.TextContent == "Rempli";
            if (isThere) continue;
            var opened = await page.FollowAsync(step.Title);
            page = await opened.FillIn(SampleForm.Typed(step, form).All).PressAsync("Enregistrer et finir plus tard");
        }

        return await page.FollowAsync("Revenir au dossier");
    }

    private async Task<DossierKey> GrantAsync(string choice = Choices.Granted, string word = "")
    {
        var dossier = await app.StartDossierAsync();
        await DecideAsync(dossier, choice, word);
        return dossier;
    }

    private async Task DecideAsync(DossierKey dossier, string choice, string word = "")
    {
        var record = await app.WhenQuietAsync(dossier);
        await PostAsync(dossier, app.Secretary.Id, "review-1", Reviews.Fields(app.Faculty.For(record.Kind), ""));
        await PostAsync(dossier, app.Coordinator.Id, "decision-1", [new("choix", choice), new("mot", word)]);
    }

    private async Task PostAsync(DossierKey dossier, string person, string assignment, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await app.Visitor.Client.PostAsync($"/demande/{app.TokenFor(dossier, person, assignment)}", form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await app.WhenQuietAsync(dossier);
    }

    private async Task<AgreementRecord> AgreementAsync(DossierKey first) => (await app.Get<AgreementRegister>().FindAsync(first, Cancellation))!;

    private async Task<AgreementLine> LineAsync(DossierKey agreement) =>
        (await app.Get<AgreementList>().ReadAsync(agreement.Faculty, Cancellation)).Lines.Single(line => line.Id == agreement.Id);

    private async Task MoveToAsync(LocalDate day)
    {
        await app.Clock.AdvanceToAsync(ParisTime.At(day, 10), Cancellation);
        await app.Clock.WhenQuietAsync();
    }
}
