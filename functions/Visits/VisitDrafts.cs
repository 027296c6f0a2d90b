using System.Text.Json;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Visits;

/// <summary>The table <c>VisitDrafts</c>: what a visitor has typed of a report and not handed in yet.</summary>
public sealed class VisitDrafts(StorageClients storage, TimeProvider time)
{
    private static readonly JsonSerializerOptions Format =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keeps a draft in the place of an earlier one.</summary>
    /// <exception cref="ArgumentException">It is longer than an answer may be.</exception>
    public async Task KeepAsync(DossierKey dossier, string stage, VisitReport report, CancellationToken cancellation = default)
    {
        var json = JsonSerializer.Serialize(report.ToData(), Format);
        if (json.Length > AssignmentDesk.LongestData)
        {
            throw new ArgumentException(
                $"A report has at most {AssignmentDesk.LongestData} characters as it is kept; got {json.Length}.", nameof(report));
        }

        var table = await storage.TableAsync(TableNames.VisitDrafts, cancellation);
        await table.UpsertEntityAsync(
            new TableEntity(dossier.Id, stage) { ["Faculty"] = dossier.Faculty, ["Data"] = json, ["At"] = time.GetUtcNow() },
            TableUpdateMode.Replace,
            cancellation);
    }

    /// <summary>The draft and when it was kept; null where there is none.</summary>
    public async Task<(VisitReport Report, DateTimeOffset At)?> FindAsync(
        DossierKey dossier, string stage, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.VisitDrafts, cancellation);
        if (await table.FindAsync(dossier.Id, stage, cancellation) is not { } row) return null;

        var data = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text("Data"), Format) ?? [];
        return (VisitReport.From(name => data.GetValueOrDefault(name, "")), row.Moment("At"));
    }
}
