using System.Globalization;
using Compagnon.Tests.Crash;

namespace Compagnon.Benchmarks.Crash;

/// <summary>The long run of the kill tests.</summary>
internal static class CrashBenchmark
{
    private const string Help = """
        Kills the app (SIGKILL) at random moments while many dossiers are under way, starts it again, and looks at the end from
        outside whether anything was lost or doubled. Storage and the Graph endpoint live through it all.
        Exit code 0: nothing was; 1: something was lost, doubled, stuck or wrong; 2: wrong arguments.

          --kills N      how often the app is killed (default 200)
          --dossiers N   at least so many dossiers; more are begun as long as there are kills to come (default 100)
          --whole N      of these, dossiers that go through every stage: visit, commission, agency, dean (default 10)
          --at-once N    dossiers under way at once (default 12)
          --seed N       the seed of an earlier run: the same moments and fates; what happens between two processes never
                         repeats exactly (default: a random one, which is printed)
          --help         this text
        """;

    // Each with its default and the least that it can be.
    private static readonly Dictionary<string, (int Default, int Least)> Options = new()
    {
        ["--kills"] = (200, 1),
        ["--dossiers"] = (100, 1),
        ["--whole"] = (10, 0),
        ["--at-once"] = (12, 1),
        ["--seed"] = (Random.Shared.Next(), 0),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var options = Read(args);
        var plan = new CrashPlan(options["--kills"], options["--seed"], options["--dossiers"], options["--at-once"], options["--whole"])
        {
            Say = Console.WriteLine,
        };
        Console.WriteLine($"{plan.Kills} kills, seed {plan.Seed}");

        var report = await CrashRun.RunAsync(plan);

        foreach (var finding in report.Findings) Console.WriteLine(finding);
        var table = new BoundTable { TellsAtOnce = false };
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
        var options = Options.ToDictionary(option => option.Key, option => option.Value.Default);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!Options.TryGetValue(args[i], out var option)) throw new ArgumentException($"Unknown option '{args[i]}'; see --help.");
            var text = i + 1 < args.Length ? args[i + 1] : "";
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < option.Least)
                throw new ArgumentException($"Expected a whole number from {option.Least} to {int.MaxValue} after {args[i]}, got '{text}'.");
            options[args[i]] = number;
        }

        return options;
    }
}
