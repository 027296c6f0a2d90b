using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Graph;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace Compagnon.Tests.Mail;

/// <summary>The steps of a delivery, each cut off where it hurts: what the mailbox holds in the end is what counts.</summary>
public sealed class MailDeliveryStepsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;
    private DossierKey dossier;
    private MailKey mail = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private MailActivities Steps => app.Make<MailActivities>();

    public async ValueTask InitializeAsync()
    {
        // The night's cleaning comes too early to take what a test is about to sweep.
        app = await RunningApp.StartOnMondayAsync(azurite);
        dossier = await app.SubmitAsync();
        mail = await AddAsync(MailTemplates.Acknowledgement);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_mail_is_drafted_then_sent_from_the_facultys_mailbox_and_journaled()
    {
        Assert.Equal(DeliveryOutcomeKind.GoOn, (await Steps.DraftMailAsync(mail, app.Workflows)).Kind);
        Assert.Empty(await app.MailsOfAsync(dossier));
        Assert.Equal(DeliveryOutcomeKind.Over, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);

        var received = Assert.Single(await app.Mailbox.AllAsync(Cancellation));
        Assert.Equal(app.Faculty.Mailbox.Address, received.From);
        Assert.Equal([RunningApp.DoctorOf(dossier)], received.To);
        Assert.Equal(MailState.Accepted, (await RowAsync()).State);
        Assert.Contains("Courriel envoyé", Assert.Single(await JournalAsync()).Sentence);
        Assert.False(await app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Mail, dossier, mail.Id, Cancellation));
    }

    [Fact]
    public async Task Steps_that_are_repeated_send_nothing_twice_and_journal_one_line()
    {
        for (var again = 0; again < 3; again++)
        {
            await Steps.DraftMailAsync(mail, app.Workflows);
            await Steps.SendDraftAsync(mail, app.Workflows);
        }

        Assert.Single(await app.MailsOfAsync(dossier));
        Assert.Single(await JournalAsync());
        Assert.Empty(await DraftsAsync());
    }

    [Fact]
    public async Task A_draft_whose_id_was_never_learned_is_made_again_and_swept_a_day_later()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Cut, Count = 1, Method = "POST", Path = "/messages" });
        Assert.Equal(DeliveryOutcomeKind.Later, (await Steps.DraftMailAsync(mail, app.Workflows)).Kind);
        await DeliverAsync();

        Assert.Single(await app.MailsOfAsync(dossier));
        var theirs = await app.Get<GraphServiceClient>().Users[app.Faculty.Mailbox.Address].Messages
            .PostAsync(new Message { Subject = "Le brouillon de quelqu’un" }, cancellationToken: Cancellation);
        Assert.Equal(2, (await DraftsAsync()).Count);

        Assert.Equal(0, await app.Get<OrphanDrafts>().RemoveAsync(Cancellation));
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(25), Cancellation);
        Assert.Equal(1, await app.Get<OrphanDrafts>().RemoveAsync(Cancellation));
        Assert.Equal([theirs!.Subject], (await DraftsAsync()).Select(draft => draft.Subject));
    }

    [Fact]
    public async Task Orphan_drafts_are_swept_however_many_there_are()
    {
        var written = new WrittenMail(mail, app.Faculty.Mailbox.Address, "DMG", "a@exemple.fr", "A", "Objet", "<p>Texte</p>");
        await Parallel.ForEachAsync(Enumerable.Range(0, 105), Cancellation, async (_, cancellation) =>
            await app.Get<GraphMail>().CreateDraftAsync(written, cancellation));
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(25), Cancellation);

        Assert.Equal(105, await app.Get<OrphanDrafts>().RemoveAsync(Cancellation));
        Assert.Empty(await DraftsAsync());
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_keeps_no_other_from_being_swept()
    {
        var all = app.Get<FacultyBook>().All;
        await app.Get<GraphMail>().CreateDraftAsync(
            new WrittenMail(mail, all[^1].Mailbox.Address, "DMG", "a@exemple.fr", "A", "Objet", "<p>Texte</p>"), Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(25), Cancellation);
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Refuse, Count = 1, Method = "GET", Path = "/messages" });

        Assert.Equal(1, await app.Get<OrphanDrafts>().RemoveAsync(Cancellation));
        Assert.Equal(1, app.Graph.All.Single().Failed);
    }

    [Fact]
    public async Task The_link_in_a_mail_holds_as_long_as_the_faculty_says_and_is_the_same_however_often_it_is_written()
    {
        var posted = (await RowAsync()).Posted;
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(3), Cancellation);
        await DeliverAsync();

        // The daily look starts the workflow of what was submitted, which asks the secretariat too.
        var received = Assert.Single(await app.Mailbox.AllAsync(Cancellation), sent => sent.To.Contains(RunningApp.DoctorOf(dossier)));
        var token = received.Link("/dossier/").Split('/')[^1];
        var end = AssignmentSchedule.Due(posted, app.Faculty.Delays.LinkDays);
        Assert.IsType<LinkReading.Valid>(app.Get<LinkSigner>().Read(token, end.AddTicks(-1)));
        Assert.IsType<LinkReading.Expired>(app.Get<LinkSigner>().Read(token, end));
    }

    [Fact]
    public async Task The_sweep_leaves_a_draft_that_still_waits_to_be_sent()
    {
        await Steps.DraftMailAsync(mail, app.Workflows);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(25), Cancellation);

        Assert.Equal(0, await app.Get<OrphanDrafts>().RemoveAsync(Cancellation));
        await DeliverAsync();
        Assert.Single(await app.MailsOfAsync(dossier), id => id == mail.Id);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_sending_is_no_second_mail()
    {
        await Steps.DraftMailAsync(mail, app.Workflows);
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Cut, Count = 1, Method = "POST", Path = "/send" });

        Assert.Equal(DeliveryOutcomeKind.Later, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);
        Assert.Equal(DeliveryOutcomeKind.Over, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);
        Assert.Single(await app.MailsOfAsync(dossier));
        Assert.Equal(MailState.Accepted, (await RowAsync()).State);
    }

    [Fact]
    public async Task A_kill_between_the_sending_and_the_row_is_no_second_mail()
    {
        await Steps.DraftMailAsync(mail, app.Workflows);
        var row = (await app.Get<MailJournal>().MoveAsync(await RowAsync(), MailState.Sending, cancellation: Cancellation))!;
        await app.Get<GraphMail>().SendAsync(mail, row.Mailbox, row.Draft, Cancellation);

        Assert.Equal(DeliveryOutcomeKind.Over, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);
        Assert.Single(await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_draft_that_somebody_deleted_before_it_was_sent_is_made_again()
    {
        await Steps.DraftMailAsync(mail, app.Workflows);
        await DeleteDraftAsync();

        Assert.Equal(DeliveryOutcomeKind.Later, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);
        await DeliverAsync();
        Assert.Single(await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_draft_that_vanished_while_it_was_being_sent_is_given_up_and_never_sent_twice()
    {
        await Steps.DraftMailAsync(mail, app.Workflows);
        await app.Get<MailJournal>().MoveAsync(await RowAsync(), MailState.Sending, cancellation: Cancellation);
        await DeleteDraftAsync();

        Assert.Equal(DeliveryOutcomeKind.Later, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(11), Cancellation);
        Assert.Equal(DeliveryOutcomeKind.Over, (await Steps.SendDraftAsync(mail, app.Workflows)).Kind);

        Assert.DoesNotContain(mail.Id, await app.MailsOfAsync(dossier));
        Assert.Contains(await JournalAsync(), line => line.Sentence.Contains("Courriel non remis", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(GraphFaultKind.Throttle, 120)]
    [InlineData(GraphFaultKind.Unavailable, 30)]
    [InlineData(GraphFaultKind.Unavailable, null)]
    [InlineData(GraphFaultKind.GatewayTimeout, null)]
    [InlineData(GraphFaultKind.Refuse, null)]
    public async Task What_Graph_cannot_do_now_waits_as_long_as_it_asks(GraphFaultKind kind, int? seconds)
    {
        app.Graph.Add(new GraphFault { Kind = kind, Count = 1, RetryAfter = seconds });

        var outcome = await Steps.DraftMailAsync(mail, app.Workflows);

        Assert.Equal(DeliveryOutcome.Later(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), outcome);
        Assert.Equal(1, app.Graph.All.Single().Failed);
        await DeliverAsync();
        Assert.Single(await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_message_that_Graph_refuses_is_given_up_at_once_and_the_journal_says_so()
    {
        await app.Get<DossierBook>().ChangeAsync(dossier, record =>
            record with { Doctor = record.Doctor with { Address = "no address" } }, Cancellation);

        await DeliverAsync();

        Assert.Equal(MailState.NotDelivered, (await RowAsync()).State);
        Assert.Contains(await JournalAsync(), line => line.Sentence.Contains("Courriel non remis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_secretariat_is_told_once_of_a_mail_that_does_not_reach_the_doctor()
    {
        await app.Get<DossierBook>().ChangeAsync(dossier, record =>
            record with { Doctor = record.Doctor with { Address = "no address" } }, Cancellation);
        await app.Get<AgreementStarter>().StartAsync(app.Workflows, dossier, Cancellation);
        await app.WhenQuietAsync(dossier);
        await Steps.DraftMailAsync(mail, app.Workflows);
        await app.WhenQuietAsync(dossier);

        Assert.Single(await app.MailsOfAsync(dossier), id => id.StartsWith("undelivered-", StringComparison.Ordinal));
        var notice = await app.Mailbox.NextAsync(app.Secretary.Address, "courriel non remis", cancellation: Cancellation);
        Assert.Contains("accusé de réception", WebUtility.HtmlDecode(notice.Body));
        Assert.Equal(HttpStatusCode.OK, (await app.Visitor.OpenAsync(notice.Link("/demande/"), Cancellation)).Status);
    }

    [Fact]
    public async Task Nobody_of_the_department_hears_of_mails_before_the_submission()
    {
        await app.Get<DossierBook>().ChangeAsync(dossier, record =>
            record with { Submitted = null, State = DossierState.Draft, Doctor = record.Doctor with { Address = "no address" } }, Cancellation);

        await DeliverAsync();
        await app.WhenQuietAsync(dossier);

        Assert.Equal(MailState.NotDelivered, (await RowAsync()).State);
        Assert.Empty(await app.MailsOfAsync(dossier));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_is_reminded_after_having_answered_whether_the_draft_was_made_before_or_not(bool drafted)
    {
        var reminder = await AddAsync(MailTemplates.PiecesReminder);
        if (drafted) await Steps.DraftMailAsync(reminder, app.Workflows);
        var assignment = await app.Get<AssignmentDesk>().OpenAsync(
            new Assignment(dossier, "completion-1", AssignmentKind.Completion, [Link.Doctor], "none", app.Clock.GetUtcNow(), null),
                Cancellation);
        await app.Get<AssignmentDesk>().ClaimAsync(
            assignment, new Claim(dossier, "completion-1", Choices.Provided, [], "", Link.Doctor, app.Clock.GetUtcNow()), Cancellation);

        await Steps.DraftMailAsync(reminder, app.Workflows);
        await Steps.SendDraftAsync(reminder, app.Workflows);

        Assert.Empty(await app.MailsOfAsync(dossier));
        Assert.Empty(await DraftsAsync());
        Assert.Equal(MailState.Dropped, (await app.Get<MailJournal>().FindAsync(dossier, reminder.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Steps_that_run_several_times_at_once_send_one_mail_and_leave_no_draft()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Steps.DraftMailAsync(mail, app.Workflows))));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Steps.SendDraftAsync(mail, app.Workflows))));
        await DeliverAsync();

        Assert.Single(await app.MailsOfAsync(dossier));
        Assert.Empty(await DraftsAsync());
        Assert.Equal(MailState.Accepted, (await RowAsync()).State);
    }

    [Fact]
    public async Task A_mail_is_posted_under_an_id_that_can_be_part_of_a_key()
    {
        var outbox = app.Get<Outbox>();
        foreach (var id in (string[])["", "a/b", "A", "é", new string('a', 81)])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.PostAsync(
                null!, new MailPosting(dossier, id, MailTemplates.NewLink, Link.Doctor, new Dictionary<string, string>()), Cancellation));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => outbox.PostAsync(
            null!, new MailPosting(dossier, "a", "no-such-template", Link.Doctor, new Dictionary<string, string>()), Cancellation));
    }

    [Fact]
    public async Task What_anybody_typed_as_a_name_stands_in_no_mail_to_an_address_that_nobody_has_confirmed()
    {
        const string Bait = "Gagnez sur phishing.example";
        foreach (var state in (DossierState[])[DossierState.AwaitingConfirmation, DossierState.Draft])
        {
            await app.Get<DossierBook>().ChangeAsync(dossier, record =>
                record with { State = state, Doctor = record.Doctor with { LastName = Bait } }, Cancellation);
            var posting = new MailPosting(dossier, $"new-{(int)state}", MailTemplates.NewLink, Link.Doctor, new Dictionary<string, string>());
            await app.Get<MailJournal>().AddAsync(posting, Cancellation);
            var row = (await app.Get<MailJournal>().FindAsync(dossier, posting.Id, Cancellation))!;

            var written = (await app.Get<MailWriter>().WriteAsync(row))!;

            var isConfirmed = state == DossierState.Draft;
            Assert.Equal(isConfirmed, (written.Subject + written.Html).Contains(Bait, StringComparison.Ordinal));
            Assert.Equal(isConfirmed, written.ToName.Length > 0);
        }
    }

    [Fact]
    public async Task A_mail_that_was_announced_and_never_posted_is_forgotten()
    {
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Mail, dossier, "never-posted", Cancellation);

        Assert.Equal(DeliveryOutcomeKind.Over, (await Steps.DraftMailAsync(new MailKey(dossier, "never-posted"), app.Workflows)).Kind);

        Assert.False(await app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Mail, dossier, "never-posted", Cancellation));
    }

    [Fact]
    public async Task A_mail_carries_a_long_French_text_and_refuses_one_that_no_row_holds()
    {
        var journal = app.Get<MailJournal>();
        var posting = new MailPosting(
            dossier, "long", MailTemplates.Refused, Link.Doctor, new Dictionary<string, string> { [MailData.Word] = new('é', 20_000) });
        await journal.AddAsync(posting, Cancellation);
        Assert.Equal(posting.Data, (await journal.FindAsync(dossier, "long", Cancellation))!.Posting.Data);

        var longer = posting with { Id = "longer", Data = new Dictionary<string, string> { [MailData.Word] = new('é', 40_000) } };
        Assert.Contains("at most 32000", (await Assert.ThrowsAsync<ArgumentException>(() => journal.AddAsync(longer, Cancellation))).Message);
    }

    // As the orchestration does it, without its waits.
    private async Task DeliverAsync()
    {
        for (var tries = 0; tries < 5; tries++)
        {
            var outcome = await Steps.DraftMailAsync(mail, app.Workflows);
            if (outcome.Kind == DeliveryOutcomeKind.GoOn) outcome = await Steps.SendDraftAsync(mail, app.Workflows);
            if (outcome.Kind == DeliveryOutcomeKind.Over) return;
        }

        Assert.Fail("Expected the delivery to end within five tries.");
    }

    private async Task<MailKey> AddAsync(string template)
    {
        var data = new Dictionary<string, string>
        {
            [MailData.Assignment] = "completion-1",
            [MailData.LastDay] = "2027-03-31",
            [MailData.Since] = "2027-03-01",
            [MailData.Pieces] = "CV",
        };
        var posting = new MailPosting(dossier, $"{template}-doctor", template, Link.Doctor, data);
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Mail, dossier, posting.Id, Cancellation);
        await app.Get<MailJournal>().AddAsync(posting, Cancellation);
        return new MailKey(dossier, posting.Id);
    }

    private async Task<MailRecord> RowAsync() => (await app.Get<MailJournal>().FindAsync(dossier, mail.Id, Cancellation))!;

    private async Task DeleteDraftAsync()
    {
        var row = await RowAsync();
        await app.Get<GraphMail>().DeleteAsync(row.Mailbox, row.Draft, Cancellation);
    }

    private async Task<IReadOnlyList<JournalLine>> JournalAsync() =>
        await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation);

    private async Task<List<Message>> DraftsAsync() =>
        (await app.Get<GraphServiceClient>().Users[app.Faculty.Mailbox.Address].MailFolders["drafts"].Messages
            .GetAsync(cancellationToken: Cancellation))!.Value!;
}
