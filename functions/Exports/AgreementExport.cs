using System.Runtime.CompilerServices;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Imports;
using Compagnon.Lifecycle;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Web;

namespace Compagnon.Exports;

/// <summary>
/// The register, over or not. What the import of agreements reads has the import's names, so that the table can be entered elsewhere as it
/// is.
/// </summary>
public sealed class AgreementExport(
    AgreementRegister register, AgreementList list, DossierBook dossiers, CommuneBook communes, TimeProvider time) : ConsoleExport
{
    /// <inheritdoc/>
    public override string Slug => "agrements";

    /// <inheritdoc/>
    public override string Title => "Agréments";

    /// <inheritdoc/>
    public override string Explanation =>
        "Une ligne par agrément du registre, en vigueur ou terminé : titulaire, périodes, lieu, zone d’aujourd’hui, niveaux, places. "
        + "L’import d’agréments relit ce tableau tel quel.";

    /// <inheritdoc/>
    public override int Order => 20;

    /// <inheritdoc/>
    public override string? PeriodLabel => "En vigueur";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } =
    [
        ImportTable.Number, "etat", "titulaire", ImportTable.FirstName, ImportTable.LastName, ImportTable.Rpps, ImportTable.Address,
        ImportTable.From, ImportTable.Until, "premier_jour", "dernier_jour", "periodes", ImportTable.Site, ImportTable.Commune, "commune_nom",
        ImportTable.Departement, "zone", ImportTable.Specialty, ImportTable.Levels, ImportTable.Interns, ImportTable.Category,
        ImportTable.Recommendations, "reference", "repris_le", "renouvellement",
    ];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(
        Faculty faculty, ExportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // What the register's page and the figures say.
        var lines = (await list.ReadAsync(faculty.Id, cancellation)).Lines.ToDictionary(line => line.Id, StringComparer.Ordinal);
        await using var doctors = new RowsBeside<Doctor>(
            dossiers.ListAsync(faculty.Id, cancellation).Select(dossier => (dossier.Key.Id, dossier.Doctor)), cancellation);
        await foreach (var agreement in register.ListAsync(faculty.Id, cancellation))
        {
            var last = agreement.LastDay();
            if (!agreement.Terms.Any(term => period.Meets(term.From, NodaTime.LocalDate.Min(term.Until, last)))) continue;
            yield return RowOf(agreement, last, await doctors.FindAsync(agreement.Dossier.Id), lines.GetValueOrDefault(agreement.Dossier.Id));
        }
    }

    private IReadOnlyList<string> RowOf(AgreementRecord agreement, NodaTime.LocalDate last, Doctor? doctor, AgreementLine? line) =>
    [
        agreement.Number,
        AgreementWords.Of(agreement.State),
        agreement.Holder,
        doctor?.FirstName ?? "",
        doctor?.LastName ?? "",
        agreement.Rpps,
        doctor?.Address ?? "",
        CsvText.Day(agreement.Terms[^1].From),
        CsvText.Day(agreement.Until),
        CsvText.Day(agreement.Terms[0].From),
        CsvText.Day(last),
        string.Join(", ", agreement.Terms.Select(term => $"{CsvText.Day(term.From)}/{CsvText.Day(term.Until)}")),
        agreement.Site,
        agreement.Commune,
        communes.Find(agreement.Commune)?.Name ?? "",
        agreement.Departement,
        ExportWords.Of(communes.ZoneOf(agreement.Commune, ParisTime.DayOf(time.GetUtcNow()))),
        ExportWords.SpecialtyOf(agreement.Specialty),
        string.Join(", ", agreement.Levels.Select(LevelOf)),
        agreement.Interns > 0 ? CsvText.Number(agreement.Interns) : "",
        agreement.Category.French(),
        agreement.Recommendations,
        agreement.Dossier.Reference,
        CsvText.Day(agreement.Imported),
        line is null || agreement.IsOver ? "" : AgreementWords.Of(line.Renewal, line.RenewalState),
    ];

    // As the import reads them.
    private static string LevelOf(StageLevel level) => level switch
    {
        StageLevel.Observation => "2e cycle",
        StageLevel.Level1 => "prat",
        StageLevel.Saspas => "saspas",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "No such level of stages."),
    };
}
