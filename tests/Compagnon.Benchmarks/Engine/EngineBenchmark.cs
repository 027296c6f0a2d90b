using System.Diagnostics;
using System.Globalization;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Benchmarks.Engine;

/// <summary>Speed and scale of the emulator's engine, each figure beside its bound.</summary>
internal static class EngineBenchmark
{
    private const string Help = """
        Measures the emulator's Durable Task engine. Exit code 0: every bound is kept; 1: one is missed; 2: wrong arguments.

          --only PART[,PART]  only chains, alone, waiting, years
          --folder DIR        where the databases are made and removed (default: the system's temporary folder)
          --waiting N         how many instances wait in 'waiting' (default 100000)
          --help              this text
        """;

    private static readonly string[] Parts = ["chains", "alone", "waiting", "years"];

    public static async Task<int> RunAsync(string[] args)
    {
        var parts = Parts;
        var root = Path.GetTempPath();
        var waiting = 100_000;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.WriteLine(Help);
                    return 0;
                case "--only":
                    parts = Next(args, ref i).Split(',');
                    if (parts.Except(Parts).FirstOrDefault() is { } unknown)
                        throw new ArgumentException($"Expected one of {string.Join(", ", Parts)} after --only, got '{unknown}'.");
                    break;
                case "--folder":
                    root = Next(args, ref i);
                    break;
                case "--waiting":
                    var text = Next(args, ref i);
                    if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out waiting) || waiting == 0)
                        throw new ArgumentException($"Expected a whole number from 1 to {int.MaxValue} after --waiting, got '{text}'.");
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[i]}'; see --help.");
            }
        }

        var folder = Directory.CreateDirectory(Path.Combine(root, $"compagnon-engine-{Guid.NewGuid():N}")).FullName;
        try
        {
            return await MeasureAsync(folder, parts, waiting);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Next(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"Expected a value after {args[i - 1]}.");

    private static async Task<int> MeasureAsync(string folder, string[] parts, int waiting)
    {
        var table = new BoundTable();
        var before = SqliteFloor.PerSecond(folder, TimeSpan.FromSeconds(3));
        table.Tell("floor before (transactions/s)", before.ToString("N0", CultureInfo.InvariantCulture));

        var chains = parts.Contains("chains") ? await ChainsAsync(folder) : (double?)null;
        var alone = parts.Contains("alone") ? await AloneAsync(folder) : ((double Commits, TimeSpan Median)?)null;
        var waits = parts.Contains("waiting") ? await WaitingBenchmark.RunAsync(folder, waiting) : null;
        var years = parts.Contains("years") ? await YearsAsync(folder) : null;

        var after = SqliteFloor.PerSecond(folder, TimeSpan.FromSeconds(3));
        table.Tell("floor after (transactions/s)", after.ToString("N0", CultureInfo.InvariantCulture));
        var floor = (before + after) / 2;

        if (chains is { } speed)
        {
            table.AtLeast("1,000 chains of 5 at once", speed, Math.Min(0.8 * floor, 8000), "activities/s");
            table.Tell("  times the floor", (speed / floor).ToString("0.00", CultureInfo.InvariantCulture));
        }

        if (alone is var (commits, median))
        {
            table.AtMost("one chain of 5 alone: commits", commits, 14, "");
            table.AtMost("one chain of 5 alone: median of 300", median.TotalMilliseconds, Math.Max(30_000 / floor, 4), "ms");
            table.Tell("  in floor transactions", (median.TotalSeconds * floor).ToString("0.0", CultureInfo.InvariantCulture));
        }

        if (waits is not null)
        {
            table.AtMost($"{waiting:N0} waiting: open to first event handled", waits.OpenToFirstEvent.TotalSeconds, 2, "s");
            table.AtMost($"{waiting:N0} waiting: heap over an empty engine", waits.HeapOverEmpty / 1e6, 100, "MB");
            table.AtMost($"{waiting:N0} waiting: the same in the engine that started them", waits.HeapAfterStarting / 1e6, 100, "MB");
            table.Tell("  median of an event among 10", $"{waits.AmongFew.TotalMilliseconds:0.000} ms");
            table.Tell($"  median of an event among {waiting:N0}", $"{waits.AmongMany.TotalMilliseconds:0.000} ms");
            table.AtMost($"{waiting:N0} waiting: an event compared to 10 waiting", waits.AmongMany / waits.AmongFew, 1.5, "times");
        }

        if (years is not null)
        {
            table.Tell("  five years over 1,000 instances, for each", $"{years.Few.TotalMilliseconds:0.000} ms");
            table.Tell("  five years over 10,000 instances, for each", $"{years.Many.TotalMilliseconds:0.000} ms");
            table.AtMost("five years: 10,000 compared to 1,000, for each", years.Many / years.Few, 1.5, "times");
            table.AtMost("longest history after five years", years.LongestHistory, 10, "events");
        }

        table.Print();
        return table.AllKept ? 0 : 1;
    }

    private static DurableTaskRegistry Chain() => new DurableTaskRegistry()
        .AddOrchestratorFunc<int, int>("Chain", async (context, count) =>
        {
            var sum = 0;
            for (var i = 0; i < count; i++)
                sum = await context.CallActivityAsync<int>("Add", sum + i);
            return sum;
        })
        .AddActivityFunc<int, int>("Add", (_, n) => n + 1);

    private static async Task<double> ChainsAsync(string folder)
    {
        const int Count = 1000;
        await using var engine = new DurableEngine(Chain(), new DurableEngineOptions { Path = Path.Combine(folder, "chains.db") });
        await engine.StartAsync();
        var client = engine.CreateClient();
        await RunAsync(200);
        var best = 0.0;
        for (var round = 0; round < 3; round++)
            best = Math.Max(best, Count * 5 / (await RunAsync(Count)).TotalSeconds);
        return best;

        async Task<TimeSpan> RunAsync(int count)
        {
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync("Chain", 5);
                var end = await client.WaitForInstanceCompletionAsync(id);
                if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                    throw new InvalidOperationException($"Expected a completed chain, got {end}.");
            }));
            return Stopwatch.GetElapsedTime(started);
        }
    }

    private static async Task<(double Commits, TimeSpan Median)> AloneAsync(string folder)
    {
        await using var engine = new DurableEngine(Chain(), new DurableEngineOptions { Path = Path.Combine(folder, "alone.db") });
        await engine.StartAsync();
        var client = engine.CreateClient();
        for (var i = 0; i < 100; i++)
            await RunAsync();
        var before = engine.Commits;
        var times = new List<TimeSpan>();
        for (var i = 0; i < 300; i++)
            times.Add(await RunAsync());
        return ((engine.Commits - before) / 300.0, Median(times));

        async Task<TimeSpan> RunAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Chain", 5);
            await client.WaitForInstanceCompletionAsync(id);
            return Stopwatch.GetElapsedTime(started);
        }
    }

    private static async Task<YearsResult> YearsAsync(string folder)
    {
        List<TimeSpan> few = [], many = [];
        var longest = 0;
        for (var round = 0; round < 3; round++)
        {
            few.Add(await FiveYearsAsync(1000));
            many.Add(await FiveYearsAsync(10_000));
        }

        return new YearsResult(Median(few), Median(many), longest);

        async Task<TimeSpan> FiveYearsAsync(int count)
        {
            var file = Path.Combine(folder, $"years-{Guid.NewGuid():N}.db");
            var registry = new DurableTaskRegistry().AddOrchestratorFunc<int>("Yearly", async (context, year) =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddYears(1), CancellationToken.None);
                context.ContinueAsNew(year + 1);
            });
            await using var clock = new EmulatorClock(Path.Combine(folder, "clock"));
            await using var engine = new DurableEngine(registry, new DurableEngineOptions { Path = file }, clock);
            await engine.StartAsync();
            var client = engine.CreateClient();
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => client.ScheduleNewOrchestrationInstanceAsync("Yearly", 0)));
            await engine.WhenQuietAsync();
            var started = Stopwatch.GetTimestamp();
            await clock.AdvanceToAsync(clock.GetUtcNow().AddYears(5).AddDays(1));
            var elapsed = Stopwatch.GetElapsedTime(started);
            string? after = null;
            do
            {
                var page = engine.List(new InstanceFilter { PageSize = 1000, After = after });
                foreach (var instance in page.Instances)
                {
                    longest = Math.Max(longest, instance.HistoryLength);
                    if (instance.Generation != 5)
                        throw new InvalidOperationException($"Expected five rounds of {instance.Id}, got {instance.Generation}.");
                }

                after = page.Continuation;
            }
            while (after is not null);
            return elapsed / count;
        }
    }

    internal static TimeSpan Median(List<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record YearsResult(TimeSpan Few, TimeSpan Many, int LongestHistory);
}
