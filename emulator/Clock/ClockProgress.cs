namespace Compagnon.Emulator.Clock;

/// <summary>How far a move of the clock has come.</summary>
/// <param name="From">The time at which it began.</param>
/// <param name="Target">The time at which it ends.</param>
/// <param name="Reached">The time that it has reached.</param>
/// <param name="Steps">At how many times on the way something was due so far.</param>
public sealed record ClockProgress(DateTimeOffset From, DateTimeOffset Target, DateTimeOffset Reached, long Steps);
