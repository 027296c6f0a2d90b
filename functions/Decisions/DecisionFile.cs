using System.Globalization;
using System.Text;
using Compagnon.Web;
using CsvHelper;

namespace Compagnon.Decisions;

/// <summary>One line of a filled table, as it was written.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Dossier">The dossier's reference.</param>
/// <param name="Cycle">The cycle's number.</param>
/// <param name="Decision">Granted or refused.</param>
/// <param name="Number">The decision's number.</param>
/// <param name="Day">Its day.</param>
/// <param name="Reasons">Its reasons.</param>
public sealed record DecisionLine(int Line, string Dossier, string Cycle, string Decision, string Number, string Day, string Reasons)
{
    /// <summary>Whether nothing was filled in.</summary>
    public bool IsBlank => Decision.Length + Number.Length + Day.Length + Reasons.Length == 0;
}

/// <summary>Something wrong with a filled table.</summary>
/// <param name="Line">The line of the file, from 1; 0 for the file as a whole.</param>
/// <param name="Column">Name of the column; empty for the line as a whole.</param>
/// <param name="Message">What is expected, as people read it.</param>
public sealed record DecisionMistake(int Line, string Column, string Message);

/// <summary>A table of decisions as it came back. Pure.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Mistakes">What could not be read.</param>
public sealed record DecisionFile(IReadOnlyList<DecisionLine> Lines, IReadOnlyList<DecisionMistake> Mistakes)
{
    /// <summary>The largest file, in bytes.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The most lines: well above what a session examines.</summary>
    public const int MostLines = 2000;

    private const string SaveAs =
        "Dans Excel : Fichier, Enregistrer sous, type « CSV UTF-8 (délimité par des points-virgules) ».";

    private const string WrongQuotes =
        "Les guillemets de cette ligne ne se lisent pas : ils entourent une cellule entière et sont doublés à l’intérieur.";

    private const int LongestCell = 10_000;
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>
    /// Reads a file: UTF-8, what Excel calls Unicode, or Windows-1252 where it cannot be anything else; semicolons, commas or tabs;
    /// columns in any order, and more of them than are needed.
    /// </summary>
    public static DecisionFile Read(byte[] content)
    {
        var mistakes = new List<DecisionMistake>();
        if (content.Length > Largest) return Failed($"Ce fichier est trop volumineux : {Largest / 1024 / 1024} Mo au plus.");
        if (content.AsSpan().StartsWith("PK\u0003\u0004"u8) || content.AsSpan().StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
            return Failed($"Ce fichier est un classeur, non un CSV. {SaveAs}");
        if (Decode(content) is not { } text)
            return Failed($"Les accents de ce fichier ne peuvent pas être lus avec certitude. {SaveAs}");
        if (text.Contains('\0')) return Failed($"Ce fichier n’est pas un CSV. {SaveAs}");
        if (string.IsNullOrWhiteSpace(text)) return Failed("Ce fichier est vide.");

        var (separator, header) = HeaderOf(text);
        var missing = ProposalTable.Needed.Where(column => !header.Contains(column)).ToList();
        if (missing.Count == ProposalTable.Needed.Count)
        {
            return Failed(
                "La première ligne doit nommer les colonnes, comme dans le fichier téléchargé : "
                + $"{string.Join(" ; ", ProposalTable.Needed)}.",
                line: 1);
        }

        if (missing.Count > 0)
        {
            return Failed(
                $"Il manque {(missing.Count > 1 ? "les colonnes" : "la colonne")} {Quoted(missing)}. Repartez du fichier téléchargé.", line: 1);
        }

        var twice = ProposalTable.Needed.Where(column => header.Count(known => known == column) > 1).ToList();
        if (twice.Count > 0) return Failed($"Des colonnes portent deux fois le même nom : {Quoted(twice)}.", line: 1);

        var lines = new List<DecisionLine>();
        using var reader = ReaderOf(text, separator, mistakes);
        reader.Read();
        while (reader.Read())
        {
            if (lines.Count == MostLines)
                return Failed($"Ce fichier compte plus de {MostLines} lignes : ce n’est pas la liste d’une séance.");
            if (ReadLine(reader, header, mistakes) is { } line) lines.Add(line);
        }

        if (lines.Count == 0 && mistakes.Count == 0) return Failed("Ce fichier ne contient aucune ligne sous celle des colonnes.");
        return new DecisionFile(lines, mistakes);
    }

    private static DecisionLine? ReadLine(CsvReader reader, IReadOnlyList<string> header, List<DecisionMistake> mistakes)
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
            if (!ProposalTable.Needed.Contains(header[i])) continue;
            var cell = i < cells.Length ? Forms.Plain(CsvText.Plain(cells[i])) : "";
            if (cell.Length > LongestCell)
            {
                mistakes.Add(new(number, header[i], $"Raccourcissez cette cellule : {LongestCell} caractères au plus."));
                return null;
            }

            texts[header[i]] = cell;
        }

        return new DecisionLine(
            number, texts[ProposalTable.Dossier], texts[ProposalTable.Cycle], texts[ProposalTable.Decision], texts[ProposalTable.Number],
            texts[ProposalTable.Day], texts[ProposalTable.Reasons]);
    }

    /// <summary>The separator by which the first line names most of the columns, and the names.</summary>
    private static (char Separator, IReadOnlyList<string> Header) HeaderOf(string text) =>
        ((char[])[CsvText.Separator, ',', '\t'])
        .Select(separator =>
        {
            using var reader = ReaderOf(text, separator, []);
            return (separator, Header: (IReadOnlyList<string>)(reader.Read() ? [.. reader.Current.ToArray().Select(NameOf)] : []));
        })
        .MaxBy(read => ProposalTable.Needed.Count(read.Header.Contains));

    private static CsvReader ReaderOf(string text, char separator, List<DecisionMistake> mistakes) =>
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

    /// <summary>A text without accents and in small letters, as names of columns and decisions are compared.</summary>
    internal static string NameOf(string text) => new(
        [.. text.Trim().Trim('\uFEFF').ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)]);

    private static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"« {column} »"));

    private static DecisionFile Failed(string message, int line = 0) => new([], [new DecisionMistake(line, "", message)]);
}
