using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Compagnon.Emulator.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Crash;

/// <summary>
/// The app's process, which is killed and started again on the same state, and what it runs on, which lives through it all: storage and Graph.
/// </summary>
internal sealed class CrashSite : IAsyncDisposable
{
    private static readonly TimeSpan BetweenHours = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private readonly AzuriteProcess azurite;
    private readonly GraphProcess graph;
    private readonly Dictionary<string, string> settings;
    private readonly HttpClient clock = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly SemaphoreSlim passing = new(1, 1);
    private readonly Action<string> say;
    private readonly Stopwatch served = new();
    private TaskCompletionSource<AppProcess> serving = New<AppProcess>();
    private TaskCompletionSource form = New();
    private AppProcess? app;
    private DateTime lastHour = DateTime.MinValue;
    private int reloads;

    private CrashSite(string folder, AzuriteProcess azurite, GraphProcess graph, Action<string> say)
    {
        (this.folder, this.azurite, this.graph, this.say) = (folder, azurite, graph, say);
        CrashFaculties.Write(Faculties, DateTimeOffset.UtcNow);
        settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Graph:Endpoint"] = graph.Graph.AbsoluteUri,
            ["Links:CurrentKey"] = AppProcess.NewLinkKey(),
            // The app's port changes with each start; people keep the address that stands in their mails.
            ["Site:PublicAddress"] = PublicAddress.AbsoluteUri,
            ["Faculties:Path"] = Faculties,
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    /// <summary>The address of the site as people know it.</summary>
    public static Uri PublicAddress { get; } = new("http://agrement.example/");

    public Uri Mailbox => graph.Mailbox;

    public string Storage => azurite.ConnectionString;

    /// <summary>The file of the workflows.</summary>
    public string Workflows => Path.Combine(State, "durable.db");

    public int Hours { get; private set; }

    public int Reloads => reloads;

    /// <summary>For how long the app has served, all its lives together.</summary>
    public TimeSpan Served => served.Elapsed;

    /// <summary>Whether what lies on the disk is to stay there for a look.</summary>
    public bool IsKept { get; set; }

    /// <summary>Where everything lies.</summary>
    public string Folder => folder;

    /// <summary>What pages and the app's own log complained of.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>The folder of the faculties' files.</summary>
    public string Faculties => Path.Combine(folder, "faculties");

    private string State => Path.Combine(folder, "app");

    public static async Task<CrashSite> OpenAsync(Action<string> say)
    {
        var folder = Directory.CreateTempSubdirectory("compagnon-crash-").FullName;
        var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Folder = Path.Combine(folder, "azurite"), Say = say });
        try
        {
            return new CrashSite(folder, azurite, await GraphProcess.StartAsync(Path.Combine(folder, "graph")), say);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>The app, once it serves.</summary>
    public Task<AppProcess> WhenServingAsync(CancellationToken cancellation) => Volatile.Read(ref serving).Task.WaitAsync(cancellation);

    /// <summary>Starts the app. False where <paramref name="cut"/> killed it before it served.</summary>
    public async Task<bool> StartAsync(CancellationToken cut = default)
    {
        try
        {
            app = await AppProcess.StartAsync(State, settings, cut);
        }
        catch (InvalidOperationException) when (cut.IsCancellationRequested)
        {
            return false;
        }

        served.Start();
        serving.TrySetResult(app);
        return true;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref serving, New<AppProcess>());
        served.Stop();
        await app!.KillAsync();
        await EndedAsync();
    }

    /// <summary>Stops the app in order.</summary>
    public async Task StopAsync()
    {
        Volatile.Write(ref serving, New<AppProcess>());
        served.Stop();
        await app!.StopAsync();
        await EndedAsync();
    }

    /// <summary>A person sends a form now.</summary>
    public void SendsForm() => Interlocked.Exchange(ref form, New()).TrySetResult();

    /// <summary>A person's page did not come.</summary>
    public void PageLost() => Interlocked.Increment(ref reloads);

    /// <summary>Ends when the next form is sent.</summary>
    public Task WhenFormIsSentAsync() => Volatile.Read(ref form).Task;

    /// <summary>Lets an hour and a little more pass, so that the sweep has its turn; not again within some seconds. Whether it came to its end does not matter.</summary>
    public async Task LetAnHourPassAsync(CancellationToken cancellation)
    {
        await passing.WaitAsync(cancellation);
        try
        {
            if (DateTime.UtcNow - lastHour < BetweenHours) return;
            Hours++;
            await TryMoveAsync(new { by = "PT65M" }, cancellation);
            lastHour = DateTime.UtcNow;
        }
        finally
        {
            passing.Release();
        }
    }

    /// <summary>Lets so much time pass, however often the app is killed on the way.</summary>
    public async Task LetPassAsync(TimeSpan time, CancellationToken cancellation)
    {
        DateTimeOffset? target = null;
        while (true)
        {
            if (await NowAsync(cancellation) is { } now)
            {
                target ??= now + time;
                if (now >= target) return;
                await TryMoveAsync(new { to = target.Value.UtcDateTime.ToString("O") }, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        await graph.DisposeAsync();
        await azurite.DisposeAsync();
        clock.Dispose();
        if (!IsKept) Directory.Delete(folder, recursive: true);
    }

    private async Task EndedAsync()
    {
        foreach (var line in app!.Output.Split('\n').Where(line => line.Contains("fail: ", StringComparison.Ordinal) || line.Contains("crit: ", StringComparison.Ordinal)))
            Complaints.Enqueue(line);
        await app.DisposeAsync();
        app = null;
    }

    private async Task<DateTimeOffset?> NowAsync(CancellationToken cancellation)
    {
        try
        {
            var state = await clock.GetFromJsonAsync<JsonElement>((await WhenServingAsync(cancellation)).Clock, cancellation);
            return state.GetProperty("now").GetDateTimeOffset();
        }
        catch (Exception error) when (IsGone(error, cancellation))
        {
            return null;
        }
    }

    private async Task TryMoveAsync(object move, CancellationToken cancellation)
    {
        try
        {
            using var moved = await clock.PostAsJsonAsync((await WhenServingAsync(cancellation)).Clock, move, cancellation);
            if (!moved.IsSuccessStatusCode) say($"the clock was not moved: {await moved.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (Exception error) when (IsGone(error, cancellation))
        {
            // Killed on the way.
        }
    }

    // Cut off in the middle of an answer, or nobody there to give one.
    private static bool IsGone(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
