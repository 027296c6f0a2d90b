using System.Globalization;
using System.Text;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>Reads instances from the database.</summary>
internal static class InstanceReader
{
    private const string Columns = """
        i.n, i.id, i.execution, i.name, i.version, i.status, i.created, i.updated, i.completed, i.start_at, i.generation, i.turns, i.events,
        i.tags, i.parent, i.custom_status, i.output, i.failure, i.waits
        """;

    /// <summary>An instance with its history, to run it; <c>null</c> when there is none of this id.</summary>
    public static InstanceState? Load(Store.Reader reader, string id)
    {
        var row = reader.Statement($"SELECT {Columns}, p.data FROM instances i LEFT JOIN inputs p ON p.n = i.n WHERE i.id = ?").Bind(1, id);
        if (!row.Step())
            return null;
        var state = new InstanceState
        {
            N = row.Int64(0),
            Id = id,
            Execution = row.Text(2),
            Name = row.Text(3),
            Version = row.Text(4),
            Status = (OrchestrationStatus)row.Int64(5),
            Created = Utc(row.Int64(6)),
            Updated = Utc(row.Int64(7)),
            StartAt = row.Int64OrNull(9) is { } start ? Utc(start) : null,
            Generation = (int)row.Int64(10),
            Turns = (int)row.Int64(11),
            Tags = InstanceRows.ReadTags(row.TextOrNull(13)),
            Parent = InstanceRows.ReadParent(row.TextOrNull(14)),
            Input = row.TextOrNull(19),
        };
        row.Reset();
        if (state.IsOver)
            return state;
        ReadHistory(reader, state.N, state.Input, state.History);
        foreach (var entry in state.History)
            state.Follow(entry);
        return state;
    }

    /// <summary>The history of an instance.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public static List<HistoryEvent> History(Store.Reader reader, string id)
    {
        var row = reader.Statement("SELECT i.n, p.data FROM instances i LEFT JOIN inputs p ON p.n = i.n WHERE i.id = ?").Bind(1, id);
        if (!row.Step())
            throw new ArgumentException($"There is no instance '{id}'.", nameof(id));
        var n = row.Int64(0);
        var input = row.TextOrNull(1);
        row.Reset();
        var events = new List<HistoryEvent>();
        ReadHistory(reader, n, input, events);
        return events;
    }

    /// <summary>What is known of an instance without its history; <c>null</c> when there is none of this id.</summary>
    public static InstanceSummary? Find(Store.Reader reader, string id, bool withInput)
    {
        var row = reader.Statement(withInput
            ? $"SELECT {Columns}, p.data FROM instances i LEFT JOIN inputs p ON p.n = i.n WHERE i.id = ?"
            : $"SELECT {Columns}, NULL FROM instances i WHERE i.id = ?").Bind(1, id);
        if (!row.Step())
            return null;
        var found = Summary(row);
        row.Reset();
        return found;
    }

