using System.Net;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Emulator.Graph;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Mail.Sending;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Tests.Mail;

/// <summary>A mailbox sends no more than it may in any minute, whoever posts how much at once, and leaves nothing behind.</summary>
public sealed class MailSenderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;
    private DossierKey dossier;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite, Paced);
        dossier = await app.SubmitAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Two_hundred_mails_from_three_instances_go_out_once_each_and_at_most_thirty_in_any_minute_though_the_app_is_stopped()
    {
        // Every few steps are done and not heard of, and then done again.
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Cut, Count = 3, Skip = 20, Method = "POST", Path = "/send" });
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Throttle, Count = 1, Skip = 60, Path = "/send", RetryAfter = 120 });
        var posting = PostAsync(0, 120);
        await app.Clock.AdvanceAsync(TimeSpan.FromSeconds(90), Cancellation);
        await posting;
        await app.RestartAsync(Paced);
        await PostAsync(120, 80);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        await app.RestartAsync(Paced);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(40), Cancellation);

        var sent = await SentAsync();
        Assert.Equal(Enumerable.Range(0, 200).Select(Id).Order(StringComparer.Ordinal), sent.Select(mail => mail.Id).Order(StringComparer.Ordinal));
        AssertPace([.. sent.Select(mail => mail.At)]);
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task A_mail_alone_goes_out_at_once()
    {
        var before = app.Clock.GetUtcNow();
        await PostAsync(0, 1);
        await app.Clock.WhenQuietAsync();

        Assert.InRange(Assert.Single(await SentAsync()).At - before, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True((await app.Workflows.GetInstanceAsync(InstanceOf(1), cancellation: Cancellation))!.IsCompleted);
    }

    [Fact]
    public async Task However_often_a_sender_ends_while_mails_are_posted_none_is_left()
    {
        // One after the other, each about when the sender of the one before finds nothing more.
        for (var number = 0; number < 25; number++)
        {
            await PostAsync(number, 1);
            await Task.Delay(Random.Shared.Next(60), Cancellation);
        }

        await app.Clock.WhenQuietAsync();
        Assert.Empty(await WaitingAsync());
        Assert.Equal(25, (await SentAsync()).Count);
    }

    [Fact]
    public async Task The_next_sender_remembers_what_the_one_before_has_sent()
    {
        await PostAsync(0, 28);
        await app.Clock.WhenQuietAsync();
        await PostAsync(28, 10);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(3), Cancellation);

        var sent = await SentAsync();
        Assert.Equal(38, sent.Count);
        AssertPace([.. sent.Select(mail => mail.At)]);
    }

    [Fact]
    public async Task A_new_mail_does_not_wait_for_one_that_is_tried_again_later()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable, Count = 4 });
        await PostAsync(0, 1);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(8.5), Cancellation);
        Assert.Single(await WaitingAsync());
        app.Graph.Clear();
        var before = app.Clock.GetUtcNow();

        await PostAsync(1, 1);
        await app.Clock.WhenQuietAsync();

        Assert.InRange(Assert.Single(await SentAsync(), mail => mail.Id == Id(1)).At - before, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(30), Cancellation);
        Assert.Equal(2, (await SentAsync()).Count);
    }

    [Fact]
    public async Task A_mailbox_that_is_to_rest_rests_with_all_of_its_mails()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Throttle, Count = 1, Path = "/send", RetryAfter = 600 });
        var before = app.Clock.GetUtcNow();
        await PostAsync(0, 12);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(30), Cancellation);

        var sent = await SentAsync();
        Assert.Equal(12, sent.Count);
        Assert.InRange(sent.Count(mail => mail.At - before < TimeSpan.FromMinutes(10)), 0, SendingPace.AtOnce);
    }

    [Fact]
    public async Task A_sender_that_is_gone_is_found_by_the_sweep_and_waits_a_minute()
    {
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Outgoing, Cancellation);
        await table.AddEntityAsync(new TableEntity(Key, "~sender") { ["Generation"] = 7, ["State"] = "Active", ["Sent"] = "" }, Cancellation);
        await PostAsync(0, 1);
        await app.Clock.WhenQuietAsync();
        Assert.Empty(await SentAsync());
        var before = app.Clock.GetUtcNow();

        await app.Get<Outbox>().ResumeAsync(app.Workflows, dossier, Id(0), Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);

        Assert.InRange(Assert.Single(await SentAsync()).At - before, SendingPace.Window, TimeSpan.FromMinutes(2));
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task A_look_that_is_repeated_when_its_sender_has_ended_changes_nothing()
    {
        await PostAsync(0, 1);
        await app.Clock.WhenQuietAsync();
        var outgoing = app.Get<OutgoingMails>();

        Assert.Equal(SenderStep.End, (await outgoing.LookAsync(app.Workflows, new SenderRound(Key, 1, []), Cancellation)).Step);
        await app.Clock.WhenQuietAsync();
        Assert.Single(await SentAsync());
    }

    [Fact]
    public async Task One_mail_that_cannot_be_read_keeps_no_other_waiting()
    {
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Mails, Cancellation);
        await table.AddEntityAsync(new TableEntity(dossier.Id, "broken") { ["Faculty"] = dossier.Faculty }, Cancellation);
        await app.Get<OutgoingMails>().AddAsync(app.Workflows, new MailKey(dossier, "broken"), app.Clock.GetUtcNow().AddDays(-1), cancellation: Cancellation);
        var before = app.Clock.GetUtcNow();
        await PostAsync(0, 6);
        await app.Clock.WhenQuietAsync();

        Assert.All(await SentAsync(), mail => Assert.InRange(mail.At - before, TimeSpan.Zero, TimeSpan.FromSeconds(40)));
        Assert.Equal(6, (await SentAsync()).Count);
        Assert.EndsWith("~broken", Assert.Single(await WaitingAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_was_sent_the_next_comes_so_that_no_minute_has_more_than_thirty() => Prop.ForAll<byte[]>(steps =>
    {
        var (now, sent, all) = (new DateTime(2027, 3, 1, 8, 0, 0, DateTimeKind.Utc), (IReadOnlyList<DateTime>)[], new List<DateTime>());
        foreach (var step in steps.Concat(Enumerable.Repeat((byte)0, 40)))
        {
            now += TimeSpan.FromSeconds(step % 20);
            var free = SendingPace.FreeAt(sent, now, SendingPace.AMinute);
            if (free == 0)
            {
                now = SendingPace.FreeFrom(sent, SendingPace.AMinute);
                free = SendingPace.FreeAt(sent, now, SendingPace.AMinute);
            }

            // They arrive at any time until they have ended.
            all.AddRange(Enumerable.Range(0, free).Select(part => now.AddSeconds(step % 20 * part / 4.0)));
            now += TimeSpan.FromSeconds(step % 20);
            sent = SendingPace.Keep([.. sent, .. Enumerable.Repeat(now, free)], SendingPace.AMinute);
            if (free is < 1 or > SendingPace.AtOnce || sent.Count > SendingPace.AMinute) return false;
        }

        return MostInAMinute([.. all]) <= SendingPace.AMinute;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Where_nobody_counts_none_waits()
    {
        await app.RestartAsync("--Graph:MailsPerMinute", "0");
        var before = app.Clock.GetUtcNow();
        await PostAsync(0, 40);
        await app.Clock.WhenQuietAsync();

        var sent = await SentAsync();
        Assert.Equal(40, sent.Count);
        Assert.All(sent, mail => Assert.InRange(mail.At - before, TimeSpan.Zero, TimeSpan.FromSeconds(55)));
    }

    [Theory]
    [InlineData("31")]
    [InlineData("-1")]
    [InlineData("vite")]
    public void A_pace_that_Exchange_does_not_take_is_refused_at_the_start(string pace)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Graph:MailsPerMinute", pace)]).Build();
        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddCompagnonMail(settings));
        Assert.Contains("Graph:MailsPerMinute must be 1 to 30", refused.Message, StringComparison.Ordinal);
    }

    private static readonly string[] Paced = ["--Graph:MailsPerMinute", "30"];

    private string Key => app.Get<OutgoingMails>().KeyOf(dossier.Faculty);

    private string InstanceOf(int generation) => MailSender.InstanceOf(Key, generation);

    private static string Id(int number) => $"notice-{number:000}";

    // Each of the three with an outbox of its own, as three instances of the app would.
    private Task PostAsync(int first, int count) => Task.WhenAll(Enumerable.Range(0, Math.Min(3, count)).Select(async instance =>
    {
        var outbox = app.Make<Outbox>();
        for (var number = first + instance; number < first + count; number += 3)
        {
            await outbox.PostAsync(
                app.Workflows, new MailPosting(dossier, Id(number), MailTemplates.Acknowledgement, Link.Doctor, new Dictionary<string, string>()), Cancellation);
        }
    }));

    private async Task<List<string>> WaitingAsync()
    {
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Outgoing, Cancellation);
        return await table.PartitionAsync(Key, Cancellation).Select(row => row.RowKey).Where(row => row != "~sender").ToListAsync(Cancellation);
    }

    private async Task<List<(string Id, DateTimeOffset At)>> SentAsync()
    {
        var store = app.Get<MessageStore>();
        return (await app.Mailbox.AllAsync(Cancellation))
            .Select(mail => (Id: mail.Headers.GetValueOrDefault(GraphMail.Header, "/").Split('/')[1], At: store.Find(mail.Number)!.Sent!.Value))
            .Where(mail => mail.Id.StartsWith("notice-", StringComparison.Ordinal)).ToList();
    }

    private static void AssertPace(IReadOnlyList<DateTimeOffset> sent) =>
        Assert.InRange(MostInAMinute([.. sent.Select(moment => moment.UtcDateTime)]), 1, SendingPace.AMinute);

    private static int MostInAMinute(IReadOnlyList<DateTime> sent) =>
        sent.Max(first => sent.Count(moment => moment >= first && moment < first.AddMinutes(1)));
}
