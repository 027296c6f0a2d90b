using System.Net;
using Azure.Data.Tables;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Graph;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.Tests.Mail.Returns;

/// <summary>Mails that come back, or never went: found, listed and seen to.</summary>
public sealed class ReturnedMailsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/courriels";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_that_came_back_is_listed_told_to_the_secretariat_once_and_sent_again_once()
    {
        var dossier = await app.SubmitAsync("Revenue");
        var address = $"{Page}/{dossier.Id}/told";
        var before = await LostMailsAsync();
        await SendAsync(dossier, "told", bounce: true);

        await LookAsync();
        await LookAsync();

        Assert.Equal([MailTroubleKind.Returned], await KindsAsync(dossier));
        Assert.Contains("Courriel revenu, non remis\u00A0: accusé de réception, au médecin", Assert.Single(await LinesAsync(dossier, JournalFact.MailReturned)), StringComparison.Ordinal);
        Assert.Single(await app.MailsOfAsync(dossier), id => id.StartsWith("undelivered-", StringComparison.Ordinal));
        Assert.Equal(before + 1, await LostMailsAsync());

        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Contains("arrivé", (await secretary.OpenAsync("/console/val-de-dore/travail")).Text, StringComparison.Ordinal);
        var page = await (await secretary.OpenAsync(Page)).FollowAsync("Accusé de réception");
        Assert.Contains("cette adresse n’existe pas", page.Text, StringComparison.Ordinal);
        app.Get<MessageStore>().SetBouncing(RunningApp.DoctorOf(dossier), false);

        var sent = await page.PressAsync("Envoyer de nouveau");
        await page.PressAsync("Envoyer de nouveau");
        await app.Clock.WhenQuietAsync();

        Assert.Equal(address, sent.Address.AbsolutePath);
        Assert.Contains("Envoyé de nouveau", sent.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await app.Mailbox.AllAsync(Cancellation)).Count(mail => mail.To.Contains(RunningApp.DoctorOf(dossier))));
        Assert.Single(await LinesAsync(dossier, JournalFact.MailSentAgain));
        Assert.Empty(await KindsAsync(dossier));
    }

    [Fact]
    public async Task A_reminder_of_what_is_answered_is_not_sent_again_and_can_be_put_away_with_a_word()
    {
        var dossier = await app.SubmitAsync("Rappelle");
        await SendAsync(dossier, "late", MailTemplates.PiecesReminder, "completion-1", bounce: true);
        await LookAsync();
        var assignment = await app.Get<AssignmentDesk>().OpenAsync(
            new Assignment(dossier, "completion-1", AssignmentKind.Completion, [Link.Doctor], "none", app.Clock.GetUtcNow(), null), Cancellation);
        await app.Get<AssignmentDesk>().ClaimAsync(
            assignment, new Claim(dossier, "completion-1", Choices.Provided, [], "", Link.Doctor, app.Clock.GetUtcNow()), Cancellation);

        using var secretary = await app.SignInAsync(app.Secretary);
        var page = await secretary.OpenAsync($"{Page}/{dossier.Id}/late");
        Assert.Contains("a reçu une réponse depuis", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Document.QuerySelectorAll("button"), button => button.TextContent.Contains("Envoyer de nouveau", StringComparison.Ordinal));

        var asked = await page.Fill("Ce qui a été fait", " ").PressAsync("Classer ce courriel");
        Assert.Contains("Dites en un mot", asked.Text, StringComparison.Ordinal);
        var kept = await page.Fill("Ce qui a été fait", new string('x', 301)).PressAsync("Classer ce courriel");
        Assert.Contains("Raccourcissez", kept.Text, StringComparison.Ordinal);
        Assert.Equal(301, kept.Document.QuerySelector("input[name=mot]")!.GetAttribute("value")!.Length);
        var done = await page.Fill("Ce qui a été fait", "Joint <b>au téléphone</b>").PressAsync("Classer ce courriel");

        Assert.Contains("« Joint <b>au téléphone</b> »", done.Text, StringComparison.Ordinal);
        Assert.Contains("Joint <b>au téléphone</b>", Assert.Single(await LinesAsync(dossier, JournalFact.MailPutAway)), StringComparison.Ordinal);
        Assert.Empty(await KindsAsync(dossier));
    }

    [Fact]
    public async Task A_report_that_gives_back_no_header_is_matched_by_what_the_mailbox_sent()
    {
        var dossier = await app.SubmitAsync("Sansentete");
        await SendAsync(dossier, "bare", bounce: false);
        var sent = (await app.Mailbox.AllAsync(Cancellation)).Single(mail => mail.To.Contains(RunningApp.DoctorOf(dossier)));
        var message = app.Get<MessageStore>().Find(sent.Number)!;

        Assert.Equal($"{dossier.Id}/bare", await app.Get<GraphMail>().FindHeaderAsync(app.Faculty.Mailbox.Address, message.InternetMessageId, Cancellation));
        Assert.Null(await app.Get<GraphMail>().FindHeaderAsync(app.Faculty.Mailbox.Address, "<it's nobody's@exemple.fr>", Cancellation));
    }

    [Fact]
    public async Task A_mail_that_came_back_before_the_department_knows_the_dossier_is_kept_from_it()
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        await app.Get<DossierBook>().AddAsync(dossier, new Doctor("Anne", "Inconnue", "10003456789", RunningApp.DoctorOf(dossier), "63"), app.Clock.GetUtcNow());
        await SendAsync(dossier, "confirmation", MailTemplates.AddressConfirmation, bounce: true);
        await LookAsync();

        Assert.NotNull((await app.Get<MailJournal>().FindAsync(dossier, "confirmation", Cancellation))!.Returned);
        Assert.Empty(await KindsAsync(dossier));
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync($"{Page}/{dossier.Id}/confirmation")).Status);
        Assert.DoesNotContain(await app.MailsOfAsync(dossier), id => id.StartsWith("undelivered-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_and_its_mails_open_to_the_faculty_alone_and_only_the_office_acts()
    {
        var dossier = await app.SubmitAsync("Gardee");
        await SendAsync(dossier, "kept", bounce: true);
        await LookAsync();
        var address = $"{Page}/{dossier.Id}/kept";
        using var other = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        using var secretary = await app.SignInAsync(app.Secretary);

        Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(address)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync(address.Replace("val-de-dore", "rives-atlantiques", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync($"{Page}/{dossier.Id}/unknown")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync($"{Page}/{dossier.Id}/NOT~AN~ID")).Status);

        var read = await reader.OpenAsync(address);
        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Empty(read.Document.QuerySelectorAll("main form"));
        using var form = new FormUrlEncodedContent([new("action", "renvoyer")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync(new Uri(address, UriKind.Relative), form, Cancellation)).StatusCode);
        Assert.Equal([MailTroubleKind.Returned], await KindsAsync(dossier));
    }

    [Fact]
    public async Task Correcting_a_doctors_address_leads_to_its_change_and_a_colleagues_stands_in_the_file()
    {
        var dossier = await app.SubmitAsync("Corrigee");
        await SendAsync(dossier, "wrong", bounce: true);
        await SendAsync(dossier, "colleague", MailTemplates.WithdrawnNotice, recipient: app.Coordinator.Id, bounce: true);
        app.Get<MessageStore>().SetBouncing(app.Coordinator.Address, false);
        await LookAsync();
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);

        var form = await (await secretary.OpenAsync($"{Page}/{dossier.Id}/wrong")).FollowAsync("Changer l’adresse du médecin");
        Assert.EndsWith("/adresse", form.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Anne Corrigee", form.Text, StringComparison.Ordinal);

        Assert.Contains("Le secrétariat peut changer", (await coordinator.OpenAsync($"{Page}/{dossier.Id}/wrong")).Text, StringComparison.Ordinal);
        Assert.Equal($"{Page}/{dossier.Id}/wrong", (await coordinator.OpenAsync($"{Page}/{dossier.Id}/wrong/adresse")).Address.AbsolutePath);
        Assert.Contains("fichier de la faculté", (await secretary.OpenAsync($"{Page}/{dossier.Id}/colleague")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_waits_for_an_hour_is_listed_until_it_is_taken()
    {
        var dossier = await app.SubmitAsync("Patiente");
        var journal = app.Get<MailJournal>();
        await journal.AddAsync(Posting(dossier, "slow"), Cancellation);
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Mails, Cancellation);
        await table.UpdateEntityAsync(
            new TableEntity(dossier.Id, "slow") { ["Posted"] = app.Clock.GetUtcNow() - TimeSpan.FromHours(2) }, Azure.ETag.All, TableUpdateMode.Merge, Cancellation);
        var key = new MailKey(dossier, "slow");

        await app.Get<MailTroubles>().RefreshAsync(key, Cancellation);
        Assert.Equal([MailTroubleKind.Waiting], await KindsAsync(dossier));
        using var secretary = await app.SignInAsync(app.Secretary);
        var page = await secretary.OpenAsync($"{Page}/{dossier.Id}/slow");
        Assert.Contains("vous n’avez rien à faire", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));

        await DeliverAsync(key);
        Assert.Empty(await KindsAsync(dossier));
    }

    [Fact]
    public async Task What_is_shown_at_once_is_bounded_and_the_rest_is_a_click_away()
    {
        var table = await app.Get<StorageClients>().TableAsync(TableNames.MailTroubles, Cancellation);
        for (var i = 0; i < MailTroubles.PageSize + 5; i++)
        {
            await table.AddEntityAsync(
                new TableEntity("rives-atlantiques", $"{i:D19}~x")
                {
                    ["Dossier"] = DossierKey.New("rives-atlantiques").Id,
                    ["Mail"] = $"mail-{i}",
                    ["Kind"] = nameof(MailTroubleKind.NotDelivered),
                    ["Posted"] = app.Clock.GetUtcNow(),
                    ["Template"] = i == 0 ? "of-another-version" : MailTemplates.Acknowledgement,
                    ["Recipient"] = Link.Doctor,
                    ["Doctor"] = $"Nom {i}",
                },
                Cancellation);
        }

        var first = await app.Get<MailTroubles>().ReadAsync("rives-atlantiques", "", Cancellation);
        Assert.Equal(MailTroubles.PageSize, first.Mails.Count);
        Assert.Equal(MailTroubles.PageSize + 1, await app.Get<MailTroubles>().CountAsync("rives-atlantiques", Cancellation));
        using var somebody = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People.First(person => person.Has(StaffRole.Secretariat)));
        var page = await (await somebody.OpenAsync("/console/rives-atlantiques/courriels")).FollowAsync("Afficher plus");
        Assert.Contains("Nom 54", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nom 49", page.Text, StringComparison.Ordinal);
        Assert.Contains("Plus de 50 courriels", (await somebody.OpenAsync("/console/rives-atlantiques/travail")).Text, StringComparison.Ordinal);
    }

    private static MailPosting Posting(
        DossierKey dossier, string id, string template = MailTemplates.Acknowledgement, string recipient = Link.Doctor, string assignment = "review-1") =>
        new(dossier, id, template, recipient, new Dictionary<string, string> { [MailData.Assignment] = assignment, [MailData.LastDay] = "2030-01-01", [MailData.Since] = "2027-01-01", [MailData.Pieces] = "CV" });

    private async Task SendAsync(
        DossierKey dossier, string id, string template = MailTemplates.Acknowledgement, string assignment = "review-1", string recipient = Link.Doctor, bool bounce = false)
    {
        if (bounce) app.Get<MessageStore>().SetBouncing(recipient == Link.Doctor ? RunningApp.DoctorOf(dossier) : app.Coordinator.Address, true);
        await app.Get<MailJournal>().AddAsync(Posting(dossier, id, template, recipient, assignment), Cancellation);
        await DeliverAsync(new MailKey(dossier, id));
    }

    private async Task DeliverAsync(MailKey key)
    {
        var steps = app.Make<MailActivities>();
        Assert.Equal(DeliveryOutcomeKind.GoOn, (await steps.DraftMailAsync(key, app.Workflows)).Kind);
        Assert.Equal(DeliveryOutcomeKind.Over, (await steps.SendDraftAsync(key, app.Workflows)).Kind);
    }

    private async Task LookAsync()
    {
        await app.Get<ReturnedMails>().LookAsync(app.Workflows, Cancellation);
        await app.Clock.WhenQuietAsync();
    }

    private async Task<IEnumerable<MailTroubleKind>> KindsAsync(DossierKey dossier) =>
        (await app.Get<MailTroubles>().ReadAsync(dossier.Faculty, "", Cancellation)).Mails.Where(mail => mail.Dossier == dossier).Select(mail => mail.Kind);

    private Task<int> LostMailsAsync() => app.Get<MailTroubles>().CountAsync(RunningApp.FacultyId, Cancellation);

    private async Task<IEnumerable<string>> LinesAsync(DossierKey dossier, JournalFact fact) =>
        (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Where(line => line.Fact == fact).Select(line => line.Sentence);
}
