using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Storage;

namespace Compagnon.Mail.Returns;

/// <summary>Why a mail is on the list. The names stand in tables: they never change meaning.</summary>
public enum MailTroubleKind
{
    /// <summary>The mail service has not taken it for an hour; it is still tried.</summary>
    Waiting,

    /// <summary>Given up.</summary>
    NotDelivered,

    /// <summary>It went out and came back.</summary>
    Returned,
}

/// <summary>A mail that has not arrived.</summary>
/// <param name="Dossier">The dossier, or the session, that it is about.</param>
/// <param name="Mail">Its id.</param>
/// <param name="Kind">Why it is on the list.</param>
/// <param name="Posted">When it was posted.</param>
/// <param name="Template">Which mail.</param>
/// <param name="Recipient">Whom it was for: <see cref="Link.Doctor"/> or a staff member's id.</param>
/// <param name="Doctor">The doctor whose dossier it is about; empty where it is about a session.</param>
/// <param name="Position">Its place in the list.</param>
public sealed record MailTrouble(
    DossierKey Dossier,
    string Mail,
    MailTroubleKind Kind,
    DateTimeOffset Posted,
    string Template,
    string Recipient,
    string Doctor,
    string Position);

/// <summary>Some of a faculty's mails that have not arrived, newest first.</summary>
/// <param name="Mails">They.</param>
/// <param name="Next">The position after which there are more; null where there are none.</param>
public sealed record MailTroublePage(IReadOnlyList<MailTrouble> Mails, string? Next);

/// <summary>
/// The table <c>MailTroubles</c>: which of a faculty's mails have not arrived and wait for somebody to see to them. A row is made from the
/// mail journal each time and says nothing that it does not say.
/// </summary>
public sealed class MailTroubles(StorageClients storage, MailJournal mails, DossierBook dossiers, TimeProvider time)
{
    /// <summary>How many a page shows.</summary>
    public const int PageSize = 50;

    /// <summary>A mail that was posted so long ago and is not accepted is on the list: an hour.</summary>
    public static readonly TimeSpan WaitingAfter = TimeSpan.FromHours(1);

    private const int Tries = 10;

    private static readonly string[] OnlyKeys = ["RowKey"];

    /// <summary>One page, from one request.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="after">The position after which to begin; empty for the newest.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<MailTroublePage> ReadAsync(string faculty, string after = "", CancellationToken cancellation = default)
    {
        var rows = await FirstAsync(faculty, after, null, PageSize + 1, cancellation);
        var mails = rows.Take(PageSize).Select(row => Read(faculty, row)).ToList();
        return new MailTroublePage(mails, rows.Count > PageSize ? mails[^1].Position : null);
    }

    /// <summary>How many there are, up to one more than <see cref="PageSize"/>; from one request.</summary>
    public async Task<int> CountAsync(string faculty, CancellationToken cancellation = default) =>
        (await FirstAsync(faculty, "", OnlyKeys, PageSize + 1, cancellation)).Count;

    /// <summary>Makes a mail's row from what is true now, or takes it away.</summary>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task RefreshAsync(MailKey key, CancellationToken cancellation = default)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await mails.FindAsync(key.Dossier, key.Id, cancellation) is not { } found) return;
            var table = await storage.TableAsync(TableNames.MailTroubles, cancellation);
            var (partition, position) = (key.Dossier.Faculty, PositionOf(found));
            // The row first, then what is true: an older truth never overwrites a newer one.
            var row = await table.FindAsync(partition, position, cancellation);
            if (await mails.FindAsync(key.Dossier, key.Id, cancellation) is not { } mail) return;
            if (await WriteAsync(table, row, mail, await MakeAsync(mail, cancellation), cancellation)) return;
        }

        throw new InvalidOperationException(
            $"The row of the mail {key.Id} in {TableNames.MailTroubles} was changed by somebody else {Tries} times in a row; try again.");
    }

    /// <summary>Takes away all rows of a dossier. Before its mails are erased: they say which rows there are.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.MailTroubles, cancellation);
        foreach (var mail in await mails.ListAsync(dossier, cancellation))
            await table.RemoveAsync(dossier.Faculty, PositionOf(mail), cancellation);
    }

    /// <summary>
    /// Whether the department knows the dossier that a mail to its doctor is about. Before the submission the address may be anybody's; who
    /// is invited to renew, or whose dossier the secretariat opened, is known to it.
    /// </summary>
    public static bool IsKnown(DossierRecord? dossier) =>
        dossier is { Submitted: not null } or { IsRenewal: true } or { OpenedBy.Length: > 0 };

    private async Task<TableEntity?> MakeAsync(MailRecord mail, CancellationToken cancellation)
    {
        if (KindOf(mail) is not { } kind) return null;

        var dossier = await dossiers.FindAsync(mail.Posting.Dossier, cancellation);
        if (mail.Posting.Recipient == Link.Doctor && !IsKnown(dossier)) return null;
        return new TableEntity(mail.Posting.Dossier.Faculty, PositionOf(mail))
        {
            ["Dossier"] = mail.Posting.Dossier.Id,
            ["Mail"] = mail.Posting.Id,
            ["Kind"] = kind.ToString(),
            ["Posted"] = mail.Posted,
            ["Template"] = mail.Posting.Template,
            ["Recipient"] = mail.Posting.Recipient,
            ["Doctor"] = dossier?.Doctor.FullName ?? "",
        };
    }

    /// <summary>Why a mail is on the list; null where it is not.</summary>
    public MailTroubleKind? KindOf(MailRecord mail) => mail switch
    {
        { Care: not null } => null,
        { Returned: not null } => MailTroubleKind.Returned,
        { State: MailState.NotDelivered } => MailTroubleKind.NotDelivered,
        { IsFinal: false } when time.GetUtcNow() - mail.Posted > WaitingAfter => MailTroubleKind.Waiting,
        _ => null,
    };

    private static async Task<bool> WriteAsync(
        TableClient table, TableEntity? row, MailRecord mail, TableEntity? made, CancellationToken cancellation)
    {
        try
        {
            if (row is null) return made is null || await table.TryAddAsync(made, cancellation);
            if (made is null) await table.DeleteEntityAsync(mail.Posting.Dossier.Faculty, PositionOf(mail), row.ETag, cancellation);
            else await table.UpdateEntityAsync(made, row.ETag, TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException second) when (second.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<TableEntity>> FirstAsync(
        string faculty, string after, string[]? columns, int most, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.MailTroubles, cancellation);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {faculty} and RowKey gt {after}");
        return await table.QueryAsync<TableEntity>(filter, most, columns, cancellation).Take(most).ToListAsync(cancellation);
    }

    private static MailTrouble Read(string faculty, TableEntity row) => new(
        new DossierKey(faculty, row.Text("Dossier")),
        row.Text("Mail"),
        Enum.Parse<MailTroubleKind>(row.Text("Kind")),
        row.Moment("Posted"),
        row.Text("Template"),
        row.Text("Recipient"),
        row.Text("Doctor"),
        row.RowKey);

    // The newest first; of one mail always the same.
    private static string PositionOf(MailRecord mail) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.MaxValue.UtcTicks - mail.Posted.UtcTicks:D19}~{mail.Posting.Dossier.Id}~{mail.Posting.Id}");
}
