namespace Compagnon.Faculties;

/// <summary>The faculties' files cannot be used: the app does not start. Carries every mistake in every file, not only the first.</summary>
/// <param name="mistakes">At least one.</param>
public sealed class FacultyFileException(IReadOnlyList<FacultyMistake> mistakes)
    : Exception(Describe(mistakes))
{
    /// <summary>Every mistake, by file and line.</summary>
    public IReadOnlyList<FacultyMistake> Mistakes { get; } = mistakes;

    private static string Describe(IReadOnlyList<FacultyMistake> mistakes) =>
        $"The faculties' files have {mistakes.Count} mistake{(mistakes.Count > 1 ? "s" : "")}. Correct them and start again:"
        + string.Concat(mistakes.Select(mistake => Environment.NewLine + "  " + mistake));
}

/// <summary>One mistake in a faculty's file.</summary>
/// <param name="File">Path of the file, or of the folder where no file is at fault.</param>
/// <param name="Line">1-based; 0 where no line is at fault.</param>
/// <param name="Place">Path of the value: <c>pieces[2].id</c>; may be empty.</param>
/// <param name="Message">What is expected, and what stands there.</param>
public sealed record FacultyMistake(string File, int Line, string Place, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Place.Length > 0 ? Place + ": " : "")}{Message}";
}
