using Compagnon.Web;

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

/// <summary>A table of decisions as it came back. Pure.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Mistakes">What could not be read.</param>
public sealed record DecisionFile(IReadOnlyList<DecisionLine> Lines, IReadOnlyList<SheetMistake> Mistakes)
{
    /// <summary>The largest file, in bytes.</summary>
    public const int Largest = 1024 * 1024;

    // Well above what a session examines.
    private const int MostLines = 2000;

    private static readonly SheetForm Form = new(
        ProposalTable.Needed,
        Largest,
        MostLines,
        $"Ce fichier compte plus de {MostLines} lignes : ce n’est pas la liste d’une séance.",
        "fichier téléchargé");

    /// <summary>Reads a file, as <see cref="CsvSheet"/> does.</summary>
    public static DecisionFile Read(byte[] content)
    {
        var sheet = CsvSheet.Read(content, Form);
        return new DecisionFile(
            [
                .. sheet.Lines.Select(line => new DecisionLine(
                    line.Line, line[ProposalTable.Dossier], line[ProposalTable.Cycle], line[ProposalTable.Decision],
                    line[ProposalTable.Number], line[ProposalTable.Day], line[ProposalTable.Reasons])),
            ],
            sheet.Mistakes);
    }
}
