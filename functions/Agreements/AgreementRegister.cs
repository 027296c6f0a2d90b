using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Storage;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Agreements;

/// <summary>The register of agreements, by faculty.</summary>
public sealed class AgreementRegister(StorageClients storage)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Tries = 20;

    // After every key of a dossier: the register's own rows of a partition come first.
    private const string HistoryPrefix = "~";

    /// <summary>Enters an agreement. Entering one for the same dossier again changes nothing.</summary>
    /// <returns>The entry that stands in the register.</returns>
    public async Task<AgreementRecord> EnterAsync(AgreementRecord agreement, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        try
        {
            await table.SubmitTransactionAsync(Entry(agreement), cancellation);
            return agreement;
        }
        catch (TableTransactionFailedException second) when (second.Status == 409)
        {
            return await FindAsync(agreement.Dossier, cancellation)
                ?? throw new InvalidOperationException(
                    $"The register's entry of {agreement.Dossier.Reference} was there and is gone; entries are never removed.");
        }
    }

    /// <summary>Enters up to fifty agreements of one faculty in one transaction. Those that are there already stay as they are.</summary>
    /// <returns>Whether none of them was there.</returns>
    public async Task<bool> EnterAllAsync(IReadOnlyList<AgreementRecord> agreements, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        try
        {
            await table.SubmitTransactionAsync(agreements.SelectMany(Entry), cancellation);
            return true;
        }
        catch (TableTransactionFailedException second) when (second.Status == 409)
        {
            foreach (var agreement in agreements) await EnterAsync(agreement, cancellation);
            return false;
        }
    }

    /// <summary>The rows of a new entry, for one transaction: the entry and the first line of its history.</summary>
    public static IReadOnlyList<TableTransactionAction> Entry(AgreementRecord agreement) =>
    [
        new(TableTransactionActionType.Add, Write(agreement)),
        new(TableTransactionActionType.Add, History(agreement, "entered", null, agreement.DecidedAt, agreement.DecidedBy)),
    ];

    /// <summary>
    /// Changes an agreement: the one place where anything happens to it. The entry and the line of its history are written together, so
    /// asking for the same change again finds it done.
    /// </summary>
    /// <returns>The agreement as it stands after it, and whether the change stands in its history; null where there is no such agreement.
    /// One that cannot happen to it (<see cref="AgreementChanges.Apply"/>) is not done.</returns>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<AgreementChanged?> ChangeAsync(AgreementChange change, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            if (await FindAsync(change.Agreement, cancellation) is not { } agreement) return null;
            if (await table.FindAsync(change.Agreement.Faculty, HistoryRow(change.Agreement, change.Id), cancellation) is not null)
                return new AgreementChanged(agreement, IsDone: true, WasDone: true);
            if (AgreementChanges.Apply(agreement, change, ParisTime.DayOf(change.At)) is not { } changed)
                return new AgreementChanged(agreement, IsDone: false, WasDone: false);
            try
            {
                var written = await table.SubmitTransactionAsync(
                    [
                        new(TableTransactionActionType.UpdateReplace, Write(changed), agreement.ETag),
                        new(TableTransactionActionType.Add, History(changed, change.Id, change, change.At, change.By)),
                    ],
                    cancellation);
                return new AgreementChanged(changed with { ETag = written.Value[0].Headers.ETag ?? ETag.All }, IsDone: true, WasDone: false);
            }
            catch (TableTransactionFailedException second) when (second.Status is 409 or 412)
            {
                await Task.Delay(Random.Shared.Next(5, 40), cancellation);
            }
        }

        throw new InvalidOperationException(
            $"The agreement {change.Agreement.Reference} was changed by somebody else {Tries} times in a row; try again.");
    }

    /// <summary>What has happened to an agreement, oldest first.</summary>
    public async Task<IReadOnlyList<AgreementEvent>> HistoryAsync(DossierKey agreement, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        var (from, until) = (HistoryRow(agreement, ""), HistoryRow(agreement, "~"));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {agreement.Faculty} and RowKey ge {from} and RowKey lt {until}");
        var all = new List<AgreementEvent>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) all.Add(ReadHistory(row));
        return [.. all.OrderBy(line => line.At).ThenBy(line => line.Kind is not null)];
    }

    /// <summary>One line of an agreement's history; null where there is none of this id.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="id">The change's id.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<AgreementEvent?> FindEventAsync(DossierKey agreement, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        return await table.FindAsync(agreement.Faculty, HistoryRow(agreement, id), cancellation) is { } row ? ReadHistory(row) : null;
    }

    /// <summary>All agreements of a faculty, over or not, by their ids.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <param name="after">Only those behind this id.</param>
    public async IAsyncEnumerable<AgreementRecord> ListAsync(
        string faculty, [EnumeratorCancellation] CancellationToken cancellation = default, string after = "")
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {faculty} and RowKey gt {after} and RowKey lt {HistoryPrefix}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) yield return Read(row);
    }

    /// <summary>The agreement that was granted on a dossier; null where none was.</summary>
    public async Task<AgreementRecord?> FindAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        return await table.FindAsync(dossier.Faculty, dossier.Id, cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>Whether the faculty has granted an agreement to the doctor of this number before, on another dossier.</summary>
    public async Task<bool> HasEarlierAsync(DossierKey dossier, string rpps, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {dossier.Faculty} and Rpps eq {rpps}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            if (row.RowKey != dossier.Id) return true;
        return false;
    }

    private static string HistoryRow(DossierKey agreement, string id) => $"{HistoryPrefix}{agreement.Id}~{id}";

    private static TableEntity History(
        AgreementRecord after, string id, AgreementChange? change, DateTimeOffset at, string by) =>
        new(after.Dossier.Faculty, HistoryRow(after.Dossier, id))
        {
            ["Kind"] = change?.Kind.ToString() ?? "",
            ["At"] = at,
            ["By"] = by,
            ["Reason"] = change?.Reason ?? "",
            ["State"] = after.State.ToString(),
            ["Until"] = LocalDatePattern.Iso.Format(after.Until),
            ["Dossier"] = change?.Dossier ?? "",
            ["Day"] = Day(change?.Until),
        };

    private static AgreementEvent ReadHistory(TableEntity row) => new(
        row.Text("Kind") is { Length: > 0 } kind ? Enum.Parse<AgreementChangeKind>(kind) : null,
        row.Moment("At"),
        row.Text("By"),
        row.Text("Reason"),
        Enum.Parse<AgreementState>(row.Text("State")),
        LocalDatePattern.Iso.Parse(row.Text("Until")).GetValueOrThrow(),
        row.Text("Dossier"))
    {
        Id = row.RowKey[(row.RowKey.LastIndexOf('~') + 1)..],
        Day = Day(row, "Day"),
    };

    private static TableEntity Write(AgreementRecord agreement) => new(agreement.Dossier.Faculty, agreement.Dossier.Id)
    {
        ["Holder"] = agreement.Holder,
        ["Rpps"] = agreement.Rpps,
        ["Departement"] = agreement.Departement,
        ["From"] = LocalDatePattern.Iso.Format(agreement.From),
        ["Until"] = LocalDatePattern.Iso.Format(agreement.Until),
        ["State"] = agreement.State.ToString(),
        ["DecidedBy"] = agreement.DecidedBy,
        ["DecidedAt"] = agreement.DecidedAt,
        ["Number"] = agreement.Number,
        ["Code"] = agreement.Code,
        ["Specialty"] = agreement.Specialty,
        ["Category"] = agreement.Category.ToString(),
        ["Levels"] = string.Join(' ', agreement.Levels),
        ["Decisions"] = JsonSerializer.Serialize(agreement.Decisions, Format),
        ["Commune"] = agreement.Commune,
        ["Site"] = agreement.Site,
        ["Interns"] = agreement.Interns,
        ["Terms"] = JsonSerializer.Serialize(agreement.Terms, Format),
        ["Recommendations"] = agreement.Recommendations,
        ["Renewal"] = agreement.Renewal,
        ["RenewalDeclined"] = agreement.IsRenewalDeclined,
        ["Before"] = agreement.Before?.ToString(),
        ["SuspendedUntil"] = Day(agreement.SuspendedUntil),
        ["GivenUpOn"] = Day(agreement.GivenUpOn),
        ["EndedOn"] = Day(agreement.EndedOn),
        ["ReplacedBy"] = agreement.ReplacedBy,
        ["Replaces"] = agreement.Replaces,
        ["Imported"] = Day(agreement.Imported),
    };

    private static string? Day(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : null;

    private static LocalDate? Day(TableEntity row, string name) =>
        row.GetString(name) is { Length: > 0 } text ? LocalDatePattern.Iso.Parse(text).GetValueOrThrow() : null;

    private static AgreementRecord Read(TableEntity row) => new(
        new DossierKey(row.PartitionKey, row.RowKey),
        row.Text("Holder"),
        row.Text("Rpps"),
        row.Text("Departement"),
        LocalDatePattern.Iso.Parse(row.Text("From")).GetValueOrThrow(),
        LocalDatePattern.Iso.Parse(row.Text("Until")).GetValueOrThrow(),
        Enum.Parse<AgreementState>(row.Text("State")),
        row.Text("DecidedBy"),
        row.Moment("DecidedAt"))
    {
        Number = row.GetString("Number") ?? "",
        Code = row.GetString("Code") ?? "",
        Specialty = row.GetString("Specialty") ?? "",
        Category = Enum.TryParse<AgreementCategory>(row.GetString("Category"), out var category) ? category : AgreementCategory.Principal,
        Levels = [.. (row.GetString("Levels") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<StageLevel>)],
        Decisions = row.GetString("Decisions") is { Length: > 2 } json
            ? JsonSerializer.Deserialize<List<CycleDecision>>(json, Format)!
            : [],
        Commune = row.GetString("Commune") ?? "",
        Site = row.GetString("Site") ?? "",
        Interns = row.GetInt32("Interns") ?? 0,
        Terms = row.GetString("Terms") is { Length: > 2 } terms ? JsonSerializer.Deserialize<List<GrantedTerm>>(terms, Format)! : [],
        Recommendations = row.GetString("Recommendations") ?? "",
        Renewal = row.GetString("Renewal") ?? "",
        IsRenewalDeclined = row.GetBoolean("RenewalDeclined") ?? false,
        Before = Enum.TryParse<AgreementState>(row.GetString("Before"), out var before) ? before : null,
        SuspendedUntil = Day(row, "SuspendedUntil"),
        GivenUpOn = Day(row, "GivenUpOn"),
        EndedOn = Day(row, "EndedOn"),
        ReplacedBy = row.GetString("ReplacedBy") ?? "",
        Replaces = row.GetString("Replaces") ?? "",
        Imported = Day(row, "Imported"),
        ETag = row.ETag,
    };
}

/// <summary>What became of a wish to change an agreement.</summary>
/// <param name="Agreement">As it stands.</param>
/// <param name="IsDone">Whether the change stands in its history.</param>
/// <param name="WasDone">Whether it stood there before: the same was asked for already.</param>
public sealed record AgreementChanged(AgreementRecord Agreement, bool IsDone, bool WasDone);
