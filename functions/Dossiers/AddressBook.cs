using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Compagnon.Storage;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Dossiers;

/// <summary>The forms that anybody can have us send a mail with.</summary>
public enum PublicForm
{
    /// <summary>A candidacy: a mail to whatever address is typed.</summary>
    Candidacy,

    /// <summary>« J’ai perdu mon lien »: a mail where a dossier is found.</summary>
    LostLink,
}

/// <summary>
/// The table <c>Addresses</c>: which dossiers were asked for with a mail address, and how many mails anybody had us send to it on a day. So
/// a lost link is found without looking through everything, and nobody can fill another's mailbox by typing an address again and again.
/// </summary>
public sealed class AddressBook(StorageClients storage)
{
    /// <summary>Mails that visitors of one public form can have sent to one address on one day.</summary>
    public const int MailsADay = 3;

    /// <summary>
    /// Candidacies that a faculty takes in an hour (of UTC): many times what doctors send, and little to whoever would have us write to
    /// addresses by the thousand. A form that is sent twice counts twice.
    /// </summary>
    public const int CandidaciesAnHour = 250;

    private const int Tries = 20;

    // No address's print.
    private const string HourPartition = "hour";

    private const string DossierRow = "dossier-";

    private static readonly LocalDatePattern DateOfId = LocalDatePattern.CreateWithInvariantCulture("yyyyMMdd");

    /// <summary>Notes that a dossier was asked for with an address. Noting it again changes nothing.</summary>
    public async Task AddAsync(string address, DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Addresses, cancellation);
        await table.UpsertEntityAsync(
            new TableEntity(Partition(address), DossierRow + dossier.Id) { ["Faculty"] = dossier.Faculty },
            TableUpdateMode.Replace,
            cancellation);
    }

    /// <summary>The dossiers that were asked for with an address.</summary>
    public async Task<IReadOnlyList<DossierKey>> DossiersOfAsync(string address, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Addresses, cancellation);
        var found = new List<DossierKey>();
        await foreach (var row in table.PartitionAsync(Partition(address), cancellation))
            if (row.RowKey.StartsWith(DossierRow, StringComparison.Ordinal))
                found.Add(new DossierKey(row.Text("Faculty"), row.RowKey[DossierRow.Length..]));
        return found;
    }

    /// <summary>
    /// Takes one of the mails that a form may send to an address on a day; null when they are used up. The same request gets the same one
    /// again, also on the next day.
    /// </summary>
    /// <param name="form">The form. Each is counted apart: what one still sends must not tell what the other has sent.</param>
    /// <param name="address">The address.</param>
    /// <param name="day">The day in Paris.</param>
    /// <param name="request">What tells this request from another: a form that is sent twice is one request.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>An id for the mail, of the form, the day and a number: <c>asked-20270303-1</c>, <c>lost-20270303-1</c>.</returns>
    public async Task<string?> TakeMailAsync(
        PublicForm form, string address, LocalDate day, string request, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Addresses, cancellation);
        var name = form switch
        {
            PublicForm.Candidacy => "asked",
            PublicForm.LostLink => "lost",
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Expected the candidacy or the lost link."),
        };
        // A form that is sent again after midnight, because its answer got lost, is still that form.
        foreach (var id in Ids(day.PlusDays(-1)))
            if (await IsTakenByAsync(id)) return id;
        foreach (var id in Ids(day))
        {
            if (await table.TryAddAsync(new TableEntity(Mailbox(address), id) { ["Request"] = request }, cancellation)) return id;
            if (await IsTakenByAsync(id)) return id;
        }
        return null;

        IEnumerable<string> Ids(LocalDate of) => Enumerable.Range(1, MailsADay).Select(number =>
            string.Create(CultureInfo.InvariantCulture, $"{name}-{DateOfId.Format(of)}-{number}"));

        async Task<bool> IsTakenByAsync(string id) =>
            (await table.FindAsync(Mailbox(address), id, cancellation))?.GetString("Request") == request;
    }

    /// <summary>Forgets that a dossier was asked for with an address, and the mails that were counted for it before yesterday.</summary>
    public async Task EraseAsync(string address, DossierKey dossier, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Addresses, cancellation);
        await table.RemoveAsync(Partition(address), DossierRow + dossier.Id, cancellation);

        // No count holds longer than its day in Paris.
        var yesterday = now.UtcDateTime.AddDays(-1).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        await foreach (var row in table.PartitionAsync(Mailbox(address), cancellation))
        {
            if (row.RowKey.Split('-') is ["asked" or "lost", var day, _] && string.CompareOrdinal(day, yesterday) < 0)
                await table.RemoveAsync(row.PartitionKey, row.RowKey, cancellation);
        }
    }

    /// <summary>Counts a candidacy in its faculty's hour; false once there were <see cref="CandidaciesAnHour"/>.</summary>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<bool> CountCandidacyAsync(string faculty, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Addresses, cancellation);
        var hour = now.ToUniversalTime().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        for (var i = 0; i < Tries; i++)
        {
            var row = await table.FindAsync(HourPartition, faculty, cancellation);
            var count = row?.GetString("Hour") == hour ? row.GetInt32("Count") ?? 0 : 0;
            if (count >= CandidaciesAnHour) return false;

            var next = new TableEntity(HourPartition, faculty) { ["Hour"] = hour, ["Count"] = count + 1 };
            try
            {
                if (row is not null) await table.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellation);
                if (row is not null || await table.TryAddAsync(next, cancellation)) return true;
            }
            catch (RequestFailedException second) when (second.Status == 412)
            {
                // Somebody else counted at the same time; from their count on.
            }
            await Task.Delay(Random.Shared.Next(5, 40), cancellation);
        }
        throw new InvalidOperationException(
            $"The hour of the faculty '{faculty}' was counted by others {Tries} times in a row; try again.");
    }

    // An address may hold characters that a key must not, and need not be read here.
    private static string Partition(string address) => Hash(MailAddress.Key(address));

    private static string Mailbox(string address) => Hash(MailAddress.Mailbox(address));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
