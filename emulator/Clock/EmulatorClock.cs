using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Compagnon.Emulator.Clock;

/// <summary>
/// The one clock of the emulator: real time plus an offset that only grows. A move goes from one due time to the next: at each the clock
/// stands
/// still, the participants do what is due and come to rest, and only then it goes on, without any real waiting. Otherwise one wait, for
/// the next due
/// time of all, follows real time.
/// </summary>
/// <remarks>
/// <see cref="TimeProvider.CreateTimer"/> and <see cref="TimeProvider.GetTimestamp"/> stay on real time: what talks to the outside
/// (requests, retries,
/// timeouts) must not jump.
/// </remarks>
public sealed class EmulatorClock : TimeProvider, IAsyncDisposable, IDisposable
{
    /// <summary>The latest time that the clock can be moved to: the first moment of the year 9998.</summary>
    public static readonly DateTimeOffset Latest = new(9998, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// What is due within 50 ms is handled together, in the order in which it is started; at greater distance one thing has come to rest
    /// before the
    /// next begins.
    /// </summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(50);

    // A timer cannot wait longer than 49 days; an hour also bounds what a sleeping machine can make late.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private const int TextLength = 21;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly TimeProvider real;
    private readonly string? path;
    private readonly ILogger? logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource disposed = new();
    private readonly ITimer wake;
    private ImmutableArray<IClockParticipant> participants = [];
    private TimeSpan offset;
    private DateTimeOffset? stands;
    private DateTimeOffset armedFor = DateTimeOffset.MaxValue;
    private Task pumping = Task.CompletedTask;
    private bool isPumping;
    private bool pumpAgain;
    private ClockProgress? progress;
    private SafeFileHandle? kept;

    /// <summary>Makes a clock.</summary>
    /// <param name="path">The file that keeps the offset over a restart; kept in memory only when <c>null</c>.</param>
    /// <param name="real">Real time; the system's by default.</param>
    /// <param name="logger">Is told when a participant could not start what was due.</param>
    /// <exception cref="InvalidDataException">The file does not hold an offset.</exception>
    public EmulatorClock(string? path = null, TimeProvider? real = null, ILogger<EmulatorClock>? logger = null)
    {
        this.logger = logger;
        this.real = real ?? System;
        this.path = path;
        offset = path is null ? TimeSpan.Zero : Read(path);
        wake = System.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>By how much the clock is ahead of real time; zero or more.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (gate)
                return stands is { } still ? still - real.GetUtcNow() : offset;
        }
    }

    /// <summary>The move in progress, or the last one when none is; <c>null</c> before the first.</summary>
    public ClockProgress? Progress => Volatile.Read(ref progress);

    /// <summary>Whether the clock is being moved.</summary>
    public bool IsMoving
    {
        get
        {
            lock (gate)
                return stands is not null;
        }
    }

    /// <summary>The earliest due time of all participants; <c>null</c> when nothing is due at all.</summary>
    public DateTimeOffset? NextDue => Earliest(participants);

