using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// The one thread that writes. Whatever waits when it is free goes into one transaction, so that one flush to the disk serves many turns;
/// nothing
/// becomes visible before its commit.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private const int LargestBatch = 2000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Store store;
    private readonly ILogger logger;
    private readonly WriteStatements statements;
    private readonly SqlStatement begin;
    private readonly SqlStatement commit;
    private readonly SqlStatement rollback;
    private readonly object gate = new();
    private readonly Thread thread;
    private List<WriteOperation> waiting = [];
    private bool closing;
    private long commits;
    private long operations;

    public WriteQueue(Store store, ILogger logger)
    {
        this.store = store;
        this.logger = logger;
        statements = new WriteStatements(store.Writer);
        begin = new SqlStatement(store.Writer, "BEGIN IMMEDIATE");
        commit = new SqlStatement(store.Writer, "COMMIT");
        rollback = new SqlStatement(store.Writer, "ROLLBACK");
        thread = new Thread(Run) { IsBackground = true, Name = "Durable engine writer" };
        thread.Start();
    }

    /// <summary>How many transactions were committed.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>How many operations were committed.</summary>
    public long Operations => Volatile.Read(ref operations);

    public void Add(WriteOperation operation)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            waiting.Add(operation);
            if (waiting.Count == 1)
                Monitor.Pulse(gate);
        }
    }

    /// <summary>Writes what waits and ends the thread.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closing)
                return;
            closing = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        lock (store.Gate)
        {
            statements.Dispose();
            begin.Dispose();
            commit.Dispose();
            rollback.Dispose();
        }
    }

    private void Run()
    {
        var batch = new List<WriteOperation>();
        while (Next(ref batch))
        {
            for (var from = 0; from < batch.Count; from += LargestBatch)
                Write(batch.GetRange(from, Math.Min(LargestBatch, batch.Count - from)));
            batch.Clear();
        }
    }

    private bool Next(ref List<WriteOperation> batch)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closing)
                    return false;
                Monitor.Wait(gate);
            }

            (batch, waiting) = (waiting, batch);
            return true;
        }
    }

    private void Write(List<WriteOperation> batch)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            var reached = -1;
            try
            {
                lock (store.Gate)
                {
                    begin.Run();
                    foreach (var operation in batch)
                    {
                        reached++;
                        operation.Apply(statements);
                    }

                    reached = -1;
                    commit.Run();
                }
            }
            catch (Exception e) when (reached >= 0 && !IsOfTheDisk(e))
            {
                // One operation is wrong by itself: the others are written without it.
                RollBack();
                logger.LogError(e, "A change of the engine's database could not be made: {Operation}.", batch[reached].GetType().Name);
                var wrong = batch[reached];
                ThreadPool.UnsafeQueueUserWorkItem(_ => wrong.Failed(e), null);
                batch.RemoveAt(reached);
                if (batch.Count == 0)
                    return;
                continue;
            }
            catch (Exception e)
            {
                RollBack();
                logger.LogCritical(
                    e, "The engine's database cannot be written; trying again in {Milliseconds} ms.", pause.TotalMilliseconds);
                if (!WaitBefore(pause))
                {
                    foreach (var operation in batch)
                        ThreadPool.UnsafeQueueUserWorkItem(_ => operation.Failed(e), null);
                    return;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            break;
        }

        Interlocked.Increment(ref commits);
        Interlocked.Add(ref operations, batch.Count);
        foreach (var operation in batch)
            ThreadPool.UnsafeQueueUserWorkItem(operation, preferLocal: false);
    }

    private static bool IsOfTheDisk(Exception e) => e is SqliteException sqlite && sqlite.SqliteErrorCode
        is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
        or raw.SQLITE_NOMEM or raw.SQLITE_PROTOCOL;

    /// <returns>Whether to try again; not when the queue is being closed.</returns>
    private bool WaitBefore(TimeSpan pause)
    {
        var started = Stopwatch.GetTimestamp();
        lock (gate)
        {
            while (!closing && Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < pause)
                Monitor.Wait(gate, pause - elapsed);
            return !closing;
        }
    }

    private void RollBack()
    {
        try
        {
            lock (store.Gate)
                rollback.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself after some errors.
        }
    }
}
