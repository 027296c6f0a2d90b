using System.Globalization;
using System.Text;
using CsvHelper;

namespace Compagnon.Web;

/// <summary>What a table that people send must look like.</summary>
/// <param name="Needed">Names of the columns that must be there, as <see cref="CsvSheet.NameOf"/> gives them.</param>
/// <param name="Largest">The largest file, in bytes.</param>
/// <param name="MostLines">The most lines below the names of the columns.</param>
/// <param name="TooManyLines">What to tell whoever sends more.</param>
/// <param name="Model">What to start from, after « comme dans le » and « Repartez du »: « fichier téléchargé ».</param>
public sealed record SheetForm(IReadOnlyList<string> Needed, int Largest, int MostLines, string TooManyLines, string Model)
{
    /// <summary>Names of the columns that may be there besides; what stands in any other is not read.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>The longest cell, in characters.</summary>
    public int LongestCell { get; init; } = 10_000;

    /// <summary>Whether a cell that a spreadsheet would run as a formula, or in which one failed, is refused.</summary>
    public bool RefusesFormulas { get; init; }

    internal bool Knows(string column) => Needed.Contains(column) || Optional.Contains(column);
}

/// <summary>One line of a table, as it was written.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Cells">Its cells by the names of their columns; a column that is not in the file has none.</param>
public sealed record SheetLine(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell; empty where the file has no such column.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, "");
}

/// <summary>Something wrong with a table.</summary>
/// <param name="Line">The line of the file, from 1; 0 for the file as a whole.</param>
/// <param name="Column">Name of the column; empty for the line as a whole.</param>
/// <param name="Message">What is expected, as people read it.</param>
public sealed record SheetMistake(int Line, string Column, string Message)
{
    /// <summary>Where it is, before the message: « Ligne 3, colonne « date » : »; empty for the file as a whole.</summary>
    public string Place => (Line, Column) switch
    {
        (0, _) => "",
        (var line, "") => $"Ligne {line} : ",
        var (line, column) => $"Ligne {line}, colonne « {column} » : ",
    };
}

/// <summary>A table as somebody sent it, out of a spreadsheet. Pure.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Mistakes">What could not be read.</param>
public sealed record CsvSheet(IReadOnlyList<SheetLine> Lines, IReadOnlyList<SheetMistake> Mistakes)
{
    private const string SaveAs =
        "Dans Excel : Fichier, Enregistrer sous, type « CSV UTF-8 (délimité par des points-virgules) ».";

    private const string WrongQuotes =
        "Les guillemets de cette ligne ne se lisent pas : ils entourent une cellule entière et sont doublés à l’intérieur.";

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // What French and English spreadsheets leave of a formula that failed.
    private static readonly string[] Failures = ["#N/A", "#REF!", "#VALEUR!", "#VALUE!", "#NOM?", "#NAME?", "#DIV/0!", "#NOMBRE!", "#NUM!", "#NUL!", "#NULL!"];

