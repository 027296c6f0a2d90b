using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Compagnon.Storage;

namespace Compagnon.Listings;

/// <summary>Names a list, and what a line of it is.</summary>
/// <param name="Name">Key of the list with the number of its form, <c>a-z 0-9 -</c>: <c>work-3</c>. A line that reads differently is
/// another form.</param>
/// <typeparam name="TLine">A record that JSON keeps whole.</typeparam>
public sealed record ListingName<TLine>(string Name)
    where TLine : class
{
    internal string PartitionOf(string faculty) => $"{Name}~{faculty}";

    // Partitions of the forms before this one, which a release that had them has left.
    internal IEnumerable<string> EarlierPartitionsOf(string faculty)
    {
        var end = Name.LastIndexOf('-') + 1;
        var form = int.TryParse(Name.AsSpan(end), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        return Enumerable.Range(1, form - 1)
            .Select(earlier => string.Create(CultureInfo.InvariantCulture, $"{Name[..end]}{earlier}~{faculty}"));
    }
}

/// <summary>A list as it stands.</summary>
/// <param name="Lines">Its lines by their ids, in no order.</param>
/// <param name="IsComplete">False while it is being built: lines may be missing.</param>
/// <typeparam name="TLine">What a line is.</typeparam>
public sealed record Listing<TLine>(IReadOnlyList<TLine> Lines, bool IsComplete)
    where TLine : class;

/// <summary>
/// The table <c>Listings</c>: what pages list, a faculty's lines packed into 64 rows, so that a page reads all of them with a request or
/// two and filters as it likes (docs/adr/0008).
/// </summary>
public sealed class ListingBook(StorageClients storage)
{
    private const int Buckets = 64;
    private const int Tries = 40;
    private const int AtOnce = 8;
    private const int BucketsAtOnce = 4;

    // A property holds 64 KB and a row 1 MB.
    private const int PartSize = 60 * 1024;
    private const int MostParts = 15;

    // Above, one query for all of them is quicker than one each; a page that reads two lists stays at six requests.
    private const int FewBuckets = 2;
    private const int ListsInMemory = 8;

    private const string StateRow = "~state";
    private const string VersionColumn = "Version", PartsColumn = "Parts", PositionColumn = "Position", CompleteColumn = "Complete";

    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private static readonly string[] OnlyVersions = ["RowKey", VersionColumn, CompleteColumn];

    // By partition; what was read last is kept longest.
    private readonly ConcurrentDictionary<string, Memory> memories = new();
    private long uses;

    /// <summary>Reads a list: one request where nothing changed since this process read it, three at most below 4 MB.</summary>
    public async Task<Listing<TLine>> ReadAsync<TLine>(
        ListingName<TLine> list, string faculty, CancellationToken cancellation = default)
        where TLine : class
    {
        var (table, partition) = (await storage.TableAsync(TableNames.Listings, cancellation), list.PartitionOf(faculty));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        var versions = new Dictionary<string, string>(Buckets, StringComparer.Ordinal);
        var isComplete = false;
        await foreach (var row in table.QueryAsync<TableEntity>(filter, null, OnlyVersions, cancellation))
        {
            if (row.RowKey == StateRow) isComplete = row.GetBoolean(CompleteColumn) is true;
            else versions[row.RowKey] = row.Text(VersionColumn);
        }

        isComplete |= versions.Count == 0;
        var memory = memories.GetValueOrDefault(partition);
        if (memory?.Lines is IReadOnlyList<TLine> known && memory.IsOf(versions))
        {
            Remember(partition, memory with { Used = Interlocked.Increment(ref uses) });
            return new Listing<TLine>(known, isComplete);
        }

        var kept = versions
            .Select(version => memory?.Buckets.GetValueOrDefault(version.Key))
            .OfType<Bucket<TLine>>()
            .Where(bucket => versions[bucket.Key] == bucket.Version)
            .ToDictionary(bucket => bucket.Key, StringComparer.Ordinal);
        var changed = versions.Keys.Where(key => !kept.ContainsKey(key)).ToList();
        await foreach (var bucket in ReadAsync<TLine>(table, partition, changed, cancellation)) kept[bucket.Key] = bucket;

        // Row after row, whichever was read anew: whoever remembers something of each line finds most of them where they were. And at its
        // length from the beginning: what grows to ten thousand is copied, and what was too small is a load for the collector.
        var rows = versions.Keys.Select(kept.GetValueOrDefault).OfType<Bucket<TLine>>().ToList();
        var (lines, next) = (new TLine[rows.Sum(bucket => bucket.Lines.Count)], 0);
        foreach (var line in rows.SelectMany(bucket => bucket.Lines.Values)) lines[next++] = line;
        Remember(partition, new Memory(kept.ToDictionary(pair => pair.Key, IBucket (pair) => pair.Value), lines, Interlocked.Increment(ref uses)));
        return new Listing<TLine>(lines, isComplete);
    }

    /// <summary>
    /// Makes lines anew. Whoever comes second starts again, and asks <paramref name="makeAsync"/> again: after the row was read, so that
    /// an older truth never overwrites a newer one.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="ids">The lines' ids.</param>
    /// <param name="makeAsync">Reads what is true of an id now; null where there is no such line, or no longer. Asked for several at
    /// once.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time, or the row is full.</exception>
    public async Task SetAsync<TLine>(
        ListingName<TLine> list,
        string faculty,
        IEnumerable<string> ids,
        Func<string, Task<TLine?>> makeAsync,
        CancellationToken cancellation = default)
        where TLine : class
    {
        var (table, partition) = (await storage.TableAsync(TableNames.Listings, cancellation), list.PartitionOf(faculty));
        await Parallel.ForEachAsync(
            ids.GroupBy(KeyOf),
            new ParallelOptions { MaxDegreeOfParallelism = BucketsAtOnce, CancellationToken = cancellation },
            (bucket, stop) => new ValueTask(SetBucketAsync(table, partition, bucket.Key, [.. bucket], makeAsync, stop)));
    }

    /// <summary>How far the building of a list has come; null where it never began.</summary>
    public async Task<ListingProgress?> FindProgressAsync<TLine>(
        ListingName<TLine> list, string faculty, CancellationToken cancellation = default)
        where TLine : class
    {
        var table = await storage.TableAsync(TableNames.Listings, cancellation);
        return await table.FindAsync(list.PartitionOf(faculty), StateRow, cancellation) is { } row
            ? new ListingProgress(row.GetString(PositionColumn) ?? "", row.GetBoolean(CompleteColumn) is true)
            : null;
    }

    /// <summary>Keeps how far the building has come.</summary>
    public async Task KeepProgressAsync<TLine>(
        ListingName<TLine> list, string faculty, ListingProgress progress, CancellationToken cancellation = default)
        where TLine : class
    {
        var table = await storage.TableAsync(TableNames.Listings, cancellation);
        await table.UpsertEntityAsync(
            new TableEntity(list.PartitionOf(faculty), StateRow)
            {
                [PositionColumn] = progress.After,
                [CompleteColumn] = progress.IsComplete,
                [VersionColumn] = "",
            },
            TableUpdateMode.Replace,
            cancellation);
    }

    /// <summary>
    /// Removes what earlier forms of a list have left: nobody reads it any more, and what is erased would go on standing there.
    /// </summary>
    public async Task RemoveEarlierAsync<TLine>(ListingName<TLine> list, string faculty, CancellationToken cancellation = default)
        where TLine : class
    {
        var table = await storage.TableAsync(TableNames.Listings, cancellation);
        foreach (var partition in list.EarlierPartitionsOf(faculty)) await table.RemovePartitionAsync(partition, cancellation);
    }

    private static async Task SetBucketAsync<TLine>(
        TableClient table,
        string partition,
        string key,
        IReadOnlyList<string> ids,
        Func<string, Task<TLine?>> makeAsync,
        CancellationToken cancellation)
        where TLine : class
    {
        for (var i = 0; i < Tries; i++)
        {
            var row = await table.FindAsync(partition, key, cancellation);
            var lines = row is null ? [] : Unpack<TLine>(row);
            var isChanged = false;
            foreach (var some in ids.Chunk(AtOnce))
            {
                var made = await Task.WhenAll(some.Select(async id => (Id: id, Line: await makeAsync(id))));
                foreach (var (id, line) in made) isChanged |= Put(lines, id, line);
            }

            if (!isChanged || await TryWriteAsync(table, Pack(partition, key, lines), row?.ETag, cancellation)) return;
            await Task.Delay(Random.Shared.Next(5, 40), cancellation);
        }

        throw new InvalidOperationException($"The row {key} of the list {partition} was changed by somebody else {Tries} times in a row; try again.");
    }

    private static bool Put<TLine>(Dictionary<string, TLine> lines, string id, TLine? line)
        where TLine : class
    {
        if (line is null) return lines.Remove(id);
        if (lines.TryGetValue(id, out var before) && IsSame(before, line)) return false;
        lines[id] = line;
        return true;
    }

    private static async IAsyncEnumerable<Bucket<TLine>> ReadAsync<TLine>(
        TableClient table,
        string partition,
        List<string> changed,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        where TLine : class
    {
        if (changed.Count <= FewBuckets)
        {
            foreach (var key in changed)
                if (await table.FindAsync(partition, key, cancellation) is { } row) yield return BucketOf<TLine>(row);
            yield break;
        }

        var wanted = changed.ToHashSet(StringComparer.Ordinal);
        await foreach (var row in table.PartitionAsync(partition, cancellation))
            if (wanted.Contains(row.RowKey)) yield return BucketOf<TLine>(row);
    }

    private static Bucket<TLine> BucketOf<TLine>(TableEntity row)
        where TLine : class => new(row.RowKey, row.Text(VersionColumn), Unpack<TLine>(row));

    private static async Task<bool> TryWriteAsync(TableClient table, TableEntity row, ETag? version, CancellationToken cancellation)
    {
        if (version is null) return await table.TryAddAsync(row, cancellation);
        try
        {
            await table.UpdateEntityAsync(row, version.Value, TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException second) when (second.Status is 404 or 412)
        {
            return false;
        }
    }

    private static TableEntity Pack<TLine>(string partition, string key, Dictionary<string, TLine> lines)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(brotli, lines, Format);
        var parts = packed.ToArray().Chunk(PartSize).ToList();
        if (parts.Count > MostParts)
            throw new InvalidOperationException($"The row {key} of the list {partition} is full: {lines.Count} lines, {packed.Length} bytes.");

        var row = new TableEntity(partition, key) { [VersionColumn] = Guid.NewGuid().ToString("N"), [PartsColumn] = parts.Count };
        for (var i = 0; i < parts.Count; i++) row[$"{PartsColumn}{i}"] = parts[i];
        return row;
    }

    private static Dictionary<string, TLine> Unpack<TLine>(TableEntity row)
    {
        using var packed = new MemoryStream();
        for (var i = 0; i < row.GetInt32(PartsColumn); i++) packed.Write(row.GetBinary($"{PartsColumn}{i}"));
        packed.Position = 0;
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Dictionary<string, TLine>>(brotli, Format)!;
    }

    private static bool IsSame<TLine>(TLine one, TLine other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, Format).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, Format));

    private static string KeyOf(string id) => (SHA256.HashData(Encoding.UTF8.GetBytes(id))[0] % Buckets).ToString("d2", null);

    private void Remember(string partition, Memory memory)
    {
        memories[partition] = memory;
        foreach (var (oldest, _) in memories.OrderByDescending(pair => pair.Value.Used).Skip(ListsInMemory).ToList())
            memories.TryRemove(oldest, out _);
    }

    private interface IBucket
    {
        string Version { get; }
    }

    private sealed record Memory(IReadOnlyDictionary<string, IBucket> Buckets, object Lines, long Used)
    {
        public bool IsOf(Dictionary<string, string> versions) =>
            versions.Count == Buckets.Count
            && versions.All(version => Buckets.GetValueOrDefault(version.Key)?.Version == version.Value);
    }

    private sealed record Bucket<TLine>(string Key, string Version, IReadOnlyDictionary<string, TLine> Lines) : IBucket;
}

/// <summary>How far the building of a list has come.</summary>
/// <param name="After">The last id that was taken; empty at the beginning.</param>
/// <param name="IsComplete">Whether it is done.</param>
public sealed record ListingProgress(string After, bool IsComplete);