    /// <summary>A page of instances.</summary>
    public static List<InstanceSummary> List(Store.Reader reader, InstanceFilter filter)
    {
        var sql = new StringBuilder($"SELECT {Columns}, ");
        sql.Append(filter.WithInputs ? "p.data FROM instances i LEFT JOIN inputs p ON p.n = i.n" : "NULL FROM instances i");
        sql.Append(" WHERE 1 = 1");
        var texts = new List<object>();
        if (filter.Statuses is { Count: > 0 } statuses)
            sql.Append(" AND i.status IN (").AppendJoin(
                ',', statuses.Select(status => ((int)status).ToString(CultureInfo.InvariantCulture))).Append(')');
        Add(filter.Name, " AND i.name = ?");
        Add(filter.IdPrefix, " AND i.id >= ?");
        Add(filter.IdPrefix is { Length: > 0 } prefix ? prefix + "\U0010FFFF" : null, " AND i.id < ?");
        Add(filter.ParentId, " AND i.parent_id = ?");
        AddTicks(filter.CreatedFrom, " AND i.created >= ?");
        AddTicks(filter.CreatedTo, " AND i.created <= ?");
        if (filter.NewestFirst)
            AddNumber(filter.After, " AND i.n < ?");
        else
            Add(filter.After, " AND i.id > ?");
        sql.Append(filter.NewestFirst ? " ORDER BY i.n DESC" : " ORDER BY i.id").Append(" LIMIT ?");
        texts.Add((long)filter.PageSize);

        var statement = reader.Statement(sql.ToString());
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] is long number)
                statement.Bind(i + 1, number);
            else
                statement.Bind(i + 1, (string)texts[i]);
        }

        var page = new List<InstanceSummary>();
        while (statement.Step())
            page.Add(Summary(statement));
        return page;

        void Add(string? value, string condition)
        {
            if (string.IsNullOrEmpty(value))
                return;
            sql.Append(condition);
            texts.Add(value);
        }

        void AddNumber(string? value, string condition)
        {
            if (string.IsNullOrEmpty(value))
                return;
            sql.Append(condition);
            texts.Add(long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ArgumentException($"Expected a continuation that an earlier page gave, got '{value}'.", nameof(filter)));
        }

        void AddTicks(DateTimeOffset? value, string condition)
        {
            if (value is not { } time)
                return;
            sql.Append(condition);
            texts.Add(time.UtcTicks);
        }
    }

    /// <summary>How many instances stand in each status.</summary>
    public static Dictionary<OrchestrationStatus, long> Count(Store.Reader reader)
    {
        var counts = new Dictionary<OrchestrationStatus, long>();
        var rows = reader.Statement("SELECT status, count(*) FROM instances GROUP BY status");
        while (rows.Step())
            counts.Add((OrchestrationStatus)rows.Int64(0), rows.Int64(1));
        return counts;
    }

    /// <summary>The names of all orchestrations that have instances.</summary>
    public static List<string> Names(Store.Reader reader)
    {
        var names = new List<string>();

        // One seek for each name, instead of a scan over all instances.
        var rows = reader.Statement("""
            WITH RECURSIVE names(name) AS (
                SELECT min(name) FROM instances
                UNION ALL
                SELECT (SELECT min(name) FROM instances WHERE name > names.name) FROM names WHERE names.name IS NOT NULL)
            SELECT name FROM names WHERE name IS NOT NULL
            """);
        while (rows.Step())
            names.Add(rows.Text(0));
        return names;
    }

    /// <summary>The ids of finished instances in the order of their completion.</summary>
    public static List<(long Completed, string Id)> Finished(
        Store.Reader reader,
        DateTimeOffset? from,
        DateTimeOffset? to,
        IReadOnlyCollection<OrchestrationStatus> statuses,
        (long, string)? after,
        int limit)
    {
        var rows = reader.Statement($"""
            SELECT completed, id FROM instances
            WHERE completed IS NOT NULL AND completed >= ? AND completed <= ? AND (completed, id) > (?, ?)
                AND status IN ({string.Join(',', statuses.Select(status => (int)status))})
            ORDER BY completed, id LIMIT ?
            """);
        rows.Bind(1, from?.UtcTicks ?? 0).Bind(2, to?.UtcTicks ?? long.MaxValue);
        rows.Bind(3, after?.Item1 ?? -1).Bind(4, after?.Item2 ?? "").Bind(5, limit);
        var found = new List<(long, string)>();
        while (rows.Step())
            found.Add((rows.Int64(0), rows.Text(1)));
        return found;
    }

    /// <summary>The ids of instances that have something to do.</summary>
    public static List<string> Busy(Store.Reader reader)
    {
        var ids = new List<string>();
        var rows = reader.Statement("SELECT id FROM instances WHERE busy = 1");
        while (rows.Step())
            ids.Add(rows.Text(0));
        return ids;
    }

    /// <summary>The messages that wait, of one instance or of all.</summary>
    public static List<OutgoingMessage> Messages(Store.Reader reader, string? target)
    {
        var rows = target is null
            ? reader.Statement("SELECT seq, target, execution, recursive, event FROM messages ORDER BY seq")
            : reader.Statement(
                "SELECT seq, target, execution, recursive, event FROM messages WHERE target = ? ORDER BY seq").Bind(1, target);
        var messages = new List<OutgoingMessage>();
        while (rows.Step())
        {
            var entry = HistoryJson.Read(rows.Bytes(4))[0];
            messages.Add(new OutgoingMessage(rows.Text(1), new Message(entry, rows.TextOrNull(2), rows.Int64(0), rows.Int64(3) != 0)));
        }

        return messages;
    }

    /// <summary>The nearest timers from a place on, with the ids of their instances.</summary>
    public static List<(TimerKey Key, string Id)> Timers(Store.Reader reader, TimerKey from, int limit)
    {
        var rows = reader.Statement("""
            SELECT t.due, t.n, t.task, i.id FROM timers t JOIN instances i ON i.n = t.n
            WHERE (t.due, t.n, t.task) >= (?, ?, ?) ORDER BY t.due, t.n, t.task LIMIT ?
            """).Bind(1, from.Due).Bind(2, from.N).Bind(3, from.Task).Bind(4, limit);
        var timers = new List<(TimerKey, string)>();
        while (rows.Step())
            timers.Add((new TimerKey(rows.Int64(0), rows.Int64(1), (int)rows.Int64(2)), rows.Text(3)));
        return timers;
    }

    private static void ReadHistory(Store.Reader reader, long n, string? input, List<HistoryEvent> into)
    {
        var rows = reader.Statement("SELECT events FROM history WHERE key >= ? AND key < ? ORDER BY key")
            .Bind(1, n << Store.TurnBits).Bind(2, (n + 1) << Store.TurnBits);
        while (rows.Step())
            HistoryJson.Read(rows.Bytes(0), into);

        // The input stands once, beside the instance, not in its history too.
        foreach (var entry in into)
        {
            if (entry is not ExecutionStartedEvent started)
                continue;
            started.Input = input;
            break;
        }
    }

    private static InstanceSummary Summary(SqlStatement row) => new()
    {
        Number = row.Int64(0),
        Id = row.Text(1),
        Execution = row.Text(2),
        Name = row.Text(3),
        Version = row.Text(4),
        Status = (OrchestrationStatus)row.Int64(5),
        CreatedAt = Utc(row.Int64(6)),
        UpdatedAt = Utc(row.Int64(7)),
        CompletedAt = row.Int64OrNull(8) is { } completed ? Utc(completed) : null,
        StartAt = row.Int64OrNull(9) is { } start ? Utc(start) : null,
        Generation = (int)row.Int64(10),
        HistoryLength = (int)row.Int64(12),
        Tags = InstanceRows.ReadTags(row.TextOrNull(13)) ?? [],
        ParentId = InstanceRows.ReadParent(row.TextOrNull(14))?.OrchestrationInstance?.InstanceId,
        CustomStatus = row.TextOrNull(15),
        Output = row.TextOrNull(16),
        Failure = HistoryJson.ReadFailure(row.TextOrNull(17)),
        Waits = InstanceRows.ReadWaits(row.TextOrNull(18)),
        Input = row.TextOrNull(19),
    };

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);
}
