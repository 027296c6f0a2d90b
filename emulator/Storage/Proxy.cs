using System.Runtime.CompilerServices;

namespace Compagnon.Emulator.Storage;

/// <summary>
/// Keeps requests for this machine's emulated services off the proxy. Where HTTP_PROXY is set, as in hospitals, .NET and Azure's
/// clients send every request there, and the proxy cannot reach a port of this machine.
/// </summary>
internal static class Proxy
{
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    // Both read the variable once, at the first client of the process: nothing later than this would be early enough.
    [ModuleInitializer]
    internal static void Bypass()
    {
        var exceptions = Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY");
        Environment.SetEnvironmentVariable("no_proxy", With(exceptions));
    }

    /// <summary>A list of hosts that are reached without a proxy, this machine among them.</summary>
    internal static string With(string? exceptions)
    {
        var hosts = (exceptions ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(',', hosts.Union(ThisMachine));
    }
}
