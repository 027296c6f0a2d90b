using System.Globalization;
using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Tests.Engine;

/// <summary>
/// The work that is killed: orders that call activities, a sub-orchestration with a timer, take numbered events, and report to one ledger
/// that begins
/// anew again and again. Runs in a child process, which writes a line for each thing that the engine acknowledged.
/// </summary>
internal static class CrashWorkload
{
    public const string LedgerId = "ledger";
    private const string Variable = "COMPAGNON_CRASH_WORKLOAD";

    /// <summary>Starts the child: this very assembly, told by its environment to work instead of testing.</summary>
    public static System.Diagnostics.Process Start(string file, int round, int seed)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(CrashWorkload).Assembly.Location);
        else
            start.FileName = Path.ChangeExtension(typeof(CrashWorkload).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)!;
        start.Environment[Variable] = $"{round};{seed};{file}";
        return System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
    }

    public static void Register(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, List<int>>("Order", async (context, id) =>
        {
            var steps = new List<int>();
            for (var step = 1; step <= 3; step++)
                steps.Add(await context.CallActivityAsync<int>("Step", step));
            steps.Add(await context.CallSubOrchestratorAsync<int>("Nap", 4));
            if (!steps.SequenceEqual([1, 2, 3, 4]))
                throw new InvalidOperationException($"Steps {string.Join(",", steps)}.");
            var numbers = new List<int>();
            while (true)
            {
                var number = await context.WaitForExternalEvent<int>("Number");
                if (number < 0)
                    break;
                numbers.Add(number);
            }

            context.SendEvent(LedgerId, "Report", id);
            return numbers;
        })
        .AddOrchestratorFunc<int, int>("Nap", async (context, answer) =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            return answer;
        })
        .AddOrchestratorFunc<List<string>, List<string>>("Ledger", async (context, reports) =>
        {
            for (var i = 0; i < 3; i++)
            {
                var report = await context.WaitForExternalEvent<string>("Report");
                if (report == "close")
                    return reports;
                reports.Add(report);
            }

            context.ContinueAsNew(reports);
            return reports;
        })
        .AddActivityFunc<int, int>("Step", async (_, step) =>
        {
            await Task.Yield();
            return step;
        });

    /// <summary>Works until it is killed, when the environment says that this process is the child.</summary>
    /// <returns>Whether it is.</returns>
    public static async Task<bool> RunIfAskedAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } told)
            return false;
        var parts = told.Split(';', 3);
        await WorkAsync(parts[2], int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        return true;
    }

    private static async Task WorkAsync(string file, int round, int seed)
    {
        var registry = new DurableTaskRegistry();
        Register(registry);
        await using var engine = new DurableEngine(registry, new DurableEngineOptions { Path = file });
        await engine.StartAsync();
        var client = engine.CreateClient();
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Ledger", new List<string>(), new StartOrchestrationOptions(LedgerId));
        }
        catch (InvalidOperationException)
        {
            // An earlier round has started it.
        }

        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => LaneAsync(client, engine, output, round, lane, new Random(seed + lane))));
    }

    private static async Task LaneAsync(
        DurableTaskClient client, DurableEngine engine, TextWriter output, int round, int lane, Random random)
    {
        var mine = engine.List(new InstanceFilter { Name = "Order", PageSize = 1000 }).Instances.Select(instance => instance.Id)
            .Where(id => id.EndsWith($"-{lane}", StringComparison.Ordinal)).ToList();
        for (var turn = 0; ; turn++)
        {
            if (random.Next(4) == 0 || mine.Count == 0)
            {
                var id = $"order-{round}-{turn}-{lane}";
                await client.ScheduleNewOrchestrationInstanceAsync("Order", id, new StartOrchestrationOptions(id));
                output.WriteLine($"started {id}");
                mine.Add(id);
                continue;
            }

            var target = mine[random.Next(mine.Count)];
            var number = (round * 1_000_000) + turn;
            await client.RaiseEventAsync(target, "Number", number);
            output.WriteLine($"raised {target} {number}");
        }
    }
}
