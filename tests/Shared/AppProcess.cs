using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Compagnon.Testing;

/// <summary>The app as a process of its own, from the built assembly beside this one: started, killed, started again on the same state.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output;

    private AppProcess(Process process, ConcurrentQueue<string> output, IReadOnlyDictionary<string, Uri> addresses) =>
        (this.process, this.output, Pages, Mailbox, Clock) = (process, output, addresses["Pages"], addresses["Mailbox"], addresses["Clock"]);

    /// <summary>The public pages.</summary>
    public Uri Pages { get; }

    /// <summary>The mailbox.</summary>
    public Uri Mailbox { get; }

    /// <summary>The clock that can be moved.</summary>
    public Uri Clock { get; }

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>A key for signing links, as a setting; a new one each time.</summary>
    public static string NewLinkKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts the app and waits until it has printed its addresses.</summary>
    /// <param name="state">The state folder.</param>
    /// <param name="settings">Settings, of the highest priority; sections with a colon.</param>
    /// <param name="cancellation">Ends the wait, and the process.</param>
    /// <exception cref="InvalidOperationException">It ended before it served; the message holds what it printed.</exception>
    public static async Task<AppProcess> StartAsync(
        string state, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = AppContext.BaseDirectory,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Compagnon.Functions.dll"), "--port", "0", "--state", state },
        };
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add("--" + key);
            start.ArgumentList.Add(value);
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var output = new ConcurrentQueue<string>();
        var addresses = new Dictionary<string, Uri>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not { } text) return;
            output.Enqueue(text);
            if (text.Split(' ', 2) is [var name, var rest] && Uri.TryCreate(rest.Trim(), UriKind.Absolute, out var address)) addresses.TryAdd(name, address);
            if (text.StartsWith("Ctrl-C", StringComparison.Ordinal)) ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) output.Enqueue(text); };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("Expected the app to serve; it ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellation);
            return new AppProcess(process, output, addresses);
        }
        catch (Exception error)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw new InvalidOperationException($"{error.Message} It printed:\n{string.Join('\n', output)}", error);
        }
    }

    /// <summary>SIGKILL: no line of the app runs any more. What it started goes on, or ends, as it would after a crash.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as Ctrl-C does, and waits.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited) return;
        if (OperatingSystem.IsWindows())
        {
            await KillAsync();
            return;
        }

        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await interrupt.WaitForExitAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }
}
