using System.Collections.Concurrent;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Testing;
using Microsoft.Extensions.Logging;

namespace Compagnon.Tests.Territories;

public sealed class TerritoryStartTests
{
    [Fact]
    public void An_app_whose_zones_are_wrong_does_not_start_and_says_where()
    {
        using var files = SampleCommunes.Right().Write("zones-corse.csv", "code;classe;du;au\n2A004;ZIP;bientôt;\n");

        // What Program.cs prints as it stands, with exit code 1.
        var refused = Assert.ThrowsAny<InvalidOperationException>(() => App.CreateBuilder(
            ["--port", "0", "--state", Path.Combine(files.Folder, "state"), "--Territories:Path", files.Folder]));

        Assert.Contains(
            "zones-corse.csv:2: du: expected a day as 2027-01-01; found \"bientôt\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_files_leave_open_is_warned_of_at_start()
    {
        using var files = SampleCommunes.Right().Write(
            "zones-auvergne-rhone-alpes.csv", SampleCommunes.Zones + "69123;ZIP;2026-01-01;\n");
        var faculties = FacultyFiles.Load(SampleFaculties.Delivered);
        var log = new Lines();

        // No procedure is kept or read here, so no storage is needed.
        await new TerritoryGaps(files.Load(), new FacultyBook(faculties, null!), new Fixed(), log).StartAsync(default);

        Assert.Contains(
            (LogLevel.Information, "1 lines of zones are of départements whose communes are in no file; they are not used."), log.Written);
        Assert.Contains(
            (
                LogLevel.Warning,
                "1 of 3 communes that faculties serve are not classed on 2027-01-01 in zones-auvergne-rhone-alpes.csv "
                + "and do not count as short of doctors: Ennezat (63148)"),
            log.Written);
        Assert.Contains(log.Written, line => line.Text.Contains("holds the département 15,", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Written, line => line.Text.Contains("département 63", StringComparison.Ordinal));
    }

    /// <summary>An hour into 2027 in Paris, which is still 2026 in UTC.</summary>
    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 12, 31, 23, 30, 0, TimeSpan.Zero);
    }

    private sealed class Lines : ILogger<TerritoryGaps>
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
            Written.Enqueue((level, format(state, error)));
    }
}
