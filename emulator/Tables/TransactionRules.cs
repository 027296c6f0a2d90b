using Azure;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>What Azure refuses in a transaction and Azurite lets pass or misreads.</summary>
internal static class TransactionRules
{
    private const int MostActions = 100;

    public static IReadOnlyList<TableTransactionAction> Checked(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count == 0) throw new InvalidOperationException("Expected at least one action in the transaction, got none.");
        if (actions.Count > MostActions)
            throw Refused("InvalidInput", MostActions - 1, $"A transaction has at most {MostActions} actions, got {actions.Count}.");
        for (var index = 0; index < actions.Count; index++)
        {
            var row = actions[index].Entity;
            if (row.PartitionKey != actions[0].Entity.PartitionKey)
                throw Refused("CommandsInBatchActOnDifferentPartitions", index, "All rows of a transaction lie in one partition.");
            if (IsMisread(row))
                throw new NotSupportedException(
                    $"Azurite would store the row {row.RowKey} of the partition {row.PartitionKey} under other keys when it is part "
                    + "of a transaction; Azure would not. Write it by itself.");
        }

        return actions;
    }

    // Azurite cuts the keys out of a part's address, ….(PartitionKey='…',RowKey='…'), by what stands around them.
    private static bool IsMisread(ITableEntity row) =>
        $"'{row.RowKey}".Contains("',", StringComparison.Ordinal)
        || row.PartitionKey?.Contains("RowKey='", StringComparison.OrdinalIgnoreCase) == true;

    private static TableTransactionFailedException Refused(string code, int index, string message) =>
        new(new RequestFailedException(400, $"{index}:{message}", code, null));
}
