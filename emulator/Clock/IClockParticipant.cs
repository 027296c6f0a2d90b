namespace Compagnon.Emulator.Clock;

/// <summary>
/// Something that does work when its time comes: the durable engine's timers, the cron functions. The clock tells it when, both as real
/// time passes
/// and while the clock is moved; it keeps no timer of its own. All members may be called from any thread.
/// </summary>
public interface IClockParticipant
{
    /// <summary>
    /// When the next work is due; <c>null</c> when none is. Call <see cref="EmulatorClock.DueChanged"/> whenever it becomes earlier.
    /// </summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>What is due then, in a few words for people; <c>null</c> when the participant does not say.</summary>
    string? NextDueName => null;

    /// <summary>Whether nothing is running or about to run, so that the clock may go on.</summary>
    bool IsQuiet { get; }

    /// <summary>
    /// Whether the participant is asked only once a move of the clock has reached its end, instead of at each time that it has something
    /// due on the
    /// way. <c>false</c> unless overridden. A move that asks for every occurrence overrules it.
    /// </summary>
    bool OnlyAtTheEndOfAMove => false;

    /// <summary>
    /// Starts everything that is due at <paramref name="now"/> or earlier, in the order of its time, and returns without waiting for it.
    /// </summary>
    ValueTask FireDueAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Waits until <see cref="IsQuiet"/> holds.</summary>
    Task WhenQuietAsync(CancellationToken cancellation);
}
