using Azure.Data.Tables;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class KeyProperties(AzuriteFixture azurite) : TableTest(azurite)
{
    private const string Forbidden = "/\\#?";

    // Every kind of character that a key may have and that a URL, a filter or a multipart message might mistake.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Elements(["'", "''", "%", "%27", "%2F", "+", "&", "=", " ", "\"", "(", ")", ",", ";", ":", "@", "$", "--", "."]),
        Gen.Elements(["é", "œ", "ß", "漢", "😀", "\u00A0", "e\u0301"]),
        ArbMap.Default.GeneratorFor<char>().Where(IsAllowed).Select(character => character.ToString()));

    private static readonly Arbitrary<string> Key = Piece.ListOf(12).Select(pieces => string.Concat(pieces)).ToArbitrary();

    [Fact]
    public async Task A_row_with_any_keys_is_found_by_them_and_by_a_filter_and_deleted()
    {
        var table = await NewTableAsync();

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Key, Key, (partition, row) =>
        {
            table.UpsertEntity(new TableEntity(partition, row) { ["Text"] = row }, cancellationToken: Cancellation);
            var read = table.GetEntity<TableEntity>(partition, row, cancellationToken: Cancellation).Value;
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey eq {row}");
            var found = table.Query<TableEntity>(filter, cancellationToken: Cancellation).Single();
            var byExpression = table.Query<TableEntity>(
                entity => entity.PartitionKey == partition && entity.RowKey == row, cancellationToken: Cancellation).Single();
            var deleted = table.DeleteEntity(partition, row, read.ETag, Cancellation);

            return (read.PartitionKey, read.RowKey, read.GetString("Text")) == (partition, row, row)
                && (found.PartitionKey, found.RowKey) == (partition, row)
                && (byExpression.PartitionKey, byExpression.RowKey) == (partition, row)
                && deleted.Status == 204;
        }));
    }

    [Fact]
    public async Task A_transaction_takes_any_keys()
    {
        var table = await NewTableAsync();

        // Azurite misreads these, which the client refuses; there is a test for that.
        var rowKey = Key.Generator.Where(key => !$"'{key}".Contains("',", StringComparison.Ordinal)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(Key, rowKey, (partition, row) =>
        {
            var entity = new TableEntity(partition, row) { ["Text"] = row };
            table.SubmitTransaction([new(TableTransactionActionType.UpsertReplace, entity)], Cancellation);
            var read = table.GetEntity<TableEntity>(partition, row, cancellationToken: Cancellation).Value;
            table.SubmitTransaction([new(TableTransactionActionType.Delete, read, read.ETag)], Cancellation);

            return read.GetString("Text") == row
                && !table.GetEntityIfExists<TableEntity>(partition, row, cancellationToken: Cancellation).HasValue;
        }));
    }

    [Fact]
    public async Task Rows_with_any_keys_are_read_page_by_page_without_loss()
    {
        var table = await NewTableAsync();
        var keys = Key.Generator.Sample(30).Distinct().ToList();
        foreach (var key in keys) table.UpsertEntity(new TableEntity(key, key), cancellationToken: Cancellation);

        var pages = table.Query<TableEntity>(maxPerPage: 7, cancellationToken: Cancellation).AsPages().ToList();

        var read = pages.SelectMany(page => page.Values).Select(row => row.RowKey);
        Assert.Equal(keys.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, 7));
    }

    private static bool IsAllowed(char character) =>
        !char.IsControl(character) && !char.IsSurrogate(character) && !Forbidden.Contains(character, StringComparison.Ordinal);
}
