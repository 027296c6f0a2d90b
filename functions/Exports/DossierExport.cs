using System.Runtime.CompilerServices;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Web;

namespace Compagnon.Exports;

/// <summary>Every dossier that was submitted, with what its stages took: what the figures are made of.</summary>
public sealed class DossierExport(
    DossierBook dossiers,
    DurationBook durations,
    FormBook forms,
    AssignmentDesk assignments,
    WorkList work,
    CommuneBook communes,
    TimeProvider time)
    : ConsoleExport
{
    // So many dossiers are read at once, each with two queries; storage answers many at once.
    private const int AtOnce = 32;

    /// <inheritdoc/>
    public override string Slug => "dossiers";

    /// <inheritdoc/>
    public override string Title => "Dossiers";

    /// <inheritdoc/>
    public override string Explanation =>
        "Une ligne par dossier transmis : le médecin, le lieu, l’étape, et les jours qu’a pris chaque étape d’un dossier terminé.";

    /// <inheritdoc/>
    public override int Order => 10;

    /// <inheritdoc/>
    public override string? PeriodLabel => "Transmis";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } =
    [
        "reference", "demande", "etat", "prenom", "nom", "rpps", "transmis_le", "jours_completude", "jours_visite", "jours_commission",
        "jours_decision", "jours_medecin", "jours_total", "termine_le", "issue", "accelere", "zone", "commune", "commune_nom", "departement",
        "specialite", "cycles", "agrement", "en_retard",
    ];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(
        Faculty faculty, ExportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var taken = new RowsBeside<IReadOnlyDictionary<AgreementStage, double>>(
            durations.ListAsync(faculty.Id, cancellation), cancellation);
        // What the work list and the figures say.
        var now = time.GetUtcNow();
        var late = (await work.ReadAsync(faculty.Id, cancellation)).Lines.Where(line => line.IsLateAt(now)).Select(line => line.Id).ToHashSet();
        var submitted = dossiers.ListAsync(faculty.Id, cancellation)
            .Where(dossier => dossier is { Submitted: { } at, IsImported: false } && period.Has(ParisTime.DayOf(at)));
        await foreach (var some in submitted.Chunk(AtOnce).WithCancellation(cancellation))
        {
            var read = await Task.WhenAll(some.Select(dossier => ReadAsync(dossier, cancellation)));
            foreach (var (dossier, (form, doctorDays)) in some.Zip(read))
                yield return RowOf(dossier, form, doctorDays, late.Contains(dossier.Key.Id), await taken.FindAsync(dossier.Key.Id));
        }
    }

    private async Task<(DossierForm Form, double DoctorDays)> ReadAsync(DossierRecord dossier, CancellationToken cancellation)
    {
        var asked = assignments.ListAsync(dossier.Key, cancellation);
        var form = await forms.FindHandedOverAsync(dossier.Key, cancellation);
        return (form, DoctorDaysOf(dossier, await asked, time.GetUtcNow()));
    }

    private IReadOnlyList<string> RowOf(
        DossierRecord dossier, DossierForm form, double doctorDays, bool isLate, IReadOnlyDictionary<AgreementStage, double>? days)
    {
        var submitted = dossier.Submitted!.Value;
        return
        [
            dossier.Key.Reference,
            dossier.Kind switch { DossierKind.Renewal => "renouvellement", DossierKind.Amendment => "avenant", _ => "candidature" },
            dossier.State.StageLabel(),
            dossier.Doctor.FirstName,
            dossier.Doctor.LastName,
            dossier.Doctor.Rpps,
            CsvText.Day(ParisTime.DayOf(submitted)),
            DaysOf(AgreementStage.Completeness),
            DaysOf(AgreementStage.Visit),
            DaysOf(AgreementStage.Commission),
            DaysOf(AgreementStage.Decision),
            CsvText.Number(doctorDays),
            dossier.IsFinal ? CsvText.Number((dossier.Since - submitted).TotalDays) : "",
            dossier.IsFinal ? CsvText.Day(ParisTime.DayOf(dossier.Since)) : "",
            dossier.IsFinal ? dossier.State.StageLabel() : "",
            dossier.IsAccelerated ? "oui" : "non",
            ExportWords.Of(communes.ZoneOf(form.Place?.CommuneCode, ParisTime.DayOf(submitted))),
            form.Place?.CommuneCode ?? "",
            form.Place?.CommuneName ?? "",
            dossier.Doctor.Departement,
            ExportWords.SpecialtyOf(form.Discipline?.Specialty),
            string.Join(", ", Cycles.Of(form.Capacity?.Levels ?? []).Select(cycle => cycle.Text())),
            dossier.Agreement.Length > 0 ? new DossierKey(dossier.Key.Faculty, dossier.Agreement).Reference : "",
            dossier.IsFinal ? "" : isLate ? "oui" : "non",
        ];

        string DaysOf(AgreementStage stage) => days is not null && days.TryGetValue(stage, out var taken) ? CsvText.Number(taken) : "";
    }

    /// <summary>
    /// How many days a dossier has waited for its doctor since it was submitted. They are part of the stages in which something was asked.
    /// Pure.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="asked">All of its assignments, oldest first.</param>
    /// <param name="now">The moment, for what still waits.</param>
    public static double DoctorDaysOf(DossierRecord dossier, IReadOnlyList<Assignment> asked, DateTimeOffset now)
    {
        var main = asked.Where(assignment => assignment.Stage.Length == 0).ToList();
        var end = dossier.IsFinal ? dossier.Since : now;
        var days = 0.0;
        for (var i = 0; i < main.Count; i++)
        {
            if (main[i].Kind == AssignmentKind.Completion) days += ((i + 1 < main.Count ? main[i + 1].Opened : end) - main[i].Opened).TotalDays;
        }

        return Math.Round(days, 2);
    }
}

/// <summary>Words of tables.</summary>
internal static class ExportWords
{
    /// <summary>« ZIP », « hors zone ».</summary>
    public static string Of(ZoneClass zone) => zone switch
    {
        ZoneClass.Unknown => "non classée",
        ZoneClass.None => "hors zone",
        _ => zone.ToString().ToUpperInvariant(),
    };

    /// <summary>Name of a specialty; empty where it is not known.</summary>
    public static string SpecialtyOf(string? code) => Specialties.All.FirstOrDefault(known => known.Code == code)?.Name ?? "";
}
