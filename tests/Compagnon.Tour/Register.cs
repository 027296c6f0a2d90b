using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Tour;

/// <summary>An entry of the register, as its table holds it.</summary>
/// <param name="State">Its state's name.</param>
/// <param name="From">First day of its first term.</param>
/// <param name="Until">Last day of the term that holds.</param>
internal sealed record RegisterEntry(string State, LocalDate From, LocalDate Until);

/// <summary>The register, read past the app: what is promised must stand there.</summary>
internal static class Register
{
    /// <summary>The one entry of a doctor.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static async Task<RegisterEntry> FindAsync(string storage, string faculty, string rpps)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {faculty} and Rpps eq {rpps}");
        var found = new List<TableEntity>();
        await foreach (var row in new TableClient(storage, "Agreements").QueryAsync<TableEntity>(filter)) found.Add(row);
        return found is [var entry]
            ? new RegisterEntry(entry.GetString("State")!, Day(entry, "From"), Day(entry, "Until"))
            : throw new InvalidOperationException($"Expected one agreement of this doctor in the register; there are {found.Count}.");
    }

    private static LocalDate Day(TableEntity entry, string name) => LocalDatePattern.Iso.Parse(entry.GetString(name)!).GetValueOrThrow();
}
