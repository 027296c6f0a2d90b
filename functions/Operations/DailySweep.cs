using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Operations;

/// <summary>
/// The daily part of the sweep: looks once a day, writes down what was found, and tells the operator in one mail; nothing where
/// nothing was found. A mail that Graph does not take is tried again by the next hour's sweep.
/// </summary>
public sealed class DailySweep(
    StorageClients storage, DailyLook look, GraphMail graph, OperatorSettings settings, TimeProvider time, ILogger<DailySweep> logger)
{
    private const string Partition = "daily";

    /// <summary>The id under which its mails travel, in the place of a dossier's.</summary>
    public const string Sender = "operator";

    /// <summary>Looks, unless that was done today; tells what was found, unless that was told.</summary>
    /// <returns>What was found today; null where that was told before.</returns>
    public async Task<IReadOnlyList<DailyFinding>?> RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Operations, cancellation);
        var today = ParisTime.DayOf(time.GetUtcNow());
        var day = LocalDatePattern.Iso.Format(today);
        if (await table.FindAsync(Partition, day, cancellation) is not { } row)
        {
            var found = await look.RunAsync(client, cancellation);
            foreach (var finding in found) logger.LogWarning("Daily look: {Kind} {Faculty} {Id}", finding.Kind, finding.Faculty, finding.Id);
            // Written before it is told: what is repaired would not be found a second time.
            await table.TryAddAsync(
                new TableEntity(Partition, day)
                {
                    ["Findings"] = JsonSerializer.Serialize(found.Take(MostKept)),
                    ["Count"] = found.Count,
                    ["Draft"] = "",
                    ["Told"] = found.Count == 0 || settings.Address is null,
                },
                cancellation);
            row = (await table.FindAsync(Partition, day, cancellation))!;
            await ForgetAsync(table, today, cancellation);
        }

        if (row.GetBoolean("Told") == true) return null;
        var findings = JsonSerializer.Deserialize<List<DailyFinding>>(row.Text("Findings"))!;
        await TellAsync(table, row, findings, cancellation);
        return findings;
    }

    // A row holds 32,000 characters; a finding some 100.
    private const int MostKept = 200;

    private async Task TellAsync(TableClient table, TableEntity row, IReadOnlyList<DailyFinding> findings, CancellationToken cancellation)
    {
        if (settings is not { Address: { } address, Mailbox: { } mailbox }) return;

        var key = new MailKey(new DossierKey(Sender, Sender), $"daily-{row.RowKey}");
        var draft = row.Text("Draft");
        // Gone from the drafts: it was sent, and a crash kept that from being written down.
        var isSent = draft.Length > 0 && await graph.IsDraftAsync(mailbox, draft, cancellation) != true;
        if (draft.Length == 0)
        {
            draft = await graph.CreateDraftAsync(
                new WrittenMail(
                    key, mailbox, "Compagnon", address, "", DailyReport.SubjectOf(findings), DailyReport.HtmlOf(findings)),
                cancellation);
            row["Draft"] = draft;
            await WriteAsync();
        }

        if (!isSent) await graph.SendAsync(key, mailbox, draft, cancellation);
        row["Told"] = true;
        await WriteAsync();

        async Task WriteAsync()
        {
            var written = await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellation);
            row.ETag = written.Headers.ETag ?? ETag.All;
        }
    }

    // A month of nights says whether something comes again and again.
    private static async Task ForgetAsync(TableClient table, LocalDate today, CancellationToken cancellation)
    {
        var oldest = LocalDatePattern.Iso.Format(today.PlusMonths(-1));
        await foreach (var row in table.PartitionAsync(Partition, cancellation))
            if (string.CompareOrdinal(row.RowKey, oldest) < 0) await table.RemoveAsync(Partition, row.RowKey, cancellation);
    }
}
