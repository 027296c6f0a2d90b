using System.Runtime.CompilerServices;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Web;

namespace Compagnon.Exports;

/// <summary>The journal of a faculty: of each of its dossiers, and its own.</summary>
public sealed class JournalExport(JournalBook journal) : ConsoleExport
{
    /// <inheritdoc/>
    public override string Slug => "journal";

    /// <inheritdoc/>
    public override string Title => "Journal";

    /// <inheritdoc/>
    public override string Explanation =>
        "Une ligne par fait : quand, sur quel dossier, quoi, par qui. Dossier par dossier ; les faits de la faculté elle-même n’ont pas de référence.";

    /// <inheritdoc/>
    public override int Order => 50;

    /// <inheritdoc/>
    public override string? PeriodLabel => "Inscrit";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["moment", "reference", "fait", "qui", "qui_identifiant", "fait_numero"];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(
        Faculty faculty, ExportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in journal.ListAsync(faculty.Id, period.Start, period.End, cancellation))
        {
            yield return
            [
                CsvText.Moment(entry.At),
                DossierKey.IsId(entry.Dossier.Id) ? entry.Dossier.Reference : "",
                Enum.IsDefined(entry.Fact) ? JournalSentences.Of(entry.Fact, entry.Detail) : entry.Detail,
                Acting.Actor.Of(journal.Who(faculty.Id, entry.By, "le médecin"), entry.Actor),
                entry.By,
                CsvText.Number((int)entry.Fact),
            ];
        }
    }
}
