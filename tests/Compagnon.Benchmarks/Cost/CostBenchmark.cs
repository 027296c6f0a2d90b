using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Storage;
using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tour;
using DurableTask.Core.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Benchmarks.Cost;

/// <summary>
/// One dossier through the whole tour, five years long: what it asks of functions, storage, mail and logs, and what that costs by
/// <see cref="Prices"/>.
/// </summary>
internal static class CostBenchmark
{
    private const string FacultyId = "val-de-dore";
    private const double MostForADossier = 0.10, MostForAMonth = 5;

    // infra/main.bicep: the memory of an instance.
    private const double Gigabytes = 2;
    private const double HoursAMonth = 730, MonthsOfATerm = 60;

    // host.json: queues that an instance looks into, how rarely when idle; an instance stays for some minutes after each sweep.
    private const double Queues = 5, LongestPolling = 30, IdleAfterASweep = 600;

    // A blob lease a partition, renewed every ten seconds while an instance runs.
    private const double Leases = 4, LeaseRenewal = 10;

    // infra/modules/alerts.bicep.
    private const int Alerts = 6;

    // What doctors upload is larger than the samples here; a row of a history with its input or result.
    private const double Documents = 10_000_000, HistoryRow = 1000;

    private static readonly TimeSpan ATurn = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length > 0) throw new ArgumentException($"The benchmark takes no options; got \"{arguments[0]}\".");

        var state = Directory.CreateTempSubdirectory("compagnon-cost-").FullName;
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Folder = Path.Combine(state, "azurite") });
            using var meter = new CostMeter();
            using var host = Host(azurite.ConnectionString, Path.Combine(state, "app"), meter);
            var engine = host.Services.GetRequiredService<DurableEngine>();
            meter.Clock = host.Services.GetRequiredService<TimeProvider>();
            var histories = new ConcurrentQueue<(string Instance, IReadOnlyList<HistoryEvent> Events)>();
            engine.HistoryEnded += history => histories.Enqueue((history.InstanceId, [.. history.Events]));
            await host.StartAsync();
            var mails = await WalkAsync(host.Services, azurite.ConnectionString);
            await foreach (var running in RunningAsync(engine)) histories.Enqueue(running);
            var (tableBytes, blobBytes) = await StoredAsync(azurite.ConnectionString);
            await host.StopAsync();
            return Print(meter, [.. histories], mails, tableBytes, blobBytes);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static IHost Host(string connection, string state, CostMeter meter)
    {
        var builder = App.CreateBuilder(
        [
            "--port", "0", "--state", state, "--AzureWebJobsStorage", connection, "--Faculties:Path", SampleFaculties.Delivered,
            "--Links:CurrentKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), "--Logging:LogLevel:Default", "Information",
            "--Logging:LogLevel:Microsoft.AspNetCore", "Warning",
        ]);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(meter.Logger()));
        var (tables, blobs) = (new TableClientOptions(), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
        tables.AddPolicy(meter.Policy(isTable: true), HttpPipelinePosition.PerCall);
        blobs.AddPolicy(meter.Policy(isTable: false), HttpPipelinePosition.PerCall);
        builder.Services.AddSingleton(new TableServiceClient(connection, tables));
        builder.Services.AddSingleton(new BlobServiceClient(connection, blobs));
        return builder.Build();
    }

    private static async Task<int> WalkAsync(IServiceProvider services, string storage)
    {
        var addresses = services.GetRequiredService<EmulatorAddresses>();
        var faculty = services.GetRequiredService<FacultyBook>().Find(FacultyId)!;
        var doctor = SampleDoctor.New();
        using var visitor = new Visitor(addresses.Root);
        using var secretary = new Visitor(addresses.Root);
        using var mailbox = new Mailbox(addresses.Mailbox);
        using var clock = new EmulatedClock(addresses.Clock);
        await new WholeProcedure(visitor, mailbox, clock, faculty, doctor, StepAsync).WalkAsync();
        await new TheYears(visitor, secretary, mailbox, clock, faculty, doctor, storage, StepAsync).WalkAsync();
        return (await mailbox.AllAsync()).Count;
    }

    private static async Task StepAsync(string name, Func<Task> step)
    {
        var watch = Stopwatch.StartNew();
        await step();
        Console.WriteLine($"  {name} ({watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)");
    }

    // The watches, which never end.
    private static async IAsyncEnumerable<(string Instance, IReadOnlyList<HistoryEvent> Events)> RunningAsync(DurableEngine engine)
    {
        await foreach (var instance in engine.CreateClient().GetAllInstancesAsync())
            if (!instance.IsCompleted) yield return (instance.InstanceId, [.. engine.ReadHistory(instance.InstanceId)]);
    }

    private static async Task<(long Tables, long Blobs)> StoredAsync(string connection)
    {
        var (tables, blobs) = (0L, 0L);
        var service = new TableServiceClient(connection);
        await foreach (var table in service.QueryAsync())
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
                tables += row.Sum(column => (2L * column.Key.Length) + SizeOf(column.Value)) + 64;
        }

        var store = new BlobServiceClient(connection, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
        await foreach (var container in store.GetBlobContainersAsync())
            await foreach (var blob in store.GetBlobContainerClient(container.Name).GetBlobsAsync()) blobs += blob.Properties.ContentLength ?? 0;
        return (tables, blobs);
    }

    // As the table service counts: two bytes a character, what a number needs.
    private static long SizeOf(object? value) => value switch
    {
        null => 0,
        string text => (2L * text.Length) + 4,
        byte[] bytes => bytes.Length + 4,
        _ => 8,
    };

    private static int Print(
        CostMeter meter, IReadOnlyList<(string Instance, IReadOnlyList<HistoryEvent> Events)> histories, int mails, long tableBytes, long blobBytes)
    {
        var engine = histories.Select(history => EngineCost.Of(history.Events)).Aggregate((one, other) => one + other);
        var turns = histories.SelectMany(history => history.Events).OfType<OrchestratorStartedEvent>()
            .Select(turn => new Run(new DateTimeOffset(DateTime.SpecifyKind(turn.Timestamp, DateTimeKind.Utc)), ATurn, IsHttp: false));
        var runs = meter.Functions + engine.Turns;
        // Functions that browsers wait for and the engine's are scaled apart.
        var seconds = Run.SecondsOf(meter.Runs.Where(run => run.IsHttp)) + Run.SecondsOf(meter.Runs.Where(run => !run.IsHttp).Concat(turns));
        var tables = meter.Of(StorageKind.TableRead, false) + meter.Of(StorageKind.TableWrite, false) + meter.Of(StorageKind.TableList, false);
        var blobWrites = meter.Of(StorageKind.BlobWrite, false) + meter.Of(StorageKind.BlobList, false);
        // A round that begins anew writes over the rows of the one before; what has ended stays.
        var rows = histories.GroupBy(history => history.Instance).Sum(rounds => (long)rounds.Max(round => round.Events.Count));
        (string What, double Count, double Euros)[] terms =
        [
            ("executions", runs, runs * Prices.Execution),
            ("GB-seconds", seconds * Gigabytes, seconds * Gigabytes * Prices.GigabyteSecond),
            ("requests to the app's tables", tables, tables * Prices.TableRequest),
            ("requests to the engine's tables (derived)", engine.Tables, engine.Tables * Prices.TableRequest),
            ("requests to the engine's queues (derived)", engine.Queues, engine.Queues * Prices.QueueRequest),
            ("blobs written and listed", blobWrites, blobWrites * Prices.BlobWrite),
            ("blobs read", meter.Of(StorageKind.BlobRead, false), meter.Of(StorageKind.BlobRead, false) * Prices.BlobRead),
            ("bytes in tables, five years", tableBytes, tableBytes / 1e9 * Prices.TableGigabyteMonth * MonthsOfATerm),
            ("bytes of documents (taken: 10 MB), five years", Documents, Documents / 1e9 * Prices.BlobGigabyteMonth * MonthsOfATerm),
            ("rows of the engine's histories, five years", rows, rows * HistoryRow / 1e9 * Prices.TableGigabyteMonth * MonthsOfATerm),
            ("bytes logged", meter.LogBytes, meter.LogBytes / 1e9 * Prices.LogGigabyte),
        ];
        Console.WriteLine();
        Console.WriteLine("One dossier with its five years (and a second agreement that lapses):");
        Console.WriteLine($"  functions {meter.Functions}, turns of orchestrations {engine.Turns}, mails {mails}, time in functions {meter.FunctionTime.TotalSeconds:0} s, blobs {blobBytes} bytes");
        Console.WriteLine(
            $"  app's tables: {meter.Of(StorageKind.TableRead, false)} read, {meter.Of(StorageKind.TableWrite, false)} written, {meter.Of(StorageKind.TableList, false)} listed");
        foreach (var (what, count, euros) in terms)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-46} {count,14:N0}  {euros,9:0.00000} €"));

        var month = Month(meter);
        Console.WriteLine("One faculty's month without a dossier:");
        foreach (var (what, count, euros) in month)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-46} {count,14:N0}  {euros,9:0.00000} €"));

        var table = new BoundTable { TellsAtOnce = false };
        table.Tell(
            "GB-seconds if each execution were alone for a second",
            string.Create(CultureInfo.InvariantCulture, $"{runs * Gigabytes * Prices.GigabyteSecond:0.00} €"));
        table.Tell("largest term of a dossier", terms.MaxBy(term => term.Euros).What);
        table.Tell("largest term of a month", month.MaxBy(term => term.Euros).What);
        table.AtMost("a dossier with its five years", terms.Sum(term => term.Euros), MostForADossier, "€");
        table.AtMost("a faculty's month, fixed", month.Sum(term => term.Euros), MostForAMonth, "€");
        table.Print();
        return table.AllKept ? 0 : 1;
    }

    // An hour's sweep, what an idle instance does until it is stopped, and the alerts. Grants are not taken off.
    private static (string What, double Count, double Euros)[] Month(CostMeter meter)
    {
        double A(params ReadOnlySpan<StorageKind> kinds)
        {
            var sum = 0L;
            foreach (var kind in kinds) sum += meter.Of(kind, isTimer: true);
            return HoursAMonth * sum / Math.Max(1, meter.Sweeps);
        }

        var tables = A(StorageKind.TableRead, StorageKind.TableWrite, StorageKind.TableList);
        var awake = HoursAMonth * IdleAfterASweep;
        // While nothing runs the platform looks instead, as often at most.
        var polls = HoursAMonth * 3600 / LongestPolling * Queues;
        var leases = awake / LeaseRenewal * Leases;
        return
        [
            ("GB-seconds of sweeps, ten seconds each", HoursAMonth * 10 * Gigabytes, HoursAMonth * 10 * Gigabytes * Prices.GigabyteSecond),
            ("executions", HoursAMonth, HoursAMonth * Prices.Execution),
            ("requests to tables by the sweep", tables, tables * Prices.TableRequest),
            ("requests to blobs by the sweep", A(StorageKind.BlobRead, StorageKind.BlobWrite, StorageKind.BlobList), A(StorageKind.BlobRead, StorageKind.BlobWrite, StorageKind.BlobList) * Prices.BlobWrite),
            ("looks into the engine's queues", polls, polls * Prices.QueueRequest),
            ("renewals of the engine's leases", leases, leases * Prices.BlobRead),
            ("alert rules", Alerts, Alerts * Prices.AlertRule),
        ];
    }
}
