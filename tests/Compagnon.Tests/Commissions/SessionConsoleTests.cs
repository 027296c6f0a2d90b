using System.Net;
using System.Text.Json.Nodes;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Visits;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Commissions;

/// <summary>The commission's sessions on the console, through the app as it runs.</summary>
public sealed class SessionConsoleTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Page = "/console/val-de-dore/seances";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string PageOf(LocalDate day) => $"{Page}/{Session(day).Id}";

    // Groups of the directory, whose people no file lists.
    private const string Members = "5d0a9b1c-6f0e-4c3f-8a53-1f7c3e0d2b11", Chairs = "5d0a9b1c-6f0e-4c3f-8a53-1f7c3e0d2b22";

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartAsync(azurite, new SampleCommission(faculty =>
    {
        VisitedFaculty.AddVisitors(faculty);
        var groups = faculty["groups"] as JsonArray ?? [];
        foreach (var (id, role) in ((string, string)[])[(Members, "member"), (Chairs, "chair")])
            groups.Add(new JsonObject { ["id"] = id, ["name"] = "Commission", ["roles"] = new JsonArray(role) });
        faculty["groups"] ??= groups;
    }));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_session_shows_its_dossiers_who_has_answered_and_what_was_concluded_to_whom_may_know()
    {
        var first = await site.ReadyAsync("Verrier");
        var second = await site.ReadyAsync("Pascal", "10003456797");
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        await site.GiveOpinionAsync(April, Cordier, first, "Favorable avec réserves", "À revoir.");
        await site.GiveOpinionAsync(April, Lemaire, second, "J’ai un lien d’intérêts");
        using var secretary = await App.SignInAsync(Person(Secretary));
        using var cordier = await App.SignInAsync(Person(Cordier));
        using var lemaire = await App.SignInAsync(Person(Lemaire));
        using var chair = await App.SignInAsync(Person(Chair));

        var listed = await secretary.OpenAsync(Page);
        Assert.Contains("Avril 2027", listed.Text, StringComparison.Ordinal);
        Assert.Contains("Salle du conseil · 2 dossiers", listed.Text, StringComparison.Ordinal);
        var opened = await listed.FollowAsync("Jeudi 15 avril 2027");
        Assert.Equal("Séance du 15 avril 2027", opened.Heading);
        Assert.Contains("Dr Anne Verrier", opened.Text, StringComparison.Ordinal);
        Assert.Contains("1 avis sur 3", opened.Text, StringComparison.Ordinal);
        Assert.Contains("1 avis sur 2", opened.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Favorable avec réserves", opened.Text, StringComparison.Ordinal);
        Assert.Contains("n° 2027-04-15/01", opened.Text, StringComparison.Ordinal);

        // What opinions say: whoever chairs, and each member after giving one. A dossier that somebody is excluded from is nobody's to them.
        foreach (var reader in (Visitor[])[chair, cordier])
            Assert.Contains("Favorable avec réserves : 1", (await reader.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);
        var excluded = await lemaire.OpenAsync(PageOf(April));
        Assert.DoesNotContain("Pascal", excluded.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Favorable avec réserves", excluded.Text, StringComparison.Ordinal);

        await site.AdvanceToAsync(April, 15);
        Assert.Contains("Conclusions à enregistrer", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, first, "Agrément accordé pour");
        await site.RecordAsync(April, second, "Reporté à la séance suivante", "Dossier non lu.");
        await App.WhenQuietAsync(first);

        var held = await secretary.OpenAsync(PageOf(April));
        Assert.Contains("Accordé", held.Text, StringComparison.Ordinal);
        Assert.Contains("Reporté", held.Text, StringComparison.Ordinal);
        Assert.Contains("Compte rendu établi", held.Text, StringComparison.Ordinal);
        Assert.Contains("excusé", held.Text, StringComparison.Ordinal);
        Assert.Contains("Dr Anne Pascal", (await secretary.OpenAsync(PageOf(June))).Text, StringComparison.Ordinal);
        Assert.StartsWith("Commission d’agrément", (await held.FollowAsync("Lire le compte rendu")).Heading, StringComparison.Ordinal);
        await site.AdvanceToAsync(April.PlusDays(1), 9);
        Assert.DoesNotContain("15 avril", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
        Assert.Contains("15 avril", (await secretary.OpenAsync(Page + "?annee=2027")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_moved_from_its_page_by_whom_its_link_lets_do_so()
    {
        await site.ReadyAsync();
        using var secretary = await App.SignInAsync(Person(Secretary));
        var form = await (await secretary.OpenAsync(PageOf(April))).FollowAsync("Déplacer ou annuler");
        var moved = await form.Fill("Nouveau jour", "2027-04-22").Fill("Pourquoi la séance change", "La salle est prise.").PressAsync("Déplacer la séance");
        Assert.Equal("Séance du 22 avril 2027", moved.Heading);
        Assert.Contains("La salle est prise.", (await secretary.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);

        foreach (var role in (StaffRole[])[StaffRole.Member, StaffRole.ReadOnly])
        {
            using var other = await App.SignInAsync(App.Faculty.People.First(person => person.Has(role)));
            Assert.DoesNotContain("Déplacer", (await other.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);
        }

        using var reader = await App.SignInAsync(App.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        foreach (var below in (string[])["/changement", "/compte-rendu", "/historique", "/liste"])
            Assert.Equal(HttpStatusCode.NotFound, (await reader.OpenAsync(PageOf(April) + below)).Status);
    }

    [Fact]
    public async Task Whoever_comes_by_a_group_gives_an_opinion_counts_for_the_quorum_and_records_and_is_named()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        using var member = await App.SignInAsync("nora@ailleurs.example", "Nora Lebrun", Members);
        using var chair = await App.SignInAsync("colette@ailleurs.example", "Colette Vidal", Chairs);
        using var listed = await App.SignInAsync(Person(Chair));

        var asked = await (await member.OpenAsync($"/console/val-de-dore/dossiers/{dossier.Id}/examen")).FollowAsync("Donner votre avis");
        asked.Tick("Favorable avec réserves", "Quel est").Fill("Remarque", "Le secrétariat est loin.");
        await asked.PressAsync("Enregistrer mon avis");
        var given = await asked.PressAsync("Enregistrer mon avis");
        Assert.Equal($"{PageOf(April)}/dossiers/{dossier.Id}", given.Address.AbsolutePath);
        Assert.Contains("Nora Lebrun Favorable avec réserves", given.Text, StringComparison.Ordinal);
        Assert.Equal("Nora Lebrun", Assert.Single(await App.Get<OpinionBook>().ListAsync(dossier, Cancellation)).Actor);
        // Where the link leads, and on the dossier, the same is read.
        Assert.Contains("Nora Lebrun", (await site.OpenAsync(April, Chair, dossier)).Text, StringComparison.Ordinal);
        var examination = await listed.OpenAsync($"/console/val-de-dore/dossiers/{dossier.Id}/examen");
        Assert.Contains("Nora Lebrun", examination.Text, StringComparison.Ordinal);

        await site.AdvanceToAsync(April, 15);
        var session = await chair.OpenAsync(PageOf(April));
        Assert.Contains("Je participe à cette séance", session.Text, StringComparison.Ordinal);
        var present = await session.Tick("Nora Lebrun").Tick("Colette Vidal").PressAsync("Enregistrer les présences");
        Assert.DoesNotContain("Je participe", present.Text, StringComparison.Ordinal);
        var outcome = await present.FollowAsync("Dr Anne Martin");
        Assert.Contains("2 membres présents sans lien d’intérêts", outcome.Text, StringComparison.Ordinal);
        var recorded = await outcome.Tick("Agrément accordé pour").PressAsync("Enregistrer la");
        Assert.Contains("Enregistré par Colette Vidal", recorded.Text, StringComparison.Ordinal);
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);

        // Whoever comes second is shown the first, by either way.
        var second = await outcome.Tick("Agrément refusé").Fill("Recommandations", "Non.").PressAsync("Enregistrer la");
        Assert.Contains("Enregistré par Colette Vidal", second.Text, StringComparison.Ordinal);
        await site.PostAsync(site.PathOf(April, Chair, $"/dossiers/{dossier.Id}/decision"), ("choix", Choices.Refused), ("mot", "Non."));
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);

        var minutes = await (await listed.OpenAsync(PageOf(April))).FollowAsync("Lire le compte rendu");
        Assert.Contains("Présents Nora Lebrun, Colette Vidal (présidence)", minutes.Text, StringComparison.Ordinal);
        Assert.Contains("2 membres comptés pour le quorum. Enregistré par Colette Vidal", minutes.Text, StringComparison.Ordinal);
        var linked = await site.OpenAsync(April, Chair, "/compte-rendu");
        Assert.Contains("Enregistré par Colette Vidal", linked.Text, StringComparison.Ordinal);
        Assert.Contains("Colette Vidal", (await listed.OpenAsync(PageOf(April) + "/historique")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await App.MailsOfAsync(Session(April)), id => id.Contains(StaffMember.GroupPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_excluded_stays_so_on_both_ways_and_nobody_sits_over_their_own_dossier()
    {
        var dossier = await site.ReadyAsync();
        var page = $"{PageOf(April)}/dossiers/{dossier.Id}";
        using var member = await App.SignInAsync("nora@ailleurs.example", "Nora Lebrun", Members);
        using var doctor = await App.SignInAsync(RunningApp.DoctorOf(dossier), "Anne", Chairs);
        using var lemaire = await App.SignInAsync(Person(Lemaire));

        await (await member.OpenAsync(page)).Tick("J’ai un lien d’intérêts", "Quel est").PressAsync("Enregistrer mon avis");
        await (await lemaire.OpenAsync(page)).Tick("J’ai un lien d’intérêts", "Quel est").PressAsync("Enregistrer mon avis");

        foreach (var excluded in (Visitor[])[member, lemaire, doctor])
        {
            Assert.Equal("Ce dossier ne vous est plus montré", (await excluded.OpenAsync(page)).Heading);
            Assert.DoesNotContain("Martin", (await excluded.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);
        }

        Assert.Equal("Ce dossier ne vous est plus montré", (await site.OpenAsync(April, Lemaire, dossier)).Heading);
        using var teacher = await App.SignInAsync(App.Faculty.People.First(person => person.Roles is [StaffRole.Teacher]));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.OpenAsync(page)).Status);
        using var dean = await App.SignInAsync(App.Faculty.People.First(person => person.Roles is [StaffRole.ReadOnly]));
        Assert.Equal(HttpStatusCode.NotFound, (await dean.OpenAsync(page)).Status);
    }

    [Fact]
    public async Task An_outcome_from_a_link_and_one_from_the_console_at_the_same_time_are_one()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        using var chair = await App.SignInAsync(Person(Chair));
        var here = (await chair.OpenAsync($"{PageOf(April)}/dossiers/{dossier.Id}")).Tick("Agrément accordé pour");
        var there = (await site.OpenAsync(April, Chair, dossier)).Tick("Agrément refusé").Fill("Recommandations", "Le lieu est loin.");

        await Task.WhenAll(here.PressAsync("Enregistrer la"), there.PressAsync("Enregistrer la", cancellation: Cancellation));
        var state = (await App.WhenQuietAsync(dossier)).State;

        var held = (await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "commission-1", Cancellation))!.Choice;
        Assert.Equal(held == Choices.Granted ? DossierState.Granted : DossierState.Refused, state);
        var shown = held == Choices.Granted ? "agrément accordé" : "Agrément refusé";
        Assert.Contains(shown, (await here.PressAsync("Enregistrer la")).Text, StringComparison.Ordinal);
        Assert.Contains(shown, (await there.PressAsync("Enregistrer la", cancellation: Cancellation)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_announced_here_is_as_one_of_the_file()
    {
        await site.AdvanceToAsync(new LocalDate(2027, 11, 5), 10);
        var dossier = await site.ReadyAsync();
        Assert.Equal("", (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        using var secretary = await App.SignInAsync(Person(Secretary));
        var form = await (await secretary.OpenAsync(Page)).FollowAsync("Annoncer une séance");

        form.Fill("Jour de la séance", "2028-01-20").Fill("Dernier jour d’inscription", "2028-01-05").Fill("Lieu", "Salle 3");
        var announced = await form.PressAsync("Annoncer la séance");
        Assert.Equal("Séance du 20 janvier 2028", announced.Heading);
        Assert.Equal(announced.Address, (await form.PressAsync("Annoncer la séance")).Address);
        await App.WhenQuietAsync(dossier);

        var key = Session(new LocalDate(2028, 1, 20));
        Assert.EndsWith(key.Id, announced.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(key.Id, (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "commission le 20\u00A0janvier 2028", cancellation: Cancellation);
        var history = await secretary.OpenAsync(PageOf(new LocalDate(2028, 1, 20)) + "/historique");
        Assert.Contains("Séance annoncée : le 20 janvier 2028", history.Text, StringComparison.Ordinal);

        // The file that announces the day later announces the same session.
        using var files = new SampleCommission(faculty => faculty["commission"]!["sessions"]!.AsArray().Add(new JsonObject
        {
            ["date"] = "2028-01-20",
            ["time"] = "10:00",
            ["closing"] = "2028-01-03",
            ["place"] = "Ailleurs",
        }));
        await App.RestartAsync("--Faculties:Path", files.Folder);
        await site.AdvanceToAsync(new LocalDate(2028, 1, 11), 10);
        var session = Assert.Single(
            await App.Get<SessionBook>().ListAsync(RunningApp.FacultyId, Cancellation), it => it.Date == new LocalDate(2028, 1, 20));
        Assert.Equal((SessionState.Closed, "Salle 3"), (session.State, session.Place));
        Assert.Equal(3, (await App.MailsOfAsync(key)).Count(id => id.StartsWith("convened", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_wrong_in_an_announcement_is_said_and_a_day_has_one_session()
    {
        await site.ReadyAsync();
        using var secretary = await App.SignInAsync(Person(Secretary));
        (string Label, string Text)[] good =
        [
            ("Jour de la séance", "2027-05-20"), ("Heure", "09:00"), ("Dernier jour d’inscription", "2027-05-03"), ("Lieu", "Salle 3"),
            ("Lien de visio", ""),
        ];
        foreach (var (label, text, expected) in ((string, string, string)[])[
            ("Jour de la séance", "20/05/2027", "Donnez le jour"), ("Jour de la séance", "2027-03-01", "Choisissez un jour à venir"),
            ("Heure", "25:00", "Donnez l’heure"), ("Dernier jour d’inscription", "2027-05-10", "plus de 10 jours avant la séance"),
            ("Dernier jour d’inscription", "2027-02-01", "ne soit pas passé"), ("Lieu", "", "Donnez un lieu"),
            ("Lien de visio", "javascript:alert(1)", "https://"), ("Jour de la séance", "2027-06-10", "Une séance a déjà lieu ce jour-là")])
        {
            var form = await secretary.OpenAsync(Page + "/nouvelle");
            foreach (var field in good) form.Fill(field.Label, field.Label == label ? text : field.Text);
            var refused = await form.PressAsync("Annoncer la séance");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(expected, refused.Text, StringComparison.Ordinal);
            var place = refused.Document.QuerySelector("[name=lieu]")!.GetAttribute("value");
            Assert.Equal(label == "Lieu" ? "" : "Salle 3", place ?? "");
        }

        // One that was moved keeps its day's number; one that was cancelled leaves it.
        await (await secretary.OpenAsync(PageOf(April) + "/changement"))
            .Fill("Nouveau jour", "2027-04-22").Fill("Pourquoi la séance change", "Salle prise.").PressAsync("Déplacer la séance");
        var taken = await AnnounceAsync("2027-04-15", "2027-03-20");
        Assert.Contains("a été déplacée au 22 avril 2027", taken.Text, StringComparison.Ordinal);
        await (await secretary.OpenAsync(PageOf(June) + "/changement"))
            .Fill("Pourquoi la séance est annulée", "Grève.").PressAsync("Annuler la séance");
        await site.SessionAsync(June);
        var again = await AnnounceAsync("2027-06-10", "2027-05-20");
        Assert.Equal($"{Page}/{Compagnon.Commissions.Session.KeyOf(RunningApp.FacultyId, June, again: 1).Id}", again.Address.AbsolutePath);

        foreach (var person in (StaffMember[])[Person(Cordier), App.Faculty.People.First(it => it.Roles is [StaffRole.Coordinator])])
        {
            using var other = await App.SignInAsync(person);
            Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync(Page + "/nouvelle")).Status);
            Assert.DoesNotContain("Annoncer une séance", (await other.OpenAsync(Page)).Text, StringComparison.Ordinal);
        }

        async Task<VisitedPage> AnnounceAsync(string day, string closing) => await (await secretary.OpenAsync(Page + "/nouvelle"))
            .Fill("Jour de la séance", day).Fill("Dernier jour d’inscription", closing).PressAsync("Annoncer la séance");
    }

    [Fact]
    public async Task An_announcement_that_a_crash_cut_off_is_taken_up_by_the_sweep()
    {
        await site.AdvanceToAsync(new LocalDate(2027, 11, 5), 10);
        var dossier = await site.ReadyAsync();
        var day = new LocalDate(2028, 1, 20);
        var planned = new PlannedSession(day, "10:00", new LocalDate(2028, 1, 5), "Salle 3");
        var cut = Compagnon.Commissions.Session.Of(RunningApp.FacultyId, planned) with
        {
            AnnouncedBy = Secretary,
            Announced = App.Clock.GetUtcNow(),
            IsStirred = true,
        };
        Assert.True(await App.Get<SessionBook>().EnterAsync(cut, Cancellation));

        await App.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await App.WhenQuietAsync(dossier);

        Assert.Equal(cut.Key.Id, (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        var lines = await App.Get<JournalBook>().ReadAsync(cut.Key, cancellation: Cancellation);
        Assert.Single(lines, line => line.Fact == JournalFact.SessionAnnounced);
        Assert.True((await site.SessionAsync(day)).IsEntered);
    }

    [Fact]
    public async Task Another_faculty_s_session_and_one_that_is_not_there_are_the_same()
    {
        await site.ReadyAsync();
        using var other = await App.SignInAsync(App.FacultyOf("rives-atlantiques").People[0]);
        var dossier = "/dossiers/" + DossierKey.New("x").Id;
        foreach (var below in (string[])["", "/changement", "/compte-rendu", "/historique", "/liste", dossier])
        {
            foreach (var id in (string[])[Session(April).Id, DossierKey.New("x").Id, "x", "../agrements"])
            {
                var nowhere = await other.OpenAsync($"/console/rives-atlantiques/seances/{Uri.EscapeDataString(id)}{below}");
                Assert.Equal(HttpStatusCode.NotFound, nowhere.Status);
            }

            Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(PageOf(April) + below)).Status);
        }

        using var teacher = await App.SignInAsync(App.Faculty.People.First(person => person.Roles is [StaffRole.Teacher]));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.OpenAsync(Page)).Status);
        using var secretary = await App.SignInAsync(Person(Secretary));
        foreach (var odd in (string[])["?annee=99999", "?annee=-1", "?annee=x", "?annee=0001"])
            Assert.Equal(HttpStatusCode.OK, (await secretary.OpenAsync(Page + odd)).Status);
        foreach (var odd in (string[])["?page=0", "?page=9999999999", "?page=7", "?page=x"])
            Assert.Contains("Dr Anne Martin", (await secretary.OpenAsync(PageOf(April) + odd)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_what_the_session_s_own_page_says()
    {
        var dossier = await site.ReadyAsync();
        await site.GiveOpinionAsync(April, Cordier, dossier, "Défavorable", "Non.");
        var session = await site.SessionAsync(April);
        var truth = Assert.Single((await App.Get<SessionReader>().ReadAsync(session, Cancellation)).Items);

        var line = Assert.Single((await App.Get<WorkList>().ReadAsync(RunningApp.FacultyId, Cancellation)).Lines, it => it.Id == dossier.Id);
        var item = Assert.Single(SessionViews.ItemsOf(session, [line], []));

        Assert.Equal(
            (truth.Entry.Assignment, truth.Entry.Number, truth.Entry.IsPriority, truth.IsProposal),
            (item.Round.Assignment, item.Number, item.Round.IsPriority, item.Round.IsProposal));
        Assert.Equal(truth.Opinions.Select(it => (it.Member, it.Kind)), item.Round.Opinions.Select(it => (it.Member, it.Kind)));
    }

    private StaffMember Person(string id) => App.Faculty.People.Single(person => person.Id == id);
}
