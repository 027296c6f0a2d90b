using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// The engine's SQLite database: one connection that writes (used by the write queue alone) and a few that read. In memory there is one
/// connection for
/// both.
/// </summary>
internal sealed class Store : IDisposable
{
    /// <summary>Bits of a history row's key that count the turns of an instance; the others are its number.</summary>
    public const int TurnBits = 24;

    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE instances (
            n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, execution TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
            status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, completed INTEGER, start_at INTEGER,
            generation INTEGER NOT NULL, turns INTEGER NOT NULL, events INTEGER NOT NULL, busy INTEGER NOT NULL, tags TEXT, parent TEXT,
            parent_id TEXT, custom_status TEXT, output TEXT, failure TEXT, waits TEXT);
        CREATE INDEX instances_busy ON instances (n) WHERE busy = 1;
        CREATE INDEX instances_status ON instances (status, id);
        CREATE INDEX instances_name ON instances (name, id);
        CREATE INDEX instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX instances_completed ON instances (completed, id) WHERE completed IS NOT NULL;
        CREATE TABLE inputs (n INTEGER PRIMARY KEY, data TEXT NOT NULL);
        CREATE TABLE history (key INTEGER PRIMARY KEY, events BLOB NOT NULL);
        CREATE TABLE timers (due INTEGER NOT NULL, n INTEGER NOT NULL, task INTEGER NOT NULL, PRIMARY KEY (due, n, task)) WITHOUT ROWID;
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY, target TEXT NOT NULL, execution TEXT, recursive INTEGER NOT NULL, event BLOB NOT NULL);
        CREATE INDEX messages_target ON messages (target);
        """;

    private readonly string? path;
    private readonly FileStream? exclusive;
    private readonly ConcurrentBag<Reader> readers = [];
    private readonly Reader? shared;
    private volatile bool disposed;

    /// <summary>Opens the database, making it when there is none.</summary>
    /// <param name="path">Its file; in memory when <c>null</c>.</param>
    /// <exception cref="IOException">Another process has it open.</exception>
    /// <exception cref="InvalidDataException">It was made by another version.</exception>
    public Store(string? path)
    {
        this.path = path is null ? null : System.IO.Path.GetFullPath(path);
        if (this.path is not null)
            exclusive = Lock(this.path + ".lock");
        try
        {
            Writer = Open();
            Prepare();
            if (this.path is null)
                shared = new Reader(Writer);
        }
        catch
        {
            Writer?.Dispose();
            exclusive?.Dispose();
            throw;
        }
    }

    /// <summary>The connection that writes.</summary>
    public SqliteConnection Writer { get; }

    /// <summary>Held by whoever uses the connection when there is only one.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whether reads and writes share a connection.</summary>
    public bool IsInMemory => path is null;

    /// <summary>Reads what is committed.</summary>
    public T Read<T>(Func<Reader, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (shared is not null)
        {
            lock (Gate)
                return Read(shared, read);
        }

        if (!readers.TryTake(out var reader))
            reader = new Reader(Open());
        try
        {
            return Read(reader, read);
        }
        finally
        {
            readers.Add(reader);
            if (disposed)
                DisposeReaders();
        }
    }

    private static T Read<T>(Reader reader, Func<Reader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch
        {
            // A statement that stands between two rows would hold its snapshot, and read the past the next time.
            reader.DisposeStatements();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        DisposeReaders();
        lock (Gate)
        {
            shared?.DisposeStatements();
            Writer.Dispose();
        }

        exclusive?.Dispose();
    }

    private void DisposeReaders()
    {
        while (readers.TryTake(out var reader))
            reader.Dispose();
    }

    private static FileStream Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"Another process has {file[..^".lock".Length]} open: stop it, or use another state folder.", e);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path ?? ":memory:",
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        Execute(connection, path is null
            ? "PRAGMA synchronous = OFF;"
            : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;");
        return connection;
    }

    private void Prepare()
    {
        var version = Convert.ToInt32(Scalar("PRAGMA user_version;"), null);
        if (version == SchemaVersion)
            return;
        if (version != 0)
        {
            throw new InvalidDataException(
                $"Expected version {SchemaVersion} of the engine's database, got {version} in {path}: "
                + "start afresh or use the matching program.");
        }

        Execute(Writer, $"BEGIN; {Schema} PRAGMA user_version = {SchemaVersion}; COMMIT;");
    }

    /// <summary>The single value of a query on the writing connection; used while opening only.</summary>
    public object? Scalar(string sql)
    {
        using var command = Writer.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A connection that reads, with its prepared statements.</summary>
    internal sealed class Reader(SqliteConnection connection) : IDisposable
    {
        private readonly Dictionary<string, SqlStatement> statements = [];

        /// <summary>A prepared statement; its parameters are those of the last use until they are bound again.</summary>
        public SqlStatement Statement(string sql)
        {
            if (!statements.TryGetValue(sql, out var statement))
                statements.Add(sql, statement = new SqlStatement(connection, sql));
            return statement;
        }

        public void DisposeStatements()
        {
            foreach (var statement in statements.Values)
                statement.Dispose();
            statements.Clear();
        }

        public void Dispose()
        {
            DisposeStatements();
            connection.Dispose();
        }
    }
}
