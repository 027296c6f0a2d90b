using System.Globalization;
using Compagnon.Tests.Crash;

namespace Compagnon.Benchmarks.Crash;

/// <summary>The long run of the kill tests.</summary>
internal static class CrashBenchmark
{
    private const string Usage = """
        Usage: crash [--kills N] [--dossiers N] [--at-once N] [--seed N]

          --kills N      how often the app is killed (default 200)
          --dossiers N   at least so many dossiers; more are begun as long as there are kills to come (default 100)
          --at-once N    dossiers under way at once (default 12)
          --seed N       the seed of an earlier run: the same moments and fates; what happens between two processes never repeats exactly

        Exits 1 when anything is lost, doubled, stuck or wrong.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var options = Read(args);
        var plan = new CrashPlan(
            options.GetValueOrDefault("--kills", 200), options.GetValueOrDefault("--seed", Random.Shared.Next()), options.GetValueOrDefault("--dossiers", 100),
            options.GetValueOrDefault("--at-once", 12))
        { Say = Console.WriteLine };
        Console.WriteLine($"{plan.Kills} kills, seed {plan.Seed}");

        var report = await CrashRun.RunAsync(plan);

        Console.WriteLine();
        foreach (var finding in report.Findings) Console.WriteLine(finding);
        var table = new BoundTable();
        table.Tell("seed", report.Plan.Seed.ToString(CultureInfo.InvariantCulture));
        table.Tell("dossiers", report.Dossiers.ToString(CultureInfo.InvariantCulture));
        table.Tell("mails", report.Mails.ToString(CultureInfo.InvariantCulture));
        table.Tell("uploads acknowledged", report.Uploads.ToString(CultureInfo.InvariantCulture));
        table.Tell("pages asked for again", report.Reloads.ToString(CultureInfo.InvariantCulture));
        table.Tell("hours let pass for the sweep", report.Sweeps.ToString(CultureInfo.InvariantCulture));
        table.Tell("seconds", report.Time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        table.AtLeast("kills survived", report.Kills, plan.Kills, "");
        table.AtMost("lost", report.Count(FindingKind.Lost), 0, "");
        table.AtMost("doubled", report.Count(FindingKind.Doubled), 0, "");
        table.AtMost("stuck", report.Count(FindingKind.Stuck), 0, "");
        table.AtMost("wrong", report.Count(FindingKind.Wrong), 0, "");
        table.Print();
        return table.AllKept ? 0 : 1;
    }

    private static Dictionary<string, int> Read(string[] args)
    {
        string[] known = ["--kills", "--dossiers", "--at-once", "--seed"];
        var options = new Dictionary<string, int>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!known.Contains(args[i])) throw new ArgumentException($"'{args[i]}' is not understood.\n{Usage}");
            var text = i + 1 < args.Length ? args[i + 1] : "";
            options[args[i]] = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (number > 0 || args[i] == "--seed")
                ? number
                : throw new ArgumentException($"Expected a whole number after {args[i]}, got '{text}'.\n{Usage}");
        }

        return options;
    }
}
