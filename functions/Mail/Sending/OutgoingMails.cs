using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Mail.Sending;

/// <summary>Names a mail that waits to be sent.</summary>
/// <param name="Mailbox">The mailbox's key.</param>
/// <param name="Mail">Its place in the mailbox's queue.</param>
public sealed record OutgoingKey(string Mailbox, string Mail);

/// <summary>A mail that waits to be sent.</summary>
/// <param name="Key">Where it waits.</param>
/// <param name="Mail">Which mail.</param>
/// <param name="Since">Since when.</param>
/// <param name="Failures">How often it was tried and not taken.</param>
/// <param name="Trace">The trace of whoever posted it; null where nobody listened.</param>
public sealed record OutgoingMail(OutgoingKey Key, MailKey Mail, DateTimeOffset Since, int Failures, string? Trace);

/// <summary>
/// The table <c>Outgoing</c>: which mails of a mailbox wait to be sent, and how its sender stands. One sender at a time, and none that is
/// started in vain or not at all: docs/adr/0010 says why.
/// </summary>
public sealed class OutgoingMails(StorageClients storage, FacultyBook faculties, SendingLimit limit, TimeProvider time)
{
    // After every place in a queue, which begins with a digit.
    private const string SenderRow = "~sender";

    private const int Tries = 10;
    private const int LaterLookedAt = 200;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private enum SenderState
    {
        Active,
        Waiting,
        Ended,
    }

