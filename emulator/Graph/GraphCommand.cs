using System.Globalization;
using System.Net;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Graph;

/// <summary>The command <c>graph</c>: serves the Graph endpoint and its mailbox page alone, for an app that runs elsewhere on this
/// machine.</summary>
public static class GraphCommand
{
    /// <summary>The port when none is asked for.</summary>
    public const int DefaultPort = 7080;

    /// <summary>The folder of the messages within a state folder.</summary>
    public static string MailFolder(string stateFolder) => Path.Combine(stateFolder, "mail");

    /// <summary>Serves until it is cancelled or the process is told to end.</summary>
    /// <param name="arguments"><c>--port N</c> (0 takes a free one; 7080 by default) and <c>--state DIR</c> (the repository's
    /// <c>.local</c> by default).</param>
    /// <param name="output">Where the addresses are printed.</param>
    /// <param name="errors">Where a line says why it cannot serve.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>0, or 1 when it cannot serve.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        var port = DefaultPort;
        string? state = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : null;
            switch (arguments[index])
            {
                case "--port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port)
                    && port <= IPEndPoint.MaxPort:
                    index++;
                    break;
                case "--state" when !string.IsNullOrWhiteSpace(value):
                    state = value;
                    index++;
                    break;
                default:
                    await errors.WriteLineAsync(
                        $"graph: '{arguments[index]}' is not understood. Usage: graph [--port 0..65535] [--state DIR]");
                    return 1;
            }
        }

        try
        {
            using var folder = StateFolder.Open(state, fresh: false);
            using var listener = LoopbackListener.Take(port);
            using var store = new MessageStore(MailFolder(folder.Path), TimeProvider.System);
            await using var app = Build(store, new GraphFaults(), listener);
            await app.StartAsync(cancellation);
            await output.WriteLineAsync($"Graph      http://localhost:{listener.Port}{GraphEndpoints.Root}");
            await output.WriteLineAsync($"Mailbox    http://localhost:{listener.Port}{EmulatorPages.Mailbox}");
            await output.FlushAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (EmulatorStartException reason)
        {
            await errors.WriteLineAsync(reason.Message);
            return 1;
        }
        catch (Microsoft.Data.Sqlite.SqliteException reason)
        {
            await errors.WriteLineAsync(
                $"The mails in {Path.GetFullPath(MailFolder(state ?? StateFolder.DefaultPath))} cannot be read: {reason.Message}");
            return 1;
        }
    }

    private static WebApplication Build(MessageStore store, GraphFaults faults, LoopbackListener listener)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            foreach (var endPoint in listener.EndPoints)
                server.Listen(endPoint);
        });
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = listener.SocketOf);
        var app = builder.Build();
        app.Use(next => context => LoopbackGuard.InvokeAsync(context, next));
        app.UseRouting();
        app.MapGraph(store, faults);
        app.MapEmulatorPages(store);
        return app;
    }
}
