using Azure;
using Azure.Data.Tables;
using Compagnon.Care;
using Compagnon.Holds;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Territories;

namespace Compagnon.Dossiers;

/// <summary>
/// The table <c>Dossiers</c>. Every change reads the row, changes it by a pure function and writes it under the ETag that was read; who
/// comes second starts again from what the first has written.
/// </summary>
public sealed class DossierBook(StorageClients storage)
{
    private const int Tries = 20;

    // Of one transaction.
    private const int MostRows = 100;

    private const string Unconfirmed = nameof(DossierState.AwaitingConfirmation);
    private const string Draft = nameof(DossierState.Draft);
    private const string Withdrawn = nameof(DossierState.Withdrawn);
    private const string Closed = nameof(DossierState.ClosedWithoutDecision);

    /// <summary>The dossier, or null where there is none.</summary>
    public async Task<DossierRecord?> FindAsync(DossierKey key, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        return await table.FindAsync(key.Faculty, key.Id, cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>Adds a dossier whose address is not confirmed yet. False where it is there already, which stays as it is.</summary>
    public async Task<bool> AddAsync(DossierKey key, Doctor doctor, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        return await table.TryAddAsync(
            Write(new DossierRecord { Key = key, Doctor = doctor, State = DossierState.AwaitingConfirmation, Since = now, Created = now }),
            cancellation);
    }

    /// <summary>
    /// Adds a dossier that the secretariat opens for a doctor: a draft whose address nobody has confirmed yet. False where it is there
    /// already, which stays as it is.
    /// </summary>
    public async Task<bool> AddOpenedAsync(
        DossierKey key, Doctor doctor, string by, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        return await table.TryAddAsync(
            Write(new DossierRecord
            {
                Key = key,
                Doctor = doctor,
                State = DossierState.Draft,
                Since = now,
                Created = now,
                OpenedBy = by,
            }),
            cancellation);
    }

    /// <summary>Adds a dossier as it is given: of a renewal, an amendment, an import. False where it is there already, which stays as it
    /// is.</summary>
    public async Task<bool> AddAsync(DossierRecord record, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        return await table.TryAddAsync(Write(record), cancellation);
    }

    /// <summary>Writes dossiers of one faculty as they are given, in one transaction for each hundred: those of an import that is not done yet.
    /// Doing so again changes nothing.</summary>
    public async Task PutAsync(IReadOnlyList<DossierRecord> records, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        await Task.WhenAll(records.Chunk(MostRows).Select(chunk => table.SubmitTransactionAsync(
            chunk.Select(record => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Write(record))), cancellation)));
    }

    /// <summary>Changes a dossier, starting again when somebody else changed it meanwhile.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="change">What becomes of it; null leaves it as it is. May be called several times.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The dossier as it stands, and whether it was changed by this call; null where there is none.</returns>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<DossierChange?> ChangeAsync(
        DossierKey key, Func<DossierRecord, DossierRecord?> change, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            if (await FindAsync(key, cancellation) is not { } record) return null;
            if (change(record) is not { } changed) return new DossierChange(record, false);
            try
            {
                var written = await table.UpdateEntityAsync(Write(changed), record.ETag, TableUpdateMode.Replace, cancellation);
                return new DossierChange(changed with { ETag = written.Headers.ETag ?? ETag.All }, true);
            }
            catch (RequestFailedException second) when (second.Status == 412)
            {
                await Task.Delay(Random.Shared.Next(5, 40), cancellation);
            }
        }
        throw new InvalidOperationException($"The dossier {key.Id} was changed by somebody else {Tries} times in a row; try again.");
    }

    /// <summary>Writes what the workflow says. An older projection than the last changes nothing; the same again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">There is no such dossier.</exception>
    public async Task ProjectAsync(DossierKey key, Projection projection, CancellationToken cancellation = default)
    {
        _ = await ChangeAsync(
                key,
                record => record.Projected > projection.At
                    ? null
                    : record with
                    {
                        State = projection.State,
                        WaitsOn = projection.WaitsOn,
                        Since = projection.Since,
                        Due = projection.Due,
                        Projected = projection.At,
                    },
                cancellation)
            ?? throw new InvalidOperationException($"There is no dossier {key.Id} of the faculty '{key.Faculty}' to write its state to.");
    }

    /// <summary>All dossiers of a faculty, by their ids, which mean nothing.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <param name="after">Only those behind this id.</param>
    public async IAsyncEnumerable<DossierRecord> ListAsync(
        string faculty,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default,
        string after = "")
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {faculty} and RowKey gt {after}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) yield return Read(row);
    }

    /// <summary>Every dossier of every faculty that was never submitted: unconfirmed, a draft, or a draft that was withdrawn or closed.</summary>
    public async IAsyncEnumerable<DossierRecord> ListUnsubmittedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        var filter = TableClient.CreateQueryFilter(
            $"State eq {Unconfirmed} or State eq {Draft} or State eq {Withdrawn} or State eq {Closed}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            if (Read(row) is { Submitted: null } record) yield return record;
    }

    /// <summary>Erases a dossier's row, unless it was changed since it was read.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> EraseAsync(DossierRecord record, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Dossiers, cancellation);
        try
        {
            await table.DeleteEntityAsync(record.Key.Faculty, record.Key.Id, record.ETag, cancellation);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return error.Status == 404;
        }
    }

    private static TableEntity Write(DossierRecord record) => new(record.Key.Faculty, record.Key.Id)
    {
        ["FirstName"] = record.Doctor.FirstName,
        ["LastName"] = record.Doctor.LastName,
        ["Rpps"] = record.Doctor.Rpps,
        ["Address"] = record.Doctor.Address,
        ["Departement"] = record.Doctor.Departement,
        ["State"] = record.State.ToString(),
        ["WaitsOn"] = record.WaitsOn,
        ["Since"] = record.Since.ToUniversalTime(),
        ["Due"] = record.Due?.ToUniversalTime(),
        ["Procedure"] = record.ProcedureId,
        ["Shortage"] = record.Shortage?.ToString(),
        ["Charter"] = record.CharterVersion,
        ["CharterAccepted"] = record.CharterAccepted?.ToUniversalTime(),
        ["Created"] = record.Created.ToUniversalTime(),
        ["Confirmed"] = record.Confirmed?.ToUniversalTime(),
        ["Submitted"] = record.Submitted?.ToUniversalTime(),
        ["Projected"] = record.Projected?.ToUniversalTime(),
        ["OpenedBy"] = record.OpenedBy,
        ["SubmittedBy"] = record.SubmittedBy,
        ["Kind"] = record.Kind.ToString(),
        ["Agreement"] = record.Agreement,
        ["Renews"] = record.Renews?.ToText(),
        ["Hold"] = record.Hold?.ToText(),
        ["Following"] = record.Following?.ToText(),
        ["LastMessage"] = record.LastMessage?.ToUniversalTime(),
        ["MessagesRead"] = record.MessagesRead?.ToUniversalTime(),
        ["DoubleOf"] = record.DoubleOf,
        ["Doubles"] = string.Join(' ', record.Doubles),
        ["AddressChanges"] = record.AddressChanges,
        ["AddressChanged"] = record.AddressChanged?.ToUniversalTime(),
    };

    private static DossierRecord Read(TableEntity row) => new()
    {
        Key = new DossierKey(row.PartitionKey, row.RowKey),
        Doctor = new Doctor(row.Text("FirstName"), row.Text("LastName"), row.Text("Rpps"), row.Text("Address"), row.Text("Departement")),
        State = Enum.Parse<DossierState>(row.Text("State")),
        WaitsOn = row.Text("WaitsOn"),
        Since = row.Moment("Since"),
        Due = row.GetDateTimeOffset("Due"),
        ProcedureId = row.Text("Procedure"),
        Shortage = Enum.TryParse<ZoneClass>(row.GetString("Shortage"), out var zone) ? zone : null,
        CharterVersion = row.Text("Charter"),
        CharterAccepted = row.GetDateTimeOffset("CharterAccepted"),
        Created = row.Moment("Created"),
        Confirmed = row.GetDateTimeOffset("Confirmed"),
        Submitted = row.GetDateTimeOffset("Submitted"),
        Projected = row.GetDateTimeOffset("Projected"),
        OpenedBy = row.GetString("OpenedBy") ?? "",
        SubmittedBy = row.GetString("SubmittedBy") ?? Links.Link.Doctor,
        Kind = Enum.TryParse<DossierKind>(row.GetString("Kind"), out var kind) ? kind : DossierKind.Candidacy,
        Agreement = row.GetString("Agreement") ?? "",
        Renews = RenewedTerm.Read(row.GetString("Renews")),
        Hold = HoldMark.Read(row.GetString("Hold")),
        Following = Following.Read(row.GetString("Following")),
        LastMessage = row.GetDateTimeOffset("LastMessage"),
        MessagesRead = row.GetDateTimeOffset("MessagesRead"),
        DoubleOf = row.GetString("DoubleOf") ?? "",
        Doubles = (row.GetString("Doubles") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        AddressChanges = row.GetInt32("AddressChanges") ?? 0,
        AddressChanged = row.GetDateTimeOffset("AddressChanged"),
        ETag = row.ETag,
    };
}

/// <summary>What came of a change.</summary>
/// <param name="Record">The dossier as it stands.</param>
/// <param name="Done">Whether this call changed it.</param>
public sealed record DossierChange(DossierRecord Record, bool Done);
