using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compagnon.Storage;
using Compagnon.Web;

namespace Compagnon.Operations;

/// <summary>A blob in an archive.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its media type.</param>
/// <param name="File">Where it lies in the archive, with slashes.</param>
public sealed record ArchivedBlob(string Container, string Name, string Type, string File);

/// <summary>What was written or read.</summary>
/// <param name="Rows">Rows of all tables.</param>
/// <param name="Blobs">Documents and procedures.</param>
public sealed record ArchiveCount(int Rows, int Blobs);

/// <summary>
/// Everything that the app keeps, in a folder and in formats that anything reads: each table as lines of JSON (to be read back) and as CSV
/// (to be looked at), each blob as the file that it is, and <c>SHA256SUMS</c> over all of them. What the workflows' engine keeps is not in
/// it: the sweep makes it anew from the tables.
/// </summary>
public sealed class Archive(TableServiceClient tables, BlobServiceClient blobs, DirectoryInfo folder)
{
    private const string Sums = "SHA256SUMS";
    private const string BlobList = "blobs.jsonl";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static string[] Tables { get; } = ConstantsOf(typeof(TableNames));

    private static string[] Containers { get; } = ConstantsOf(typeof(ContainerNames));

    /// <summary>Writes everything into the folder, which must be empty or not be there.</summary>
    /// <exception cref="InvalidOperationException">The folder holds something.</exception>
    public async Task<ArchiveCount> WriteAsync(CancellationToken cancellation = default)
    {
        if (folder.Exists && folder.EnumerateFileSystemInfos().Any())
            throw new InvalidOperationException($"Expected an empty folder to write to; {folder.FullName} holds something.");
        Directory.CreateDirectory(At("tables"));

        var rows = 0;
        foreach (var table in Tables) rows += await WriteTableAsync(table, cancellation);
        var written = 0;
        await using (var list = new StreamWriter(At(BlobList), append: false, Utf8))
        {
            foreach (var container in Containers) written += await WriteContainerAsync(container, list, cancellation);
        }

        await WriteSumsAsync(cancellation);
        return new ArchiveCount(rows, written);
    }

