using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Assignments;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Web;

/// <summary>
/// Tables for spreadsheets: UTF-8 with a byte order mark and semicolons, as a French Excel opens them, and no cell that one would run as a
/// formula.
/// </summary>
public static partial class CsvText
{
    /// <summary>Between two cells.</summary>
    public const char Separator = ';';

    // Also as wide characters, which some spreadsheets take for the same.
    private const string FormulaStarts = "=+-@＝＋－＠";
    private const char Mark = '\'';
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    // So many rows are held before they are sent.
    private const int FlushedRows = 200;

    /// <summary>
    /// A cell that no spreadsheet runs, and whose zeros none takes away: where it could be a formula, or is a code such as 01004, it begins
    /// with an apostrophe.
    /// </summary>
    public static string Inert(string cell) => NeedsMark(cell) ? Mark + cell : cell;

    /// <summary>A day, as spreadsheets of every language read it and as texts are put in order: « 2027-08-01 ».</summary>
    public static string Day(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : "";

    /// <summary>A moment in Paris, to the second: « 2027-08-01 14:05:09 ».</summary>
    public static string Moment(DateTimeOffset? at) =>
        at is { } known ? ParisTime.LocalOf(known).ToString("uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    /// <summary>A number with a decimal comma, two places at most: « 12,5 ».</summary>
    public static string Number(double? number) => number?.ToString("0.##", French) ?? "";

    /// <summary>A whole number.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What <see cref="Inert"/> was given.</summary>
    public static string Plain(string cell) => cell.Length > 1 && cell[0] == Mark && NeedsMark(cell[1..]) ? cell[1..] : cell;

    /// <summary>Writes a table, a line at a time.</summary>
    /// <param name="destination">Stays open.</param>
    /// <param name="columns">Their names; at least one.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="InvalidOperationException">A row has another number of cells.</exception>
    public static Task WriteAsync(
        Stream destination,
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<string>> rows,
        CancellationToken cancellation = default) =>
        WriteAsync(destination, columns, rows.ToAsyncEnumerable(), cancellation);

    /// <summary>Writes a table while its rows are read: the names of its columns at once, then every two hundred rows.</summary>
    /// <param name="destination">Stays open.</param>
    /// <param name="columns">Their names; at least one.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    /// <param name="cancellation">Stops reading and writing.</param>
    /// <exception cref="InvalidOperationException">A row has another number of cells.</exception>
    public static async Task WriteAsync(
        Stream destination,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<IReadOnlyList<string>> rows,
        CancellationToken cancellation = default)
    {
        var options = new CsvWriterOptions { Separator = Separator, WriteByteOrderMark = true };
        await using var writer = CsvWriter.Create(destination, options, leaveOpen: true);
        var written = 0;
        await foreach (var row in rows.Prepend(columns).WithCancellation(cancellation))
        {
            if (row.Count != columns.Count)
                throw new InvalidOperationException($"A row has {columns.Count} cells, one for each column; got {row.Count}.");
            foreach (var cell in row) writer.WriteField(Inert(cell));
            await writer.EndRecordAsync(cancellation);
            if (written++ % FlushedRows == 0) await writer.FlushAsync(cancellation);
        }

        await writer.FlushAsync(cancellation);
    }

    /// <summary>Whether a spreadsheet may run a cell, or read it otherwise than it is written.</summary>
    internal static bool CouldRun(string cell)
    {
        if (cell.Length == 0) return false;
        if (cell[0] is '\t' or '\r' or '\n') return true;
        return cell.TrimStart() is { Length: > 0 } seen && FormulaStarts.Contains(seen[0]);
    }

    // An apostrophe at the start is marked too, so that what was marked can be told from what was written so.
    private static bool NeedsMark(string cell) => cell.StartsWith(Mark) || CouldRun(cell) || ChangedCode().IsMatch(cell);

    // A code that a spreadsheet takes for a number, or for a day of this year: zeros at its beginning, more digits than a number keeps,
    // 12E4, 3-4, 12/2025. A day (2027-08-01, 01/08/2027) is meant as one.
    [GeneratedRegex("^(?:0[0-9]+|[0-9]{16,}|[0-9]+[eE][0-9]+|[0-9]{1,4}[-/][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{4})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ChangedCode();
}

/// <summary>
/// A table as an answer, sent as it is written; the browser saves it. What fails once something was sent ends the connection, so that the
/// browser says so: a file that is short would look like a whole one.
/// </summary>
/// <param name="fileName">Its name, with <c>.csv</c>.</param>
/// <param name="columns">Names of its columns.</param>
/// <param name="rows">Its rows.</param>
public sealed class CsvResult(string fileName, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<string>> rows) : IResult
{
    /// <summary>A table whose rows are there.</summary>
    public CsvResult(string fileName, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
        : this(fileName, columns, rows.ToAsyncEnumerable())
    {
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        try
        {
            await CsvText.WriteAsync(response.Body, columns, rows, httpContext.RequestAborted);
        }
        catch when (response.HasStarted)
        {
            httpContext.Abort();
            throw;
        }
    }
}