    /// <summary>What is due at <see cref="NextDue"/>, in a few words for people; <c>null</c> when nothing is due or nobody says.</summary>
    public string? NextDueName =>
        participants.Where(participant => participant.NextDue is not null).MinBy(participant => participant.NextDue)?.NextDueName;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return stands ?? real.GetUtcNow() + offset;
    }

    /// <summary>Adds a participant; disposing the result removes it.</summary>
    public IDisposable Register(IClockParticipant participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        ImmutableInterlocked.Update(ref participants, (all, added) => all.Add(added), participant);
        DueChanged();
        return new Registration(this, participant);
    }

    /// <summary>Tells the clock that a participant has something due earlier than before.</summary>
    public void DueChanged()
    {
        if (disposed.IsCancellationRequested)
            return;
        var next = Earliest(participants);
        lock (gate)
        {
            // A move looks by itself, and arms the wait again when it ends.
            if (next is null || stands is not null || next >= armedFor)
                return;
            Arm(next.Value);
        }
    }

    /// <summary>Moves the clock forward by a duration.</summary>
    /// <param name="duration">How far; zero or more.</param>
    /// <param name="cancellation">Stops the move; the clock stays at the time that it has reached.</param>
    /// <param name="everyOccurrence">
    /// Whether participants that wait for the end of a move (cron functions) fire at each of their times.
    /// </param>
    /// <returns>The time reached.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative, or leads beyond <see cref="Latest"/>.</exception>
    public Task<DateTimeOffset> AdvanceAsync(TimeSpan duration, CancellationToken cancellation = default, bool everyOccurrence = false)
    {
        if (duration < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "Expected zero or more: the clock never goes back.");
        return MoveAsync(
            now => duration > Latest - now
                ? throw new ArgumentOutOfRangeException(
                    nameof(duration), duration, $"Expected a time before {Latest:yyyy-MM-dd}; it is {now:O} now.")
                : now + duration,
            everyOccurrence,
            cancellation);
    }

    /// <summary>Moves the clock forward to a time.</summary>
    /// <param name="target">The time; now or later.</param>
    /// <param name="cancellation">Stops the move; the clock stays at the time that it has reached.</param>
    /// <param name="everyOccurrence">
    /// Whether participants that wait for the end of a move (cron functions) fire at each of their times.
    /// </param>
    /// <returns>The time reached.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is past, or beyond <see cref="Latest"/>.</exception>
    public Task<DateTimeOffset> AdvanceToAsync(
        DateTimeOffset target, CancellationToken cancellation = default, bool everyOccurrence = false)
    {
        if (target > Latest)
            throw new ArgumentOutOfRangeException(nameof(target), target, $"Expected a time before {Latest:yyyy-MM-dd}.");
        return MoveAsync(
            now => target < now
                ? throw new ArgumentOutOfRangeException(nameof(target), target, $"Expected {now:O} or later: the clock never goes back.")
                : target.ToUniversalTime(),
            everyOccurrence,
            cancellation);
    }

    /// <summary>Moves the clock to the next time at which something is due, and lets that happen.</summary>
    /// <param name="cancellation">Stops the move.</param>
    /// <returns>The time reached; <c>null</c> when nothing is due at all.</returns>
    public async Task<DateTimeOffset?> AdvanceToNextDueAsync(CancellationToken cancellation = default)
    {
        var any = false;
        var reached = await MoveAsync(
            now =>
            {
                var next = Earliest(participants);
                any = next is not null;
                return next > now ? next.Value : now;
            },
            false,
            cancellation);
        return any ? reached : null;
    }

    /// <summary>Waits until nothing is due and no participant is at work.</summary>
    public async Task WhenQuietAsync(CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await SettleAsync(participants, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Stops following time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed.IsCancellationRequested)
            return;
        await disposed.CancelAsync();
        await wake.DisposeAsync();
        Task last;
        lock (gate)
            last = pumping;
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        kept?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static DateTimeOffset? Earliest(IEnumerable<IClockParticipant> all)
    {
        DateTimeOffset? earliest = null;
        foreach (var participant in all)
        {
            if (participant.NextDue is { } due && !(due >= earliest))
                earliest = due;
        }

        return earliest;
    }

    private static TimeSpan Read(string path)
    {
        if (!File.Exists(path))
            return TimeSpan.Zero;
        var text = File.ReadAllText(path).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= (Latest - DateTimeOffset.MinValue).Ticks
            ? TimeSpan.FromTicks(ticks)
            : throw new InvalidDataException(
                $"Expected the clock's offset in 100 ns in {path}, got '{text}': delete the file to return to real time.");
    }

    private async Task<DateTimeOffset> MoveAsync(
        Func<DateTimeOffset, DateTimeOffset> targetOf, bool everyOccurrence, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // What was under way happens at the time at which it was asked for.
            await SettleAsync(participants, cancellation);
            var from = GetUtcNow();
            var target = targetOf(from);
            lock (gate)
                stands = from;
            await StepAsync(from, target, everyOccurrence, cancellation);
            return target;
        }
        finally
        {
            lock (gate)
            {
                if (stands is { } still)
                {
                    offset = still - real.GetUtcNow();
                    if (offset < TimeSpan.Zero)
                        offset = TimeSpan.Zero;
                    stands = null;
                }

                armedFor = DateTimeOffset.MaxValue;
            }

            turn.Release();
            DueChanged();
        }
    }

    private async Task StepAsync(DateTimeOffset from, DateTimeOffset target, bool everyOccurrence, CancellationToken cancellation)
    {
        var steps = 0L;
        Volatile.Write(ref progress, new ClockProgress(from, target, from, steps));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var all = participants;
            var onTheWay = everyOccurrence ? all : [.. all.Where(participant => !participant.OnlyAtTheEndOfAMove)];
            var next = Earliest(onTheWay);
            if (next is null || next > target)
                break;
            var end = next + Resolution < target ? next + Resolution : target;
            Keep(end.Value);
            for (var due = next; due <= end; due = Earliest(onTheWay))
            {
                StandAt(due.Value);
                Volatile.Write(ref progress, new ClockProgress(from, target, due.Value, ++steps));
                await FireAsync(onTheWay, cancellation);
            }

            await SettleAsync(onTheWay, cancellation);
        }

        Keep(target);
        StandAt(target);
        Volatile.Write(ref progress, new ClockProgress(from, target, target, steps));
        await SettleAsync(participants, cancellation);
    }

    private void StandAt(DateTimeOffset time)
    {
        lock (gate)
        {
            if (time > stands)
                stands = time;
        }
    }

    /// <summary>
    /// Keeps that the clock has reached a time, before anything happens at it: after a kill the clock must not stand before what the
    /// history already
    /// holds.
    /// </summary>
    private void Keep(DateTimeOffset time)
    {
        if (path is null)
            return;
        Span<byte> text = stackalloc byte[TextLength];
        Math.Max(0, (time - real.GetUtcNow()).Ticks).TryFormat(text, out _, "D20", CultureInfo.InvariantCulture);
        text[^1] = (byte)'\n';
        if (kept is null)
        {
            var next = path + ".new";
            File.WriteAllBytes(next, text);
            File.Move(next, path, overwrite: true);
            kept = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            return;
        }

        // One small write in place is as whole as a rename when the process is killed, and a move of years makes very many.
        RandomAccess.Write(kept, text, 0);
    }

    private async Task SettleAsync(IReadOnlyList<IClockParticipant> all, CancellationToken cancellation)
    {
        do
        {
            await FireAsync(all, cancellation);
            foreach (var participant in all)
                await participant.WhenQuietAsync(cancellation);
        }
        while (!all.All(participant => participant.IsQuiet) || Earliest(all) <= GetUtcNow());
    }

    private async Task FireAsync(IReadOnlyList<IClockParticipant> all, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var participant in all)
        {
            var now = GetUtcNow();
            if (participant.NextDue <= now)
                await participant.FireDueAsync(now, cancellation);
        }
    }

    private void Arm(DateTimeOffset due)
    {
        armedFor = due;
        var wait = due - (real.GetUtcNow() + offset);
        var rounded = wait < LongestWait ? wait + TimeSpan.FromMilliseconds(1) : LongestWait;
        wake.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : rounded, Timeout.InfiniteTimeSpan);
    }

    private void Pump()
    {
        lock (gate)
        {
            if (disposed.IsCancellationRequested)
                return;
            if (isPumping)
            {
                pumpAgain = true;
                return;
            }

            isPumping = true;
            pumping = Task.Run(PumpAsync);
        }
    }

    private async Task PumpAsync()
    {
        var failed = false;
        do
        {
            await turn.WaitAsync(disposed.Token);
            try
            {
                await FireAsync(participants, disposed.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed = true;
                logger?.LogError(e, "What is due could not be started; trying again in {Seconds} s.", AfterFailure.TotalSeconds);
            }
            finally
            {
                turn.Release();
            }
        }
        while (GoesOnPumping());

        if (failed)
        {
            lock (gate)
                Arm(real.GetUtcNow() + offset + AfterFailure);
            return;
        }

        DueChanged();
    }

    private bool GoesOnPumping()
    {
        lock (gate)
        {
            isPumping = pumpAgain;
            pumpAgain = false;
            if (!isPumping)
                armedFor = DateTimeOffset.MaxValue;
            return isPumping;
        }
    }

    private sealed class Registration(EmulatorClock clock, IClockParticipant participant) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref clock.participants, (all, gone) => all.Remove(gone), participant);
    }
}
