using System.Runtime.CompilerServices;
using Compagnon.Exports;
using Compagnon.Faculties;
using Compagnon.Web;

namespace Compagnon.Figures;

/// <summary>Every number of the page of figures, a line each.</summary>
public sealed class FigureExport(FigureDesk figures, TimeProvider time) : ConsoleExport
{
    /// <inheritdoc/>
    public override string Slug => "chiffres";

    /// <inheritdoc/>
    public override string Title => "Chiffres";

    /// <inheritdoc/>
    public override string Explanation =>
        "Une ligne par nombre de la page Chiffres, de toutes les demandes. Sans dates : l’année en cours. Les parts sont entre 0 et 1. "
        + "Ce tableau ne nomme personne.";

    /// <inheritdoc/>
    public override int Order => 40;

    /// <inheritdoc/>
    public override string? PeriodLabel => "Période";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["tableau", "ligne", "colonne", "valeur"];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(
        Faculty faculty, ExportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = await figures.ReadAsync(faculty, FigureQuery.Of(period, Assignments.ParisTime.DayOf(time.GetUtcNow())), cancellation);

        // Days that are all to come have no figures.
        if (found.Errors.Any) yield break;
        foreach (var table in found.Tables)
        {
            foreach (var row in table.Rows)
            {
                for (var i = 0; i < table.Columns.Count; i++)
                    yield return [table.Title, row.Label, table.Columns[i].Title, FigureText.Cell(row.Cells[i])];
            }
        }
    }
}
