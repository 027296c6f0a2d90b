using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compagnon.Storage;

/// <summary>
/// Tables (CSV) that the department sent and that are looked at before anything is entered: kept by their SHA-256, so that the page that
/// shows what would become of one can be reloaded and sent once more. What is entered is removed; what nobody confirms goes too.
/// </summary>
public sealed class SentTables(StorageClients storage, TimeProvider time)
{
    /// <summary>How long a table is kept that nobody confirms: 7 days.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int IdLength = 32;

    /// <summary>Keeps a table. Keeping it again changes nothing.</summary>
    /// <param name="kind">What it is about: <c>a-z -</c>.</param>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>Its id: 32 hexadecimal digits.</returns>
    public async Task<string> KeepAsync(string kind, string faculty, byte[] content, CancellationToken cancellation = default)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(content))[..IdLength];
        await (await BlobAsync(kind, faculty, id, cancellation)).UploadAsync(new BinaryData(content), overwrite: true, cancellation);
        return id;
    }

    /// <summary>A table; null where there is none (any more).</summary>
    public async Task<byte[]?> FindAsync(string kind, string faculty, string id, CancellationToken cancellation = default)
    {
        if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower)) return null;
        try
        {
            var blob = await BlobAsync(kind, faculty, id, cancellation);
            return (await blob.DownloadContentAsync(cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Removes a table; no matter whether it is there.</summary>
    public async Task RemoveAsync(string kind, string faculty, string id, CancellationToken cancellation = default) =>
        await (await BlobAsync(kind, faculty, id, cancellation)).DeleteIfExistsAsync(cancellationToken: cancellation);

    /// <summary>Removes what was kept longer than <see cref="Kept"/>.</summary>
    /// <returns>How many tables.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellation = default)
    {
        var container = await storage.ContainerAsync(ContainerNames.SentTables, cancellation);
        var latest = time.GetUtcNow() - Kept;
        var removed = 0;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellation))
        {
            if (blob.Properties.LastModified > latest) continue;
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
            removed++;
        }

        return removed;
    }

    private async Task<BlobClient> BlobAsync(string kind, string faculty, string id, CancellationToken cancellation) =>
        (await storage.ContainerAsync(ContainerNames.SentTables, cancellation)).GetBlobClient($"{kind}/{faculty}/{id}");
}
