using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>Something that an instance is told.</summary>
/// <param name="Event">What; <c>null</c> only wakes the instance.</param>
/// <param name="Execution">The execution that it is for; any when <c>null</c>.</param>
/// <param name="Seq">Its number in the table of messages; 0 when it is not stored there.</param>
/// <param name="Recursive">Whether a termination goes on to sub-orchestrations.</param>
/// <param name="Taken">Completed once it is stored or known to be of no use.</param>
internal sealed record Message(
    HistoryEvent? Event, string? Execution = null, long Seq = 0, bool Recursive = false, TaskCompletionSource? Taken = null);

/// <summary>A message to another instance, stored in the commit that decides it.</summary>
internal sealed record OutgoingMessage(string Target, Message Message);

/// <summary>A timer as it is stored.</summary>
/// <param name="Due">When it is due, in ticks of UTC.</param>
/// <param name="N">The instance's number.</param>
/// <param name="Task">The number of the call; <see cref="Start"/> when the instance itself is to start.</param>
internal readonly record struct TimerKey(long Due, long N, int Task) : IComparable<TimerKey>
{
    /// <summary>Stands for the start of the instance.</summary>
    public const int Start = -1;

    public int CompareTo(TimerKey other)
    {
        var byDue = Due.CompareTo(other.Due);
        if (byDue != 0)
            return byDue;
        var byInstance = N.CompareTo(other.N);
        return byInstance != 0 ? byInstance : Task.CompareTo(other.Task);
    }
}
