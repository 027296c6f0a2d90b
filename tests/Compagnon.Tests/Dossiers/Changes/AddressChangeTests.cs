using System.Net;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers.Changes;

/// <summary>Another mail address: both mailboxes confirm, or nothing changes.</summary>
public sealed class AddressChangeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.Running;
    private readonly SampleDoctor sample = SampleDoctor.New();
    private readonly string wanted = $"nouvelle.{Guid.NewGuid():N}@cabinet.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AddressBook Addresses => app.Get<AddressBook>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_address_changes_once_both_mailboxes_have_confirmed_in_whichever_order(bool oldFirst)
    {
        var doctor = await AskedAsync();
        var (old, young) = (await SideAsync(sample.Address, "à confirmer"), await SideAsync(wanted, "nouvelle adresse"));

        var first = await PressAsync(oldFirst ? old : young, "Confirmer");
        Assert.Equal("C’est confirmé", first.Heading);
        Assert.Equal(sample.Address, (await doctor.RecordAsync()).Doctor.Address);
        var second = await PressAsync(oldFirst ? young : old, "Confirmer");

        Assert.Equal("L’adresse est changée", second.Heading);
        Assert.Equal(wanted, (await doctor.RecordAsync()).Doctor.Address);
        Assert.Equal([doctor.Dossier], await Addresses.DossiersOfAsync(wanted, Cancellation));
        Assert.Empty(await Addresses.DossiersOfAsync(sample.Address, Cancellation));
        // What lies in the old mailbox opens nothing any more; the new one has a link, and the old one is told.
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.OpenAsync()).Status);
        var mail = await app.Mailbox.NextAsync(wanted, "votre adresse électronique est changée", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", (await app.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation)).Heading);
        var left = await app.Mailbox.NextAsync(sample.Address, "ne reçoit plus", cancellation: Cancellation);
        Assert.Equal("L’adresse est changée", (await app.Visitor.OpenAsync(left.Link("/adresse/"), Cancellation)).Heading);
        // A second click shows what happened and does nothing.
        Assert.Equal("L’adresse est changée", (await app.Visitor.OpenAsync(old.Address.AbsoluteUri, Cancellation)).Heading);
        Assert.Equal(1, (await doctor.RecordAsync()).AddressChanges);
        Assert.Single(await FactsAsync(doctor), fact => fact == JournalFact.AddressChanged);
        Assert.DoesNotContain(
            (await RowsAsync(TableNames.Journal, doctor.Dossier)).SelectMany(row => row.Select(pair => pair.Value)).OfType<string>(),
            text => text.Contains(wanted, StringComparison.Ordinal) || text.Contains(sample.Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Opening_the_links_changes_nothing()
    {
        var doctor = await AskedAsync();
        var before = await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation);

        foreach (var side in (VisitedPage[])[await SideAsync(sample.Address, "à confirmer"), await SideAsync(wanted, "nouvelle adresse")])
        {
            for (var i = 0; i < 2; i++) await app.Visitor.OpenAsync(side.Address.AbsoluteUri, Cancellation);
            using var head = await app.Visitor.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, side.Address), Cancellation);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            // Pressed with nothing said, it says nothing.
            using var post = await app.Visitor.Client.PostAsync(side.Address, new FormUrlEncodedContent([]), Cancellation);
            Assert.Equal(HttpStatusCode.SeeOther, post.StatusCode);
        }

        Assert.Equal(before, await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task The_old_mailbox_stops_a_change_that_is_not_its_own_and_the_new_address_is_forgotten()
    {
        var doctor = await AskedAsync();
        var (old, young) = (await SideAsync(sample.Address, "à confirmer"), await SideAsync(wanted, "nouvelle adresse"));
        await PressAsync(young, "Confirmer");

        Assert.Equal("Le changement est annulé", (await PressAsync(old, "Ce n’est pas moi")).Heading);
        Assert.Equal("Le changement est annulé", (await PressAsync(old, "Confirmer")).Heading);
        Assert.Equal("Le changement est annulé", (await PressAsync(young, "Confirmer")).Heading);

        Assert.Equal(sample.Address, (await doctor.RecordAsync()).Doctor.Address);
        Assert.Equal("", (await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation))!.To);
        Assert.Contains(JournalFact.AddressChangeCancelled, await FactsAsync(doctor));
        Assert.Contains("annulé depuis l’ancienne adresse", (await doctor.OpenAsync("/adresse")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_new_mailbox_can_neither_stop_a_change_nor_speak_for_the_old_one()
    {
        var doctor = await AskedAsync();
        var young = await SideAsync(wanted, "nouvelle adresse");
        Assert.DoesNotContain(sample.LastName, young.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(sample.Address, young.Text, StringComparison.Ordinal);

        using var stop = await app.Visitor.Client.PostAsync(
            young.Address, new FormUrlEncodedContent([new("reponse", "pas-moi")]), Cancellation);
        for (var i = 0; i < 2; i++) await PressAsync(young, "Confirmer");

        var change = (await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation))!;
        Assert.Equal((AddressChangeState.Open, true, false), (change.State, change.NewConfirmed is not null, change.OldConfirmed is not null));
        Assert.Equal(sample.Address, (await doctor.RecordAsync()).Doctor.Address);
    }

    [Theory]
    [InlineData("", "Indiquez votre adresse")]
    [InlineData("pas une adresse", "Vérifiez votre adresse")]
    [InlineData("<script>@exemple", "Vérifiez votre adresse")]
    public async Task What_is_no_address_is_shown_again_with_what_to_do(string typed, string message)
    {
        var doctor = await DraftAsync();
        var page = await (await doctor.OpenAsync("/adresse")).Fill("Nouvelle adresse", typed).PressAsync("Demander", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(message, page.Text, StringComparison.Ordinal);
        Assert.Null(await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task The_same_address_in_other_letters_is_no_change()
    {
        var doctor = await DraftAsync();
        var page = await AskAsync(doctor, sample.Address.ToUpperInvariant());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("C’est déjà l’adresse", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_is_replaced_by_the_next_change_and_its_links_say_so_three_times_a_day_and_no_more()
    {
        var doctor = await DraftAsync();
        await AskAsync(doctor, "x" + wanted);
        var slip = await SideAsync("x" + wanted, "nouvelle adresse");
        await AskAsync(doctor, wanted);
        // The same again is the same change.
        await AskAsync(doctor, wanted);

        Assert.Equal("Cette demande n’est plus valable", (await PressAsync(slip, "Confirmer")).Heading);
        Assert.Contains(wanted, (await doctor.OpenAsync("/adresse")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(doctor, "y" + wanted)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(doctor, "z" + wanted)).Status);
    }

    [Fact]
    public async Task Two_mailboxes_that_confirm_and_one_that_stops_at_the_same_moment_end_in_one_way()
    {
        for (var round = 0; round < 3; round++)
        {
            var own = SampleDoctor.New();
            var doctor = await DraftAsync(own);
            var target = $"cible.{round}.{wanted}";
            await AskAsync(doctor, target);
            var (old, young) = (await SideAsync(own.Address, "à confirmer"), await SideAsync(target, "nouvelle adresse"));

            await Task.WhenAll(
                PressAsync(old, "Confirmer"), PressAsync(young, "Confirmer"), PressAsync(old, "Ce n’est pas moi"), PressAsync(young, "Confirmer"));

            var change = (await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation))!;
            Assert.Contains(change.State, (AddressChangeState[])[AddressChangeState.Done, AddressChangeState.Cancelled]);
            var isDone = change.State == AddressChangeState.Done;
            var record = await doctor.RecordAsync();
            Assert.Equal((isDone ? target : own.Address, isDone ? 1 : 0), (record.Doctor.Address, record.AddressChanges));
            Assert.Equal(
                [isDone ? JournalFact.AddressChanged : JournalFact.AddressChangeCancelled],
                (await FactsAsync(doctor)).Where(fact => fact is JournalFact.AddressChanged or JournalFact.AddressChangeCancelled));
        }
    }

    [Fact]
    public async Task The_secretariat_confirms_in_the_stead_of_a_lost_mailbox_with_a_reason_that_the_journal_keeps()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        var doctor = new DoctorVisit(app, dossier);
        await AskAsync(doctor, wanted);
        var page = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(dossier, app.Secretary.Id, "review-1")}", Cancellation);
        page = await page.FollowAsync("Confirmer un changement d’adresse", Cancellation);

        var refused = await page.PressAsync("Confirmer à sa place", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        page = await refused.Fill("Comment avez-vous", "Rappelée au cabinet.").PressAsync("Confirmer à sa place", cancellation: Cancellation);
        Assert.Contains("Il ne manque que la nouvelle", page.Text, StringComparison.Ordinal);
        Assert.Equal(RunningApp.DoctorOf(dossier), (await doctor.RecordAsync()).Doctor.Address);
        await PressAsync(await SideAsync(wanted, "nouvelle adresse"), "Confirmer");

        Assert.Equal(wanted, (await doctor.RecordAsync()).Doctor.Address);
        Assert.Contains(
            await app.Get<JournalBook>().ReadAsync(dossier, "x", Cancellation),
            line => line.Fact == JournalFact.AddressChangeVouched && line.Who == app.Secretary.Name
                && line.Sentence.EndsWith("Rappelée au cabinet.", StringComparison.Ordinal));
        await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "ne reçoit plus", cancellation: Cancellation);
    }

    [Fact]
    public async Task Nobody_but_the_secretariat_of_the_dossiers_own_faculty_confirms_in_anybodys_stead()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        await AskAsync(new DoctorVisit(app, dossier), wanted);
        var stranger = dossier with { Faculty = "rives-atlantiques" };
        foreach (var token in (string[])
            [
                app.TokenFor(dossier, app.Coordinator.Id, "review-1"),
                app.TokenFor(stranger, "secretariat", "review-1"),
                app.TokenFor(new Link(LinkKind.Desk, stranger, "secretariat", "", app.In(TimeSpan.FromDays(1)))),
                app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(1)))),
                app.TokenFor(dossier, app.Secretary.Id, "review-1", TimeSpan.FromDays(-1)),
                "faux",
            ])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync($"/demande/{token}/adresse", Cancellation)).Status);
            using var post = await app.Visitor.Client.PostAsync(
                $"/demande/{token}/adresse", new FormUrlEncodedContent([new("motif", "Parce que.")]), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        }
        Assert.Null((await app.Get<AddressChangeBook>().FindAsync(dossier, Cancellation))!.OldConfirmed);
    }

    [Fact]
    public async Task A_forged_a_foreign_and_an_expired_link_get_the_usual_page()
    {
        var doctor = await AskedAsync();
        var id = (await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation))!.Id;
        foreach (var token in (string[])
            [
                "faux",
                app.TokenFor(new Link(LinkKind.AddressChange, doctor.Dossier, Link.Doctor, "old-" + id, app.In(TimeSpan.FromDays(-1)))),
                app.TokenFor(new Link(LinkKind.AddressChange, doctor.Dossier, Link.Doctor, id, app.In(TimeSpan.FromDays(1)))),
                app.TokenFor(new Link(LinkKind.AddressChange, DossierKey.New(RunningApp.FacultyId), Link.Doctor, "old-" + id, app.In(TimeSpan.FromDays(1)))),
                doctor.Token,
            ])
        {
            var page = await app.Visitor.OpenAsync("/adresse/" + token, Cancellation);
            Assert.Equal((HttpStatusCode.NotFound, "Ce lien ne s’ouvre pas"), (page.Status, page.Heading));
            using var post = await app.Visitor.Client.PostAsync(
                "/adresse/" + token, new FormUrlEncodedContent([new("reponse", "confirmer")]), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        }
        Assert.Null((await app.Get<AddressChangeBook>().FindAsync(doctor.Dossier, Cancellation))!.OldConfirmed);
    }

    private async Task<DoctorVisit> DraftAsync(SampleDoctor? own = null)
    {
        var who = own ?? sample;
        var doctor = await DoctorVisit.DraftAsync(app, new Doctor(who.FirstName, who.LastName, who.Rpps, who.Address, who.Departement));
        await Addresses.AddAsync(who.Address, doctor.Dossier, Cancellation);
        return doctor;
    }

    private async Task<DoctorVisit> AskedAsync()
    {
        var doctor = await DraftAsync();
        var page = await AskAsync(doctor, wanted);
        Assert.Contains("Un changement attend d’être confirmé", page.Text, StringComparison.Ordinal);
        return doctor;
    }

    private static async Task<VisitedPage> AskAsync(DoctorVisit doctor, string address) =>
        await (await doctor.OpenAsync("/adresse")).Fill("Nouvelle adresse", address).PressAsync("Demander", cancellation: Cancellation);

    private async Task<VisitedPage> SideAsync(string mailbox, string subject) => await app.Visitor.OpenAsync(
        (await app.Mailbox.NextAsync(mailbox, subject, cancellation: Cancellation)).Link("/adresse/"), Cancellation);

    private static Task<VisitedPage> PressAsync(VisitedPage page, string button) => page.PressAsync(button, cancellation: Cancellation);

    private async Task<IReadOnlyList<JournalFact>> FactsAsync(DoctorVisit doctor) =>
        [.. (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation)).Select(line => line.Fact)];

    private async Task<List<TableEntity>> RowsAsync(string table, DossierKey dossier)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in (await app.Get<StorageClients>().TableAsync(table, Cancellation)).PartitionAsync(dossier.Id, Cancellation))
            rows.Add(row);
        return rows;
    }
}

