using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Web;

/// <summary>
/// Tables for spreadsheets: UTF-8 with a byte order mark and semicolons, as a French Excel opens them, and no cell that one would run as a
/// formula.
/// </summary>
public static class CsvText
{
    /// <summary>Between two cells.</summary>
    public const char Separator = ';';

    // Also as wide characters, which some spreadsheets take for the same.
    private const string FormulaStarts = "=+-@＝＋－＠";
    private const char Mark = '\'';

    /// <summary>A cell that no spreadsheet runs: where it could be a formula it begins with an apostrophe.</summary>
    public static string Inert(string cell) => NeedsMark(cell) ? Mark + cell : cell;

    /// <summary>What <see cref="Inert"/> was given.</summary>
    public static string Plain(string cell) => cell.Length > 1 && cell[0] == Mark && NeedsMark(cell[1..]) ? cell[1..] : cell;

    /// <summary>Writes a table, a line at a time.</summary>
    /// <param name="destination">Stays open.</param>
    /// <param name="columns">Their names; at least one.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="InvalidOperationException">A row has another number of cells.</exception>
    public static async Task WriteAsync(
        Stream destination,
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<string>> rows,
        CancellationToken cancellation = default)
    {
        var options = new CsvWriterOptions { Separator = Separator, WriteByteOrderMark = true };
        await using var writer = CsvWriter.Create(destination, options, leaveOpen: true);
        foreach (var row in rows.Prepend(columns))
        {
            if (row.Count != columns.Count)
                throw new InvalidOperationException($"A row has {columns.Count} cells, one for each column; got {row.Count}.");
            foreach (var cell in row) writer.WriteField(Inert(cell));
            await writer.EndRecordAsync(cancellation);
        }

        await writer.FlushAsync(cancellation);
    }

    // An apostrophe at the start is marked too, so that what was marked can be told from what was written so.
    private static bool NeedsMark(string cell)
    {
        if (cell.Length == 0) return false;
        if (cell[0] is Mark or '\t' or '\r' or '\n') return true;
        return cell.TrimStart() is { Length: > 0 } seen && FormulaStarts.Contains(seen[0]);
    }
}

/// <summary>A table as an answer, sent as it is written; the browser saves it.</summary>
/// <param name="fileName">Its name, with <c>.csv</c>.</param>
/// <param name="columns">Names of its columns.</param>
/// <param name="rows">Its rows.</param>
public sealed class CsvResult(string fileName, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) : IResult
{
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
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await CsvText.WriteAsync(response.Body, columns, rows, httpContext.RequestAborted);
    }
}
