using System.Text;
using CsvHelper;

namespace Compagnon.Territories;

/// <summary>
/// Reads a table out of a CSV file: semicolons, UTF-8 with or without a byte order mark, names of columns in the first line, in any order.
/// What is wrong goes to the mistakes with its line, and reading goes on after it.
/// </summary>
internal sealed class CsvTable(string file, IReadOnlyList<string> columns, List<TerritoryMistake> mistakes)
{
    internal const int LongestField = 1000;

    /// <summary>The lines below the first that have the right number of fields.</summary>
    internal IReadOnlyList<CsvLine> Read(byte[] utf8)
    {
        if (Decode(utf8) is not { } text) return [];

        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = ';',
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            // One quote that is left open costs its line and not the rest of the file.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = bad =>
                Add(bad.LineNumber, "", "expected quotes around a whole field, doubled inside it and closed on its line"),
        });
        if (!reader.Read())
        {
            Add(1, "", $"expected the columns {string.Join(';', columns)}; found nothing that can be read");
            return [];
        }
        var header = reader.Current.ToArray();
        if (!IsHeader(header, reader.LineNumber)) return [];

        var lines = new List<CsvLine>();
        while (reader.Read())
        {
            if (Fields(reader, header) is not { } fields) continue;
            lines.Add(new CsvLine(file, (int)reader.LineNumber, fields, mistakes));
        }
        if (lines.Count == 0) Add(reader.LineNumber, "", "holds no line below the names of its columns; expected at least one");
        return lines;
    }

    private Dictionary<string, string>? Fields(CsvReader reader, string[] header)
    {
        var fields = reader.Current.ToArray();
        if (fields.Length != header.Length)
        {
            Add(reader.LineNumber, "", $"expected {header.Length} fields separated by semicolons; found {fields.Length}");
            return null;
        }
        var wrong = Array.FindIndex(fields, field => field.Length > LongestField || field.Any(char.IsControl));
        if (wrong < 0) return header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
        Add(reader.LineNumber, header[wrong], $"expected at most {LongestField} characters and none that cannot be seen");
        return null;
    }

    private string? Decode(byte[] utf8)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException wrong)
        {
            var line = 1 + utf8.AsSpan(0, Math.Clamp(wrong.Index, 0, utf8.Length)).Count((byte)'\n');
            Add(line, "", "is not UTF-8; save the file as « CSV UTF-8 »");
            return null;
        }
    }

    private bool IsHeader(string[] header, long line)
    {
        if (header.Order(StringComparer.Ordinal).SequenceEqual(columns.Order(StringComparer.Ordinal), StringComparer.Ordinal)) return true;
        Add(line, "", $"expected the columns {string.Join(';', columns)}; found {Shortened(string.Join(';', header))}");
        return false;
    }

    private void Add(long line, string column, string message) =>
        mistakes.Add(new TerritoryMistake(file, (int)line, column, message));

    /// <summary>A text as it stands in a message.</summary>
    internal static string Shortened(string text) => text.Length == 0 ? "nothing" : $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";
}

/// <summary>One line of a table.</summary>
internal sealed class CsvLine(string file, int number, IReadOnlyDictionary<string, string> fields, List<TerritoryMistake> mistakes)
{
    /// <summary>1-based.</summary>
    internal int Number => number;

    /// <summary>File and line, for messages about other lines.</summary>
    internal string Place => $"{Path.GetFileName(file)}:{number}";

    /// <summary>Whether anything was found wrong with it.</summary>
    internal bool IsWrong { get; private set; }

    internal string this[string column] => fields[column];

    /// <summary>Reports what stands in a column as wrong.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="expected">« five digits ».</param>
    internal void Expect(string column, string expected) =>
        Report(column, $"expected {expected}; found {CsvTable.Shortened(this[column])}");

    /// <summary>Reports something wrong with a column.</summary>
    internal void Report(string column, string message)
    {
        IsWrong = true;
        mistakes.Add(new TerritoryMistake(file, number, column, message));
    }
}
