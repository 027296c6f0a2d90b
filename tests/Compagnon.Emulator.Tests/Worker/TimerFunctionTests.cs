using System.Globalization;
using Compagnon.Emulator.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Tests.Worker;

public sealed class TimerFunctionTests
{
    [Fact]
    public async Task A_timer_runs_when_the_clock_reaches_its_time()
    {
        await using var host = await SampleHost.StartAsync();
        var due = NextDaily(host);
        await host.Clock.AdvanceToAsync(due);
        Assert.Equal([$"daily in time {due:O} after {DateTime.MinValue:O} before {due.UtcDateTime.AddDays(1):O}"], Of(host, "daily"));
        await host.Clock.AdvanceToAsync(due.AddDays(1));
        Assert.Equal(
            $"daily in time {due.AddDays(1):O} after {due.UtcDateTime:O} before {due.UtcDateTime.AddDays(2):O}", Of(host, "daily")[1]);
    }

    [Fact]
    public async Task A_jump_over_many_occurrences_runs_a_timer_once_past_due()
    {
        await using var host = await SampleHost.StartAsync();
        var target = NextDaily(host).AddDays(400).AddHours(1);
        await host.Clock.AdvanceToAsync(target);
        Assert.Equal(
            [$"daily late {target:O} after {DateTime.MinValue:O} before {target.UtcDateTime.AddHours(23):O}"], Of(host, "daily"));
    }

    [Fact]
    public async Task A_jump_that_asks_for_every_occurrence_runs_a_timer_at_each()
    {
        await using var host = await SampleHost.StartAsync();
        var first = NextDaily(host);
        await host.Clock.AdvanceToAsync(first.AddDays(9), everyOccurrence: true);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(day => $"daily in time {first.AddDays(day):O}"),
            Of(host, "daily").Select(line => line.Split(" after")[0]));
    }

    [Fact]
    public async Task A_schedule_may_be_a_setting()
    {
        await using var host = await SampleHost.StartAsync("--Sample:Schedule", "15 5 4 3 2 *");
        var now = host.Clock.GetUtcNow();
        var due = new DateTimeOffset(now.Year, 2, 3, 4, 5, 15, TimeSpan.Zero);
        due = due > now ? due : due.AddYears(1);
        await host.Clock.AdvanceToAsync(due);
        Assert.Equal([$"configured {due:O} Configured"], Of(host, "configured"));
    }

    [Fact]
    public async Task An_expression_of_five_fields_runs_at_second_zero()
    {
        await using var host = await SampleHost.StartAsync("--Sample:Schedule", "5 4 3 2 *");
        var now = host.Clock.GetUtcNow();
        var due = new DateTimeOffset(now.Year, 2, 3, 4, 5, 0, TimeSpan.Zero);
        due = due > now ? due : due.AddYears(1);
        await host.Clock.AdvanceToAsync(due.AddSeconds(-1));
        Assert.Empty(Of(host, "configured"));
        await host.Clock.AdvanceToAsync(due);
        Assert.Single(Of(host, "configured"));
    }

    [Fact]
    public async Task A_timer_may_run_at_each_start()
    {
        await using var host = await SampleHost.StartAsync();
        await Eventually.TrueAsync(() => Of(host, "at start").Count == 1);
        Assert.Equal(["at start in time"], Of(host, "at start"));
    }

    [Fact]
    public async Task A_run_that_was_missed_while_the_app_was_down_comes_at_the_next_start_and_once()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-timers-");
        DateTimeOffset due;
        await using (var before = await SampleHost.StartAsync("--state", state.FullName))
        {
            due = NextDaily(before);
        }

        PutForward(state, TimeSpan.FromDays(3));
        await using (var after = await SampleHost.StartAsync("--state", state.FullName))
        {
            await Eventually.TrueAsync(() => Of(after, "daily").Count == 1);
            Assert.StartsWith("daily late", Of(after, "daily")[0], StringComparison.Ordinal);
            Assert.Contains($"after {DateTime.MinValue:O}", Of(after, "daily")[0], StringComparison.Ordinal);
            await after.Clock.WhenQuietAsync();
        }

        await using (var again = await SampleHost.StartAsync("--state", state.FullName))
        {
            await again.Clock.WhenQuietAsync();
            Assert.Empty(Of(again, "daily"));
            await again.Clock.AdvanceToAsync(NextDaily(again));
            Assert.Contains($"after {due.UtcDateTime:O}", Assert.Single(Of(again, "daily")), StringComparison.Ordinal);
        }

        state.Delete(recursive: true);
    }

    [Fact]
    public async Task A_run_begins_only_when_the_one_before_has_ended()
    {
        await using var host = await SampleHost.StartAsync("--Sample:Quick", "0 0 * * * *");
        var gate = host.Services.GetRequiredService<Gate>();
        gate.IsClosed = true;
        var move = host.Clock.AdvanceAsync(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(() => Of(host, "quick").Count == 1);
        var timers = host.Services.GetRequiredService<TimerFunctions>();
        await timers.FireDueAsync(host.Clock.GetUtcNow().AddHours(5), CancellationToken.None);
        Assert.False(timers.IsQuiet);
        Assert.False(move.IsCompleted);
        Assert.Equal(["quick True"], Of(host, "quick"));
        gate.Open();
        await move;
        Assert.Equal(["quick True", "quick done"], Of(host, "quick"));
    }

    [Fact]
    public async Task A_run_that_the_stop_breaks_off_comes_again_at_the_next_start()
    {
        var state = Directory.CreateTempSubdirectory("compagnon-timers-");
        await using (var host = await SampleHost.StartAsync("--state", state.FullName, "--Sample:Quick", "0 0 0 1 * *"))
        {
            host.Services.GetRequiredService<Gate>().IsClosed = true;
            _ = host.Clock.AdvanceAsync(TimeSpan.FromDays(32));
            await Eventually.TrueAsync(() => Of(host, "quick").Count == 1);
        }

        await using (var host = await SampleHost.StartAsync("--state", state.FullName, "--Sample:Quick", "0 0 0 1 * *"))
        {
            // Quick is not remembered over a restart, Daily is: its run had ended.
            await host.Clock.WhenQuietAsync();
            Assert.Empty(Of(host, "quick"));
            Assert.Empty(Of(host, "daily"));
        }

        state.Delete(recursive: true);
    }

    [Fact]
    public async Task A_timer_that_fails_runs_again_at_its_next_time()
    {
        await using var host = await SampleHost.StartAsync("--Sample:Broken", "0 0 0 1 * *");
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(32));
        await host.Clock.AdvanceAsync(TimeSpan.FromDays(32));
        Assert.Equal(["broken", "broken"], Of(host, "broken"));
    }

    private static DateTimeOffset NextDaily(SampleHost host)
    {
        var now = host.Clock.GetUtcNow();
        var today = new DateTimeOffset(now.Year, now.Month, now.Day, 2, 30, 0, TimeSpan.Zero);
        return today > now ? today : today.AddDays(1);
    }

    private static List<string> Of(SampleHost host, string prefix)
    {
        lock (host.Seen.Lines)
        {
            return [.. host.Seen.Lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    // As if the app had been down for that long.
    private static void PutForward(DirectoryInfo state, TimeSpan time)
    {
        var file = Path.Combine(state.FullName, "clock");
        var offset = File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0;
        File.WriteAllText(file, (offset + time.Ticks).ToString(CultureInfo.InvariantCulture));
    }
}
