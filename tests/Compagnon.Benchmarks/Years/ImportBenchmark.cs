using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Storage;
using Compagnon.Faculties;
using Compagnon.Imports;
using Compagnon.Renewals;
using Compagnon.Testing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Compagnon.Benchmarks.Years;

/// <summary>A faculty's own list of agreements, entered by the app as it runs, on Azurite.</summary>
internal static class ImportBenchmark
{
    private const string FacultyId = "val-de-dore";

    private const string Help = """
        Enters a list of agreements through the app as it runs, with its storage in Azurite, and counts what stands there then. Exit code 0:
        nothing lacks, nothing is there twice, and the bound is kept; 1: not so; 2: wrong arguments.

          --lines N      how many agreements (default 10000)
          --seconds N    the bound, from the confirmation to the end (default 60)
          --help         this text
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var (lines, seconds) = (10_000, 60);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.WriteLine(Help);
                    return 0;
                case "--lines":
                    lines = Arguments.Number(args, ref i, ImportTable.MostLines);
                    break;
                case "--seconds":
                    seconds = Arguments.Number(args, ref i, 3600);
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[i]}'; see --help.");
            }
        }

        var folder = Directory.CreateTempSubdirectory("compagnon-import-").FullName;
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions
            {
                Folder = Path.Combine(folder, "storage"),
                Accounts = ["import"],
            });
            return await MeasureAsync(folder, azurite.ConnectionStringOf("import"), lines, seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(string folder, string storage, int lines, int seconds)
    {
        using var host = App.CreateBuilder(
        [
            "--port", "0", "--state", Path.Combine(folder, "state"), "--AzureWebJobsStorage", storage, "--Faculties:Path", SampleFaculties.Short,
            "--Links:CurrentKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), "--Logging:LogLevel:Default", "Warning",
        ]).Build();
        await host.StartAsync();
        var services = host.Services;
        var (desk, faculty) = (services.GetRequiredService<ImportDesk>(), services.GetRequiredService<FacultyBook>().Find(FacultyId)!);
        var engine = services.GetRequiredService<DurableEngine>();
        var client = engine.CreateClient();
        var today = ParisTime.DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var content = Table(lines, today);
        var table = new BoundTable();
        table.Tell("agreements", lines.ToString("N0", CultureInfo.InvariantCulture));
        table.Tell("file", $"{content.Length / 1024.0 / 1024:0.0} MB");

        var started = Stopwatch.GetTimestamp();
        var id = await desk.KeepAsync(faculty, content);
        var plan = (await desk.PlanAsync(faculty, id))!;
        table.Tell("looking at it line by line", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        table.AtMost("  lines that are not to be entered", lines - plan.ToEnter.Count, 0, "");

        var entered = await EnterAsync();
        table.AtMost("entered, with watches", entered.TotalSeconds, seconds, "s");
        await engine.WhenQuietAsync();
        await CountAsync(services, engine, lines, today, table);

        started = Stopwatch.GetTimestamp();
        plan = (await desk.PlanAsync(faculty, id))!;
        table.Tell("looking at it again", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        table.AtMost("  lines that would be entered again", plan.ToEnter.Count, 0, "");
        table.AtLeast("  lines that are known", plan.Count(ImportOutcome.Known), lines, "");
        table.Tell("entered again", $"{(await EnterAsync()).TotalSeconds:0.0} s");
        await engine.WhenQuietAsync();
        await CountAsync(services, engine, lines, today, table);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        table.Print();
        return table.AllKept ? 0 : 1;

        async Task<TimeSpan> EnterAsync()
        {
            var from = Stopwatch.GetTimestamp();
            await desk.StartAsync(client, faculty, id, "c-fontanel");
            var end = await client.WaitForInstanceCompletionAsync(AgreementImport.InstanceOf(faculty.Id, id), getInputsAndOutputs: true);
            if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                throw new InvalidOperationException($"Expected that the import ends; it is {end.RuntimeStatus}: {end.FailureDetails?.ErrorMessage}");
            return Stopwatch.GetElapsedTime(from);
        }
    }

    private static async Task CountAsync(IServiceProvider services, DurableEngine engine, int lines, LocalDate today, BoundTable table)
    {
        var (ids, numbers, codes, lapsed, differing) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), 0, 0);
        var dossiers = new Dictionary<string, DossierRecord>();
        await foreach (var dossier in services.GetRequiredService<DossierBook>().ListAsync(FacultyId)) dossiers[dossier.Key.Id] = dossier;
        await foreach (var agreement in services.GetRequiredService<AgreementRegister>().ListAsync(FacultyId))
        {
            ids.Add(agreement.Rpps);
            numbers.Add(agreement.Number);
            codes.Add(agreement.Code);
            var isLapsed = agreement.Until < today;
            if (isLapsed) lapsed++;
            var watch = engine.Find(AgreementWatch.InstanceOf(agreement.Dossier));
            if (isLapsed != (agreement.State == AgreementState.Lapsed) || isLapsed != (watch is null)
                || dossiers.GetValueOrDefault(agreement.Dossier.Id) is not { State: DossierState.Granted, Confirmed: not null, ProcedureId.Length: > 0 })
            {
                differing++;
            }
        }

        var address = services.GetRequiredService<AddressBook>();
        var verification = services.GetRequiredService<VerificationBook>();
        foreach (var dossier in dossiers.Values.Take(200))
        {
            if (!(await address.DossiersOfAsync(dossier.Doctor.Address)).Contains(dossier.Key)) differing++;
            if ((await verification.FindAsync(await verification.CodeOfAsync(dossier.Key)))?.Dossier != dossier.Key) differing++;
        }

        table.AtMost("  holders, numbers, codes and dossiers that lack or are there twice", Math.Abs(lines - ids.Count) + Math.Abs(lines - numbers.Count)
            + Math.Abs(lines - codes.Count) + Math.Abs(lines - dossiers.Count), 0, "");
        table.AtMost("  entries that are not as the table says", differing, 0, "");
        table.Tell("  of them lapsed", lapsed.ToString("N0", CultureInfo.InvariantCulture));
    }

    private static byte[] Table(int lines, LocalDate today)
    {
        var text = new StringBuilder(string.Join(';', ImportTable.Columns)).Append('\n');
        for (var i = 0; i < lines; i++)
        {
            // Ends from half a year ago to four and a half years to come.
            var until = today.PlusDays(((i * 1827) / lines) - 183);
            var number = i % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"A-{i:00000}") : "";
            text.Append(CultureInfo.InvariantCulture, $"{SampleAgreement.RppsOf(i)};Anne;Martin;medecin{i}@exemple.fr;63;")
                .Append(CultureInfo.InvariantCulture, $"{until.PlusYears(-4).PlusDays(1):dd/MM/yyyy};{until:dd/MM/yyyy};")
                .Append(CultureInfo.InvariantCulture, $"Cabinet du lac, {i} rue du Lac, 63000 Clermont-Ferrand;63113;Médecine générale;;prat;1;{number};\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
