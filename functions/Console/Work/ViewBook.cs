using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Compagnon.Faculties;
using Compagnon.Storage;

namespace Compagnon.Consoles;

/// <summary>A filter that somebody keeps.</summary>
/// <param name="Id">Key of <c>0-9 a-f</c>, made of the name.</param>
/// <param name="Name">What they call it: 1 to 60 characters.</param>
/// <param name="Query">The filter, as the address of its page holds it.</param>
public sealed record SavedView(string Id, string Name, string Query);

/// <summary>The table <c>Views</c>: the filters that each person keeps in a faculty.</summary>
public sealed class ViewBook(StorageClients storage)
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>How many somebody may keep.</summary>
    public const int Most = 20;

    private const string NameColumn = "Name", QueryColumn = "Query";

    /// <summary>Somebody's views, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(Faculty faculty, StaffMember person, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Views, cancellation);
        var views = new List<SavedView>();
        await foreach (var row in table.PartitionAsync(PartitionOf(faculty, person), cancellation))
            views.Add(new SavedView(row.RowKey, row.Text(NameColumn), row.Text(QueryColumn)));
        return [.. views.OrderBy(view => view.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>Keeps a view; one of the same name is replaced.</summary>
    public async Task KeepAsync(Faculty faculty, StaffMember person, string name, string query, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Views, cancellation);
        await table.UpsertEntityAsync(
            new TableEntity(PartitionOf(faculty, person), IdOf(name)) { [NameColumn] = name, [QueryColumn] = query },
            TableUpdateMode.Replace,
            cancellation);
    }

    /// <summary>Removes a view; no matter whether it is there.</summary>
    public async Task RemoveAsync(Faculty faculty, StaffMember person, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Views, cancellation);
        await table.RemoveAsync(PartitionOf(faculty, person), id, cancellation);
    }

    /// <summary>The id of the view of this name, whatever its case.</summary>
    public static string IdOf(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())))[..16];

    private static string PartitionOf(Faculty faculty, StaffMember person) => $"{faculty.Id}~{person.Id}";
}
