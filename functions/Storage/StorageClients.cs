using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Compagnon.Storage;

/// <summary>The app's tables and blob containers, each made when it is first used.</summary>
public sealed class StorageClients(TableServiceClient tables, BlobServiceClient blobs)
{
    private readonly ConcurrentDictionary<string, TableClient> knownTables = new();
    private readonly ConcurrentDictionary<string, BlobContainerClient> knownContainers = new();

    /// <summary>The table <paramref name="name"/> (one of <see cref="TableNames"/>), which exists once this returns.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage refuses.</exception>
    /// <exception cref="AggregateException">Storage cannot be reached, after a few tries.</exception>
    public async ValueTask<TableClient> TableAsync(string name, CancellationToken cancellation = default)
    {
        if (knownTables.TryGetValue(name, out var known)) return known;

        var table = tables.GetTableClient(name);
        await table.CreateIfNotExistsAsync(cancellation);
        return knownTables.GetOrAdd(name, table);
    }

    /// <summary>
    /// The container <paramref name="name"/> (one of <see cref="ContainerNames"/>), which exists once this returns; private.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage refuses.</exception>
    /// <exception cref="AggregateException">Storage cannot be reached, after a few tries.</exception>
    public async ValueTask<BlobContainerClient> ContainerAsync(string name, CancellationToken cancellation = default)
    {
        if (knownContainers.TryGetValue(name, out var known)) return known;

        var container = blobs.GetBlobContainerClient(name);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        return knownContainers.GetOrAdd(name, container);
    }
}
