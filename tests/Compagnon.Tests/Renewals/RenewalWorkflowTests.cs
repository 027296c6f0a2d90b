using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Assignments;
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

        // One click on, at the first reminder, with something of it known already.
        await MoveToAsync(new LocalDate(2027, 9, 1));
        var reminder = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "rappel, votre agrément va jusqu’au 29\u00A0février 2028", cancellation: Cancellation);
        var page = await app.Visitor.OpenAsync(reminder.Link("/dossier/"), Cancellation);
        Assert.Equal("Le renouvellement de votre agrément", page.Heading);
        page = await FillAsync(page, draft);
        page = await (await page.FollowAsync("Vérifier et envoyer")).PressAsync("Envoyer mon dossier");
        Assert.Contains("Dossier en cours de vérification", page.Text);

        await DecideAsync(renewal, Choices.Granted);
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(renewal)).State);
        var agreement = await AgreementAsync(first);
        Assert.Equal(
            [(new LocalDate(2027, 3, 1), Last, first.Id), (Last.PlusDays(1), new LocalDate(2033, 2, 28), renewal.Id)],
            agreement.Terms.Select(term => (term.From, term.Until, term.Dossier)));
        Assert.Equal((AgreementState.Active, "", new LocalDate(2033, 2, 28)), (agreement.State, agreement.Renewal, agreement.Until));
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

    private async Task<VisitedPage> InvitationAsync(DossierKey first)
    {
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(first), "renouvelez-le", cancellation: Cancellation);
        return await app.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation);
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

    private async Task MoveToAsync(LocalDate day)
    {
        await app.Clock.AdvanceToAsync(ParisTime.At(day, 10), Cancellation);
        await app.Clock.WhenQuietAsync();
    }
}
