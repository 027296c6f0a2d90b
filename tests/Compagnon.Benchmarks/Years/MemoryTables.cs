using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compagnon.Benchmarks.Years;

/// <summary>Tables in memory, for what the registers ask of them: so that a run of years measures the engine and the watches.</summary>
internal sealed class MemoryTables : TableServiceClient
{
    private readonly ConcurrentDictionary<string, MemoryTable> tables = new(StringComparer.OrdinalIgnoreCase);

    public override TableClient GetTableClient(string tableName) => tables.GetOrAdd(tableName, static name => new MemoryTable(name));
}

/// <summary>One table: partitions of rows in the order of their keys, each with a lock of its own.</summary>
internal sealed partial class MemoryTable(string name) : TableClient
{
    private readonly ConcurrentDictionary<string, SortedDictionary<string, TableEntity>> partitions = new(StringComparer.Ordinal);
    private long versions;

    public override string Name => name;

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(Response.FromValue(new TableItem(name), Answer.NoContent));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        Task.FromResult(Submit([new(TableTransactionActionType.Add, entity)])[0]);

    public override Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Task.FromResult(Submit(
        [
            new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace, entity),
        ])[0]);

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Task.FromResult(Submit(
        [
            new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace, entity, ifMatch),
        ])[0]);

    public override Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        Task.FromResult(Submit([new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch)])[0]);

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        Task.FromResult(Response.FromValue(Submit([.. transactionActions]), Answer.NoContent));

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        if (partitions.TryGetValue(partitionKey, out var rows))
        {
            lock (rows)
            {
                if (rows.TryGetValue(rowKey, out var row))
                    return Task.FromResult<NullableResponse<T>>(Response.FromValue((T)(object)Copy(row), Answer.NoContent));
            }
        }

        return Task.FromResult<NullableResponse<T>>(new Nothing<T>());
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var conditions = Conditions(filter ?? "");
        var found = new List<T>();
        var partition = conditions.FirstOrDefault(condition => condition is { Property: "PartitionKey", Operator: "eq" }).Value;
        IEnumerable<SortedDictionary<string, TableEntity>> searched = partition is null
            ? partitions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)
            : partitions.TryGetValue(partition, out var one) ? [one] : [];
        foreach (var rows in searched)
        {
            lock (rows)
                found.AddRange(rows.Values.Where(row => conditions.All(condition => Holds(row, condition))).Select(row => (T)(object)Copy(row)));
        }

        return AsyncPageable<T>.FromPages([Page<T>.FromValues(found, null, Answer.NoContent)]);
    }

    private IReadOnlyList<Response> Submit(IReadOnlyList<TableTransactionAction> actions)
    {
        var rows = partitions.GetOrAdd(actions[0].Entity.PartitionKey, static _ => new(StringComparer.Ordinal));
        lock (rows)
        {
            foreach (var action in actions) Check(action, rows.GetValueOrDefault(action.Entity.RowKey), actions.Count > 1);
            return [.. actions.Select(action => Apply(action, rows))];
        }
    }

    private static void Check(TableTransactionAction action, TableEntity? known, bool isTransaction)
    {
        var status = action.ActionType switch
        {
            TableTransactionActionType.Add => known is null ? 0 : 409,
            TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace => 0,
            _ when known is null => 404,
            _ => action.ETag == default || action.ETag == ETag.All || action.ETag == known.ETag ? 0 : 412,
        };
        if (status == 0) return;

        var failed = new RequestFailedException(status, $"The row {action.Entity.PartitionKey}/{action.Entity.RowKey} answers {status}.");
        throw isTransaction ? new TableTransactionFailedException(failed) : failed;
    }

    private Answer Apply(TableTransactionAction action, SortedDictionary<string, TableEntity> rows)
    {
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            rows.Remove(action.Entity.RowKey);
            return Answer.NoContent;
        }

        var merges = action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        var row = merges && rows.TryGetValue(action.Entity.RowKey, out var known)
            ? Copy(known)
            : new TableEntity(action.Entity.PartitionKey, action.Entity.RowKey);
        // A value that is null is not kept, as storage does not either.
        foreach (var (property, value) in (TableEntity)action.Entity)
            if (value is not null && property is not ("odata.etag" or "Timestamp")) row[property] = value;
        row.ETag = new ETag($"W/\"{Interlocked.Increment(ref versions)}\"");
        rows[action.Entity.RowKey] = row;
        return new Answer(204, row.ETag);
    }

    private static TableEntity Copy(TableEntity row)
    {
        var copy = new TableEntity(row.PartitionKey, row.RowKey);
        foreach (var (property, value) in row) copy[property] = value;
        copy.ETag = row.ETag;
        return copy;
    }

    private static bool Holds(TableEntity row, Condition condition)
    {
        var text = condition.Property switch
        {
            "PartitionKey" => row.PartitionKey,
            "RowKey" => row.RowKey,
            _ => row.GetString(condition.Property),
        };
        if (text is null) return false;
        var order = string.CompareOrdinal(text, condition.Value);
        return condition.Operator switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            "le" => order <= 0,
            _ => throw new NotSupportedException($"Tables in memory do not know the operator '{condition.Operator}'."),
        };
    }

    private static IReadOnlyList<Condition> Conditions(string filter)
    {
        var matches = Comparison().Matches(filter);
        var rest = Comparison().Replace(filter, "").Replace("and", "", StringComparison.Ordinal).Trim(' ', '(', ')');
        return rest.Length == 0
            ? [.. matches.Select(match => new Condition(
                match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Replace("''", "'", StringComparison.Ordinal)))]
            : throw new NotSupportedException($"Tables in memory know comparisons of texts joined by 'and'; got the filter {filter}");
    }

    [GeneratedRegex("""\(?(\w+) (eq|ne|gt|ge|lt|le) '((?:[^']|'')*)'\)?""")]
    private static partial Regex Comparison();

    private readonly record struct Condition(string Property, string Operator, string Value);

    private sealed class Nothing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no such row.");

        public override Response GetRawResponse() => Answer.NoContent;
    }

    /// <summary>What storage answers: a status, and a row's version.</summary>
    private sealed class Answer(int status, ETag? version) : Response
    {
        internal static Answer NoContent { get; } = new(204, null);

        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            version is { } known ? [new HttpHeader("ETag", known.ToString())] : [];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = version?.ToString() ?? "";
            return version is not null && name.Equals("ETag", StringComparison.OrdinalIgnoreCase);
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            var isThere = TryGetHeader(name, out var value);
            values = isThere ? [value] : [];
            return isThere;
        }
    }
}
