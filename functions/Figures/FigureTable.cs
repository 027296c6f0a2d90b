using Compagnon.Consoles;
using Compagnon.Faculties;

namespace Compagnon.Figures;

/// <summary>A table of figures: what its chart shows, number by number, and what the export holds.</summary>
/// <param name="Id">Its name in addresses: <c>a-z -</c>.</param>
/// <param name="Title">What it is.</param>
/// <param name="RowTitle">What a row is.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, with a cell for each column.</param>
public sealed record FigureTable(
    string Id, string Title, string RowTitle, IReadOnlyList<FigureColumn> Columns, IReadOnlyList<FigureRow> Rows);

/// <summary>A column.</summary>
/// <param name="Title">What its numbers are.</param>
/// <param name="Unit">In what.</param>
public sealed record FigureColumn(string Title, FigureUnit Unit = FigureUnit.Count);

/// <summary>A row.</summary>
/// <param name="Label">What it is about.</param>
/// <param name="Cells">Its numbers; null where there is none.</param>
/// <param name="IsTotal">Whether it sums up the others.</param>
public sealed record FigureRow(string Label, IReadOnlyList<double?> Cells, bool IsTotal = false);

/// <summary>The tables of a faculty's figures. Pure.</summary>
public static class FigureTables
{
    /// <summary>Ids of the tables.</summary>
    public const string Stages = "etapes", Flows = "mouvements", Durations = "delais", Progress = "objectif", InForce = "agrements", Ends = "fins",
        Places = "departements";

    private static readonly FigureColumn Dossiers = new("Dossiers"), Doctors = new("Maîtres de stage");

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<FigureTable> Of(FacultyFigures figures) =>
    [
        StagesOf(figures), FlowsOf(figures), DurationsOf(figures), ProgressOf(figures), InForceOf(figures), EndsOf(figures), PlacesOf(figures),
    ];

    private static FigureTable StagesOf(FacultyFigures figures) => new(
        Stages, "Dossiers en cours par étape", "Étape", [Dossiers, new("dont en retard")],
        [
            .. figures.Stages.Select(stage => Row(stage.State.StageLabel(), stage.Count, stage.Late)),
            Row("Ensemble", figures.Open, figures.Stages.Sum(stage => stage.Late)) with { IsTotal = true },
        ]);

    private static FigureTable FlowsOf(FacultyFigures figures) => new(
        Flows, "Dossiers déposés et dossiers terminés", PeriodTitle(figures),
        [new("Déposés"), new("Accordés"), new("Refusés"), new("Retirés"), new("Classés")],
        [
            .. figures.Flows.Select(flow => Row(flow.Step.Label, flow.Submitted, flow.Granted, flow.Refused, flow.Withdrawn, flow.Closed)),
            Row(
                "Ensemble",
                figures.Flows.Sum(flow => flow.Submitted),
                figures.Flows.Sum(flow => flow.Granted),
                figures.Flows.Sum(flow => flow.Refused),
                figures.Flows.Sum(flow => flow.Withdrawn),
                figures.Flows.Sum(flow => flow.Closed)) with
            { IsTotal = true },
        ]);

    private static FigureTable DurationsOf(FacultyFigures figures) => new(
        Durations, $"Durée des {FigureText.KindsOf(figures.Question.DurationKind)}, en jours", "Étape",
        [Dossiers, new("Médiane", FigureUnit.Days), new("9 sur 10", FigureUnit.Days), new("Visé", FigureUnit.Days)],
        [
            .. figures.Durations.Select(it => new FigureRow(
                FigureText.StageOf(it.Stage),
                [it.Count, it.Median, it.Percentile90, it.Target > 0 ? it.Target : null],
                IsTotal: it.Stage is null)),
        ]);

    private static FigureTable ProgressOf(FacultyFigures figures) => new(
        Progress, $"Nouveaux maîtres de stage en {YearOf(figures).Text}", "À la fin de",
        figures.Question.Faculty.YearlyTarget is null
            ? [new("Depuis le début"), new("Un an plus tôt")]
            : [new("Depuis le début"), new("Un an plus tôt"), new("Part de l’objectif", FigureUnit.Share)],
        [
            .. figures.Progress.Select(month => new FigureRow(
                month.Step.Label,
                figures.Question.Faculty.YearlyTarget is { } target
                    ? [month.Count, month.Before, (double?)month.Count / target.NewSupervisors]
                    : [month.Count, month.Before])),
        ]);

    private static FigureTable InForceOf(FacultyFigures figures) => new(
        InForce, "Agréments en vigueur", "À la fin de", [new("Agréments")],
        [.. figures.InForce.Select(step => Row(step.Step.Label, step.Count))]);

    private static FigureTable EndsOf(FacultyFigures figures) => new(
        Ends, "Agréments qui arrivent à leur terme", "Mois", [new("Agréments"), new("renouvellement ouvert"), new("non souhaité")],
        [.. figures.Ends.Select(end => Row(end.Step.Label, end.Count, end.Renewing, end.Leaving))]);

    private static FigureTable PlacesOf(FacultyFigures figures) => new(
        Places, "Maîtres de stage et places par département", "Département",
        [Doctors, new("Places"), new("en zone sous-dotée"), new("Part", FigureUnit.Share), new("Places en zone"), new("Part des places", FigureUnit.Share)],
        [
            .. figures.Places.Select(place => PlaceRow(Departement.Find(place.Code)?.Label ?? place.Code, place)),
            PlaceRow("Ensemble", figures.AllPlaces) with { IsTotal = true },
        ]);

    private static FigureRow PlaceRow(string label, PlaceFigure place) => new(label,
    [
        place.Supervisors, place.Places,
        place.Underserved, Share(place.Underserved, place.Supervisors),
        place.UnderservedPlaces, Share(place.UnderservedPlaces, place.Places),
    ]);

    /// <summary>A part of a whole; null where there is nothing.</summary>
    public static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>The faculty's year that the figures' progress is about.</summary>
    public static FacultyYear YearOf(FacultyFigures figures) => FacultyYear.Of(figures.Question.Today, figures.Question.Faculty);

    private static string PeriodTitle(FacultyFigures figures) => figures.Question.Period.IsByYear ? "Année" : "Mois";

    private static FigureRow Row(string label, params int[] cells) => new(label, [.. cells.Select(cell => (double?)cell)]);
}
