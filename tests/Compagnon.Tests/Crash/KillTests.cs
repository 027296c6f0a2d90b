namespace Compagnon.Tests.Crash;

/// <summary>The app is killed at random moments while people go on: nothing that was acknowledged is lost, nothing happens twice, nothing is left standing.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 6;

    [Fact]
    public async Task Six_kills_lose_nothing_and_double_nothing()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}; the long run with it: dotnet run -c Release --project tests/Compagnon.Benchmarks -- crash --kills {Kills} --seed {seed}");

        var report = await CrashRun.RunAsync(
            new CrashPlan(Kills, seed, Dossiers: 8, AtOnce: 6, Whole: 1) { Say = line => output.WriteLine(line) }, TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.Equal(Kills, report.Kills);
        Assert.True(report.Findings.Count == 0, $"{report}\n{string.Join('\n', report.Findings)}");
    }
}
