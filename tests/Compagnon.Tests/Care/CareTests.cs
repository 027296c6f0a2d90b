using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.Tests.Care;

/// <summary>Who takes care of a dossier, colleagues' notes and messages with the doctor, through the app as it runs.</summary>
public sealed class CareTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_takes_care_of_a_dossier_hands_it_on_and_lets_it_go()
    {
        var dossier = await StartAsync("Suivie");
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var page = await secretary.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        Assert.Contains("Personne pour l’instant", page.Text);
        var taken = await page.PressAsync("Je m’en occupe", cancellation: Cancellation);
        Assert.Contains(app.Secretary.ShortName + ", depuis le", taken.Text);
        await page.PressAsync("Je m’en occupe", cancellation: Cancellation);

        Assert.Contains("Suivie", await ListAsync(secretary, "?onglet=mes-dossiers&texte=suivie"));
        Assert.DoesNotContain("Dr Anne Suivie", await ListAsync(coordinator, "?onglet=mes-dossiers&texte=suivie"));
        Assert.Contains("Dr Anne Suivie", await ListAsync(coordinator, $"?onglet=tous&texte=suivie&suivi={app.Secretary.Id}"));
        Assert.DoesNotContain("Dr Anne Suivie", await ListAsync(coordinator, "?onglet=tous&texte=suivie&suivi=personne"));

        page = await coordinator.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        page = await page.Tick(app.Coordinator.Name, "Qui suit ce dossier").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains(app.Coordinator.ShortName + ", depuis le", page.Text);
        page = await page.Tick("Personne", "Qui suit ce dossier").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains("Personne pour l’instant", page.Text);
        Assert.Contains("Dr Anne Suivie", await ListAsync(coordinator, "?onglet=tous&texte=suivie&suivi=personne"));

        Assert.Equal(
            [JournalFact.FollowerSet, JournalFact.FollowerSet, JournalFact.FollowerRemoved],
            await FactsAsync(dossier, JournalFact.FollowerSet, JournalFact.FollowerRemoved));
    }

    [Fact]
    public async Task Nobody_is_put_in_charge_who_does_not_run_the_department()
    {
        var dossier = await StartAsync("Choisie");
        using var secretary = await app.SignInAsync(app.Secretary);
        var token = await TokenAsync(secretary, dossier);
        foreach (var who in app.Faculty.People.Where(person => !person.Has(StaffRole.Secretariat) && !person.Has(StaffRole.Coordinator)).Select(person => person.Id).Append("personne-au-hasard"))
        {
            var status = await PostAsync(secretary, AddressOf(dossier, "/suivi"), ("jeton", token), ("acte", "suivre"), ("suivi-par", who));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        }

        Assert.Equal("", (await FindAsync(dossier)).FollowedBy);
    }

    [Fact]
    public async Task A_note_is_the_department_s_alone_and_leaves_no_text_once_it_is_taken_back()
    {
        var dossier = await StartAsync("Notée");
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var form = (await secretary.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation)).Fill("Nouvelle note", "Rappeler <b>Saturne</b>.");
        var page = await form.PressAsync("Ajouter la note", cancellation: Cancellation);
        Assert.Contains("Rappeler <b>Saturne</b>.", page.Text);
        // The same form again.
        page = await form.PressAsync("Ajouter la note", cancellation: Cancellation);
        Assert.Single(page.Document.QuerySelectorAll(".timeline li"));

        Assert.DoesNotContain("Saturne", (await DoctorAsync(dossier)).Document.DocumentElement.OuterHtml);
        Assert.DoesNotContain("Note ajoutée", (await DoctorAsync(dossier)).Text);
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        var read = await reader.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        Assert.Contains("Saturne", read.Text);
        Assert.Empty(read.Document.QuerySelectorAll("main form"));

        // A colleague of the secretariat takes back none but their own; the coordination any.
        await (await coordinator.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation)).Fill("Nouvelle note", "Vu avec le doyen.")
            .PressAsync("Ajouter la note", cancellation: Cancellation);
        page = await secretary.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        Assert.Single(page.Document.QuerySelectorAll("button[name=retirer]"));
        var theirs = (await app.Get<NoteBook>().ListAsync(dossier, Cancellation)).Single(note => note.By == app.Coordinator.Id);
        await PostAsync(secretary, AddressOf(dossier, "/suivi"), ("jeton", await TokenAsync(secretary, dossier)), ("retirer", theirs.Id));
        Assert.Equal("Vu avec le doyen.", (await app.Get<NoteBook>().ListAsync(dossier, Cancellation)).Single(note => note.Id == theirs.Id).Text);
        var first = (await app.Get<NoteBook>().ListAsync(dossier, Cancellation)).Single(note => note.By == app.Secretary.Id);
        await PostAsync(coordinator, AddressOf(dossier, "/suivi"), ("jeton", await TokenAsync(coordinator, dossier)), ("retirer", first.Id));
        page = await coordinator.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        Assert.DoesNotContain("Saturne", page.Text);
        Assert.Contains($"Note de {app.Secretary.ShortName}, retirée par la coordination", page.Text);
        Assert.DoesNotContain((await app.Get<NoteBook>().ListAsync(dossier, Cancellation)), note => note.Text.Contains("Saturne", StringComparison.Ordinal));
        Assert.Equal(
            [JournalFact.NoteWritten, JournalFact.NoteWritten, JournalFact.NoteTakenBack],
            await FactsAsync(dossier, JournalFact.NoteWritten, JournalFact.NoteTakenBack));
    }

    [Fact]
    public async Task Messages_go_back_and_forth_and_no_mail_carries_what_they_say()
    {
        var dossier = await StartAsync("Écrit");
        using var secretary = await app.SignInAsync(app.Secretary);
        var form = (await secretary.OpenAsync(AddressOf(dossier, "/messages"), Cancellation)).Fill("Écrire au médecin", "Votre cabinet a-t-il déménagé ?");
        var page = await form.PressAsync("Envoyer", cancellation: Cancellation);
        await form.PressAsync("Envoyer", cancellation: Cancellation);
        Assert.Contains("Votre cabinet a-t-il déménagé", page.Text);
        await app.Clock.WhenQuietAsync(Cancellation);
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "le département vous a écrit", cancellation: Cancellation);
        Assert.DoesNotContain("déménagé", mail.Body);
        Assert.Single(await app.MailsOfAsync(dossier), id => id.StartsWith("message-", StringComparison.Ordinal));

        var doctor = await DoctorAsync(dossier);
        Assert.Contains("Votre cabinet a-t-il déménagé", doctor.Text);
        var answer = (await doctor.FollowAsync("Répondre, voir tous les messages", Cancellation)).Fill("Écrire au département", "Oui, rue <i>Neuve</i>.");
        await answer.PressAsync("Envoyer", cancellation: Cancellation);
        var sent = await answer.PressAsync("Envoyer", cancellation: Cancellation);
        Assert.Equal(2, sent.Document.QuerySelectorAll(".messages li").Length);
        Assert.Contains("Oui, rue <i>Neuve</i>.", sent.Text);
        await app.Clock.WhenQuietAsync(Cancellation);
        var told = await app.Mailbox.NextAsync(app.Secretary.Address, "message du médecin – Dr Anne Écrit", cancellation: Cancellation);
        Assert.DoesNotContain("Neuve", told.Body);
        Assert.Contains($"/console/val-de-dore/dossiers/{dossier.Id}/messages", told.Body);

        // Unread until somebody says so: opening the page says nothing.
        Assert.Contains("Message du médecin à lire", await ListAsync(secretary, "?onglet=tous&texte=ecrit"));
        page = await secretary.OpenAsync(AddressOf(dossier, "/messages"), Cancellation);
        Assert.Contains("Message du médecin à lire", await ListAsync(secretary, "?onglet=tous&texte=ecrit"));
        await page.PressAsync("Marquer comme lu", cancellation: Cancellation);
        Assert.DoesNotContain("Message du médecin à lire", await ListAsync(secretary, "?onglet=tous&texte=ecrit"));
        // What comes after the page was made stays unread.
        await SendAsync(dossier, "Encore une chose.");
        await page.PressAsync("Marquer comme lu", cancellation: Cancellation);
        Assert.True((await FindAsync(dossier)).HasNews);

        Assert.DoesNotContain(
            await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation), line => line.Sentence.Contains("Neuve", StringComparison.Ordinal));
        Assert.Equal(
            [JournalFact.MessageToDoctor, JournalFact.MessageFromDoctor, JournalFact.MessageFromDoctor],
            await FactsAsync(dossier, JournalFact.MessageToDoctor, JournalFact.MessageFromDoctor));
    }

    [Fact]
    public async Task A_message_on_a_dossier_that_has_ended_stands_on_the_list_until_it_is_read()
    {
        var dossier = await StartAsync("Finie");
        await app.Get<FollowDesk>().SetAsync(app.Workflows, dossier, app.Secretary, app.Secretary.Id, Cancellation);
        await app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, dossier, Link.Doctor, "Je déménage.", Cancellation);
        await app.WhenQuietAsync(dossier);
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        Assert.Equal("", await ListAsync(secretary, "?onglet=tous&texte=finie"));

        await SendAsync(dossier, "Une question encore.");
        Assert.Contains("Message du médecin à lire", await ListAsync(secretary, "?onglet=moi&texte=finie"));
        Assert.Equal("", await ListAsync(coordinator, "?onglet=moi&texte=finie"));
        Assert.Contains("Message du médecin à lire", await ListAsync(coordinator, "?onglet=autres&texte=finie"));

        var messages = await (await secretary.OpenAsync(AddressOf(dossier, ""), Cancellation)).FollowAsync("Lire", Cancellation);
        await messages.PressAsync("Marquer comme lu", cancellation: Cancellation);
        Assert.DoesNotContain("à lire", (await secretary.OpenAsync(AddressOf(dossier, ""), Cancellation)).Text);
        Assert.Equal("", await ListAsync(coordinator, "?onglet=tous&texte=finie"));
        Assert.DoesNotContain(await app.Get<Outstanding>().ListAsync(OutstandingKind.Care, TimeSpan.Zero, Cancellation), note => note.Dossier == dossier);
    }

    [Fact]
    public async Task A_message_of_the_holder_of_an_imported_agreement_stands_on_the_list_until_it_is_read()
    {
        var (dossier, now) = (DossierKey.New("val-de-dore"), app.Clock.GetUtcNow());
        await app.Get<DossierBook>().AddAsync(dossier, new Doctor("Anne", "Reprise", "10003456789", "reprise@exemple.example", "63"), now, Cancellation);
        await app.Get<DossierBook>().ChangeAsync(
            dossier,
            record => record with { State = DossierState.Granted, Submitted = record.Created, Confirmed = now, SubmittedBy = app.Secretary.Id },
            Cancellation);
        await app.Get<WorkList>().RefreshAsync(dossier, Cancellation);
        Assert.DoesNotContain((await app.Get<WorkList>().ReadAsync(dossier.Faculty, Cancellation)).Lines, line => line.Id == dossier.Id);

        await SendAsync(dossier, "Je change de cabinet.");
        var line = Assert.Single((await app.Get<WorkList>().ReadAsync(dossier.Faculty, Cancellation)).Lines, line => line.Id == dossier.Id);
        Assert.True(line is { HasNews: true, IsImported: true });
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Contains("Dr Anne Reprise", await ListAsync(secretary, "?onglet=moi&texte=reprise"));

        await app.Get<MessageDesk>().ReadAsync(dossier, app.Clock.GetUtcNow(), Cancellation);
        Assert.DoesNotContain((await app.Get<WorkList>().ReadAsync(dossier.Faculty, Cancellation)).Lines, line => line.Id == dossier.Id);
    }

    [Fact]
    public async Task Whoever_is_put_in_charge_by_a_colleague_gets_one_mail_and_who_takes_a_dossier_none()
    {
        var dossier = await StartAsync("Remise");
        using var secretary = await app.SignInAsync(app.Secretary);
        var page = await secretary.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation);
        await page.PressAsync("Je m’en occupe", cancellation: Cancellation);
        Assert.Empty(await FollowMailsAsync(dossier));

        page.Tick(app.Coordinator.Name, "Qui suit ce dossier");
        await page.PressAsync("Enregistrer", cancellation: Cancellation);
        await page.PressAsync("Enregistrer", cancellation: Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.EndsWith("-" + app.Coordinator.Id, Assert.Single(await FollowMailsAsync(dossier)));
        var mail = await app.Mailbox.NextAsync(app.Coordinator.Address, "vous suivez désormais ce dossier – Dr Anne Remise", cancellation: Cancellation);
        Assert.Contains(app.Secretary.ShortName + " vous confie le dossier du Dr Anne Remise", mail.Body);
        Assert.Contains($"/console/val-de-dore/dossiers/{dossier.Id}\"", mail.Body);
    }

    [Fact]
    public async Task Who_is_no_longer_in_charge_is_told_nothing()
    {
        var dossier = await StartAsync("Reprise");
        var follow = app.Get<FollowDesk>();
        await follow.SetAsync(app.Workflows, dossier, app.Coordinator, app.Secretary.Id, Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        var mail = (await app.Get<MailJournal>().FindAsync(dossier, Assert.Single(await FollowMailsAsync(dossier)), Cancellation))!;
        Assert.False(await app.Get<MailNeed>().IsAnsweredAsync(mail.Posting));

        await follow.SetAsync(app.Workflows, dossier, app.Secretary, app.Secretary.Id, Cancellation);
        Assert.True(await app.Get<MailNeed>().IsAnsweredAsync(mail.Posting));
    }

    [Fact]
    public async Task A_doctor_s_message_goes_to_who_takes_care_of_the_dossier()
    {
        var dossier = await StartAsync("Confiée");
        await app.Get<FollowDesk>().SetAsync(app.Workflows, dossier, app.Coordinator, app.Secretary.Id, Cancellation);

        await SendAsync(dossier, "Bonjour.");
        await app.Clock.WhenQuietAsync(Cancellation);

        var mails = (await app.MailsOfAsync(dossier)).Where(id => id.StartsWith("message-", StringComparison.Ordinal)).ToList();
        Assert.EndsWith("-" + app.Coordinator.Id, Assert.Single(mails));
    }

    [Fact]
    public async Task A_doctor_sends_no_more_than_ten_messages_a_day_and_none_that_is_empty_or_endless()
    {
        var dossier = await StartAsync("Bavarde");
        for (var i = 0; i < Message.MostADay; i++) await SendAsync(dossier, $"Message {i}.");

        var page = await (await DoctorAsync(dossier, "/messages")).Fill("Écrire au département", "Un de trop.").PressAsync("Envoyer", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("10 messages aujourd’hui", page.Text);
        Assert.Equal(Message.MostADay, (await app.Get<MessageDesk>().ListAsync(dossier, Cancellation)).Count);

        foreach (var (text, expected) in ((string, string)[])[(" ", "Écrivez votre message"), (new string('a', Message.LongestText + 1), "Raccourcissez ce message")])
        {
            page = await (await DoctorAsync(dossier, "/messages")).Fill("Écrire au département", text).PressAsync("Envoyer", cancellation: Cancellation);
            Assert.Contains(expected, page.Text);
        }
    }

    [Fact]
    public async Task Tabs_of_the_office_open_to_nobody_else_and_take_no_forged_form()
    {
        var dossier = await StartAsync("Fermée");
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        using var stranger = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);
        var theirs = await TokenAsync(coordinator, dossier);
        foreach (var below in (string[])["/suivi", "/messages"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.OpenAsync(AddressOf(dossier, below), Cancellation)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync($"/console/rives-atlantiques/dossiers/{dossier.Id}{below}", Cancellation)).Status);
            foreach (var token in (string[])["", theirs])
            {
                Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(
                    secretary, AddressOf(dossier, below), ("jeton", token), ("acte", "noter"), ("formulaire", FormId.New()), ("note", "Volée."), ("message", "Volé.")));
            }

            foreach (var person in app.Faculty.People.Where(person => !person.Has(StaffRole.Secretariat) && !person.Has(StaffRole.Coordinator)))
            {
                using var other = await app.SignInAsync(person);
                var page = await other.OpenAsync(AddressOf(dossier, below), Cancellation);
                Assert.Equal(person.Has(StaffRole.ReadOnly) ? HttpStatusCode.OK : HttpStatusCode.NotFound, page.Status);
                if (page.Status == HttpStatusCode.OK)
                {
                    var own = page.Document.QuerySelector("input[name=jeton]")?.GetAttribute("value") ?? "";
                    Assert.NotEqual(HttpStatusCode.SeeOther, await PostAsync(
                        other, AddressOf(dossier, below), ("jeton", own), ("acte", "noter"), ("formulaire", FormId.New()), ("note", "Volée."), ("message", "Volé.")));
                }
            }
        }

        Assert.Empty(await app.Get<NoteBook>().ListAsync(dossier, Cancellation));
        Assert.Empty(await app.Get<MessageDesk>().ListAsync(dossier, Cancellation));
    }

    [Fact]
    public async Task What_a_crash_cuts_off_behind_a_row_is_done_by_the_sweep()
    {
        var dossier = await StartAsync("Coupée");
        var (outstanding, note, message) = (app.Get<Outstanding>(), FormId.New(), FormId.New());
        // As it stands where the app is killed behind each row.
        foreach (var (table, id, text) in ((string, string, string)[])[(TableNames.Notes, note, "Note."), (TableNames.Messages, message, "Bonjour.")])
        {
            await outstanding.NoteAsync(OutstandingKind.Care, dossier, (table == TableNames.Notes ? "note-" : "message-") + id, Cancellation);
            await (await app.Get<StorageClients>().TableAsync(table, Cancellation)).TryAddAsync(
                new Azure.Data.Tables.TableEntity(dossier.Id, id)
                {
                    ["Faculty"] = dossier.Faculty,
                    ["At"] = app.Clock.GetUtcNow(),
                    ["By"] = table == TableNames.Notes ? app.Secretary.Id : Link.Doctor,
                    ["Name"] = "",
                    ["Text"] = text,
                },
                Cancellation);
        }

        await outstanding.NoteAsync(OutstandingKind.Care, dossier, "follow", Cancellation);
        await app.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Following = new Following(app.Secretary.Id, "Claire", app.Coordinator.Id, app.Clock.GetUtcNow()) }, Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Cancellation);
        for (var times = 0; times < 2; times++)
        {
            await app.Make<Sweep>().RunAsync(null!, app.Workflows, Cancellation);
            await app.Clock.WhenQuietAsync(Cancellation);
        }

        Assert.Equal(
            [JournalFact.NoteWritten, JournalFact.FollowerSet, JournalFact.MessageFromDoctor],
            (await FactsAsync(dossier, JournalFact.NoteWritten, JournalFact.FollowerSet, JournalFact.MessageFromDoctor)).Order());
        Assert.Contains($"message-{message}-{app.Secretary.Id}", await app.MailsOfAsync(dossier));
        Assert.Single(await FollowMailsAsync(dossier));
        Assert.True((await FindAsync(dossier)).HasNews);
        Assert.DoesNotContain(await outstanding.ListAsync(OutstandingKind.Care, TimeSpan.Zero, Cancellation), left => left.Dossier == dossier);
    }

    private async Task<DossierKey> StartAsync(string name)
    {
        var dossier = await app.StartDossierAsync(name);
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    private async Task<DossierRecord> FindAsync(DossierKey dossier) => (await app.Get<DossierBook>().FindAsync(dossier, Cancellation))!;

    private Task<MessageSent> SendAsync(DossierKey dossier, string text) =>
        app.Get<MessageDesk>().SendAsync(app.Workflows, dossier, FormId.New(), by: null, text, Cancellation);

    private async Task<IReadOnlyList<JournalFact>> FactsAsync(DossierKey dossier, params JournalFact[] facts) =>
        [.. (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact).Where(facts.Contains)];

    private async Task<IReadOnlyList<string>> FollowMailsAsync(DossierKey dossier) =>
        [.. (await app.MailsOfAsync(dossier)).Where(id => id.StartsWith("follow-", StringComparison.Ordinal))];

    private static async Task<string> ListAsync(Visitor visitor, string query) =>
        (await visitor.OpenAsync("/console/val-de-dore/travail" + query, Cancellation)).Document.QuerySelector(".list")?.TextContent ?? "";

    private static async Task<string> TokenAsync(Visitor visitor, DossierKey dossier) =>
        (await visitor.OpenAsync(AddressOf(dossier, "/suivi"), Cancellation)).Document.QuerySelector("input[name=jeton]")!.GetAttribute("value")!;

    private static async Task<HttpStatusCode> PostAsync(Visitor visitor, string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await visitor.Client.PostAsync(address, form, Cancellation);
        return answer.StatusCode;
    }

    private static string AddressOf(DossierKey dossier, string below) => $"/console/val-de-dore/dossiers/{dossier.Id}{below}";

    private Task<VisitedPage> DoctorAsync(DossierKey dossier, string below = "") => app.Visitor.OpenAsync(
        "/dossier/" + app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(300)))) + below, Cancellation);
}
