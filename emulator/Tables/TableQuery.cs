using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compagnon.Emulator.Tables;

/// <summary>Queries over rows and over tables, a page at a time.</summary>
internal static class TableQuery
{
    private const string NextPartition = "x-ms-continuation-NextPartitionKey";
    private const string NextRow = "x-ms-continuation-NextRowKey";
    private const string NextTable = "x-ms-continuation-NextTableName";

    public static AskForPage<T> Rows<T>(
        TableRest rest, string table, string? filter, IEnumerable<string>? select, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var columns = Columns(select);
        return async (continuationToken, pageSize, async) =>
        {
            var (partition, row) = Parse(continuationToken);
            var query = Query(
                ("$top", Top(pageSize)), ("$select", columns), ("$filter", filter), ("NextPartitionKey", partition), ("NextRowKey", row));
            var response = await rest.GetAsync($"{table}()", query, false, async, cancellationToken).ConfigureAwait(false);
            return Page<T>.FromValues(Values(response, EntityJson.Read<T>), Token(response), response);
        };
    }

    public static AskForPage<TableItem> Tables(TableRest rest, string? filter, CancellationToken cancellationToken) =>
        async (continuationToken, pageSize, async) =>
        {
            var query = Query(("$top", Top(pageSize)), ("$filter", filter), ("NextTableName", continuationToken));
            var response = await rest.GetAsync("Tables", query, false, async, cancellationToken).ConfigureAwait(false);
            var next = response.Headers.TryGetValue(NextTable, out var name) ? name : null;
            var tables = Values(response, table => new TableItem(table.GetProperty("TableName").GetString()!));
            return Page<TableItem>.FromValues(tables, next, response);
        };

    public static string Select(IEnumerable<string>? select) => Query(("$select", Columns(select)));

    private static string? Top(int? pageSize) => pageSize?.ToString(CultureInfo.InvariantCulture);

    private static string? Columns(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (name, value) in parameters)
            if (value is not null)
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
        return string.Join('&', parts);
    }

    private static List<T> Values<T>(Response response, Func<JsonElement, T> read)
    {
        using var json = JsonDocument.Parse(response.Content);
        return [.. json.RootElement.GetProperty("value").EnumerateArray().Select(read)];
    }

    // "partition row", where either may be missing; the service's own values hold no space.
    private static string? Token(Response response)
    {
        var partition = response.Headers.TryGetValue(NextPartition, out var nextPartition) ? nextPartition : null;
        var row = response.Headers.TryGetValue(NextRow, out var nextRow) ? nextRow : null;
        return partition is null && row is null ? null : $"{partition} {row}";
    }

    private static (string? Partition, string? Row) Parse(string? token)
    {
        if (token is null or { Length: <= 1 }) return (null, null);
        var parts = token.Split(' ', 2);
        return (parts[0], parts is [_, { Length: > 0 } row] ? row : null);
    }
}
