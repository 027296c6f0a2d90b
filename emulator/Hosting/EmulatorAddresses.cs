namespace Compagnon.Emulator.Hosting;

/// <summary>Where a running app is found. In its services, so that a test that hosts it on a free port can ask.</summary>
/// <param name="Port">The port, on loopback.</param>
public sealed record EmulatorAddresses(int Port)
{
    /// <summary>The app's own pages: <c>http://localhost:PORT/</c>.</summary>
    public Uri Root { get; } = new($"http://localhost:{Port}/");

    /// <summary>What the emulator serves itself: <c>http://localhost:PORT/emulator/</c>.</summary>
    public Uri Emulator { get; } = new($"http://localhost:{Port}/emulator/");

    /// <summary>The mails that were sent.</summary>
    public Uri Mailbox => new(Emulator, "mailbox");

    /// <summary>The orchestrations.</summary>
    public Uri Workflows => new(Emulator, "workflows");

    /// <summary>The clock.</summary>
    public Uri Clock => new(Emulator, "clock");

    /// <summary>The Microsoft Graph endpoint, for <c>Graph:Endpoint</c>: no slash at its end.</summary>
    public Uri Graph => new(Emulator, "graph/v1.0");
}
