namespace Compagnon.Emulator.DurableTask;

/// <summary>The place of an instance in memory: what it is told waits here, and one thread at a time runs its turns.</summary>
internal sealed class InstanceEntry(DurableEngine engine, string id) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private List<Message> inbox = [];
    private bool active;
    private bool evicted;

    public string Id { get; } = id;

    /// <summary>The instance as last committed; read again when <c>null</c>. Touched only while a turn runs.</summary>
    public InstanceState? State { get; set; }

    /// <summary>The trace that its start belongs to; null where nobody traces, and after a restart.</summary>
    public string? Trace { get; set; }

    /// <summary>Set by others when the stored instance is no longer the one in memory.</summary>
    public bool IsStale { get; set; }

    /// <summary>Grows with each use, over all entries.</summary>
    public long LastUse { get; private set; } = engine.NextUse();

    /// <summary>Adds a message.</summary>
    /// <param name="message">What to tell the instance.</param>
    /// <param name="starts">Whether the caller must run the entry now.</param>
    /// <returns>Whether it was added; not when the entry has been given up.</returns>
    public bool TryAdd(Message message, out bool starts)
    {
        lock (gate)
        {
            starts = false;
            if (evicted)
                return false;
            inbox.Add(message);
            LastUse = engine.NextUse();
            if (active)
                return true;
            active = starts = true;
            return true;
        }
    }

    /// <summary>Takes what is in the inbox.</summary>
    public List<Message> TakeInbox()
    {
        lock (gate)
        {
            var taken = inbox;
            inbox = [];
            return taken;
        }
    }

    /// <summary>Puts messages back before the others.</summary>
    public void PutBack(List<Message> messages)
    {
        lock (gate)
            inbox.InsertRange(0, messages);
    }

    /// <summary>Ends a turn.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    public bool GoesOn()
    {
        lock (gate)
        {
            active = inbox.Count > 0;
            return active;
        }
    }

    /// <summary>Gives the entry up when nothing goes on.</summary>
    public bool TryEvict()
    {
        lock (gate)
        {
            if (active || State is { RunningActivities.Count: > 0 })
                return false;
            return evicted = true;
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => engine.RunTurn(this);
}
