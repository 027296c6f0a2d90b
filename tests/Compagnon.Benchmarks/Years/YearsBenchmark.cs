using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Storage;
using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Compagnon.Benchmarks.Years;

/// <summary>Six years of the watches over many agreements: is each milestone reached, and once?</summary>
internal static class YearsBenchmark
{
    private const string FacultyId = "val-de-dore";
    private const int Years = 6;

    // Names an account that nobody asks: the registers are in memory.
    private const string Nobody = "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=example.invalid";

    private const string Help = """
        Runs the watches over many agreements, with ends spread over five years, through six years of the clock; those on Azurite with
        timers in slices of three days. A third is renewed before its end. What the watches have reached is compared with the list of the pure function
        that says what comes. Exit code 0: each milestone once, in both runs; 1: not so; 2: wrong arguments.

          --memory N     how many with the registers in memory (default 10000; 0: not this run)
          --azurite N    how many with the registers in Azurite (default 500; 0: not this run)
          --help         this text
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var (memory, azurite) = (10_000, 500);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.WriteLine(Help);
                    return 0;
                case "--memory":
                    memory = Arguments.Number(args, ref i, 1_000_000, least: 0);
                    break;
                case "--azurite":
                    azurite = Arguments.Number(args, ref i, 100_000, least: 0);
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[i]}'; see --help.");
            }
        }

        var table = new BoundTable();
        if (memory > 0)
        {
            var tables = new MemoryTables();
            await MeasureAsync("in memory", memory, table, new YearsPlace(Nobody, SampleFaculties.Short)
            {
                Slice = TimeSpan.MaxValue,
                KeepsEngine = false,
                Replace = services => services.AddSingleton<TableServiceClient>(tables),
            });
        }

        if (azurite > 0) await OnAzuriteAsync(azurite, table);
        table.Print();
        return table.AllKept ? 0 : 1;
    }

    private static async Task OnAzuriteAsync(int count, BoundTable table)
    {
        var folder = Directory.CreateTempSubdirectory("compagnon-years-storage-").FullName;
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Folder = folder, Accounts = ["years"] });
            await MeasureAsync("on Azurite", count, table, new YearsPlace(azurite.ConnectionStringOf("years"), SampleFaculties.Short));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string where, int count, BoundTable table, YearsPlace place)
    {
        var first = ParisTime.DayOf(DateTimeOffset.UtcNow).PlusDays(1);
        await using var years = await WatchedYears.StartAsync(place, ParisTime.At(first, 10));
        var faculty = years.Get<FacultyBook>().Find(FacultyId)!;
        var expected = new Dictionary<(string, string), int>();
        var agreements = Enumerable.Range(0, count).Select(number => Agreement(first, number, count)).ToList();

        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(agreements, async (agreement, _) => await years.EnterAsync(agreement));
        await years.Engine.WhenQuietAsync();
        table.Tell($"{count:N0} agreements {where}: entered and watched over", Seconds(started));

        started = Stopwatch.GetTimestamp();
        var peak = 0L;
        // The third that is renewed, by the month in which that is decided: five weeks or so before their end, for two years.
        for (var month = first.PlusMonths(1); month <= first.PlusYears(Years); month = month.PlusMonths(1))
        {
            await years.AdvanceToAsync(ParisTime.At(month, 12));
            foreach (var (agreement, number) in agreements.Select((agreement, number) => (agreement, number)))
            {
                if (number % 3 == 0 && IsDecidedIn(agreement, month)) await RenewAsync(years, faculty, agreement, expected);
            }

            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }

        await years.AdvanceToAsync(ParisTime.At(first.PlusYears(Years).PlusMonths(8), 12));
        var time = Stopwatch.GetElapsedTime(started);
        table.Tell($"  {Years} years and their end", $"{time.TotalSeconds:0.0} s");
        table.Tell("  for each agreement and year", $"{time.TotalMilliseconds / count / Years:0.00} ms");
        table.Tell("  rounds of the watches and turns of the engine", years.Engine.Turns.ToString("N0", CultureInfo.InvariantCulture));
        table.Tell("  heap at its highest", $"{peak / 1e6:0} MB");

        foreach (var agreement in agreements.Where((_, number) => number % 3 != 0 || !IsEverDecided(agreements[number], first)))
            Expect(expected, agreement, faculty, ParisTime.At(first, 10), _ => true);
        Compare(years, expected, table);
        table.AtMost("  longest history of a watch", years.LongestHistory, 59, "events");
        table.AtMost("  mails that went out twice", years.Sent.Values.Count(times => times > 1), 0, "");
        var over = 0;
        foreach (var agreement in agreements) over += (await years.FindAsync(agreement.Dossier)).IsOver ? 1 : 0;
        table.AtLeast("  agreements that have come to their end", over, count, "");
    }

    // Ends from three months to five years from now; each in its third year or so, and some for one year.
    private static AgreementRecord Agreement(LocalDate first, int number, int count)
    {
        var until = first.PlusDays(90 + (int)((long)number * 1735 / count));
        return SampleAgreement.Of(FacultyId, number % 7 == 0 ? until.PlusYears(-1).PlusDays(1) : until.PlusYears(-5).PlusDays(1), until, number)
            with
        { Imported = first };
    }

    private static bool IsDecidedIn(AgreementRecord agreement, LocalDate month) =>
        agreement.Until.PlusDays(-36) > month.PlusMonths(-1) && agreement.Until.PlusDays(-36) <= month;

    private static bool IsEverDecided(AgreementRecord agreement, LocalDate first)
    {
        for (var month = first.PlusMonths(1); month <= first.PlusYears(Years); month = month.PlusMonths(1))
            if (IsDecidedIn(agreement, month)) return true;
        return false;
    }

    private static async Task RenewAsync(
        WatchedYears years, Faculty faculty, AgreementRecord agreement, Dictionary<(string, string), int> expected)
    {
        var now = years.Clock.GetUtcNow();
        Expect(expected, agreement, faculty, ParisTime.At(agreement.Imported!.Value, 10), milestone => milestone.At <= now);
        var renewal = (await years.FindAsync(agreement.Dossier)).Renewal;
        if (renewal.Length == 0)
        {
            renewal = DossierKey.New(FacultyId).Id;
            await years.ChangeAsync(new AgreementChange(
                agreement.Dossier, "opened", AgreementChangeKind.RenewalOpened, now, "h-vasseur")
            { Dossier = renewal });
        }

        var changed = await years.ChangeAsync(new AgreementChange(
            agreement.Dossier, "renewed", AgreementChangeKind.Renewed, now, "h-vasseur")
        { Dossier = renewal, Until = LocalDate.Min(agreement.Until.PlusYears(2), ParisTime.DayOf(now).PlusYears(1)) });
        Expect(expected, changed!.Agreement, faculty, now, _ => true);
    }

    private static void Expect(
        Dictionary<(string, string), int> expected, AgreementRecord agreement, Faculty faculty, DateTimeOffset since,
        Func<Milestone, bool> comes)
    {
        foreach (var milestone in ExpectedMilestones.Of(agreement, faculty.RenewalRule, faculty.Calendar, since).Where(comes))
            expected[(agreement.Dossier.Id, milestone.Id)] = 1;
    }

    private static void Compare(WatchedYears years, Dictionary<(string, string), int> expected, BoundTable table)
    {
        table.Tell("  milestones that come", expected.Count.ToString("N0", CultureInfo.InvariantCulture));
        table.AtMost("  never reached", expected.Keys.Count(key => !years.Reached.ContainsKey(key)), 0, "");
        table.AtMost("  reached more than once", years.Reached.Values.Count(times => times > 1), 0, "");
        table.AtMost("  reached and not on the list", years.Reached.Keys.Count(key => !expected.ContainsKey(key)), 0, "");
        foreach (var key in expected.Keys.Where(key => !years.Reached.ContainsKey(key)).Take(5)) Console.WriteLine($"  never reached: {key}");
        foreach (var key in years.Reached.Keys.Where(key => !expected.ContainsKey(key)).Take(5)) Console.WriteLine($"  not on the list: {key}");
    }

    private static string Seconds(long started) => $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s";
}
