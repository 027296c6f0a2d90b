namespace Compagnon.Emulator.DurableTask;

/// <summary>Counts what goes on, and tells when nothing does.</summary>
internal sealed class WorkCount
{
    private readonly Lock gate = new();
    private long count;
    private TaskCompletionSource? none;

    public bool IsNone => Volatile.Read(ref count) == 0;

    public void Begin() => Interlocked.Increment(ref count);

    public void End()
    {
        if (Interlocked.Decrement(ref count) != 0 || Volatile.Read(ref none) is null)
            return;
        TaskCompletionSource? told;
        lock (gate)
        {
            if (!IsNone)
                return;
            told = none;
            none = null;
        }

        told?.TrySetResult();
    }

    public Task WhenNoneAsync(CancellationToken cancellation)
    {
        TaskCompletionSource source;
        lock (gate)
        {
            if (IsNone)
                return Task.CompletedTask;
            source = none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // The last work may have ended between the look and the setting.
        if (IsNone)
            source.TrySetResult();
        return source.Task.WaitAsync(cancellation);
    }
}