    /// <summary>
    /// Reads a file: UTF-8, what Excel calls Unicode, or Windows-1252 where it cannot be anything else; semicolons, commas or tabs;
    /// columns in any order, and more of them than are needed.
    /// </summary>
    public static CsvSheet Read(byte[] content, SheetForm form)
    {
        var mistakes = new List<SheetMistake>();
        if (content.Length > form.Largest) return Failed($"Ce fichier est trop volumineux : {form.Largest / 1024 / 1024} Mo au plus.");
        if (content.AsSpan().StartsWith("PK\u0003\u0004"u8) || content.AsSpan().StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
            return Failed($"Ce fichier est un classeur, non un CSV. {SaveAs}");
        if (Decode(content) is not { } text)
            return Failed($"Les accents de ce fichier ne peuvent pas être lus avec certitude. {SaveAs}");
        if (text.Contains('\0')) return Failed($"Ce fichier n’est pas un CSV. {SaveAs}");
        if (string.IsNullOrWhiteSpace(text)) return Failed("Ce fichier est vide.");

        var (separator, header) = HeaderOf(text, form);
        var missing = form.Needed.Where(column => !header.Contains(column)).ToList();
        if (missing.Count == form.Needed.Count)
        {
            return Failed(
                $"La première ligne doit nommer les colonnes, comme dans le {form.Model} : {string.Join(" ; ", form.Needed)}.", line: 1);
        }

        if (missing.Count > 0)
            return Failed($"Il manque {(missing.Count > 1 ? "les colonnes" : "la colonne")} {Quoted(missing)}. Repartez du {form.Model}.", line: 1);

        var twice = header.Where(form.Knows).GroupBy(column => column).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        if (twice.Count > 0) return Failed($"Des colonnes portent deux fois le même nom : {Quoted(twice)}.", line: 1);

        var lines = new List<SheetLine>();
        using var reader = ReaderOf(text, separator, mistakes);
        reader.Read();
        while (reader.Read())
        {
            if (lines.Count == form.MostLines) return Failed(form.TooManyLines);
            if (ReadLine(reader, header, form, mistakes) is { } line) lines.Add(line);
        }

        if (lines.Count == 0 && mistakes.Count == 0) return Failed("Ce fichier ne contient aucune ligne sous celle des colonnes.");
        return new CsvSheet(lines, mistakes);
    }

    private static SheetLine? ReadLine(CsvReader reader, IReadOnlyList<string> header, SheetForm form, List<SheetMistake> mistakes)
    {
        var cells = reader.Current.ToArray();
        var number = (int)reader.LineNumber;
        if (cells.All(string.IsNullOrWhiteSpace)) return null;
        // Excel leaves out empty cells at the end of a line.
        if (cells.Skip(header.Count).Any(cell => cell.Length > 0))
        {
            mistakes.Add(new(
                number,
                "",
                $"Cette ligne compte {cells.Length} cellules pour {header.Count} colonnes : "
                + "mettez entre guillemets un texte qui contient le séparateur."));
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            if (!form.Knows(header[i])) continue;
            var written = i < cells.Length ? cells[i] : "";
            var cell = Forms.Plain(CsvText.Plain(written));
            if (cell.Length > form.LongestCell)
            {
                mistakes.Add(new(number, header[i], $"Raccourcissez cette cellule : {form.LongestCell} caractères au plus."));
                return null;
            }

            if (form.RefusesFormulas && IsFormula(written))
            {
                mistakes.Add(new(
                    number, header[i], "Cette cellule contient une formule, ou son erreur : dans le tableur, collez-en la valeur."));
                return null;
            }

            texts[header[i]] = cell;
        }

        return new SheetLine(number, texts);
    }

    private static bool IsFormula(string written) =>
        (written.Trim().Length > 1 && CsvText.CouldRun(written)) || Failures.Contains(written.Trim().ToUpperInvariant());

    /// <summary>The separator by which the first line names most of the columns, and the names.</summary>
    private static (char Separator, IReadOnlyList<string> Header) HeaderOf(string text, SheetForm form) =>
        ((char[])[CsvText.Separator, ',', '\t'])
        .Select(separator =>
        {
            using var reader = ReaderOf(text, separator, []);
            return (separator, Header: (IReadOnlyList<string>)(reader.Read() ? [.. reader.Current.ToArray().Select(NameOf)] : []));
        })
        .MaxBy(read => form.Needed.Count(read.Header.Contains));

    private static CsvReader ReaderOf(string text, char separator, List<SheetMistake> mistakes) =>
        CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = bad => mistakes.Add(new((int)bad.LineNumber, "", WrongQuotes)),
        });

    private static string? Decode(byte[] content)
    {
        if (content.AsSpan().StartsWith((byte[])[0xFF, 0xFE])) return Encoding.Unicode.GetString(content.AsSpan(2));
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            var text = Windows.GetString(content);
            return text.All(IsOfWindows) ? text : null;
        }
    }

    // The letters and signs whose bytes stand for no letter in the other encodings of old files.
    private static bool IsOfWindows(char c) =>
        c < 0x7F || (c is >= 'À' and <= 'ÿ' and not ('×' or '÷')) || "\u00A0«»°²³·§’œŒ€–".Contains(c);

    /// <summary>A text without accents and in small letters, as names of columns and words of a cell are compared.</summary>
    public static string NameOf(string text) => new(
        [.. text.Trim().Trim('\uFEFF').ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)]);

    private static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"« {column} »"));

    private static CsvSheet Failed(string message, int line = 0) => new([], [new SheetMistake(line, "", message)]);
}
