using System.Net;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

public sealed class CandidacyTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly SampleDoctor doctor = SampleDoctor.New();
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_departement_that_no_faculty_serves_gets_a_page_that_says_so()
    {
        var page = await (await app.Visitor.OpenAsync("/candidature", Cancellation))
            .Fill("Département d’exercice", "75")
            .PressAsync("Continuer", cancellation: Cancellation);

        Assert.Equal("Ce département n’est pas encore desservi", page.Heading);
        Assert.Contains("Paris (75)", page.Text, StringComparison.Ordinal);
        Assert.Contains("Puy-de-Dôme (63)", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_departement_the_page_asks_for_one()
    {
        var page = await (await app.Visitor.OpenAsync("/candidature", Cancellation)).PressAsync("Continuer", cancellation: Cancellation);

        AssertRefused(page, ("departement", "Choisissez le département"));
    }

    [Fact]
    public async Task Each_no_is_shown_with_its_reason_and_the_answers_are_kept()
    {
        var page = await QuestionsAsync();
        var (first, second) = (app.Faculty.Eligibility[0], app.Faculty.Eligibility[1]);
        foreach (var question in app.Faculty.Eligibility)
            page.Tick(question == first || question == second ? "Non" : "Oui", question.Question);
        page = await page.PressAsync("Continuer", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Vous ne pouvez pas encore déposer de candidature", page.Heading);
        Assert.Contains(Fold(first.Reason), page.Text, StringComparison.Ordinal);
        Assert.Contains(Fold(second.Reason), page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Fold(app.Faculty.Eligibility[2].Reason), page.Text, StringComparison.Ordinal);

        // Two answers change; the others are as they were.
        page = await page.Tick("Oui", first.Question)
            .Tick("Oui", second.Question)
            .PressAsync("Vérifier de nouveau", cancellation: Cancellation);
        Assert.Equal("Qui êtes-vous ?", page.Heading);
    }

    [Fact]
    public async Task Unanswered_questions_are_named_and_linked()
    {
        var page = await QuestionsAsync();
        page = await page.Tick("Oui", app.Faculty.Eligibility[0].Question).PressAsync("Continuer", cancellation: Cancellation);

        AssertRefused(page, [.. app.Faculty.Eligibility.Skip(1).Select(question => ("q-" + question.Id, "Répondez par oui ou par non"))]);
    }

    [Fact]
    public async Task Absurd_values_are_kept_and_each_gets_its_sentence()
    {
        var page = await IdentityAsync();
        page = await page.Fill("Prénom", "<b>Anne</b>")
            .Fill("Nom", "")
            .Fill("Numéro RPPS", "10003456787")
            .Fill("Adresse électronique", "anne chez exemple")
            .PressAsync("Recevoir mon lien", cancellation: Cancellation);

        AssertRefused(
            page,
            ("prenom", "que des lettres"),
            ("nom", "Indiquez votre nom"),
            ("rpps", "n’est pas valable"),
            ("adresse", "prenom.nom@exemple.fr"));
        Assert.Equal("<b>Anne</b>", page.Document.GetElementById("prenom")!.GetAttribute("value"));
        Assert.Equal("10003456787", page.Document.GetElementById("rpps")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_identity_cannot_be_reached_without_the_conditions()
    {
        Assert.Equal("Remplissez-vous les conditions ?", (await app.Visitor.OpenAsync("/candidature/63/identite", Cancellation)).Heading);
        Assert.Equal(
            "Remplissez-vous les conditions ?", (await app.Visitor.OpenAsync("/candidature/63/identite?e=faux", Cancellation)).Heading);
        // What one faculty's conditions have opened does not open another's.
        var query = (await IdentityAsync()).Address.Query;
        Assert.Equal(
            "Remplissez-vous les conditions ?", (await app.Visitor.OpenAsync("/candidature/974/identite" + query, Cancellation)).Heading);
    }

    [Fact]
    public async Task The_link_in_the_mail_opens_the_dossier_once_its_button_is_pressed()
    {
        var sent = await new Journey(app.Visitor, app.Mailbox).ApplyAsync(doctor);
        Assert.Contains(doctor.Address, sent.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@", sent.Address.AbsoluteUri, StringComparison.Ordinal);

        var mail = await app.Mailbox.NextAsync(doctor.Address, "confirmez", cancellation: Cancellation);
        var key = (await app.Get<AddressBook>().DossiersOfAsync(doctor.Address, Cancellation)).Single();
        var page = await app.Visitor.OpenAsync(mail.Link("/confirmation/"), Cancellation);
        Assert.Equal("Confirmez votre adresse", page.Heading);
        Assert.Equal(DossierState.AwaitingConfirmation, (await app.Get<DossierBook>().FindAsync(key, Cancellation))!.State);

        var opened = await page.PressAsync("Ouvrir mon dossier", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", opened.Heading);
        Assert.Equal(DossierState.Draft, (await app.Get<DossierBook>().FindAsync(key, Cancellation))!.State);

        // Pressing again, or opening the mail again, leads to the same dossier and does nothing twice.
        Assert.Equal("Votre dossier d’agrément", (await page.PressAsync("Ouvrir mon dossier", cancellation: Cancellation)).Heading);
        Assert.Equal("Adresse déjà confirmée", (await app.Visitor.OpenAsync(mail.Link("/confirmation/"), Cancellation)).Heading);
        var kept = await app.Mailbox.NextAsync(doctor.Address, "votre dossier est ouvert", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", (await app.Visitor.OpenAsync(kept.Link("/dossier/"), Cancellation)).Heading);
        await app.Clock.WhenQuietAsync();
        Assert.Equal(["asked-" + Today() + "-1", "opened"], await app.MailsOfAsync(key));
        Assert.Equal(
            [JournalFact.CandidacyReceived, JournalFact.AddressConfirmed],
            (await app.Get<JournalBook>().ReadAsync(key, "x", Cancellation)).Where(line => line.IsPublic).Select(line => line.Fact));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_dossier_and_one_mail()
    {
        var page = (await IdentityAsync())
            .Fill("Prénom", "Anne")
            .Fill("Nom", "Martin")
            .Fill("Numéro RPPS", doctor.Rpps)
            .Fill("Adresse électronique", doctor.Address);

        var pages = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => page.PressAsync("Recevoir mon lien", cancellation: Cancellation)));

        Assert.All(pages, sent => Assert.Equal("Consultez votre messagerie", sent.Heading));
        var key = Assert.Single(await app.Get<AddressBook>().DossiersOfAsync(doctor.Address, Cancellation));
        await app.Clock.WhenQuietAsync();
        Assert.Single(await app.MailsOfAsync(key));
    }

    [Fact]
    public async Task Nobody_can_fill_a_mailbox_by_asking_again_and_again()
    {
        for (var i = 0; i < AddressBook.MailsADay; i++)
            Assert.Equal("Consultez votre messagerie", (await AskAsync(SampleDoctor.New().Rpps)).Heading);

        var refused = await AskAsync(SampleDoctor.New().Rpps);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        await app.Clock.WhenQuietAsync();
        Assert.Equal(AddressBook.MailsADay, (await app.Mailbox.AllAsync(Cancellation)).Count(mail => mail.To.Contains(doctor.Address)));

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal("Consultez votre messagerie", (await AskAsync(SampleDoctor.New().Rpps)).Heading);

        async Task<VisitedPage> AskAsync(string rpps) => await (await IdentityAsync())
            .Fill("Prénom", "Anne")
                .Fill("Nom", "Martin")
                .Fill("Numéro RPPS", rpps)
                .Fill("Adresse électronique", doctor.Address)
                .PressAsync("Recevoir mon lien", cancellation: Cancellation);
    }

    [Fact]
    public async Task A_faculty_takes_a_bounded_number_of_candidacies_an_hour()
    {
        var addresses = app.Get<AddressBook>();
        var now = app.Clock.GetUtcNow();
        for (var i = 0; i < AddressBook.CandidaciesAnHour; i++)
            Assert.True(await addresses.CountCandidacyAsync(RunningApp.FacultyId, now, Cancellation));

        var refused = await (await IdentityAsync())
            .Fill("Prénom", "Anne")
            .Fill("Nom", "Martin")
            .Fill("Numéro RPPS", doctor.Rpps)
            .Fill("Adresse électronique", doctor.Address)
            .PressAsync("Recevoir mon lien", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Empty(await addresses.DossiersOfAsync(doctor.Address, Cancellation));
        Assert.True(await addresses.CountCandidacyAsync("autre", now, Cancellation));
        Assert.True(await addresses.CountCandidacyAsync(RunningApp.FacultyId, now.AddHours(1), Cancellation));
    }

    [Fact]
    public async Task Who_has_an_open_dossier_gets_its_link_and_not_a_second_dossier()
    {
        var journey = new Journey(app.Visitor, app.Mailbox);
        await journey.ApplyAsync(doctor);
        await journey.ConfirmAsync(doctor);

        var typed = doctor with { Address = "A" + doctor.Address[1..] };
        Assert.NotEqual(doctor.Address, typed.Address);
        var again = await journey.ApplyAsync(typed);

        Assert.Equal("Consultez votre messagerie", again.Heading);
        // It shows what was typed, not what was found.
        Assert.Contains(typed.Address, again.Text, StringComparison.Ordinal);
        var link = await app.Mailbox.NextAsync(doctor.Address, "nouveau lien", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", (await app.Visitor.OpenAsync(link.Link("/dossier/"), Cancellation)).Heading);
        Assert.Single(await app.Get<AddressBook>().DossiersOfAsync(doctor.Address, Cancellation));
    }

    [Fact]
    public async Task An_expired_confirmation_opens_nothing_and_a_new_one_is_sent_to_the_address_on_record()
    {
        await new Journey(app.Visitor, app.Mailbox).ApplyAsync(doctor);
        var mail = await app.Mailbox.NextAsync(doctor.Address, "confirmez", cancellation: Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(app.Faculty.Delays.ConfirmationDays + 1));

        var page = await app.Visitor.OpenAsync(mail.Link("/confirmation/"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        await page.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);

        var renewed = await app.Mailbox.NextAsync(doctor.Address, "lien", cancellation: Cancellation);
        Assert.Equal("Confirmez votre adresse", (await app.Visitor.OpenAsync(renewed.Link("/confirmation/"), Cancellation)).Heading);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_lost_link_is_sent_anew_and_the_page_is_the_same_whether_there_is_such_a_dossier(bool byReference, bool exists)
    {
        var visit = await DoctorVisit.DraftAsync(app, new Doctor("Anne", "Martin", doctor.Rpps, doctor.Address, "63"));
        await app.Get<AddressBook>().AddAsync(doctor.Address, visit.Dossier, Cancellation);
        var number = byReference ? visit.Dossier.Reference : doctor.Rpps;

        var page = await app.Visitor.OpenAsync("/lien-perdu", Cancellation);
        page = await page.Fill("Adresse électronique", (exists ? "" : "autre.") + doctor.Address.ToUpperInvariant())
            .Fill("Référence", number)
            .PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);

        Assert.Equal("Consultez votre messagerie", page.Heading);
        Assert.EndsWith("/lien-perdu/envoye", page.Address.AbsolutePath, StringComparison.Ordinal);
        await app.Clock.WhenQuietAsync();
        if (exists)
        {
            var mail = await app.Mailbox.NextAsync(doctor.Address, "lien", cancellation: Cancellation);
            Assert.Equal("Votre dossier d’agrément", (await app.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation)).Heading);
        }
        else
        {
            Assert.Empty(await app.Mailbox.AllAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_link_form_that_was_tampered_with_is_answered_alike_whether_there_is_such_a_dossier(bool exists)
    {
        var visit = await DoctorVisit.DraftAsync(app, new Doctor("Anne", "Martin", doctor.Rpps, doctor.Address, "63"));
        if (exists) await app.Get<AddressBook>().AddAsync(doctor.Address, visit.Dossier, Cancellation);

        var page = await app.Visitor.OpenAsync("/lien-perdu", Cancellation);
        page.Document.QuerySelector("[name=essai]")!.SetAttribute("value", new string('x', 40_000));
        page = await page.Fill("Adresse électronique", doctor.Address)
            .Fill("Référence", doctor.Rpps)
            .PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);

        Assert.Equal("Consultez votre messagerie", page.Heading);
        await app.Clock.WhenQuietAsync();
        Assert.Equal(exists ? 1 : 0, (await app.MailsOfAsync(visit.Dossier)).Count);
    }

    [Fact]
    public async Task Lost_links_that_are_asked_for_use_up_none_of_the_candidacys_mails()
    {
        var visit = await DoctorVisit.DraftAsync(app, new Doctor("Anne", "Martin", doctor.Rpps, doctor.Address, "63"));
        await app.Get<AddressBook>().AddAsync(doctor.Address, visit.Dossier, Cancellation);
        for (var i = 0; i <= AddressBook.MailsADay; i++)
        {
            var page = (await app.Visitor.OpenAsync("/lien-perdu", Cancellation)).Fill("Adresse électronique", doctor.Address)
                .Fill("Référence", doctor.Rpps);
            Assert.Equal(
                "Consultez votre messagerie",
                (await page.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation)).Heading);
        }

        var candidacy = await new Journey(app.Visitor, app.Mailbox).ApplyAsync(doctor);

        Assert.Equal("Consultez votre messagerie", candidacy.Heading);
        await app.Clock.WhenQuietAsync();
        Assert.Equal(AddressBook.MailsADay + 1, (await app.MailsOfAsync(visit.Dossier)).Count);
    }

    [Fact]
    public async Task A_lost_link_of_nobody_is_counted_and_answered_no_sooner_than_one_of_somebody()
    {
        var page = (await app.Visitor.OpenAsync("/lien-perdu", Cancellation)).Fill("Adresse électronique", doctor.Address)
            .Fill("Référence", doctor.Rpps);
        var attempt = page.Document.QuerySelector("[name=essai]")!.GetAttribute("value")!;

        var begun = System.Diagnostics.Stopwatch.StartNew();
        await page.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);

        Assert.True(begun.Elapsed >= EvenPace.Least - TimeSpan.FromMilliseconds(20), $"The answer came after {begun.Elapsed}.");
        var today = Compagnon.Assignments.ParisTime.DayOf(app.Clock.GetUtcNow());
        var addresses = app.Get<AddressBook>();
        foreach (var (request, number) in ((string, string)[])[("another", "-2"), (attempt, "-1")])
        {
            var mail = await addresses.TakeMailAsync(PublicForm.LostLink, doctor.Address, today, request, Cancellation);
            Assert.EndsWith(number, mail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_that_is_sent_again_after_midnight_takes_no_second_mail()
    {
        var addresses = app.Get<AddressBook>();
        var evening = new NodaTime.LocalDate(2027, 3, 3);
        var address = doctor.Address;
        var first = await addresses.TakeMailAsync(PublicForm.Candidacy, address, evening, "one form", Cancellation);

        Assert.Equal("asked-20270303-1", first);
        Assert.Equal(first, await addresses.TakeMailAsync(PublicForm.Candidacy, address, evening.PlusDays(1), "one form", Cancellation));
        Assert.Equal(
            "asked-20270304-1", await addresses.TakeMailAsync(PublicForm.Candidacy, address, evening.PlusDays(1), "another", Cancellation));
    }

    [Fact]
    public async Task A_lost_link_asked_with_nothing_or_nonsense_says_what_is_wrong()
    {
        var page = await app.Visitor.OpenAsync("/lien-perdu", Cancellation);

        AssertRefused(
            await page.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation), ("adresse", "Indiquez"), ("numero", "Indiquez"));
        var typed = await page.Fill("Adresse", "a@exemple.example")
            .Fill("Référence", "12345")
            .PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);
        AssertRefused(typed, ("numero", "Vérifiez ce numéro"));
        Assert.Equal("12345", typed.Document.GetElementById("numero")!.GetAttribute("value"));
    }

    private static void AssertRefused(VisitedPage page, params (string Field, string Message)[] errors)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.StartsWith("Erreur", page.Document.Title!, StringComparison.Ordinal);
        var summary = page.Document.QuerySelectorAll(".error-summary a")
            .Select(a => (a.GetAttribute("href")![1..], Fold(a.TextContent)))
            .ToList();
        Assert.Equal(errors.Select(error => error.Field), summary.Select(line => line.Item1));
        foreach (var ((field, message), (_, text)) in errors.Zip(summary))
        {
            Assert.Contains(message, text, StringComparison.Ordinal);
            Assert.NotNull(page.Document.GetElementById(field));
            var described = page.Document.GetElementById(field)!.Closest("[aria-describedby]")!.GetAttribute("aria-describedby")!;
            Assert.Contains(field + "-erreur", described, StringComparison.Ordinal);
            Assert.NotNull(page.Document.GetElementById(field + "-erreur"));
        }
    }

    private async Task<VisitedPage> QuestionsAsync() =>
        await (await app.Visitor.OpenAsync("/candidature", Cancellation))
            .Fill("Département d’exercice", "63")
            .PressAsync("Continuer", cancellation: Cancellation);

    private async Task<VisitedPage> IdentityAsync()
    {
        var page = await QuestionsAsync();
        foreach (var question in app.Faculty.Eligibility) page.Tick("Oui", question.Question);
        return await page.PressAsync("Continuer", cancellation: Cancellation);
    }

    private string Today() => Compagnon.Assignments.ParisTime.DayOf(app.Clock.GetUtcNow()).ToString("yyyyMMdd", null);

    private static string Fold(string text) => text.Replace('\u00A0', ' ').Replace('\u202F', ' ');
}
