using System.Diagnostics;

namespace Compagnon.Tests.Crash;

/// <summary>The Graph endpoint and its mailbox as a process of their own, which lives through every kill of the app.</summary>
internal sealed class GraphProcess : IAsyncDisposable
{
    private readonly Process process;

    private GraphProcess(Process process, Uri graph, Uri mailbox) => (this.process, Graph, Mailbox) = (process, graph, mailbox);

    public Uri Graph { get; }

    public Uri Mailbox { get; }

    public static async Task<GraphProcess> StartAsync(string state)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Compagnon.Emulator.dll"), "graph", "--port", "0", "--state", state },
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var addresses = new Dictionary<string, Uri>();
        while (addresses.Count < 2)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"Expected the Graph endpoint to serve; it ended: {await errors}");
            if (line.Split(' ', 2) is [var name, var rest] && Uri.TryCreate(rest.Trim(), UriKind.Absolute, out var address)) addresses[name] = address;
        }

        return new GraphProcess(process, addresses["Graph"], addresses["Mailbox"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
