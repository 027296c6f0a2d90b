using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.Tests.Holds;

/// <summary>Holding a dossier and resuming it, through the app as it runs.</summary>
public sealed class HoldTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartOnMondayAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_dossier_on_hold_reminds_nobody_and_its_delay_moves_by_the_time_it_was_held()
    {
        var dossier = await StartAsync("Attente");
        await AskForPiecesAsync(dossier);
        var due = (await FindAsync(dossier)).Due!.Value;
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await HoldAsync(secretary, dossier, "Le médecin est en congé.", until: null);

        Assert.Contains("En attente depuis le 1er mars 2027", page.Text);
        Assert.Contains("Le médecin est en congé.", page.Text);
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "votre dossier est mis en attente", cancellation: Cancellation);
        Assert.Contains("Le médecin est en congé.", mail.Body);
        var doctor = await DoctorAsync(dossier);
        Assert.Contains("Votre dossier est en attente", doctor.Text);
        Assert.Contains("Le médecin est en congé.", doctor.Text);
        Assert.DoesNotContain("Demander plus de temps", doctor.Text);
        var listed = await secretary.OpenAsync("/console/val-de-dore/travail?onglet=en-attente&texte=attente", Cancellation);
        Assert.Contains("Dr Anne Attente", listed.Text);
        Assert.DoesNotContain("jusqu’au", listed.Document.QuerySelector(".list")!.TextContent);

        var mails = await app.MailsOfAsync(dossier);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(90), Cancellation);
        Assert.Equal(DossierState.AwaitingPieces, (await app.WhenQuietAsync(dossier)).State);
        Assert.Equal(mails, await app.MailsOfAsync(dossier));

        var resume = await (await secretary.OpenAsync(AddressOf(dossier), Cancellation)).FollowAsync("Reprendre le dossier", Cancellation);
        page = await resume.PressAsync("Reprendre le dossier", cancellation: Cancellation);
        Assert.Contains("Mettre en attente", page.Text);
        var moved = (await app.WhenQuietAsync(dossier)).Due!.Value;
        Assert.Equal(ParisTime.DayOf(due).PlusDays(90), ParisTime.DayOf(moved));
        await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "votre dossier reprend", cancellation: Cancellation);
        Assert.Contains($"jusqu’au {ParisTime.Text(AssignmentSchedule.LastDayBefore(moved)).Replace('\u00A0', ' ')}", (await DoctorAsync(dossier)).Text);

        // Told again, nothing changes; and at the moved end the dossier is closed as ever.
        await resume.PressAsync("Reprendre le dossier", cancellation: Cancellation);
        Assert.Equal(moved, (await app.WhenQuietAsync(dossier)).Due);
        await app.Clock.AdvanceToAsync(moved.AddMinutes(-5), Cancellation);
        Assert.Equal(DossierState.AwaitingPieces, (await app.WhenQuietAsync(dossier)).State);
        await app.Clock.AdvanceToAsync(moved.AddMinutes(5), Cancellation);
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(dossier)).State);
        var journal = await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation);
        Assert.Equal(
            [JournalFact.PutOnHold, JournalFact.HoldExplained, JournalFact.Resumed],
            journal.Select(line => line.Fact).Where(fact => (int)fact is >= 220 and <= 222));
        Assert.False(journal.Single(line => line.Fact == JournalFact.HoldExplained).IsPublic);
    }

    [Fact]
    public async Task A_hold_with_a_day_ends_by_itself_and_a_doctor_who_was_not_told_does_not_learn_why()
    {
        var dossier = await StartAsync("Muet");
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var form = await HoldFormAsync(coordinator, dossier);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await form.PressAsync("Mettre en attente", cancellation: Cancellation)).Status);
        form.Fill("Motif", "Une plainte est à l’étude.").Tick("Jusqu’à un jour donné").Fill("Jour de la reprise", "01/03/2027").Tick("Non", "Prévenir le médecin");
        Assert.Contains("Indiquez un jour à venir", (await form.PressAsync("Mettre en attente", cancellation: Cancellation)).Text);
        form.Fill("Jour de la reprise", "15/03/2027");
        Assert.Contains("jusqu’au 15 mars 2027", (await form.PressAsync("Mettre en attente", cancellation: Cancellation)).Text);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 15, 6, 59, 0, TimeSpan.Zero), Cancellation);
        Assert.True((await app.WhenQuietAsync(dossier)).IsHeld);
        var doctor = await DoctorAsync(dossier);
        Assert.Contains("Votre dossier est en attente jusqu’au 15 mars 2027", doctor.Text);
        Assert.DoesNotContain("plainte", doctor.Text);

        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.False((await app.WhenQuietAsync(dossier)).IsHeld);
        Assert.DoesNotContain(await app.MailsOfAsync(dossier), id => id.StartsWith("dossier-", StringComparison.Ordinal));

        // The form of the first hold does not hold a second time.
        await form.PressAsync("Mettre en attente", cancellation: Cancellation);
        Assert.False((await app.WhenQuietAsync(dossier)).IsHeld);
    }

    [Fact]
    public async Task An_answer_is_taken_while_the_dossier_is_on_hold_and_its_end_ends_the_hold()
    {
        var dossier = await StartAsync("Répond");
        using var secretary = await app.SignInAsync(app.Secretary);
        await HoldAsync(secretary, dossier, "Le dossier d’un confrère d’abord.", until: null);
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(dossier)).State);
        Assert.True((await FindAsync(dossier)).IsHeld);

        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        var granted = await app.WhenQuietAsync(dossier);

        Assert.Equal((DossierState.Granted, true), (granted.State, granted.Hold!.IsOver));
        Assert.DoesNotContain(await app.MailsOfAsync(dossier), id => id.StartsWith("dossier-resumed", StringComparison.Ordinal));
        Assert.DoesNotContain("Mettre en attente", (await secretary.OpenAsync(AddressOf(dossier), Cancellation)).Text);
        Assert.EndsWith(dossier.Id, (await secretary.OpenAsync(AddressOf(dossier) + "/attente", Cancellation)).Address.AbsolutePath);
    }

    [Fact]
    public async Task What_a_crash_cuts_off_behind_the_hold_s_row_or_its_end_is_done_by_the_sweep()
    {
        var dossier = await StartAsync("Coupé");
        var (book, key) = (app.Get<HoldBook>(), new HoldKey(dossier, 1));
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Hold, dossier, "1", Cancellation);
        await book.AddAsync(new Hold(key, app.Clock.GetUtcNow(), app.Secretary.Id, "Coupé net."), Cancellation);
        Assert.False((await FindAsync(dossier)).IsHeld);
        await SweepAsync();
        Assert.True((await app.WhenQuietAsync(dossier)).IsHeld);
        Assert.Contains("dossier-held-1-doctor", await app.MailsOfAsync(dossier));

        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Hold, dossier, "1", Cancellation);
        await book.EndAsync(key, app.Clock.GetUtcNow(), app.Secretary.Id, Cancellation);
        await SweepAsync();
        Assert.False((await app.WhenQuietAsync(dossier)).IsHeld);
        Assert.Contains("dossier-resumed-1-doctor", await app.MailsOfAsync(dossier));

        // A note of somebody who was cut off before the row leads to nothing, and goes.
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Hold, dossier, "2", Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(1), Cancellation);
        await SweepAsync();
        Assert.Empty(await app.Get<Outstanding>().ListAsync(OutstandingKind.Hold, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task Only_the_secretariat_and_the_coordination_hold_and_of_two_at_once_one_does()
    {
        var dossier = await StartAsync("Droits");
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        foreach (var person in app.Faculty.People.Where(person => !person.Has(StaffRole.Secretariat) && !person.Has(StaffRole.Coordinator)))
        {
            using var other = await app.SignInAsync(person);
            Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync(AddressOf(dossier) + "/attente", Cancellation)).Status);
        }

        using var stranger = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.OpenAsync(AddressOf(dossier) + "/attente", Cancellation)).Status);
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["jeton"] = "x",
            ["numero"] = "1",
            ["motif"] = "Volé.",
            ["duree"] = "avis",
            ["prevenir"] = "oui",
        });
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync(AddressOf(dossier) + "/attente", forged, Cancellation)).StatusCode);
        Assert.False((await app.WhenQuietAsync(dossier)).IsHeld);

        var forms = new[] { await HoldFormAsync(secretary, dossier), await HoldFormAsync(coordinator, dossier) };
        await Task.WhenAll(forms.Select((form, at) => form.Fill("Motif", $"Motif {at}.").Tick("Jusqu’à ce que").PressAsync("Mettre en attente", cancellation: Cancellation)));
        Assert.True((await app.WhenQuietAsync(dossier)).IsHeld);
        Assert.Single(await app.Get<HoldBook>().ListAsync(dossier, Cancellation));
    }

    private Task<DossierKey> StartAsync(string name) => StartAsync(app, name);

    private static async Task<DossierKey> StartAsync(RunningApp app, string name)
    {
        var dossier = await app.StartDossierAsync(name);
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    private Task AskForPiecesAsync(DossierKey dossier) => AnswerAsync(dossier, "review-1", Choices.Missing, "cv");

    private async Task AnswerAsync(DossierKey dossier, string assignment, string choice, params string[] pieces)
    {
        var desk = app.Get<AssignmentDesk>();
        var asked = (await desk.FindAsync(dossier, assignment, Cancellation))!;
        await desk.ClaimAsync(
            asked, new Claim(dossier, assignment, choice, pieces, "Un mot.", app.Secretary.Id, app.Clock.GetUtcNow()), Cancellation);
        await desk.RaiseAsync(app.Workflows, dossier, assignment, Cancellation);
        await app.WhenQuietAsync(dossier);
    }

    private async Task<DossierRecord> FindAsync(DossierKey dossier) => (await app.Get<DossierBook>().FindAsync(dossier, Cancellation))!;

    private async Task SweepAsync()
    {
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Cancellation);
        await app.Make<Sweep>().RunAsync(null!, app.Workflows, Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
    }

    private static string AddressOf(DossierKey dossier) => $"/console/val-de-dore/dossiers/{dossier.Id}";

    private static async Task<VisitedPage> HoldFormAsync(Visitor visitor, DossierKey dossier) =>
        await (await visitor.OpenAsync(AddressOf(dossier), Cancellation)).FollowAsync("Mettre en attente", Cancellation);

    private async Task<VisitedPage> HoldAsync(Visitor visitor, DossierKey dossier, string reason, string? until)
    {
        var form = (await HoldFormAsync(visitor, dossier)).Fill("Motif", reason);
        form = until is null ? form.Tick("Jusqu’à ce que") : form.Tick("Jusqu’à un jour donné").Fill("Jour de la reprise", until);
        var page = await form.PressAsync("Mettre en attente", cancellation: Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        return page;
    }

    private Task<VisitedPage> DoctorAsync(DossierKey dossier) => app.Visitor.OpenAsync(
        "/dossier/" + app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(300)))), Cancellation);
}
