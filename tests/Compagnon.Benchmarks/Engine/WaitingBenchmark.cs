using System.Diagnostics;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Benchmarks.Engine;

/// <summary>Very many instances that wait on an event and a far timer.</summary>
internal static class WaitingBenchmark
{
    private const int Events = 200;

    public static async Task<WaitingResult> RunAsync(string folder, int count)
    {
        var few = Path.Combine(folder, "few.db");
        var many = Path.Combine(folder, "many.db");
        await FillAsync(few, 10);

        // What every engine costs, whatever it holds.
        long empty;
        await using (var engine = Open(Path.Combine(folder, "empty.db")))
        {
            await engine.StartAsync();
            await engine.CreateClient().RaiseEventAsync("nobody", "Go");
            empty = Heap();
        }

        var started = Stopwatch.GetTimestamp();
        var filled = await FillAsync(many, count) - empty;
        Console.WriteLine($"  {count:N0} instances were started in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        started = Stopwatch.GetTimestamp();
        await using var large = Open(many);
        await large.StartAsync();
        var client = large.CreateClient();
        await client.RaiseEventAsync(Id(count / 2), "Go", 1);
        var first = Stopwatch.GetElapsedTime(started);
        if (large.Find(Id(count / 2)) is not { CustomStatus: "1" })
            throw new InvalidOperationException("Expected that the first event was handled.");
        var heap = Heap() - empty;

        await using var small = Open(few);
        await small.StartAsync();
        var smallClient = small.CreateClient();
        var random = new Random(7);
        List<TimeSpan> amongFew = [], amongMany = [];
        for (var i = -20; i < Events; i++)
        {
            // By turns, so that both see the same moments of the machine.
            var inFew = await EventAsync(smallClient, Id(random.Next(10)));
            var inMany = await EventAsync(client, Id(random.Next(count)));
            if (i < 0)
                continue;
            amongFew.Add(inFew);
            amongMany.Add(inMany);
        }

        return new WaitingResult(first, heap, filled, EngineBenchmark.Median(amongFew), EngineBenchmark.Median(amongMany));
    }

    private static string Id(int n) => $"instance-{n:000000}";

    private static async Task<TimeSpan> EventAsync(DurableTaskClient client, string id)
    {
        var started = Stopwatch.GetTimestamp();
        await client.RaiseEventAsync(id, "Go", 1);
        return Stopwatch.GetElapsedTime(started);
    }

    private static DurableEngine Open(string file)
    {
        var registry = new DurableTaskRegistry().AddOrchestratorFunc("Wait", async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var deadline = context.CreateTimer(context.CurrentUtcDateTime.AddYears(5), giveUp.Token);
            for (var taken = 1; ; taken++)
            {
                var go = context.WaitForExternalEvent<int>("Go");
                if (await Task.WhenAny(go, deadline) == deadline)
                    return;
                context.SetCustomStatus(taken);
            }
        });
        return new DurableEngine(registry, new DurableEngineOptions { Path = file });
    }

    private static async Task<long> FillAsync(string file, int count)
    {
        await using var engine = Open(file);
        await engine.StartAsync();
        var client = engine.CreateClient();
        const int Batch = 2000;
        for (var from = 0; from < count; from += Batch)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(Batch, count - from)).Select(n =>
                client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(Id(n)))));
        }

        await engine.WhenQuietAsync();
        return Heap();
    }

    private static long Heap()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

/// <summary>What was measured with many instances.</summary>
internal sealed record WaitingResult(
    TimeSpan OpenToFirstEvent, long HeapOverEmpty, long HeapAfterStarting, TimeSpan AmongFew, TimeSpan AmongMany);
