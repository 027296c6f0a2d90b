using Compagnon.Emulator.Clock;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clock_moves_by_a_duration_and_to_a_time_and_then_goes_on()
    {
        await using var clock = new EmulatorClock();
        var before = clock.GetUtcNow();

        await clock.AdvanceAsync(TimeSpan.FromDays(10), Cancellation);
        var after = clock.GetUtcNow();
        await clock.AdvanceToAsync(before.AddYears(5), Cancellation);

        Assert.InRange(after - before, TimeSpan.FromDays(10), TimeSpan.FromDays(10.01));
        Assert.True(clock.GetUtcNow() >= before.AddYears(5));
        Assert.True(clock.Offset > TimeSpan.FromDays(365 * 5));
        Assert.False(clock.IsMoving);
    }

    [Fact]
    public async Task The_clock_never_goes_back_nor_beyond_its_end()
    {
        await using var clock = new EmulatorClock();

        var back = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => clock.AdvanceAsync(TimeSpan.FromTicks(-1), Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => clock.AdvanceToAsync(clock.GetUtcNow().AddSeconds(-1), Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => clock.AdvanceToAsync(EmulatorClock.Latest.AddTicks(1), Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => clock.AdvanceAsync(TimeSpan.MaxValue, Cancellation));
        await clock.AdvanceToAsync(EmulatorClock.Latest, Cancellation);

        Assert.Contains("never goes back", back.Message);
        Assert.True(clock.GetUtcNow().Year == 9998);
    }

    [Fact]
    public async Task A_restart_keeps_the_offset()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("clock");
        DateTimeOffset reached;
        await using (var clock = new EmulatorClock(path))
        {
            Assert.Equal(TimeSpan.Zero, clock.Offset);
            await clock.AdvanceAsync(TimeSpan.FromDays(3), Cancellation);
            await clock.AdvanceAsync(TimeSpan.FromDays(4), Cancellation);
            reached = clock.GetUtcNow();
        }

        await using var again = new EmulatorClock(path);

        Assert.InRange(again.GetUtcNow(), reached, reached.AddMinutes(5));
    }

    [Fact]
    public void A_file_that_holds_no_offset_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("clock"), "tomorrow");

        var e = Assert.Throws<InvalidDataException>(() => new EmulatorClock(folder.File("clock")));

        Assert.Contains("tomorrow", e.Message);
    }

    [Fact]
    public async Task A_move_stands_at_each_due_time_in_order_until_all_are_quiet()
    {
        await using var clock = new EmulatorClock();
        var start = clock.GetUtcNow();
        var seen = new List<string>();
        var one = new Participant(clock, [start.AddDays(1), start.AddDays(3)], at => seen.Add($"one {Days(at)} {Days(clock.GetUtcNow())}"));
        var two = new Participant(
            clock, [start.AddDays(2), start.AddDays(3), start.AddDays(9)], at => seen.Add($"two {Days(at)} {Days(clock.GetUtcNow())}"));
        using var first = clock.Register(one);
        using var second = clock.Register(two);

        await clock.AdvanceAsync(TimeSpan.FromDays(5), Cancellation);

        Assert.Equal(["one 1 1", "two 2 2", "one 3 3", "two 3 3"], seen);
        Assert.Equal(3, clock.Progress!.Steps);
        Assert.Equal(clock.Progress.Target, clock.Progress.Reached);
        Assert.Equal(start.AddDays(9), await clock.AdvanceToNextDueAsync(Cancellation));
        Assert.Null(await clock.AdvanceToNextDueAsync(Cancellation));

        double Days(DateTimeOffset time) => Math.Round((time - start).TotalDays, 3);
    }

    [Fact]
    public async Task A_participant_that_waits_for_the_end_fires_once_unless_every_occurrence_is_asked_for()
    {
        await using var clock = new EmulatorClock();
        var start = clock.GetUtcNow();
        var fired = 0;
        var daily = new Participant(
            clock, [.. Enumerable.Range(1, 20).Select(day => start.AddDays(day))], _ => fired++)
        { OnlyAtTheEndOfAMove = true };
        using var registration = clock.Register(daily);

        await clock.AdvanceAsync(TimeSpan.FromDays(10.5), Cancellation);
        var calls = daily.Calls;
        await clock.AdvanceAsync(TimeSpan.FromDays(5), Cancellation, everyOccurrence: true);

        Assert.Equal(1, calls);
        Assert.Equal(6, daily.Calls);
    }

    [Fact]
    public async Task What_a_participant_does_is_finished_before_the_clock_goes_on()
    {
        await using var clock = new EmulatorClock();
        var start = clock.GetUtcNow();
        var gate = new TaskCompletionSource();
        var busy = new Participant(clock, [start.AddDays(1), start.AddDays(2)], _ => { }) { Work = gate.Task };
        using var registration = clock.Register(busy);

        var move = clock.AdvanceAsync(TimeSpan.FromDays(5), Cancellation);
        while (busy.Calls == 0)
            await Task.Yield();
        Assert.False(move.IsCompleted);
        Assert.Equal(start.AddDays(1), clock.GetUtcNow());
        gate.SetResult();
        await move;

        Assert.Equal(2, busy.Calls);
    }

    [Fact]
    public async Task A_move_can_be_stopped_and_stays_where_it_was()
    {
        await using var clock = new EmulatorClock();
        var start = clock.GetUtcNow();
        using var stop = new CancellationTokenSource();
        var stops = new Participant(clock, [start.AddDays(1), start.AddDays(2), start.AddDays(3)], at =>
        {
            if (at == start.AddDays(2))
                stop.Cancel();
        });
        using var registration = clock.Register(stops);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clock.AdvanceAsync(TimeSpan.FromDays(5), stop.Token));

        Assert.InRange(clock.GetUtcNow(), start.AddDays(2), start.AddDays(2.1));
        Assert.Equal(2, stops.Calls);
    }

    [Fact]
    public async Task Moves_at_once_are_done_one_after_the_other()
    {
        await using var clock = new EmulatorClock();
        var start = clock.GetUtcNow();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => clock.AdvanceAsync(TimeSpan.FromDays(1), Cancellation)));

        Assert.InRange(clock.GetUtcNow(), start.AddDays(10), start.AddDays(10.1));
    }

    [Fact]
    public async Task What_is_due_also_happens_as_real_time_passes_and_when_it_becomes_due_earlier()
    {
        await using var clock = new EmulatorClock();
        var told = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var participant = new Participant(clock, [clock.GetUtcNow().AddHours(5)], at => told.TrySetResult(at));
        using var registration = clock.Register(participant);
        var soon = clock.GetUtcNow().AddMilliseconds(80);

        participant.Add(soon);

        Assert.Equal(soon, await told.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.True(clock.GetUtcNow() >= soon);
    }

    private sealed class Participant(EmulatorClock clock, IEnumerable<DateTimeOffset> due, Action<DateTimeOffset> fire) : IClockParticipant
    {
        private readonly SortedSet<DateTimeOffset> times = [.. due];

        public int Calls { get; private set; }

        public Task Work { get; init; } = Task.CompletedTask;

        public bool OnlyAtTheEndOfAMove { get; init; }

        public DateTimeOffset? NextDue
        {
            get
            {
                lock (times)
                    return times.Count > 0 ? times.Min : null;
            }
        }

        public bool IsQuiet => Calls == 0 || Work.IsCompleted;

        public void Add(DateTimeOffset time)
        {
            lock (times)
                times.Add(time);
            clock.DueChanged();
        }

        public ValueTask FireDueAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            DateTimeOffset? last = null;
            lock (times)
            {
                while (times.Count > 0 && times.Min <= now)
                {
                    last = times.Min;
                    times.Remove(last.Value);
                }
            }

            if (last is { } at)
            {
                Calls++;
                fire(at);
            }

            return ValueTask.CompletedTask;
        }

        public Task WhenQuietAsync(CancellationToken cancellation) => Calls == 0 ? Task.CompletedTask : Work.WaitAsync(cancellation);
    }
}
