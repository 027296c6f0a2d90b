using DurableTask.Core;
using Microsoft.Data.Sqlite;

namespace Compagnon.Emulator.DurableTask;

/// <summary>The statements that change the database; used inside of a transaction, by the writing thread alone.</summary>
internal sealed class WriteStatements : IDisposable
{
    private readonly SqlStatement insertInstance;
    private readonly SqlStatement updateInstance;
    private readonly SqlStatement endInstance;
    private readonly SqlStatement findInstance;
    private readonly SqlStatement deleteInstance;
    private readonly SqlStatement insertInput;
    private readonly SqlStatement deleteInput;
    private readonly SqlStatement insertHistory;
    private readonly SqlStatement deleteHistory;
    private readonly SqlStatement insertTimer;
    private readonly SqlStatement deleteTimer;
    private readonly SqlStatement deleteTimers;
    private readonly SqlStatement insertMessage;
    private readonly SqlStatement deleteMessage;
    private readonly SqlStatement deleteMessagesTo;
    private readonly List<SqlStatement> all = [];

    public WriteStatements(SqliteConnection connection)
    {
        SqlStatement Make(string sql)
        {
            var made = new SqlStatement(connection, sql);
            all.Add(made);
            return made;
        }

        insertInstance = Make("""
            INSERT INTO instances (n, id, execution, name, version, status, created, updated, start_at, generation, turns, events, busy,
                tags, parent, parent_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?)
            """);
        updateInstance = Make("""
            UPDATE instances SET execution = ?, version = ?, status = ?, updated = ?, generation = ?, turns = ?, events = ?, busy = ?,
                custom_status = ?, waits = ?
            WHERE n = ? AND execution = ? AND turns = ?
            """);
        endInstance = Make("UPDATE instances SET completed = ?, output = ?, failure = ? WHERE n = ?");
        findInstance = Make("SELECT n, status FROM instances WHERE id = ?");
        deleteInstance = Make("DELETE FROM instances WHERE n = ?");
        insertInput = Make("INSERT OR REPLACE INTO inputs (n, data) VALUES (?, ?)");
        deleteInput = Make("DELETE FROM inputs WHERE n = ?");
        insertHistory = Make("INSERT INTO history (key, events) VALUES (?, ?)");
        deleteHistory = Make("DELETE FROM history WHERE key >= ? AND key < ?");
        insertTimer = Make("INSERT OR IGNORE INTO timers (due, n, task) VALUES (?, ?, ?)");
        deleteTimer = Make("DELETE FROM timers WHERE due = ? AND n = ? AND task = ?");
        deleteTimers = Make("DELETE FROM timers WHERE n = ?");
        insertMessage = Make("INSERT INTO messages (seq, target, execution, recursive, event) VALUES (?, ?, ?, ?, ?)");
        deleteMessage = Make("DELETE FROM messages WHERE seq = ?");
        deleteMessagesTo = Make("DELETE FROM messages WHERE target = ?");
    }

    /// <summary>The number and status of an instance; <c>null</c> when there is none of this id.</summary>
    public (long N, OrchestrationStatus Status)? Find(string id)
    {
        findInstance.Bind(1, id);
        if (!findInstance.Step())
            return null;
        var found = (findInstance.Int64(0), (OrchestrationStatus)findInstance.Int64(1));
        findInstance.Reset();
        return found;
    }

    public void Insert(NewInstance made)
    {
        insertInstance.Bind(1, made.N).Bind(2, made.Id).Bind(3, made.Execution).Bind(4, made.Name).Bind(5, made.Version)
            .Bind(6, (long)OrchestrationStatus.Pending).Bind(7, made.Created.Ticks).Bind(8, made.Created.Ticks).Bind(9, made.StartAt?.Ticks)
            .Bind(10, made.StartAt is null ? 1 : 0).Bind(11, InstanceRows.WriteTags(made.Tags)).Bind(
                12, InstanceRows.WriteParent(made.Parent))
            .Bind(13, made.Parent?.OrchestrationInstance?.InstanceId).Run();
        if (made.Input is not null)
            insertInput.Bind(1, made.N).Bind(2, made.Input).Run();
        if (made.StartAt is { } start)
            Insert(new TimerKey(start.Ticks, made.N, TimerKey.Start));
    }

    /// <summary>Removes an instance with all that belongs to it.</summary>
    /// <param name="n">Its number.</param>
    /// <param name="id">Its id.</param>
    /// <param name="withTimers">Whether it may have timers; only an instance that is not over has.</param>
    public void Remove(long n, string id, bool withTimers)
    {
        deleteInstance.Bind(1, n).Run();
        deleteInput.Bind(1, n).Run();
        RemoveHistory(n);
        deleteMessagesTo.Bind(1, id).Run();
        if (withTimers)
            deleteTimers.Bind(1, n).Run();
    }

    /// <returns>Whether the instance still has this execution and so many turns; nothing is changed otherwise.</returns>
    public bool Update(
        long n,
        string oldExecution,
        int oldTurns,
        string execution,
        string version,
        OrchestrationStatus status,
        DateTime updated,
        int generation,
        int turns,
        int events,
        bool busy,
        string? customStatus,
        string? waits) =>
        updateInstance.Bind(1, execution).Bind(2, version).Bind(3, (long)status).Bind(4, updated.Ticks).Bind(5, generation).Bind(6, turns)
            .Bind(7, events).Bind(8, busy ? 1 : 0).Bind(9, customStatus).Bind(10, waits).Bind(11, n)
            .Bind(12, oldExecution).Bind(13, oldTurns).Run() == 1;

    public void End(long n, DateTime completed, string? output, string? failure) =>
        endInstance.Bind(1, completed.Ticks).Bind(2, output).Bind(3, failure).Bind(4, n).Run();

    public void ReplaceInput(long n, string? input)
    {
        if (input is null)
            deleteInput.Bind(1, n).Run();
        else
            insertInput.Bind(1, n).Bind(2, input).Run();
    }

    public void InsertHistory(long n, int turn, ReadOnlySpan<byte> events) =>
        insertHistory.Bind(1, (n << Store.TurnBits) | (uint)turn).Bind(2, events).Run();

    public void RemoveHistory(long n) => deleteHistory.Bind(1, n << Store.TurnBits).Bind(2, (n + 1) << Store.TurnBits).Run();

    public void Insert(TimerKey timer) => insertTimer.Bind(1, timer.Due).Bind(2, timer.N).Bind(3, timer.Task).Run();

    public void Remove(TimerKey timer) => deleteTimer.Bind(1, timer.Due).Bind(2, timer.N).Bind(3, timer.Task).Run();

    public void Insert(string target, Message message) =>
        insertMessage.Bind(1, message.Seq).Bind(2, target).Bind(3, message.Execution).Bind(4, message.Recursive ? 1 : 0)
            .Bind(5, HistoryJson.Write([message.Event!])).Run();

    public void RemoveMessage(long seq) => deleteMessage.Bind(1, seq).Run();

    public void Dispose() => all.ForEach(statement => statement.Dispose());
}
