using Azure.Data.Tables;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Tables;

/// <summary>Tests with an account of their own in the shared Azurite.</summary>
public abstract class TableTest(AzuriteFixture azurite) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string ConnectionString { get; private set; } = "";

    protected TableServiceClient Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await azurite.NewAccountAsync();
        Service = new TableServiceClient(ConnectionString);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected async Task<TableClient> NewTableAsync()
    {
        var table = Service.GetTableClient($"t{Guid.NewGuid():N}");
        await table.CreateAsync(Cancellation);
        return table;
    }
}
