using System.Collections.Concurrent;

namespace Compagnon.Emulator.DurableTask;

/// <summary>Hands work to the thread pool, so much at a time; the rest waits in its order.</summary>
internal sealed class BoundedQueue(int limit)
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> waiting = [];
    private int running;

    public void Add(IThreadPoolWorkItem work)
    {
        if (Interlocked.Increment(ref running) <= limit)
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
            return;
        }

        waiting.Enqueue(work);
        if (Interlocked.Decrement(ref running) < limit)
            Next();
    }

    /// <summary>To be called once for each work that has ended.</summary>
    public void Ended()
    {
        if (Interlocked.Decrement(ref running) < limit)
            Next();
    }

    private void Next()
    {
        while (!waiting.IsEmpty && Interlocked.Increment(ref running) is var now)
        {
            if (now <= limit && waiting.TryDequeue(out var work))
            {
                ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
                return;
            }

            if (Interlocked.Decrement(ref running) >= limit)
                return;
        }
    }
}
