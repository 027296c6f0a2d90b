using Azure;
using Azure.Data.Tables;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class QueryTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private static readonly DateTimeOffset Day = new(2031, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));
    private static readonly Guid Id = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public async Task Every_type_of_value_can_be_compared_in_a_filter()
    {
        var table = await FilledAsync();

        Assert.Equal(["1"], await KeysAsync(table, TableClient.CreateQueryFilter($"Text eq {"l'été"}")));
        Assert.Equal(["1"], await KeysAsync(table, TableClient.CreateQueryFilter($"Flag eq {true}")));
        Assert.Equal(["2", "3"], await KeysAsync(table, TableClient.CreateQueryFilter($"Number gt {1} and Number le {3}")));
        Assert.Equal(["2"], await KeysAsync(table, TableClient.CreateQueryFilter($"Large eq {20_000_000_000L}")));
        Assert.Equal(["1", "3"], await KeysAsync(table, TableClient.CreateQueryFilter($"Real lt {1.5} or Real ge {3.5}")));
        Assert.Equal(["1"], await KeysAsync(table, TableClient.CreateQueryFilter($"Id eq {Id}")));
        Assert.Equal(["1", "2"], await KeysAsync(table, TableClient.CreateQueryFilter($"Date lt {Day.AddDays(2)}")));
        Assert.Equal(["2"], await KeysAsync(table, TableClient.CreateQueryFilter($"Bytes eq {new byte[] { 2, 0xAB }}")));
        Assert.Equal(["2", "3"], await KeysAsync(table, TableClient.CreateQueryFilter($"not (Number eq {1})")));
    }

    [Fact]
    public async Task Every_type_of_value_can_be_compared_in_an_expression()
    {
        var table = await FilledAsync();
        var text = "l'été";
        var two = 2;
        var bytes = new byte[] { 2, 0xAB };

        Assert.Equal(["1"], Keys(table.Query<TypedRow>(row => row.Text == text, cancellationToken: Cancellation)));
        Assert.Equal(["1"], Keys(table.Query<TypedRow>(row => row.Flag, cancellationToken: Cancellation)));
        Assert.Equal(["2", "3"], Keys(table.Query<TypedRow>(row => !row.Flag, cancellationToken: Cancellation)));
        Assert.Equal(["1", "3"], Keys(table.Query<TypedRow>(row => row.Number != two, cancellationToken: Cancellation)));
        Assert.Equal(["2"], Keys(table.Query<TypedRow>(row => row.Large == 20_000_000_000L, cancellationToken: Cancellation)));
        Assert.Equal(["1", "3"], Keys(table.Query<TypedRow>(row => row.Real < 1.5 || row.Real >= 3.5, cancellationToken: Cancellation)));
        Assert.Equal(["3"], Keys(table.Query<TypedRow>(row => row.Real == 4, cancellationToken: Cancellation)));
        Assert.Equal(["1"], Keys(table.Query<TypedRow>(row => row.Id.Equals(Id), cancellationToken: Cancellation)));
        Assert.Equal(["1", "2"], Keys(table.Query<TypedRow>(row => row.Date < Day.AddDays(2), cancellationToken: Cancellation)));
        Assert.Equal(["2"], Keys(table.Query<TypedRow>(row => row.Bytes == bytes, cancellationToken: Cancellation)));
        Assert.Equal(["2", "3"], Keys(table.Query<TypedRow>(row => row.RowKey.CompareTo("2") >= 0, cancellationToken: Cancellation)));
        var dictionaries = table.Query<TableEntity>(
            row => row.GetInt32("Number") == 2 && (string)row["Text"]! == "b", cancellationToken: Cancellation);
        Assert.Equal(["2"], dictionaries.Select(row => row.RowKey));
        Assert.Equal(["1", "2", "3"], Keys(table.Query<TypedRow>(row => true, cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task A_query_goes_on_where_an_earlier_one_stopped()
    {
        var table = await NewTableAsync();
        await table.SubmitTransactionAsync(
            Enumerable.Range(0, 10).Select(number => new TableTransactionAction(
                TableTransactionActionType.Add, new TableEntity("p", $"{number}"))),
            Cancellation);

        var first = await table.QueryAsync<TableEntity>(maxPerPage: 4, cancellationToken: Cancellation).AsPages().FirstAsync(Cancellation);
        var rest = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation)
            .AsPages(first.ContinuationToken, pageSizeHint: 5).ToListAsync(Cancellation);

        Assert.Equal(["0", "1", "2", "3"], first.Values.Select(row => row.RowKey));
        Assert.Equal([5, 1], rest.Select(page => page.Values.Count));
        Assert.Equal(["4", "5", "6", "7", "8", "9"], rest.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.Null(rest[^1].ContinuationToken);
    }

    [Fact]
    public async Task More_rows_than_a_page_holds_are_all_read()
    {
        var table = await NewTableAsync();
        for (var block = 0; block < 12; block++)
            await table.SubmitTransactionAsync(
                Enumerable.Range(0, 100).Select(number => new TableTransactionAction(
                    TableTransactionActionType.Add, new TableEntity("p", $"{block:00}{number:00}"))),
                Cancellation);

        var pages = await table.QueryAsync<TableEntity>(select: ["RowKey"], cancellationToken: Cancellation)
            .AsPages().ToListAsync(Cancellation);

        Assert.Equal([1000, 200], pages.Select(page => page.Values.Count));
        Assert.Equal(1200, pages.SelectMany(page => page.Values).Select(row => row.RowKey).Distinct().Count());
    }

    [Fact]
    public async Task Reading_ends_when_it_is_cancelled()
    {
        var table = await FilledAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancelled.Token))
                await cancelled.CancelAsync();
        });
    }

    [Fact]
    public async Task A_filter_that_the_service_cannot_read_is_an_error()
    {
        var table = await FilledAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => KeysAsync(table, "Number is 1"));

        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task Tables_are_listed_filtered_and_deleted()
    {
        foreach (var name in (string[])["Alpha", "Beta", "Gamma"]) await Service.CreateTableAsync(name, Cancellation);
        var again = await Service.CreateTableIfNotExistsAsync("Beta", Cancellation);
        var conflict = await Assert.ThrowsAsync<RequestFailedException>(() => Service.CreateTableAsync("Beta", Cancellation));
        var byName = TableServiceClient.CreateQueryFilter($"TableName eq {"Beta"}");

        Assert.Equal((409, "Beta"), (again.GetRawResponse().Status, again.Value.Name));
        Assert.Equal((409, "TableAlreadyExists"), (conflict.Status, conflict.ErrorCode));
        Assert.Equal(["Alpha", "Beta", "Gamma"], Service.Query(maxPerPage: 2, cancellationToken: Cancellation).Select(table => table.Name));
        Assert.Equal("Beta", (await Service.QueryAsync(byName, cancellationToken: Cancellation).SingleAsync(Cancellation)).Name);
        Assert.Equal(204, (await Service.DeleteTableAsync("Beta", Cancellation)).Status);
        Assert.Equal(404, (await Service.DeleteTableAsync("Beta", Cancellation)).Status);
        Assert.Equal(["Alpha", "Gamma"], Service.Query(cancellationToken: Cancellation).Select(table => table.Name));
    }

    private static List<string> Keys(Pageable<TypedRow> rows) => [.. rows.Select(row => row.RowKey)];

    private static async Task<List<string>> KeysAsync(TableClient table, string filter) =>
        await table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).Select(row => row.RowKey).ToListAsync(Cancellation);

    private async Task<TableClient> FilledAsync()
    {
        var table = await NewTableAsync();
        TypedRow[] rows =
        [
            new() { RowKey = "1", Text = "l'été", Flag = true, Number = 1, Large = 1, Real = 1, Id = Id, Date = Day, Bytes = [1] },
            new() { RowKey = "2", Text = "b", Number = 2, Large = 20_000_000_000, Real = 2.5, Date = Day.AddDays(1), Bytes = [2, 0xAB] },
            new() { RowKey = "3", Text = "c", Number = 3, Large = 3, Real = 4, Date = Day.AddDays(2), Bytes = [] },
        ];
        foreach (var row in rows) await table.AddEntityAsync(row, Cancellation);
        return table;
    }

    private sealed class TypedRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "p";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public int Number { get; set; }

        public long Large { get; set; }

        public double Real { get; set; }

        public Guid Id { get; set; }

        public DateTimeOffset Date { get; set; }

        public byte[] Bytes { get; set; } = [];
    }
}