    /// <summary>The key of a faculty's mailbox: the same for all that send from one address.</summary>
    public string KeyOf(string faculty)
    {
        var address = faculties.Find(faculty)?.Mailbox.Address.Trim().ToLowerInvariant() ?? faculty;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..16];
    }

    /// <summary>Adds a mail, and sees to it that somebody sends it. Adding it again changes nothing.</summary>
    /// <param name="client">Starts the sender.</param>
    /// <param name="mail">Which mail.</param>
    /// <param name="posted">When it was posted: it is sent after those that were posted before.</param>
    /// <param name="isSure">Whether to look if the sender is really there, as the sweep does after a crash.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task AddAsync(
        DurableTaskClient client, MailKey mail, DateTimeOffset posted, bool isSure = false, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outgoing, cancellation);
        var mailbox = KeyOf(mail.Dossier.Faculty);
        var position = string.Create(CultureInfo.InvariantCulture, $"{posted.UtcTicks:D19}~{mail.Dossier.Id}~{mail.Id}");
        var row = new TableEntity(mailbox, position)
        {
            ["Faculty"] = mail.Dossier.Faculty,
            ["Dossier"] = mail.Dossier.Id,
            ["Mail"] = mail.Id,
            ["Since"] = time.GetUtcNow(),
            ["Due"] = time.GetUtcNow(),
            ["Failures"] = 0,
        };
        if (Activity.Current?.Id is { } trace) row["Trace"] = trace;
        await table.TryAddAsync(row, cancellation);
        await WakeAsync(table, client, mailbox, isSure, cancellation);
    }

    /// <summary>The mail at a place; null where it is no longer there.</summary>
    public async Task<OutgoingMail?> FindAsync(OutgoingKey key, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outgoing, cancellation);
        return await table.FindAsync(key.Mailbox, key.Mail, cancellation) is { } row
            ? new OutgoingMail(
                key,
                new MailKey(new DossierKey(row.Text("Faculty"), row.Text("Dossier")), row.Text("Mail")),
                row.Moment("Since"),
                row.GetInt32("Failures") ?? 0,
                row.GetString("Trace"))
            : null;
    }

    /// <summary>Takes a mail away that is over.</summary>
    public async Task RemoveAsync(OutgoingKey key, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Outgoing, cancellation)).RemoveAsync(key.Mailbox, key.Mail, cancellation);

    /// <summary>Puts a mail off that was not taken.</summary>
    public async Task PutOffAsync(OutgoingKey key, int failures, DateTimeOffset due, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outgoing, cancellation);
        try
        {
            await table.UpdateEntityAsync(
                new TableEntity(key.Mailbox, key.Mail) { ["Failures"] = failures, ["Due"] = due },
                ETag.All,
                TableUpdateMode.Merge,
                cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // The same step ran twice, and the other has ended it.
        }
    }

    /// <summary>What a sender does next. It says in the table what it does before it looks whether that is right.</summary>
    /// <exception cref="InvalidOperationException">Somebody else changed the row every time.</exception>
    public async Task<SenderLook> LookAsync(DurableTaskClient client, SenderRound round, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outgoing, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var sender = await table.FindAsync(round.Mailbox, SenderRow, cancellation);
            if (!IsTurnOf(sender, round.Generation))
            {
                await WakeAsync(table, client, round.Mailbox, isSure: false, cancellation);
                return new SenderLook(SenderStep.End, [], null, []);
            }

            var sent = round.Sent ?? SentOf(sender);
            var due = await DueAsync(table, round.Mailbox, cancellation);
            DateTimeOffset? next = due.Count > 0 ? null : await NextAsync(table, round.Mailbox, cancellation);
            var state = due.Count > 0 ? SenderState.Active : next is not null ? SenderState.Waiting : SenderState.Ended;
            if (!await TryWriteAsync(table, sender, round.Mailbox, round.Generation, state, sent, cancellation)) continue;
            if (state == SenderState.Active) return new SenderLook(SenderStep.Send, due, null, sent, limit.AMinute);

            // Who posted a mail before it was written that none was there is seen now; who posts one after it reads so, and says it.
            next = await NextAsync(table, round.Mailbox, cancellation);
            if (state == SenderState.Waiting)
            {
                var (now, until) = (time.GetUtcNow(), next ?? DateTimeOffset.MinValue);
                var wake = until > now + LongestWait ? now + LongestWait : until > now ? until : now;
                return new SenderLook(SenderStep.Wait, [], wake.UtcDateTime, sent);
            }

            // What is ended stays so: it may be that the next sender was started already.
            if (next is not null) await WakeAsync(table, client, round.Mailbox, isSure: false, cancellation);
            return new SenderLook(SenderStep.End, [], null, sent);
        }

        throw new InvalidOperationException(
            $"The sender's row of the mailbox {round.Mailbox} was changed by somebody else {Tries} times in a row; try again.");
    }

    // The first look of a sender takes over from the one that has ended. A look that is repeated much later, by a host that was thought
    // dead, is nobody's turn.
    private static bool IsTurnOf(TableEntity? sender, int generation) =>
        StateOf(sender) == SenderState.Ended ? GenerationOf(sender) == generation - 1 : GenerationOf(sender) == generation;

    private async Task WakeAsync(TableClient table, DurableTaskClient client, string mailbox, bool isSure, CancellationToken cancellation)
    {
        var sender = await table.FindAsync(mailbox, SenderRow, cancellation);
        var generation = GenerationOf(sender);
        var state = StateOf(sender);
        if (isSure && state != SenderState.Ended && !await IsRunningAsync(client, MailSender.InstanceOf(mailbox, generation), cancellation))
        {
            // Lost with the hub, or ended by hand: as if it had used up its minute just now.
            var sent = Enumerable.Repeat(time.GetUtcNow().UtcDateTime, limit.AMinute).ToList();
            if (!await TryWriteAsync(table, sender, mailbox, generation, SenderState.Ended, sent, cancellation)) return;
            state = SenderState.Ended;
        }

        switch (state)
        {
            case SenderState.Ended:
                await StartAsync(client, new SenderRound(mailbox, generation + 1), cancellation);
                break;
            case SenderState.Waiting:
                await client.RaiseEventAsync(MailSender.InstanceOf(mailbox, generation), MailSender.Posted, "", cancellation);
                break;
            default:
                // It looks again before it waits or ends.
                break;
        }
    }

    private static async Task StartAsync(DurableTaskClient client, SenderRound round, CancellationToken cancellation)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                MailSender.Orchestration,
                round,
                new StartOrchestrationOptions { InstanceId = MailSender.InstanceOf(round.Mailbox, round.Generation) },
                cancellation);
        }
        catch (InvalidOperationException)
        {
            // Started already, which is what was wanted.
        }
    }

    private static async Task<bool> IsRunningAsync(DurableTaskClient client, string instance, CancellationToken cancellation) =>
        await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellation) is { IsCompleted: false };

    private async Task<IReadOnlyList<string>> DueAsync(TableClient table, string mailbox, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {mailbox} and RowKey lt {SenderRow} and Due le {now}");
        return await table.QueryAsync<TableEntity>(filter, SendingPace.AMinute, ["RowKey"], cancellation)
            .Take(SendingPace.AMinute).Select(row => row.RowKey).ToListAsync(cancellation);
    }

    private static async Task<DateTimeOffset?> NextAsync(TableClient table, string mailbox, CancellationToken cancellation)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {mailbox} and RowKey lt {SenderRow}");
        var dues = await table.QueryAsync<TableEntity>(filter, LaterLookedAt, ["Due"], cancellation)
            .Take(LaterLookedAt).Select(row => row.Moment("Due")).ToListAsync(cancellation);
        return dues.Count > 0 ? dues.Min() : null;
    }

    private static async Task<bool> TryWriteAsync(
        TableClient table,
        TableEntity? before,
        string mailbox,
        int generation,
        SenderState state,
        IReadOnlyList<DateTime> sent,
        CancellationToken cancellation)
    {
        var row = new TableEntity(mailbox, SenderRow)
        {
            ["Generation"] = generation,
            ["State"] = state.ToString(),
            ["Sent"] = string.Join(' ', sent.Select(moment => moment.Ticks.ToString(CultureInfo.InvariantCulture))),
        };
        if (before is null) return await table.TryAddAsync(row, cancellation);
        try
        {
            await table.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException second) when (second.Status is 404 or 412)
        {
            return false;
        }
    }

    private static int GenerationOf(TableEntity? sender) => sender?.GetInt32("Generation") ?? 0;

    private static SenderState StateOf(TableEntity? sender) =>
        sender is null ? SenderState.Ended : Enum.Parse<SenderState>(sender.Text("State"));

    private static IReadOnlyList<DateTime> SentOf(TableEntity? sender) => sender is null
        ? []
        : [.. sender.Text("Sent").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(ticks => new DateTime(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc))];
}