/// <summary>A change of address over time, and after a crash.</summary>
public sealed class UnfinishedAddressChangeTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Wanted = "nouvelle@cabinet.example";

    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AddressChangeBook Book => app.Get<AddressChangeBook>();

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_nobody_confirms_in_the_facultys_days_is_dropped_and_the_new_address_forgotten()
    {
        var doctor = await AskedAsync();
        var link = (await app.Mailbox.NextAsync(Wanted, "nouvelle adresse", cancellation: Cancellation)).Link("/adresse/");

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(app.Faculty.Delays.ConfirmationDays + 1), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync(link, Cancellation)).Status);
        var change = (await Book.FindAsync(doctor.Dossier, Cancellation))!;
        Assert.Equal((AddressChangeState.Dropped, ""), (change.State, change.To));
        Assert.Single(await FactsAsync(doctor), fact => fact == JournalFact.AddressChangeDropped);
        Assert.Equal(DoctorVisit.Anne.Address, (await doctor.RecordAsync()).Doctor.Address);
    }

    [Fact]
    public async Task A_change_that_a_crash_cut_off_after_the_second_confirmation_is_finished_by_the_sweep()
    {
        var doctor = await AskedAsync();
        var now = app.Clock.GetUtcNow();
        await Book.ChangeAsync(
            doctor.Dossier,
            change => change! with { State = AddressChangeState.Confirmed, OldConfirmed = now, NewConfirmed = now, Ended = now },
            Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);

        Assert.Equal(Wanted, (await doctor.RecordAsync()).Doctor.Address);
        Assert.Equal(AddressChangeState.Done, (await Book.FindAsync(doctor.Dossier, Cancellation))!.State);
        Assert.Single(await FactsAsync(doctor), fact => fact == JournalFact.AddressChanged);
        Assert.False(
            await app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Change, doctor.Dossier, AddressChanges.Note, Cancellation));
        await app.Mailbox.NextAsync(Wanted, "est changée", cancellation: Cancellation);
    }

    [Fact]
    public async Task A_change_that_a_crash_cut_off_before_its_mails_is_asked_for_again_by_the_sweep()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var now = app.Clock.GetUtcNow();
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Change, doctor.Dossier, AddressChanges.Note, Cancellation);
        await Book.ChangeAsync(
            doctor.Dossier,
            _ => new AddressChange
            {
                Dossier = doctor.Dossier,
                Id = "0123456789abcdef",
                From = DoctorVisit.Anne.Address,
                To = Wanted,
                Asked = now,
                AskedBy = Link.Doctor,
                Expires = now.AddDays(3),
            },
            Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        await app.Mailbox.NextAsync(Wanted, "nouvelle adresse", cancellation: Cancellation);
        await app.Mailbox.NextAsync(DoctorVisit.Anne.Address, "à confirmer", cancellation: Cancellation);
    }

    [Fact]
    public async Task An_erased_draft_leaves_nothing_of_its_changes()
    {
        var doctor = await AskedAsync();
        await app.Clock.AdvanceAsync(Retention.Abandoned + TimeSpan.FromDays(1), Cancellation);
        await app.Get<Retention>().EraseAsync(Cancellation);

        Assert.Null(await app.Get<DossierBook>().FindAsync(doctor.Dossier, Cancellation));
        Assert.Null(await Book.FindAsync(doctor.Dossier, Cancellation));
    }

    private async Task<DoctorVisit> AskedAsync()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await (await doctor.OpenAsync("/adresse")).Fill("Nouvelle adresse", Wanted).PressAsync("Demander", cancellation: Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        return doctor;
    }

    private async Task<IReadOnlyList<JournalFact>> FactsAsync(DoctorVisit doctor) =>
        [.. (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation)).Select(line => line.Fact)];
}
