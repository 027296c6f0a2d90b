using System.Reflection;
using Compagnon.Emulator.Storage;
using Compagnon.Emulator.Worker;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// What an app runs on, made before the app is composed so that its settings can name it: the state folder, the port, storage.
/// </summary>
internal sealed class HostSetup : IAsyncDisposable
{
    private const string StorageSetting = "AzureWebJobsStorage";
    private AzuriteProcess? azurite;
    private bool isStopping;

    private HostSetup(HostArguments arguments, Assembly app, OwnProcess process, StateFolder state, LoopbackListener listener)
    {
        Process = process;
        Arguments = arguments;
        App = app;
        State = state;
        Listener = listener;
        Addresses = new EmulatorAddresses(listener.Port);
        Folder = app.Location is { Length: > 0 } location ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
    }

    public HostArguments Arguments { get; }

    public Assembly App { get; }

    public OwnProcess Process { get; }

    /// <summary>Where the app's files lie.</summary>
    public string Folder { get; }

    public StateFolder State { get; }

    public LoopbackListener Listener { get; }

    public EmulatorAddresses Addresses { get; }

    public FunctionCatalog Catalog { get; private set; } = null!;

    public HostJson HostJson { get; private set; } = null!;

    public FunctionKeys? Keys { get; private set; }

    /// <summary>The settings file's values; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = new Dictionary<string, string?>();

    public static HostSetup Prepare(IReadOnlyList<string> args, Assembly caller, OwnProcess process)
    {
        var arguments = HostArguments.Parse(args);
        if (arguments.IsHelp)
        {
            Console.WriteLine(HostArguments.Help);
            Environment.Exit(0);
        }

        var app = arguments.ApplicationName is { } name ? Load(name) : caller;
        var state = StateFolder.Open(arguments.State, arguments.Fresh);
        LoopbackListener? listener = null;
        try
        {
            listener = LoopbackListener.Take(arguments.Port);
            var setup = new HostSetup(arguments, app, process, state, listener);
            setup.Read();
            return setup;
        }
        catch
        {
            listener?.Dispose();
            state.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Answers the storage that the app is to use: what its settings name, else an Azurite of its own, started now.
    /// </summary>
    /// <param name="configured">What the settings say under <c>AzureWebJobsStorage</c>.</param>
    public async Task<KeyValuePair<string, string?>?> StorageAsync(string? configured)
    {
        var isGiven = !string.IsNullOrWhiteSpace(configured)
            && !configured.Trim().TrimEnd(';').Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase);
        if (isGiven)
        {
            return null;
        }

        azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Folder = State.At("azurite") });
        return new(StorageSetting, azurite.ConnectionString);
    }

    /// <summary>Says it when storage ends while the app runs: from then on every request that needs it fails.</summary>
    public async Task WatchStorageAsync(ILogger log)
    {
        if (azurite is null)
        {
            return;
        }

        await azurite.Ended;
        if (!isStopping)
        {
            log.LogCritical("The storage emulator has ended by itself. Stop the app and start it again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        isStopping = true;
        Listener.Dispose();
        try
        {
            if (azurite is not null)
            {
                await azurite.StopAsync();
            }
        }
        finally
        {
            State.Dispose();
        }
    }

    private static Assembly Load(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new EmulatorStartException($"There is no assembly '{name}' for --applicationName: {e.Message}", e);
        }
    }

    private void Read()
    {
        Catalog = FunctionCatalog.Of(App);
        HostJson = HostJson.Read(Arguments.HostJson is { } given ? Existing(given, "--host-json") : Path.Combine(Folder, "host.json"));
        if (Arguments.Settings is { } named)
        {
            Settings = LocalSettings.Read(Existing(named, "--settings"));
        }
        else if (Process.IsMine)
        {
            Settings = LocalSettings.OfRepository(Folder, Console.WriteLine);
        }

        if (Arguments.RequireKeys)
        {
            Keys = FunctionKeys.ReadOrMake(State);
        }
    }

    private static string Existing(string file, string option) =>
        File.Exists(file)
            ? Path.GetFullPath(file)
            : throw new EmulatorStartException($"There is no file {Path.GetFullPath(file)} for {option}.");
}