    /// <summary>Puts everything back, into an account that has no row and no blob of the app's.</summary>
    /// <exception cref="InvalidOperationException">
    /// The account holds something, or the archive is not whole: a file is missing, changed, or of a name that leads out of the folder.
    /// </exception>
    public async Task<ArchiveCount> ReadAsync(CancellationToken cancellation = default)
    {
        await CheckSumsAsync(cancellation);
        await CheckEmptyAsync(cancellation);

        // Documents first: whatever a row names is there when the row is.
        var read = 0;
        await foreach (var line in File.ReadLinesAsync(At(BlobList), cancellation))
        {
            var blob = JsonSerializer.Deserialize<ArchivedBlob>(line) ?? throw new InvalidOperationException($"{BlobList}: a line is empty.");
            var container = blobs.GetBlobContainerClient(blob.Container);
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await using var content = File.OpenRead(Within(blob.File));
            await container.GetBlobClient(blob.Name).UploadAsync(
                content, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = blob.Type } }, cancellation);
            read++;
        }

        var rows = 0;
        foreach (var table in Tables) rows += await ReadTableAsync(table, cancellation);
        return new ArchiveCount(rows, read);
    }

    private async Task<int> WriteTableAsync(string name, CancellationToken cancellation)
    {
        if (!await IsThereAsync(name, cancellation)) return 0;

        var columns = new SortedSet<string>(StringComparer.Ordinal);
        var count = 0;
        await using (var lines = new StreamWriter(At($"tables/{name}.jsonl"), append: false, Utf8))
        {
            await foreach (var row in tables.GetTableClient(name).QueryAsync<TableEntity>(cancellationToken: cancellation))
            {
                columns.UnionWith(EntityLine.NamesOf(row));
                await lines.WriteAsync(EntityLine.Write(row) + "\n");
                count++;
            }
        }

        // A second time through the lines, since only now all columns are known, and a table need not fit into memory.
        await using var csv = File.Create(At($"tables/{name}.csv"));
        var rows = File.ReadLines(At($"tables/{name}.jsonl")).Select(EntityLine.Read).Select(row => (IReadOnlyList<string>)
            [row.PartitionKey, row.RowKey, .. columns.Select(column => EntityLine.TextOf(row, column))]);
        await CsvText.WriteAsync(csv, ["PartitionKey", "RowKey", .. columns], rows, cancellation);
        return count;
    }

    private async Task<int> ReadTableAsync(string name, CancellationToken cancellation)
    {
        var file = At($"tables/{name}.jsonl");
        if (!File.Exists(file)) return 0;

        var table = tables.GetTableClient(name);
        await table.CreateIfNotExistsAsync(cancellation);
        var count = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellation))
        {
            await table.UpsertEntityAsync(EntityLine.Read(line), TableUpdateMode.Replace, cancellation);
            count++;
        }

        return count;
    }

    private async Task<int> WriteContainerAsync(string name, StreamWriter list, CancellationToken cancellation)
    {
        var container = blobs.GetBlobContainerClient(name);
        if (!await container.ExistsAsync(cancellation)) return 0;

        var count = 0;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellation))
        {
            var type = blob.Properties.ContentType ?? "application/octet-stream";
            var archived = new ArchivedBlob(name, blob.Name, type, $"{name}/{blob.Name}{ExtensionOf(type, blob.Name)}");
            var file = Within(archived.File);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await container.GetBlobClient(blob.Name).DownloadToAsync(file, cancellation);
            await list.WriteAsync(JsonSerializer.Serialize(archived) + "\n");
            count++;
        }

        return count;
    }

    private async Task WriteSumsAsync(CancellationToken cancellation)
    {
        var sums = new StringBuilder();
        foreach (var file in FilesInIt()) sums.Append(await SumOfAsync(file, cancellation)).Append("  ").Append(file).Append('\n');
        await File.WriteAllTextAsync(At(Sums), sums.ToString(), Utf8, cancellation);
    }

    private async Task CheckSumsAsync(CancellationToken cancellation)
    {
        if (!File.Exists(At(Sums))) throw new InvalidOperationException($"{folder.FullName} is no archive: it has no {Sums}.");
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var line in File.ReadLinesAsync(At(Sums), cancellation))
        {
            if (line.Split("  ", 2) is not [var sum, var file]) throw new InvalidOperationException($"{Sums}: '{line}' is no sum and file.");
            expected[file] = sum;
        }

        foreach (var file in FilesInIt().Union(expected.Keys, StringComparer.Ordinal))
        {
            if (!expected.TryGetValue(file, out var sum)) throw new InvalidOperationException($"{file} is in the folder and not in {Sums}.");
            if (!File.Exists(Within(file))) throw new InvalidOperationException($"{file} is in {Sums} and not in the folder.");
            if (await SumOfAsync(file, cancellation) != sum) throw new InvalidOperationException($"{file} was changed since it was written.");
        }
    }

    private async Task CheckEmptyAsync(CancellationToken cancellation)
    {
        foreach (var name in Tables)
        {
            if (!await IsThereAsync(name, cancellation)) continue;
            await foreach (var _ in tables.GetTableClient(name).QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellation))
                throw new InvalidOperationException($"Expected an account without data of the app; its table {name} has rows.");
        }

        foreach (var name in Containers)
        {
            var container = blobs.GetBlobContainerClient(name);
            if (!await container.ExistsAsync(cancellation)) continue;
            await foreach (var _ in container.GetBlobsAsync(cancellationToken: cancellation))
                throw new InvalidOperationException($"Expected an account without data of the app; its container {name} has blobs.");
        }
    }

    private async Task<bool> IsThereAsync(string table, CancellationToken cancellation)
    {
        await foreach (var _ in tables.QueryAsync($"TableName eq '{table}'", cancellationToken: cancellation)) return true;
        return false;
    }

    private IEnumerable<string> FilesInIt() => folder.EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'))
        .Where(file => file != Sums)
        .Order(StringComparer.Ordinal);

    private async Task<string> SumOfAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(Within(file));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
    }

    private string At(string path) => Path.Combine(folder.FullName, path);

    // Names come from storage, and from a file that anybody may have written.
    private string Within(string path)
    {
        var full = Path.GetFullPath(path, folder.FullName);
        return full.StartsWith(folder.FullName.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"'{path}' leads out of {folder.FullName}.");
    }

    private static string ExtensionOf(string type, string name) => Path.HasExtension(name) ? "" : type switch
    {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        _ => "",
    };

    private static string[] ConstantsOf(Type names) =>
        [.. names.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
