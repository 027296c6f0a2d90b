namespace Compagnon.Territories;

/// <summary>The files of communes and zones cannot be used: the app does not start. Carries every mistake in every file.</summary>
/// <param name="mistakes">At least one.</param>
public sealed class TerritoryFileException(IReadOnlyList<TerritoryMistake> mistakes) : InvalidOperationException(Describe(mistakes))
{
    // A file in the wrong encoding or of the wrong table is wrong on every line; a screenful says as much.
    private const int MostShown = 40;

    /// <summary>Every mistake, by file and line.</summary>
    public IReadOnlyList<TerritoryMistake> Mistakes { get; } = mistakes;

    private static string Describe(IReadOnlyList<TerritoryMistake> mistakes) =>
        $"The files of communes and zones have {mistakes.Count} mistake{(mistakes.Count > 1 ? "s" : "")}. Correct them and start again:"
        + string.Concat(mistakes.Take(MostShown).Select(mistake => Environment.NewLine + "  " + mistake))
        + (mistakes.Count > MostShown ? $"{Environment.NewLine}  … and {mistakes.Count - MostShown} more" : "");
}

/// <summary>One mistake in a file of communes or zones.</summary>
/// <param name="File">Path of the file, or of the folder where no file is at fault.</param>
/// <param name="Line">1-based; 0 where no line is at fault.</param>
/// <param name="Column">Name of the column; empty where no column is at fault.</param>
/// <param name="Message">What is expected, and what stands there.</param>
public sealed record TerritoryMistake(string File, int Line, string Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Column.Length > 0 ? Column + ": " : "")}{Message}";
}
