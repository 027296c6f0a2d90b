using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Mail;

/// <summary>Where a mail stands. The names stand in tables: they never change meaning.</summary>
public enum MailState
{
    /// <summary>To be sent; Graph knows nothing of it, or nothing that we know of.</summary>
    Pending,

    /// <summary>Graph has a draft of it, whose id the row names.</summary>
    Drafted,

    /// <summary>Graph was, or was about to be, asked to send that draft.</summary>
    Sending,

    /// <summary>Graph accepted it. Final.</summary>
    Accepted,

    /// <summary>No longer wanted: whoever it reminded had answered. Final.</summary>
    Dropped,

    /// <summary>Given up; the row says why, and so does the dossier's journal. Final.</summary>
    NotDelivered,
}

/// <summary>A mail as the mail journal knows it.</summary>
/// <param name="Posting">What was posted.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Posted">When it was posted.</param>
/// <param name="Draft">Graph's immutable id of the draft; empty before there is one.</param>
/// <param name="Mailbox">The mailbox that the draft lies in; empty before there is one.</param>
/// <param name="Changed">When it came to <paramref name="State"/>.</param>
/// <param name="Version">The row's version: a write on an older one fails.</param>
public sealed record MailRecord(
    MailPosting Posting, MailState State, DateTimeOffset Posted, string Draft, string Mailbox, DateTimeOffset Changed, ETag Version)
{
    /// <summary>Why it was given up or dropped, in English; empty where it was not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it came back, though it had been accepted; null where it did not.</summary>
    public DateTimeOffset? Returned { get; init; }

    /// <summary>Why it came back: a code such as <c>5.1.1</c> (RFC 3463); empty where it did not.</summary>
    public string ReturnStatus { get; init; } = "";

    /// <summary>What somebody did about it, as it has not arrived; null where nobody did.</summary>
    public MailCare? Care { get; init; }

    /// <summary>Whether nothing more happens to it.</summary>
    public bool IsFinal => State is MailState.Accepted or MailState.Dropped or MailState.NotDelivered;
}

/// <summary>What somebody of the department did about a mail that has not arrived.</summary>
/// <param name="At">When.</param>
/// <param name="By">Whose id.</param>
/// <param name="Word">What they say of it; empty where it was sent again.</param>
public sealed record MailCare(DateTimeOffset At, string By, string Word)
{
    /// <summary>Whether it was sent again; else it was put away.</summary>
    public bool IsSentAgain => Word.Length == 0;
}

/// <summary>The table <c>Mails</c>: what was posted, and how far it is. Graph has no idempotency key; this is ours.</summary>
public sealed class MailJournal(StorageClients storage, TimeProvider time)
{
    // A table's text holds 32 K characters.
    private const int LongestData = 32_000;

    // Letters with accents stay one character each.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a mail as <see cref="MailState.Pending"/>; one with its id that is there already stays as it is.</summary>
    /// <returns>When it was posted.</returns>
    /// <exception cref="ArgumentException">What it carries is longer than a row holds.</exception>
    public async Task<DateTimeOffset> AddAsync(MailPosting posting, CancellationToken cancellation = default)
    {
        var data = JsonSerializer.Serialize(posting.Data, Format);
        if (data.Length > LongestData)
        {
            throw new ArgumentException(
                $"A mail carries at most {LongestData} characters of data; '{posting.Id}' carries {data.Length}.", nameof(posting));
        }

        var table = await storage.TableAsync(TableNames.Mails, cancellation);
        var now = time.GetUtcNow();
        var row = new TableEntity(posting.Dossier.Id, posting.Id)
        {
            ["Faculty"] = posting.Dossier.Faculty,
            ["Template"] = posting.Template,
            ["Recipient"] = posting.Recipient,
            ["Data"] = data,
            ["State"] = nameof(MailState.Pending),
            ["Posted"] = now,
            ["Changed"] = now,
            ["Draft"] = "",
            ["Mailbox"] = "",
            ["Reason"] = "",
        };
        if (await table.TryAddAsync(row, cancellation)) return now;
        return (await FindAsync(posting.Dossier, posting.Id, cancellation))?.Posted ?? now;
    }

