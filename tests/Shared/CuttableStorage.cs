using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Compagnon.Testing;

/// <summary>A wire between an app and its storage that a test can cut and mend: what storage that cannot be reached looks like.</summary>
public sealed partial class CuttableStorage : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, byte> open = new();
    private readonly List<Wire> wires = [];
    private volatile bool cut;

    private CuttableStorage(string connection) => ConnectionString = connection;

    /// <summary>The account's connection string, by way of the wire.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>Puts a wire in front of every endpoint of <paramref name="connection"/>.</summary>
    public static CuttableStorage Before(string connection)
    {
        var storage = new CuttableStorage(connection);
        storage.ConnectionString = Endpoint().Replace(connection, match =>
        {
            var address = new Uri(match.Value);
            var wire = new Wire(storage, address.Port);
            storage.wires.Add(wire);
            return new UriBuilder(address) { Port = wire.Port }.Uri.AbsoluteUri;
        });
        return storage;
    }

    /// <summary>Cuts every connection and lets no new one through.</summary>
    public void Cut()
    {
        cut = true;
        foreach (var client in open.Keys) client.Close();
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => cut = false;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Cut();
        foreach (var wire in wires) await wire.DisposeAsync();
    }

    [GeneratedRegex("http://[^;]+")]
    private static partial Regex Endpoint();

    private sealed class Wire : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task accepting;

        public Wire(CuttableStorage storage, int target)
        {
            listener.Start();
            accepting = AcceptAsync(storage, target);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await accepting;
        }

        private async Task AcceptAsync(CuttableStorage storage, int target)
        {
            while (true)
            {
                TcpClient near;
                try
                {
                    near = await listener.AcceptTcpClientAsync();
                }
                catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
                {
                    return;
                }

                _ = ForwardAsync(storage, near, target);
            }
        }

        private static async Task ForwardAsync(CuttableStorage storage, TcpClient near, int target)
        {
            using var far = new TcpClient();
            using (near)
            {
                if (storage.cut) return;
                storage.open[near] = 0;
                try
                {
                    await far.ConnectAsync(IPAddress.Loopback, target);
                    var (here, there) = (near.GetStream(), far.GetStream());
                    await Task.WhenAny(here.CopyToAsync(there), there.CopyToAsync(here));
                }
                catch (Exception broken) when (
                    broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    // Cut, or one end has left: both see it.
                }
                finally
                {
                    storage.open.TryRemove(near, out _);
                }
            }
        }
    }
}
