namespace Compagnon.Benchmarks;

/// <summary>A benchmark that can be asked for by name.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it measures, in a line.</param>
/// <param name="RunAsync">Runs it with the rest of the command line; 0 when every bound is kept.</param>
internal sealed record BenchmarkCommand(string Name, string Summary, Func<string[], Task<int>> RunAsync);
