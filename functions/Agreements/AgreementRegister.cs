using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Storage;
using NodaTime.Text;

namespace Compagnon.Agreements;

/// <summary>The register of agreements, by faculty.</summary>
public sealed class AgreementRegister(StorageClients storage)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Enters an agreement. Entering one for the same dossier again changes nothing.</summary>
    /// <returns>The entry that stands in the register.</returns>
    public async Task<AgreementRecord> EnterAsync(AgreementRecord agreement, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Agreements, cancellation);
        var row = new TableEntity(agreement.Dossier.Faculty, agreement.Dossier.Id)
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
        };
        if (await table.TryAddAsync(row, cancellation)) return agreement;
        return await FindAsync(agreement.Dossier, cancellation)
            ?? throw new InvalidOperationException(
                $"The register's entry of {agreement.Dossier.Reference} was there and is gone; entries are never removed.");
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
    };
}
