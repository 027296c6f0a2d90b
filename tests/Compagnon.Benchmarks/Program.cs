using Compagnon.Benchmarks;
using Compagnon.Benchmarks.Consoles;
using Compagnon.Benchmarks.Cost;
using Compagnon.Benchmarks.Crash;
using Compagnon.Benchmarks.Engine;
using Compagnon.Benchmarks.Years;
using Compagnon.Emulator.Storage;

// Each benchmark is one sub-command; it exits 0 only when every bound that it knows is kept.
BenchmarkCommand[] commands =
[
    new("engine", "the emulator's Durable Task engine against a floor of plain SQLite transactions", EngineBenchmark.RunAsync),
    new("years", "six years of the watches over 10,000 agreements: each milestone once?", YearsBenchmark.RunAsync),
    new("import", "a faculty's own list of 10,000 agreements, entered on Azurite within a minute", ImportBenchmark.RunAsync),
    new("crash", "the app, killed again and again under many dossiers: is anything lost or doubled?", CrashBenchmark.RunAsync),
    new("console", "the console's pages with 10,000 dossiers in one faculty: requests, entities, time", ConsoleBenchmark.RunAsync),
    new("cost", "one dossier through the tour: what it asks of Azure, and what that costs", CostBenchmark.RunAsync),
];

var name = args.FirstOrDefault();
if (name is null or "--help" or "-h" or "help")
{
    PrintHelp(Console.Out);
    return name is null ? 2 : 0;
}

if (commands.FirstOrDefault(command => command.Name == name) is not { } chosen)
{
    Console.Error.WriteLine($"There is no benchmark '{name}'.");
    PrintHelp(Console.Error);
    return 2;
}

try
{
    return await chosen.RunAsync(args[1..]);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (StorageStartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

void PrintHelp(TextWriter output)
{
    output.WriteLine("Usage: dotnet run -c Release --project tests/Compagnon.Benchmarks -- BENCHMARK [--help] [options]");
    output.WriteLine();
    foreach (var command in commands)
        output.WriteLine($"  {command.Name,-10} {command.Summary}");
}
