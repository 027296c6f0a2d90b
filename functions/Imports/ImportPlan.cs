using Compagnon.Web;
using NodaTime;

namespace Compagnon.Imports;

/// <summary>What becomes of a line of a table of agreements.</summary>
public enum ImportOutcome
{
    /// <summary>It is to be entered, and holds or will hold.</summary>
    ToEnter,

    /// <summary>It is to be entered as lapsed: its last day is over. Nobody is written to.</summary>
    ToEnterLapsed,

    /// <summary>It was entered from a table before, and says the same: nothing becomes of it.</summary>
    Known,

    /// <summary>It was entered from a table before, and says something else now: reported, and nothing becomes of it.</summary>
    Different,

    /// <summary>Something is wrong with it: left out.</summary>
    Wrong,
}

/// <summary>A line and what becomes of it.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Agreement">The agreement; null where something is wrong.</param>
/// <param name="Dossier">Id of the entry that it has in the register; empty where it has none yet.</param>
/// <param name="Messages">What is to be known or to be done, as people read it.</param>
public sealed record PlannedLine(
    int Line, ImportOutcome Outcome, ImportLine? Agreement, string Dossier, IReadOnlyList<string> Messages);

/// <summary>What a plan has to know of an entry of the register.</summary>
/// <param name="Rpps">Its holder's national number.</param>
/// <param name="Number">Its number.</param>
public sealed record EnteredAgreement(string Rpps, string Number);

/// <summary>What would become of a table of agreements: shown before anything is entered.</summary>
/// <param name="Lines">Every line, in the file's order.</param>
/// <param name="Unreadable">Why nothing of the file can be read; empty where it can.</param>
public sealed record ImportPlan(IReadOnlyList<PlannedLine> Lines, IReadOnlyList<SheetMistake> Unreadable)
{
    /// <summary>The agreements that are to be entered.</summary>
    public IReadOnlyList<ImportLine> ToEnter =>
        [.. Lines.Where(line => line.Outcome is ImportOutcome.ToEnter or ImportOutcome.ToEnterLapsed).Select(line => line.Agreement!)];

    /// <summary>How many lines come to this.</summary>
    public int Count(ImportOutcome outcome) => Lines.Count(line => line.Outcome == outcome);

    /// <summary>Compares a table with what was entered before. Pure.</summary>
    /// <param name="reading">The table.</param>
    /// <param name="known">What was entered from tables, by <see cref="ImportLine.Id"/>.</param>
    /// <param name="entered">The register's entries, by their ids.</param>
    /// <param name="today">Today in Paris.</param>
    public static ImportPlan Of(
        ImportReading reading, IReadOnlyDictionary<string, ImportMark> known, IReadOnlyDictionary<string, EnteredAgreement> entered, LocalDate today)
    {
        if (reading.IsUnreadable) return new ImportPlan([], reading.Mistakes);

        var holders = entered.Values.Select(agreement => agreement.Rpps).ToHashSet(StringComparer.Ordinal);
        var numbers = entered.Values.Select(agreement => agreement.Number).ToHashSet(StringComparer.Ordinal);
        var lines = new List<PlannedLine>(reading.Lines.Count);
        foreach (var line in reading.Lines)
        {
            // One that was cut off between its mark and its entry is entered to its end.
            if (known.GetValueOrDefault(line.Id) is { } mark && entered.ContainsKey(mark.Dossier))
            {
                var differences = line.DifferencesFrom(mark.Prints);
                lines.Add(differences.Count == 0
                    ? new PlannedLine(line.Line, ImportOutcome.Known, line, mark.Dossier, [])
                    : new PlannedLine(line.Line, ImportOutcome.Different, line, mark.Dossier, [DifferentText(differences)]));
                continue;
            }

            if (line.Number.Length > 0 && numbers.Contains(line.Number))
            {
                lines.Add(new PlannedLine(
                    line.Line, ImportOutcome.Wrong, null, "",
                    [$"Colonne « {ImportTable.Number} » : ce numéro est déjà celui d’un autre agrément du registre."]));
                continue;
            }

            var elsewhere = holders.Contains(line.Doctor.Rpps)
                ? (string[])["Ce médecin a déjà un agrément au registre, pour un autre lieu : celui-ci s’y ajoute."]
                : [];
            lines.Add(new PlannedLine(
                line.Line, line.Until < today ? ImportOutcome.ToEnterLapsed : ImportOutcome.ToEnter, line, "", elsewhere));
        }

        foreach (var wrong in reading.Mistakes.GroupBy(mistake => mistake.Line))
        {
            lines.Add(new PlannedLine(
                wrong.Key, ImportOutcome.Wrong, null, "",
                [.. wrong.Select(mistake => (mistake.Column.Length > 0 ? $"Colonne « {mistake.Column} » : " : "") + mistake.Message)]));
        }

        return new ImportPlan([.. lines.OrderBy(line => line.Line)], []);
    }

    private static string DifferentText(IReadOnlyList<string> columns) =>
        $"Déjà repris, avec autre chose dans {(columns.Count > 1 ? "les colonnes" : "la colonne")} "
        + $"{string.Join(", ", columns.Select(column => $"« {column} »"))} : rien ne change. Corrigez cet agrément depuis sa page.";
}
