using System.Net;
using System.Text.Json.Nodes;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Visits;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Commissions;

/// <summary>Sessions as they are announced, moved, cancelled, and done twice by people and machines.</summary>
public sealed class SessionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartAsync(azurite);

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_session_that_is_moved_keeps_its_dossiers_and_everybody_is_told_once()
    {
        var dossier = await site.ReadyAsync();
        var form = await site.OpenAsync(April, Secretary, "/changement");
        form.Fill("Nouveau jour", "2027-04-22").Fill("Lieu", "Salle 3").Fill("Pourquoi la séance change", "La salle est prise.");
        var moved = await form.PressAsync("Déplacer la séance", cancellation: Cancellation);
        Assert.Equal("Séance du 22 avril 2027", moved.Heading);
        await form.PressAsync("Déplacer la séance", cancellation: Cancellation);
        await App.WhenQuietAsync(dossier);

        var session = await site.SessionAsync(April);
        Assert.Equal((1, 1, new LocalDate(2027, 4, 22), "Salle 3"), (session.Changes, session.ChangesTold, session.Date, session.Place));
        Assert.Equal(
            ["moved-1-b-cordier", "moved-1-c-fontanel", "moved-1-p-armand", "moved-1-s-lemaire"], await App.MailsOfAsync(Session(April)));
        var mails = await App.MailsOfAsync(dossier);
        Assert.Equal(2, mails.Count(id => id.Contains("planned", StringComparison.Ordinal)));
        var mail = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "commission le 22\u00A0avril", cancellation: Cancellation);
        Assert.Contains("devait être examiné par la commission le 15\u00A0avril 2027", WebUtility.HtmlDecode(mail.Body));

        await site.AdvanceToAsync(new LocalDate(2027, 4, 22), 15);
        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, dossier, "Agrément accordé pour");
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task A_cancelled_session_gives_its_dossiers_to_the_next_and_everybody_is_told_once()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-8), 10);
        var form = await site.OpenAsync(April, Chair, "/changement");
        form.Fill("Pourquoi la séance est annulée", "Grève des trains.");
        var cancelled = await form.PressAsync("Annuler la séance", cancellation: Cancellation);
        Assert.Contains("Cette séance est annulée", cancelled.Text);
        await form.PressAsync("Annuler la séance", cancellation: Cancellation);
        await App.Clock.AdvanceAsync(TimeSpan.FromHours(3), Cancellation);
        await App.WhenQuietAsync(dossier);

        Assert.Equal((SessionState.Cancelled, 1), (await site.SessionAsync(April)) is var gone ? (gone.State, gone.Changes) : default);
        Assert.Equal(Session(June).Id, (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        Assert.Equal(
            ["cancelled-b-cordier", "cancelled-c-fontanel", "cancelled-p-armand", "cancelled-s-lemaire"],
            (await App.MailsOfAsync(Session(April))).Where(id => id.StartsWith("cancelled", StringComparison.Ordinal)));
        await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "commission le 10\u00A0juin", cancellation: Cancellation);
        Assert.Equal(2, (await App.MailsOfAsync(dossier)).Count(id => id.Contains("planned", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Chair, $"/dossiers/{dossier.Id}")));
    }

    [Fact]
    public async Task Who_is_convened_has_the_session_in_the_calendar_which_follows_its_changes()
    {
        await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        var convened = await InvitationAsync(Lemaire, "convocation");
        Assert.Equal(
            ("REQUEST", "0", "20270415T123000Z", "20270415T143000Z", "Salle du conseil"),
            (convened("METHOD"), convened("SEQUENCE"), convened("DTSTART"), convened("DTEND"), convened("LOCATION")));

        await (await site.OpenAsync(April, Secretary, "/changement"))
            .Fill("Nouveau jour", "2027-04-22").Fill("Heure", "09:00").Fill("Pourquoi la séance change", "La salle est prise.")
            .PressAsync("Déplacer la séance", cancellation: Cancellation);
        await site.SessionAsync(April);
        var moved = await InvitationAsync(Lemaire, "la séance est modifiée");
        Assert.Equal(
            ("REQUEST", "1", "20270422T070000Z", convened("UID")), (moved("METHOD"), moved("SEQUENCE"), moved("DTSTART"), moved("UID")));
        // The secretariat was not convened: nothing stands in its calendar.
        var told = await App.Mailbox.NextAsync(App.Secretary.Address, "la séance est modifiée", cancellation: Cancellation);
        Assert.Empty(told.Attachments);

        await (await site.OpenAsync(April, Chair, "/changement")).Fill("Pourquoi la séance est annulée", "Grève des trains.")
            .PressAsync("Annuler la séance", cancellation: Cancellation);
        await site.SessionAsync(April);
        var cancelled = await InvitationAsync(Lemaire, "la séance est annulée");
        Assert.Equal(("CANCEL", "2", convened("UID")), (cancelled("METHOD"), cancelled("SEQUENCE"), cancelled("UID")));
    }

    [Fact]
    public async Task A_session_is_moved_to_a_day_on_which_the_faculty_works()
    {
        await site.DisposeAsync();
        site = await CommissionSite.StartAsync(azurite, new SampleCommission(
            faculty => faculty["calendar"] = JsonNode.Parse("""{ "region": "metropole", "closed": [] }""")));
        await site.ReadyAsync();
        var form = await site.OpenAsync(April, Secretary, "/changement");

        var refused = await form.Fill("Nouveau jour", "2027-05-17").Fill("Pourquoi la séance change", "La salle est prise.")
            .PressAsync("Déplacer la séance", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Choisissez un jour ouvré", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Lundi de Pentecôte", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sessions_never_share_a_day_unless_one_is_cancelled()
    {
        await site.ReadyAsync();
        var form = await site.OpenAsync(April, Secretary, "/changement");
        form.Fill("Nouveau jour", "2027-06-10").Fill("Pourquoi la séance change", "La salle est prise.");
        var refused = await form.PressAsync("Déplacer la séance", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Une autre séance a lieu ce jour-là", refused.Text);

        await (await site.OpenAsync(June, Secretary, "/changement")).Fill("Pourquoi la séance est annulée", "Une seule suffit.")
            .PressAsync("Annuler la séance", cancellation: Cancellation);
        await site.SessionAsync(June);
        Assert.Equal("Séance du 10 juin 2027", (await form.PressAsync("Déplacer la séance", cancellation: Cancellation)).Heading);
    }

    private async Task<Func<string, string>> InvitationAsync(string person, string subject)
    {
        var mail = await App.Mailbox.NextAsync($"{person}@medecine-valdedore.example", subject, cancellation: Cancellation);
        var (name, type, address) = Assert.Single(mail.Attachments);
        Assert.EndsWith(".ics", name);
        Assert.StartsWith("text/calendar", type);
        var invitation = CalendarInvitationTests.Parse(await App.Mailbox.ReadAsync(address, Cancellation));
        return line => CalendarInvitationTests.TextOf(invitation, line);
    }

    [Fact]
    public async Task Where_no_session_is_left_the_secretariat_is_told_and_the_doctor_waits_until_one_is_announced()
    {
        await site.AdvanceToAsync(new LocalDate(2027, 11, 5), 10);
        var dossier = await site.ReadyAsync();
        Assert.Contains("commission-1-unplanned-c-fontanel", await App.MailsOfAsync(dossier));
        Assert.Equal("", (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);

        using var files = new SampleCommission(faculty => faculty["commission"]!["sessions"]!.AsArray().Add(new JsonObject
        {
            ["date"] = "2028-01-20",
            ["time"] = "10:00",
            ["closing"] = "2028-01-05",
            ["place"] = "Salle du conseil",
        }));
        await App.RestartAsync("--Faculties:Path", files.Folder);
        await App.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await App.WhenQuietAsync(dossier);
        Assert.Equal(
            Session(new LocalDate(2028, 1, 20)).Id, (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "commission le 20\u00A0janvier 2028", cancellation: Cancellation);
    }

    [Fact]
    public async Task Two_outcomes_at_once_are_one_and_the_second_click_shows_what_was_recorded()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        var path = site.PathOf(April, Chair, $"/dossiers/{dossier.Id}");

        await Task.WhenAll(
            site.PostAsync(path + "/decision", ("choix", Choices.Granted)),
            site.PostAsync(path + "/decision", ("choix", Choices.Refused), ("mot", "Non.")),
            site.PostAsync(path + "/decision", ("choix", SessionDesk.PutOffChoice), ("mot", "Plus tard.")));
        var state = (await App.WhenQuietAsync(dossier)).State;

        var claim = await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "commission-1", Cancellation);
        var expected = claim?.Choice switch
        {
            Choices.Granted => (DossierState.Granted, "agrément accordé"),
            Choices.Refused => (DossierState.Refused, "Agrément refusé"),
            null => (DossierState.AwaitingCommission, "reporté"),
            _ => throw new InvalidOperationException(claim!.Choice),
        };
        Assert.Equal(expected.Item1, state);
        Assert.Contains(expected.Item2, (await App.Visitor.OpenAsync(path, Cancellation)).Text);
        Assert.Equal(HttpStatusCode.SeeOther, (await site.PostAsync(path + "/decision", ("choix", Choices.Refused), ("mot", "Non."))).Status);
        Assert.Equal(state, (await App.WhenQuietAsync(dossier)).State);
        Assert.Equal(SessionState.Held, (await site.SessionAsync(April)).State);
    }

    [Fact]
    public async Task Steps_that_are_done_twice_do_nothing_twice()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-5), 10);
        var (activities, now) = (App.Get<SessionActivities>(), App.Clock.GetUtcNow());
        var request = new AgendaRequest(dossier, "commission-1", now);
        for (var i = 0; i < 2; i++)
        {
            await activities.PlaceOnAgendaAsync(request, App.Workflows);
            await activities.AdvanceSessionAsync(new SessionMoment(Session(April), now), App.Workflows);
            await activities.LeaveAgendaAsync(request, App.Workflows);
        }

        await App.RestartAsync("--Faculties:Path", site.Folder);
        await App.WhenQuietAsync(dossier);
        Assert.Single(await App.Get<SessionBook>().ListEntriesAsync(Session(April), Cancellation));
        var mails = await App.MailsOfAsync(Session(April));
        Assert.Equal(mails.Distinct(), mails);
        Assert.Equal(3, mails.Count(id => id.StartsWith("convened", StringComparison.Ordinal)));
        Assert.Single(await App.MailsOfAsync(dossier), id => id.Contains("planned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dossier_is_on_one_agenda_only_whoever_places_cancels_and_closes_at_once()
    {
        var book = App.Get<SessionBook>();
        await book.EnterAsync(RunningApp.FacultyId, App.Faculty.Commission!, new LocalDate(2027, 3, 1), Cancellation);
        var now = App.Clock.GetUtcNow();
        var dossiers = Enumerable.Range(0, 8).Select(_ => DossierKey.New(RunningApp.FacultyId)).ToList();

        var placing = dossiers.Select(dossier => Task.Run(
            () => book.PlaceAsync(new AgendaEntry(dossier, "commission-1", "", false, now), now, Cancellation), Cancellation)).ToList();
        var closing = Task.Run(
            () => book.ChangeAsync(Session(April), it => it with { State = SessionState.Closed }, Cancellation), Cancellation);
        await Task.WhenAll([.. placing, closing]);
        var closedWith = await book.ListEntriesAsync(Session(April), Cancellation);
        await book.PlaceAsync(new AgendaEntry(DossierKey.New(RunningApp.FacultyId), "commission-1", "", false, now), now, Cancellation);

        Assert.Equal(closedWith, await book.ListEntriesAsync(Session(April), Cancellation));
        var placed = closedWith.Concat(await book.ListEntriesAsync(Session(June), Cancellation)).Select(entry => entry.Dossier).ToList();
        Assert.Equal(9, placed.Count);
        Assert.Equal(placed.Distinct(), placed);
    }

    [Fact]
    public async Task Faculties_never_see_each_others_sessions()
    {
        await site.DisposeAsync();
        site = await CommissionSite.StartAsync(azurite, new SampleCommission(everywhere: true));
        const string other = "rives-atlantiques";
        var (here, there) = (await site.ReadyAsync("Ici"), await site.ReadyAsync("Ailleurs", "10003456797", other));

        Assert.NotEqual(Session(April), Session(April, other));
        Assert.Contains("Dr Anne Ici", (await site.OpenAsync(April, Chair)).Text);
        Assert.DoesNotContain("Ailleurs", (await site.OpenAsync(April, Chair)).Text);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Chair, $"/dossiers/{there.Id}")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Chair, $"/dossiers/{here.Id}", other)));
        // A session of one faculty under the name of the other is no session.
        var mixed = new Link(LinkKind.Session, Session(April) with { Faculty = other }, Chair, "", App.In(TimeSpan.FromDays(1)));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/seance/{App.TokenFor(mixed)}"));
    }

    [Fact]
    public async Task What_is_wrong_in_a_form_is_said_and_what_was_typed_stays()
    {
        var dossier = await site.ReadyAsync();
        var change = site.PathOf(April, Secretary, "/changement");
        (string, string)[] good = [("jour", "2027-04-22"), ("heure", "14:30"), ("cloture", "2027-03-31"), ("lieu", "Salle 3"), ("motif", "Salle prise."), ("version", "0")];
        foreach (var (field, value, expected) in ((string, string, string)[])[
            ("jour", "22/04/2027", "Donnez le jour"), ("jour", "2027-03-01", "Choisissez un jour à venir"), ("jour", "2037-03-01", "dans les deux ans"),
            ("heure", "25:00", "Donnez l’heure"), ("cloture", "2027-04-23", "avant la séance"), ("cloture", "2027-02-01", "ne soit pas passé"),
            ("lieu", "", "Donnez un lieu"), ("visio", "javascript:alert(1)", "https://"), ("motif", "", "Dites pourquoi la séance change")])
        {
            var (status, body) = await site.PostAsync(change, [.. good.Where(it => it.Item1 != field), (field, value)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(expected, body);
        }

        Assert.Contains("Dites pourquoi la séance est annulée", (await site.PostAsync(site.PathOf(April, Secretary, "/annulation"))).Body);
        await site.PostAsync(site.PathOf(April, Cordier, "/changement"), good);
        await site.PostAsync(site.PathOf(April, Cordier, "/annulation"), ("motif-annulation", "Parce que."));
        Assert.Equal((0, SessionState.Open), (await site.SessionAsync(April)) is var session ? (session.Changes, session.State) : default);

        var opinion = site.PathOf(April, Cordier, $"/dossiers/{dossier.Id}/avis");
        Assert.Contains("Choisissez un avis", (await site.PostAsync(opinion, ("avis", "Peut-être"))).Body);
        var reserved = await site.PostAsync(opinion, ("avis", "Reserved"), ("remarque", "  "));
        Assert.Contains("Dites en une phrase", reserved.Body);
        Assert.Contains("Raccourcissez", (await site.PostAsync(opinion, ("avis", "Favourable"), ("remarque", new string('x', 4001)))).Body);
        await site.PostAsync(site.PathOf(April, Secretary, $"/dossiers/{dossier.Id}/avis"), ("avis", "Favourable"));
        Assert.Empty(await App.Get<OpinionBook>().ListAsync(dossier, Cancellation));

        await site.PostAsync(site.PathOf(April, Chair, $"/dossiers/{dossier.Id}/decision"), ("choix", "granted"));
        Assert.Equal(DossierState.AwaitingCommission, (await App.WhenQuietAsync(dossier)).State);
        await site.AdvanceToAsync(April, 15);
        Assert.Contains("Cochez au moins un membre", (await site.PostAsync(site.PathOf(April, Chair, "/presence"))).Body);
        Assert.Contains("Cochez au moins un membre", (await site.PostAsync(site.PathOf(April, Chair, "/presence"), ("presents", "h-vasseur"))).Body);
        await site.PostAsync(site.PathOf(April, Cordier, "/presence"), ("presents", Cordier));
        Assert.Empty((await site.SessionAsync(April)).Present);
        await site.PresentAsync(April, Chair, Cordier);
        var decision = site.PathOf(April, Chair, $"/dossiers/{dossier.Id}/decision");
        foreach (var (fields, expected) in (((string, string)[], string)[])[
            ([], "Choisissez ce que la commission"), ([("choix", "conditional"), ("mois", "13"), ("mot", "x")], "de 1 à 12 mois"),
            ([("choix", "conditional"), ("mois", "12")], "Écrivez les recommandations"), ([("choix", "deferred"), ("mot", "x")], "Cochez au moins une pièce"),
            ([("choix", "deferred"), ("pieces", "cv")], "ce que la commission attend"), ([("choix", "deferred"), ("pieces", "non"), ("mot", "x")], "n’en fait plus partie"),
            ([("choix", "refused")], "Donnez les motifs"), ([("choix", "put-off")], "Dites pourquoi ce dossier est reporté"),
            ([("choix", "granted"), ("pieces", "cv")], "Décochez les pièces"), ([("choix", "withdrawn")], "Choisissez ce que la commission")])
        {
            var (status, body) = await site.PostAsync(decision, fields);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(expected, body);
        }

        await site.PostAsync(site.PathOf(April, Cordier, $"/dossiers/{dossier.Id}/decision"), ("choix", "granted"));
        Assert.Null(await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "commission-1", Cancellation));
    }

    [Fact]
    public async Task An_expired_link_to_a_session_is_replaced_by_mail_and_a_coordinators_or_strangers_opens_what_it_may()
    {
        await site.ReadyAsync();
        var old = App.TokenFor(new Link(LinkKind.Session, Session(April), Cordier, "", App.In(TimeSpan.FromDays(1))));
        await App.Clock.AdvanceAsync(TimeSpan.FromDays(2), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/seance/{old}"));
        var page = await App.Visitor.OpenAsync($"/seance/{old}", Cancellation);
        await page.PressAsync("", cancellation: Cancellation);
        var mail = await App.Mailbox.NextAsync($"{Cordier}@medecine-valdedore.example", "nouveau lien", cancellation: Cancellation);
        Assert.Equal("Séance du 15 avril 2027", (await App.Visitor.OpenAsync(mail.Link("/seance/"), Cancellation)).Heading);

        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/demande/{old}"));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, "nobody")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Link.Doctor)));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(new LocalDate(2027, 5, 1), Chair)));
    }
}
