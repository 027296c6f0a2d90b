using Azure;
using Azure.Data.Tables;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class RowTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task A_row_that_was_added_is_read_back_with_its_version()
    {
        var table = await NewTableAsync();

        var added = await table.AddEntityAsync(new TableEntity("lyon", "1") { ["Name"] = "Anne", ["Age"] = 41 }, Cancellation);
        var row = await table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal("Anne", row.Value.GetString("Name"));
        Assert.Equal(41, row.Value.GetInt32("Age"));
        Assert.Equal(added.Headers.ETag, row.Value.ETag);
        Assert.InRange(row.Value.Timestamp!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task A_second_row_with_the_same_keys_is_refused()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("lyon", "1"), Cancellation);

        var error = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.AddEntityAsync(new TableEntity("lyon", "1"), Cancellation));

        Assert.Equal((409, "EntityAlreadyExists"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_an_error_or_no_value()
    {
        var table = await NewTableAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation));
        var none = await table.GetEntityIfExistsAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);

        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
        Assert.False(none.HasValue);
        Assert.Equal(404, none.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => none.Value);
    }

    [Fact]
    public async Task Merging_keeps_what_the_written_row_lacks_and_replacing_does_not()
    {
        var table = await NewTableAsync();
        await table.UpsertEntityAsync(new TableEntity("lyon", "1") { ["Name"] = "Anne", ["Age"] = 41 }, cancellationToken: Cancellation);

        await table.UpsertEntityAsync(new TableEntity("lyon", "1") { ["Age"] = 42 }, TableUpdateMode.Merge, Cancellation);
        TableEntity merged = await table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);
        await table.UpsertEntityAsync(new TableEntity("lyon", "1") { ["Age"] = 43 }, TableUpdateMode.Replace, Cancellation);
        TableEntity replaced = await table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);

        Assert.Equal(("Anne", 42), (merged.GetString("Name"), merged.GetInt32("Age")));
        Assert.Equal((null, 43), (replaced.GetString("Name"), replaced.GetInt32("Age")));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task An_update_of_a_row_that_has_changed_meanwhile_is_refused(TableUpdateMode mode)
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("lyon", "1") { ["Age"] = 41 }, Cancellation);
        TableEntity read = await table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);
        await table.UpdateEntityAsync(new TableEntity("lyon", "1") { ["Age"] = 42 }, ETag.All, mode, Cancellation);

        read["Age"] = 43;
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(read, read.ETag, mode, Cancellation));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (error.Status, error.ErrorCode));
        TableEntity stored = await table.GetEntityAsync<TableEntity>("lyon", "1", cancellationToken: Cancellation);
        Assert.Equal(42, stored.GetInt32("Age"));
        await table.UpdateEntityAsync(read, stored.ETag, mode, Cancellation);
    }

    [Fact]
    public async Task An_update_needs_a_row_and_a_condition()
    {
        var table = await NewTableAsync();
        var row = new TableEntity("lyon", "1");

        var missing = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.UpdateEntityAsync(row, ETag.All, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateEntityAsync(row, default, cancellationToken: Cancellation));

        Assert.Equal((404, "ResourceNotFound"), (missing.Status, missing.ErrorCode));
    }

    [Fact]
    public async Task Deleting_a_row_that_is_not_there_answers_404_without_an_error()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("lyon", "1"), Cancellation);

        Assert.Equal(204, (await table.DeleteEntityAsync("lyon", "1", cancellationToken: Cancellation)).Status);
        Assert.Equal(404, (await table.DeleteEntityAsync(new TableEntity("lyon", "1"), cancellationToken: Cancellation)).Status);
        Assert.Equal(404, (await Service.GetTableClient("missing").DeleteEntityAsync("lyon", "1", cancellationToken: Cancellation)).Status);
    }

    [Fact]
    public async Task Deleting_a_row_that_has_changed_meanwhile_is_refused()
    {
        var table = await NewTableAsync();
        var added = await table.AddEntityAsync(new TableEntity("lyon", "1"), Cancellation);
        await table.UpsertEntityAsync(new TableEntity("lyon", "1") { ["Age"] = 1 }, cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.DeleteEntityAsync("lyon", "1", added.Headers.ETag!.Value, Cancellation));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Only_the_selected_properties_are_read()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("lyon", "1") { ["Name"] = "Anne", ["Age"] = 41 }, Cancellation);

        TableEntity row = await table.GetEntityAsync<TableEntity>("lyon", "1", ["RowKey", "Age"], Cancellation);

        Assert.Equal(41, row.GetInt32("Age"));
        Assert.False(row.ContainsKey("Name"));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_an_error_with_its_code()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(
            () => Service.GetTableClient("missing").AddEntityAsync(new TableEntity("lyon", "1"), Cancellation));

        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Rows_without_keys_are_refused_before_they_are_sent()
    {
        var table = Service.GetTableClient("any");

        await Assert.ThrowsAsync<ArgumentNullException>(() => table.AddEntityAsync(new TableEntity(), Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => table.UpsertEntityAsync(new TableEntity { PartitionKey = "a" }, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => table.GetEntityAsync<TableEntity>(null!, "1", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_cancelled_call_ends()
    {
        var table = await NewTableAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("lyon", "1"), cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => table.AddEntity(new TableEntity("lyon", "1"), cancelled.Token));
    }

    [Fact]
    public void Every_call_has_a_synchronous_twin()
    {
        var table = Service.GetTableClient($"s{Guid.NewGuid():N}");
        Assert.Equal(204, table.Create(Cancellation).GetRawResponse().Status);
        Assert.Equal(409, table.CreateIfNotExists(Cancellation).GetRawResponse().Status);

        table.AddEntity(new TableEntity("lyon", "1") { ["Age"] = 41 }, Cancellation);
        table.UpsertEntity(new TableEntity("lyon", "2") { ["Age"] = 42 }, cancellationToken: Cancellation);
        table.UpdateEntity(new TableEntity("lyon", "2") { ["Age"] = 43 }, ETag.All, cancellationToken: Cancellation);
        table.SubmitTransaction([new(TableTransactionActionType.Add, new TableEntity("lyon", "3") { ["Age"] = 44 })], Cancellation);

        Assert.Equal(41, table.GetEntity<TableEntity>("lyon", "1", cancellationToken: Cancellation).Value.GetInt32("Age"));
        Assert.True(table.GetEntityIfExists<TableEntity>("lyon", "1", cancellationToken: Cancellation).HasValue);
        var rows = table.Query<TableEntity>(maxPerPage: 2, cancellationToken: Cancellation);
        Assert.Equal([41, 43, 44], rows.Select(row => row.GetInt32("Age")));
        Assert.Contains(table.Name, Service.Query(cancellationToken: Cancellation).Select(item => item.Name));
        Assert.Equal(204, table.DeleteEntity("lyon", "1", cancellationToken: Cancellation).Status);
        Assert.Equal(204, table.Delete(Cancellation).Status);
        Assert.Equal(404, table.Delete(Cancellation).Status);
    }
}
