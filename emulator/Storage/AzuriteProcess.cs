using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Compagnon.Emulator.Storage;

/// <summary>
/// A running Azurite (blobs and tables) on free loopback ports. It ends when it is stopped or when this process ends in any
/// way, even killed, and writes all that it has acknowledged before it does (where it writes: <see cref="AzuriteOptions.IsInMemory"/>).
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly AzuriteOptions options;
    private readonly IReadOnlyDictionary<string, string> keys;
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<Addresses> addresses = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Addresses at = new("", "", 0);

    private AzuriteProcess(Process process, AzuriteOptions options, IReadOnlyDictionary<string, string> keys)
    {
        this.process = process;
        this.options = options;
        this.keys = keys;
    }

    /// <summary>The connection string of the first account.</summary>
    public string ConnectionString => ConnectionStringOf(options.Accounts[0]);

    /// <summary>The id of the process that is Azurite.</summary>
    public int ProcessId => at.Process;

    /// <summary>Ends when Azurite has gone, whoever ended it: true when it wrote everything first.</summary>
    public Task<bool> Ended => ended.Task;

    /// <summary>Starts Azurite, installing it if need be, and returns when it answers.</summary>
    /// <param name="options">The folder and the accounts.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="StorageStartException">
    /// Node is missing, the folder is held by another Azurite, or Azurite did not start.
    /// </exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Accounts.Count == 0) throw new ArgumentException("Expected at least one account.", nameof(options));
        foreach (var account in options.Accounts)
            if (!AccountName().IsMatch(account))
                throw new ArgumentException($"An account is 3 to 24 lower-case letters and digits, got \"{account}\".", nameof(options));

        var script = await AzuritePackage.ScriptAsync(options.PackageFolder, options.Say, cancellationToken);
        var keys = options.Accounts.Distinct().ToDictionary(account => account, AzuriteOptions.KeyOf);
        var azurite = new AzuriteProcess(NodeCommand.Start(Command(options, keys, script), "node"), options, keys);
        try
        {
            await azurite.ReadyAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string (blobs and tables) of one of the accounts.</summary>
    /// <exception cref="ArgumentException">The account was not among those that Azurite was started with.</exception>
    public string ConnectionStringOf(string account) => keys.TryGetValue(account, out var key)
        ? $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};"
            + $"BlobEndpoint={at.Blob}/{account};TableEndpoint={at.Table}/{account}"
        : throw new ArgumentException($"Azurite was started without the account \"{account}\".", nameof(account));

    /// <summary>Stops Azurite and returns when it has written everything and is gone.</summary>
    /// <exception cref="InvalidOperationException">Azurite ended before it had written everything.</exception>
    public async Task StopAsync()
    {
        CloseInput();
        if (!await Ended) throw new InvalidOperationException($"Azurite ended before it had written everything: {Complaint()}");
    }

    /// <summary>Stops Azurite; unlike <see cref="StopAsync"/> it does not say whether everything was written.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseInput();
        await Ended;
        process.Dispose();
    }

    internal static ProcessStartInfo Command(AzuriteOptions options, IReadOnlyDictionary<string, string> keys, string script) =>
        new("node")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Storage", "azurite.cjs"),
                "launch",
                Path.GetFullPath(options.Folder),
                script,
                ((int)Math.Max(1, options.Patience.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture),
                options.IsInMemory ? "memory" : "disk",
            },
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', keys.Select(account => $"{account.Key}:{account.Value}")) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        _ = ReadFactsAsync(ReadErrorsAsync());
        at = await addresses.Task.WaitAsync(cancellationToken);

        using var http = new HttpClient();
        foreach (var endpoint in (string[])[at.Blob, at.Table])
            using (await http.GetAsync($"{endpoint}/{options.Accounts[0]}", HttpCompletionOption.ResponseHeadersRead, cancellationToken))
            {
                // Any answer will do: only Azurite gives one.
            }
    }

    private async Task ReadFactsAsync(Task allErrors)
    {
        var wrote = false;
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (!line.StartsWith('{')) continue; // a package of Azurite's may print what it likes
                var fact = JsonSerializer.Deserialize<Fact>(line, JsonSerializerOptions.Web)!;
                if (fact.Waiting is { } holder)
                    options.Say($"Waiting for the Azurite that still holds {options.Folder} (process {holder}).");
                if (fact is { Blob: { } blob, Table: { } table, Process: { } id }) addresses.TrySetResult(new Addresses(blob, table, id));
                if (fact.Stopped) wrote = true;
            }
        }
        finally
        {
            await allErrors;
            addresses.TrySetException(new StorageStartException($"Azurite did not start: {Complaint()}"));
            _ = addresses.Task.Exception;
            ended.TrySetResult(wrote);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
            lock (errors)
            {
                if (errors.Length < 10_000) errors.AppendLine(line);
            }
    }

    private string Complaint()
    {
        lock (errors)
            return errors.Length == 0 ? "it said nothing." : errors.ToString().Trim();
    }

    private void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Azurite has ended already.
        }
    }

    [GeneratedRegex("^[a-z0-9]{3,24}$")]
    private static partial Regex AccountName();

    private sealed record Addresses(string Blob, string Table, int Process);

    private sealed record Fact(string? Blob, string? Table, int? Process, int? Waiting, bool Stopped);
}
