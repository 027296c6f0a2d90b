using Compagnon.Emulator.Storage;
using Compagnon.Testing;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Compagnon.Testing;

/// <summary>
/// One Azurite for all tests of an assembly, started by the first that asks. A test class takes it as a constructor parameter
/// and an account of its own from it, so that no test sees another's tables or blobs.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 1000;

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"compagnon-azurite-{Guid.NewGuid():N}");
    private readonly Lazy<Task<AzuriteProcess>> azurite;
    private int taken;

    public AzuriteFixture() => azurite = new Lazy<Task<AzuriteProcess>>(() => AzuriteProcess.StartAsync(new AzuriteOptions
    {
        Folder = folder,
        IsInMemory = true,
        Accounts = [.. Enumerable.Range(0, Accounts).Select(Name)],
    }));

    /// <summary>The connection string of an account that nothing else uses.</summary>
    public async Task<string> NewAccountAsync()
    {
        var mine = Interlocked.Increment(ref taken) - 1;
        return mine < Accounts
            ? (await azurite.Value).ConnectionStringOf(Name(mine))
            : throw new InvalidOperationException($"All {Accounts} test accounts are taken; raise the number in {nameof(AzuriteFixture)}.");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!azurite.IsValueCreated) return;
        try
        {
            await (await azurite.Value).DisposeAsync();
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static string Name(int number) => $"test{number}";
}
