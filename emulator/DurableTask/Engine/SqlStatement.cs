using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// A statement that is prepared once and run very often, straight on SQLite: ADO.NET's objects around each execution cost several times
/// what the
/// statement itself does. Used by one thread at a time.
/// </summary>
internal sealed class SqlStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqlStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("Expected an open connection.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    /// <summary>How many rows the last execution of any statement on this connection changed.</summary>
    public int Changes => raw.sqlite3_changes(database);

    public SqlStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, index, value));
        return this;
    }

    public SqlStatement Bind(int index, long? value) => value is { } present ? Bind(index, present) : BindNull(index);

    public SqlStatement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        Check(raw.sqlite3_bind_text(statement, index, value));
        return this;
    }

    public SqlStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, index, value));
        return this;
    }

    /// <summary>Runs the statement to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE && code != raw.SQLITE_ROW)
            Check(code);
        return raw.sqlite3_changes(database);
    }

    /// <summary>Goes to the next row; call <see cref="Reset"/> when done.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(statement, column).utf8_to_string();

    public long? Int64OrNull(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(statement, column);

    /// <summary>The bytes of a column, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public void Reset() => raw.sqlite3_reset(statement);

    public void Dispose() => statement.Dispose();

    private SqlStatement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(statement, index));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), code, raw.sqlite3_extended_errcode(database));
    }
}
