using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Storage;

namespace Compagnon.Agreements;

/// <summary>How long a dossier usually takes.</summary>
/// <param name="Days">In days, from the submission to the decision.</param>
/// <param name="IsMeasured">Whether it is the median of past dossiers; else it is what the faculty aims at.</param>
public sealed record UsualTime(int Days, bool IsMeasured);

/// <summary>
/// The table <c>Durations</c>: what each ended dossier took, by stage and in all. A row names nobody, and stays when the dossier is gone.
/// </summary>
public sealed class DurationBook(StorageClients storage)
{
    /// <summary>From how many decided dossiers on their median says something.</summary>
    public const int Fewest = 5;

    // A page of a table: more would be another request and would hardly move the median.
    private const int Most = 1000;

    private const string WholeColumn = "Whole", DecidedColumn = "Decided", AcceleratedColumn = "Accelerated";

    /// <summary>Keeps what a dossier took. The same again changes nothing.</summary>
    public async Task KeepAsync(
        DossierRecord dossier, DossierEnd end, IReadOnlyDictionary<string, double> days, CancellationToken cancellation = default)
    {
        var row = new TableEntity(dossier.Key.Faculty, dossier.Key.Id)
        {
            [DecidedColumn] = end.State is DossierState.Granted or DossierState.Refused,
            [AcceleratedColumn] = dossier.IsAccelerated,
            [WholeColumn] = Math.Round((end.Since - (dossier.Submitted ?? dossier.Created)).TotalDays, 2),
        };
        foreach (var (stage, taken) in days) row[stage] = taken;
        var table = await storage.TableAsync(TableNames.Durations, cancellation);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
    }

    /// <summary>What each stage took of a faculty's ended dossiers, in days, by their ids.</summary>
    public async IAsyncEnumerable<(string Dossier, IReadOnlyDictionary<AgreementStage, double> Days)> ListAsync(
        string faculty, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Durations, cancellation);
        await foreach (var row in table.PartitionAsync(faculty, cancellation)) yield return (row.RowKey, StagesOf(row));
    }

    /// <summary>What each stage took of an ended dossier, in days; null where that was not kept.</summary>
    public async Task<IReadOnlyDictionary<AgreementStage, double>?> FindStagesAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Durations, cancellation);
        return await table.FindAsync(dossier.Faculty, dossier.Id, cancellation) is { } row ? StagesOf(row) : null;
    }

    /// <summary>
    /// What a dossier of its faculty usually takes that goes the same way: measured, else aimed at; null where neither is known.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="procedure">The procedure as it holds for it.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<UsualTime?> FindUsualAsync(DossierRecord dossier, Faculty procedure, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Durations, cancellation);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {dossier.Key.Faculty} and Decided eq {true} and Accelerated eq {dossier.IsAccelerated}");
        var past = new List<double>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, Most, [WholeColumn], cancellation))
        {
            past.Add(row.GetDouble(WholeColumn) ?? 0);
            if (past.Count == Most) break;
        }

        return UsualOf(past, procedure.Targets?.Whole ?? 0);
    }

    /// <summary>
    /// The median of what past dossiers took, in whole days, rounded up; with too few of them the target, where there is one. Pure.
    /// </summary>
    public static UsualTime? UsualOf(IReadOnlyCollection<double> past, int target)
    {
        if (past.Count < Fewest) return target > 0 ? new UsualTime(target, IsMeasured: false) : null;
        var sorted = past.Order().ToList();
        var middle = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        return new UsualTime(Math.Max(1, (int)Math.Ceiling(middle)), IsMeasured: true);
    }

    private static Dictionary<AgreementStage, double> StagesOf(TableEntity row) => Enum.GetValues<AgreementStage>()
        .Select(stage => (Stage: stage, Days: row.GetDouble(stage.ToString())))
        .Where(pair => pair.Days is not null)
        .ToDictionary(pair => pair.Stage, pair => pair.Days!.Value);
}
