using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Compagnon.Benchmarks.Engine;

/// <summary>
/// How many transactions of one prepared insert of one row this machine commits in a second: what any durable engine stands on.
/// </summary>
internal static class SqliteFloor
{
    /// <summary>Measures for a time, in a new database in the folder (WAL, <c>synchronous=FULL</c>).</summary>
    public static double PerSecond(string folder, TimeSpan time)
    {
        var file = Path.Combine(folder, $"floor-{Guid.NewGuid():N}.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT);");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows (text) VALUES ($text)";
        insert.Parameters.AddWithValue("$text", "one row in a transaction of its own");
        insert.Prepare();
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            insert.ExecuteNonQuery();
            count++;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
