using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Hosting;

/// <summary>A built app. Disposing it stops what it started, storage last.</summary>
internal sealed class FunctionsHost(HostSetup setup, WebApplication app) : IHost, IAsyncDisposable
{
    private bool disposed;

    public IServiceProvider Services => app.Services;

    public Task StartAsync(CancellationToken cancellationToken = default) => setup.Process.RunAsync(async () =>
    {
        await app.StartAsync(cancellationToken);
        _ = setup.WatchStorageAsync(app.Logger);
        if (setup.Process.IsMine)
        {
            Announce();
        }
    });

    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        try
        {
            await app.DisposeAsync();
        }
        finally
        {
            await setup.DisposeAsync();
        }
    }

    private void Announce()
    {
        Console.WriteLine($"Pages      {setup.Addresses.Root}");
        Console.WriteLine($"Mailbox    {setup.Addresses.Mailbox}");
        Console.WriteLine($"Workflows  {setup.Addresses.Workflows}");
        Console.WriteLine($"Clock      {setup.Addresses.Clock}");
        Console.WriteLine($"State      {setup.State.Path}");
        Console.WriteLine("Ctrl-C stops everything.");
    }
}
