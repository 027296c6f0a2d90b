namespace Compagnon.Emulator.DurableTask;

/// <summary>Who waits for the start or the end of an instance.</summary>
internal sealed class Waiters
{
    private readonly Lock gate = new();
    private readonly List<(bool ForEnd, TaskCompletionSource Told)> all = [];

    public TaskCompletionSource Add(bool forEnd)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
            all.Add((forEnd, told));
        return told;
    }

    public void Remove(TaskCompletionSource told)
    {
        lock (gate)
            all.RemoveAll(waiter => waiter.Told == told);
    }

    /// <returns>Whether nobody waits any more.</returns>
    public bool IsEmpty()
    {
        lock (gate)
            return all.Count == 0;
    }

    public void Tell(bool isOver)
    {
        List<TaskCompletionSource> told = [];
        lock (gate)
        {
            told.AddRange(all.Where(waiter => isOver || !waiter.ForEnd).Select(waiter => waiter.Told));
            all.RemoveAll(waiter => isOver || !waiter.ForEnd);
        }

        foreach (var waiter in told)
            waiter.TrySetResult();
    }
}
