namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// The timers that are due next, in their order. All timers are in the database; only those before <c>horizon</c> are here too, so that a
/// hundred
/// thousand far ones cost nothing.
/// </summary>
internal sealed class TimerIndex(Store store)
{
    private const int Refill = 1024;
    private const int Most = 4 * Refill;
    private static readonly TimerKey Beginning = new(long.MinValue, long.MinValue, int.MinValue);

    private readonly Lock gate = new();
    private readonly SortedSet<TimerKey> nearest = [];
    private readonly Dictionary<TimerKey, string> ids = [];

    // All timers before it are in memory; null when all timers are.
    private TimerKey? horizon = Beginning;

    /// <summary>When the next timer is due; <c>null</c> when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
                return First() is { } first ? new DateTimeOffset(first.Due, TimeSpan.Zero) : null;
        }
    }

    /// <summary>The id of the instance whose timer is due next; <c>null</c> when there is none.</summary>
    public string? NextId
    {
        get
        {
            lock (gate)
                return First() is { } first ? ids[first] : null;
        }
    }

    /// <summary>Adds a timer that has been stored.</summary>
    /// <returns>Whether it is due before all others.</returns>
    public bool Add(TimerKey key, string id)
    {
        lock (gate)
        {
            if (horizon is { } end && key.CompareTo(end) >= 0)
                return false;
            nearest.Add(key);
            ids[key] = id;
            if (nearest.Count > Most)
                Forget();
            return nearest.Min == key;
        }
    }

    /// <summary>Forgets a timer that is no longer stored.</summary>
    public void Remove(TimerKey key)
    {
        lock (gate)
        {
            if (nearest.Remove(key))
                ids.Remove(key);
        }
    }

    /// <summary>Takes the next timer that is due; <c>null</c> when none is.</summary>
    public (TimerKey Key, string Id)? TakeDue(DateTimeOffset now)
    {
        lock (gate)
        {
            if (First() is not { } first || first.Due > now.UtcTicks)
                return null;
            nearest.Remove(first);
            ids.Remove(first, out var id);
            return (first, id!);
        }
    }

    private TimerKey? First()
    {
        while (nearest.Count == 0)
        {
            if (horizon is not { } from)
                return null;
            var more = store.Read(reader => InstanceReader.Timers(reader, from, Refill));
            foreach (var (key, id) in more)
            {
                nearest.Add(key);
                ids[key] = id;
            }

            horizon = more.Count < Refill ? null : After(more[^1].Key);
        }

        return nearest.Min;
    }

    private void Forget()
    {
        while (nearest.Count > Most / 2)
        {
            var last = nearest.Max;
            nearest.Remove(last);
            ids.Remove(last);
            horizon = last;
        }
    }

    private static TimerKey After(TimerKey key) => key with { Task = key.Task + 1 };
}