    /// <summary>The mail with this id, or null.</summary>
    public async Task<MailRecord?> FindAsync(DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Mails, cancellation);
        return await table.FindAsync(dossier.Id, id, cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>All mails of a dossier.</summary>
    public async Task<IReadOnlyList<MailRecord>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Mails, cancellation);
        var mails = new List<MailRecord>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) mails.Add(Read(row));
        return mails;
    }

    /// <summary>Erases all mails of a dossier. Doing so again changes nothing.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Mails, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);

    /// <summary>Moves <paramref name="mail"/> on, unless somebody else moved it since it was read.</summary>
    /// <param name="mail">The mail, as it was read.</param>
    /// <param name="state">Where it stands from now on.</param>
    /// <param name="reason">Why, where it is given up.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The mail as it stands now; null where it was moved meanwhile.</returns>
    public async Task<MailRecord?> MoveAsync(
        MailRecord mail, MailState state, string reason = "", CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var change = new Dictionary<string, object>
        {
            ["State"] = state.ToString(),
            ["Draft"] = mail.Draft,
            ["Mailbox"] = mail.Mailbox,
            ["Reason"] = reason,
            ["Changed"] = now,
        };
        return await WriteAsync(mail with { State = state, Changed = now, Reason = reason }, change, cancellation);
    }

    /// <summary>Says that <paramref name="mail"/> came back, unless somebody else changed it since it was read.</summary>
    /// <param name="mail">The mail, as it was read.</param>
    /// <param name="at">When the report came.</param>
    /// <param name="status">Why.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The mail as it stands now; null where it was changed meanwhile.</returns>
    public Task<MailRecord?> ReturnAsync(MailRecord mail, DateTimeOffset at, string status, CancellationToken cancellation = default) =>
        WriteAsync(
            mail with { Returned = at, ReturnStatus = status },
            new Dictionary<string, object> { ["Returned"] = at, ["ReturnStatus"] = status },
            cancellation);

    /// <summary>Says what somebody did about <paramref name="mail"/>, unless somebody else changed it since it was read.</summary>
    /// <returns>The mail as it stands now; null where it was changed meanwhile.</returns>
    public Task<MailRecord?> CareAsync(MailRecord mail, MailCare care, CancellationToken cancellation = default) =>
        WriteAsync(
            mail with { Care = care },
            new Dictionary<string, object> { ["Cared"] = care.At, ["CaredBy"] = care.By, ["Word"] = care.Word },
            cancellation);

    private async Task<MailRecord?> WriteAsync(MailRecord mail, Dictionary<string, object> change, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Mails, cancellation);
        var row = new TableEntity(mail.Posting.Dossier.Id, mail.Posting.Id);
        foreach (var (column, value) in change) row[column] = value;
        try
        {
            var written = await table.UpdateEntityAsync(row, mail.Version, TableUpdateMode.Merge, cancellation);
            return mail with { Version = written.Headers.ETag ?? ETag.All };
        }
        catch (RequestFailedException error) when (error.Status == 412)
        {
            return null;
        }
    }

    private static MailRecord Read(TableEntity row) => new(
        new MailPosting(
            new DossierKey(row.Text("Faculty"), row.PartitionKey),
            row.RowKey,
            row.Text("Template"),
            row.Text("Recipient"),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text("Data")) ?? []),
        Enum.Parse<MailState>(row.Text("State")),
        row.Moment("Posted"),
        row.Text("Draft"),
        row.Text("Mailbox"),
        row.Moment("Changed"),
        row.ETag)
    {
        Reason = row.GetString("Reason") ?? "",
        Returned = row.GetDateTimeOffset("Returned"),
        ReturnStatus = row.GetString("ReturnStatus") ?? "",
        Care = row.GetDateTimeOffset("Cared") is { } cared ? new MailCare(cared, row.Text("CaredBy"), row.Text("Word")) : null,
    };
}
