using Azure;
using Azure.Data.Tables;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class TransactionTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Every_kind_of_action_is_carried_out_together()
    {
        var table = await NewTableAsync();
        var merged = await table.AddEntityAsync(new TableEntity("p", "merged") { ["A"] = 1, ["B"] = 1 }, Cancellation);
        await table.AddEntityAsync(new TableEntity("p", "replaced") { ["A"] = 1, ["B"] = 1 }, Cancellation);
        await table.AddEntityAsync(new TableEntity("p", "deleted"), Cancellation);

        var answers = await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "added") { ["A"] = 2 }),
                new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merged") { ["A"] = 2 }, merged.Headers.ETag!.Value),
                new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replaced") { ["A"] = 2 }, ETag.All),
                new(TableTransactionActionType.Delete, new TableEntity("p", "deleted")),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upserted") { ["A"] = 2 }),
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upserted too") { ["A"] = 2 }),
            ],
            Cancellation);

        Assert.Equal(202, answers.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204], answers.Value.Select(answer => answer.Status));
        var rows = table.Query<TableEntity>(cancellationToken: Cancellation)
            .ToDictionary(row => row.RowKey, row => (row.GetInt32("A"), row.GetInt32("B")));
        Assert.Equal(
            new Dictionary<string, (int?, int?)>
            {
                ["added"] = (2, null),
                ["merged"] = (2, 1),
                ["replaced"] = (2, null),
                ["upserted"] = (2, null),
                ["upserted too"] = (2, null),
            },
            rows);
        var added = await table.GetEntityAsync<TableEntity>("p", "added", cancellationToken: Cancellation);
        Assert.Equal(added.Value.ETag, answers.Value[0].Headers.ETag);
    }

    [Fact]
    public async Task A_transaction_that_fails_stores_nothing_and_says_which_action_failed()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "3"), Cancellation);

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            Enumerable.Range(1, 5).Select(number => Add("p", $"{number}")), Cancellation));

        Assert.Equal((409, "EntityAlreadyExists", 2), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
        Assert.Equal(["3"], table.Query<TableEntity>(cancellationToken: Cancellation).Select(row => row.RowKey));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_fails_the_whole_transaction()
    {
        var table = await NewTableAsync();
        var old = await table.AddEntityAsync(new TableEntity("p", "a") { ["A"] = 1 }, Cancellation);
        await table.UpsertEntityAsync(new TableEntity("p", "a") { ["A"] = 2 }, cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "b")),
                new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "a") { ["A"] = 3 }, old.Headers.ETag!.Value),
            ],
            Cancellation));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
        var row = Assert.Single(table.Query<TableEntity>(cancellationToken: Cancellation));
        Assert.Equal(("a", 2), (row.RowKey, row.GetInt32("A")));
    }

    [Fact]
    public async Task A_hundred_rows_fit_and_one_more_does_not()
    {
        var table = await NewTableAsync();
        IEnumerable<TableTransactionAction> Rows(int count) => Enumerable.Range(0, count)
            .Select(number => new TableEntity("p", $"{number:000}") { ["Text"] = "{é}" })
            .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row));

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(Rows(101), Cancellation));
        Assert.Equal((400, "InvalidInput"), (error.Status, error.ErrorCode));
        await table.SubmitTransactionAsync(Rows(100), Cancellation);

        Assert.Equal(100, table.Query<TableEntity>(row => row.GetString("Text") == "{é}", cancellationToken: Cancellation).Count());
    }

    [Fact]
    public async Task Rows_of_two_partitions_do_not_fit_into_one_transaction()
    {
        var table = await NewTableAsync();

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [Add("p", "1"), Add("q", "1")], Cancellation));

        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions"), (error.Status, error.ErrorCode));
        Assert.Equal(1, error.FailedTransactionActionIndex);
        Assert.Empty(table.Query<TableEntity>(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_row_is_changed_once_in_a_transaction()
    {
        var table = await NewTableAsync();

        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "1") { ["A"] = 1 }),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "1") { ["B"] = 1 }),
            ],
            Cancellation));

        Assert.Equal((400, "InvalidDuplicateRow"), (error.Status, error.ErrorCode));
        Assert.Empty(table.Query<TableEntity>(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_transaction_without_actions_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Service.GetTableClient("any").SubmitTransactionAsync([], Cancellation));

    [Fact]
    public async Task Transactions_at_the_same_time_do_not_disturb_each_other()
    {
        var table = await NewTableAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(partition => table.SubmitTransactionAsync(
            Enumerable.Range(0, 20).Select(row => Add($"{partition}", $"{row}")), Cancellation)));

        Assert.Equal(200, table.Query<TableEntity>(cancellationToken: Cancellation).Count());
    }

    [Fact]
    public async Task A_transaction_on_a_table_that_does_not_exist_is_an_error_with_its_code()
    {
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => Service.GetTableClient("missing").SubmitTransactionAsync(
            [Add("p", "1")], Cancellation));

        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    [Theory]
    [InlineData("p", "a',b")]
    [InlineData("p", ",b")]
    [InlineData("rowkey='", "b")]
    public async Task Keys_that_Azurite_would_misread_in_a_transaction_are_refused_loudly(string partition, string row) =>
        await Assert.ThrowsAsync<NotSupportedException>(
            () => Service.GetTableClient("any").SubmitTransactionAsync([Add(partition, row)], Cancellation));

    private static TableTransactionAction Add(string partition, string row) =>
        new(TableTransactionActionType.Add, new TableEntity(partition, row));
}
