using System.Net;
using System.Net.Sockets;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// One port on loopback, IPv4 and, where there is one, IPv6. It is taken before the app is composed, so that settings can name it, and
/// handed to Kestrel as it is, so that nobody can take it in between.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int Attempts = 20;
    private readonly List<Socket> sockets;

    private LoopbackListener(List<Socket> sockets)
    {
        this.sockets = sockets;
        EndPoints = [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
    }

    public int Port => EndPoints[0].Port;

    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Takes a port.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="EmulatorStartException">The port is taken.</exception>
    public static LoopbackListener Take(int port)
    {
        for (var attempt = 1; ; attempt++)
        {
            var sockets = new List<Socket>();
            try
            {
                sockets.Add(Listen(IPAddress.Loopback, port));
                if (Socket.OSSupportsIPv6)
                {
                    TryListenToo(IPAddress.IPv6Loopback, sockets);
                }

                return new LoopbackListener(sockets);
            }
            catch (SocketException e)
            {
                sockets.ForEach(socket => socket.Dispose());
                if (port != 0)
                {
                    throw new EmulatorStartException(
                        $"The port {port} cannot be used ({e.Message}): stop what holds it, or choose another with --port N.", e);
                }

                if (attempt == Attempts)
                {
                    throw new EmulatorStartException($"No free port was found on loopback: {e.Message}", e);
                }
            }
        }
    }

    /// <summary>The socket that listens on an end point, for Kestrel, which then owns it.</summary>
    public Socket SocketOf(EndPoint endPoint) => sockets[EndPoints.ToList().FindIndex(mine => mine.Equals(endPoint))];

    public void Dispose() => sockets.ForEach(socket => socket.Dispose());

    // It listens at once: two sockets may be bound to one port as long as neither listens.
    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void TryListenToo(IPAddress address, List<Socket> sockets)
    {
        try
        {
            sockets.Add(Listen(address, ((IPEndPoint)sockets[0].LocalEndPoint!).Port));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // The machine knows IPv6 but has no loopback for it.
        }
    }
}
