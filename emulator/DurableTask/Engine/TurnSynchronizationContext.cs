namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// Keeps the code of a turn on the turn's own thread. A continuation that comes from another thread, or after the end, shows that the
/// code awaited
/// something that is not of its context.
/// </summary>
internal sealed class TurnSynchronizationContext(Action? onEscape) : SynchronizationContext
{
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> posted = [];
    private volatile bool closed;

    /// <summary>Whether a continuation came from another thread during the turn.</summary>
    public bool Escaped { get; private set; }

    /// <summary>Runs what was posted.</summary>
    public void Drain()
    {
        while (posted.TryDequeue(out var next))
            next.Callback(next.State);
    }

    /// <summary>Ends the turn.</summary>
    public void Close() => closed = true;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == thread && !closed)
        {
            posted.Enqueue((d, state));
            return;
        }

        Escaped = true;
        onEscape?.Invoke();
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;
}
