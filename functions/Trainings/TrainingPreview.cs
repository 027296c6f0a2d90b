using Compagnon.Dossiers;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Trainings;

/// <summary>A line of an organiser's table, checked.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Training">What it says.</param>
/// <param name="Holder">The supervisor, as the register names them.</param>
/// <param name="Becomes">What would become of it.</param>
public sealed record ReadTraining(int Line, Training Training, string Holder, TrainingEntry Becomes);

/// <summary>What becomes of an organiser's table: shown before anything is recorded. Pure.</summary>
/// <param name="Lines">Its lines, but for those that are wrong.</param>
/// <param name="Mistakes">What is wrong, by line. As long as there is any, nothing is recorded.</param>
public sealed record TrainingPreview(IReadOnlyList<ReadTraining> Lines, IReadOnlyList<SheetMistake> Mistakes)
{
    /// <summary>The form of the table.</summary>
    public static SheetForm Form { get; } = new(
        [TrainingFields.Rpps, TrainingFields.Day, TrainingFields.Title, TrainingFields.Hours],
        1024 * 1024,
        MostLines,
        $"Ce fichier compte plus de {MostLines} lignes : envoyez-le en plusieurs fois.",
        "fichier modèle")
    {
        LongestCell = 1000,
        RefusesFormulas = true,
    };

    private const int MostLines = 2000;

    /// <summary>What would change.</summary>
    public IReadOnlyList<ReadTraining> ToRecord => [.. Lines.Where(line => line.Becomes != TrainingEntry.Known)];

    /// <summary>The sessions that a table names, before what is recorded already is known.</summary>
    /// <param name="sheet">The table.</param>
    /// <param name="holders">The faculty's supervisors by their national numbers.</param>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="by">Id of whoever sent the table.</param>
    /// <param name="now">When.</param>
    /// <param name="today">The day in Paris.</param>
    public static TrainingPreview Of(
        CsvSheet sheet, IReadOnlyDictionary<string, string> holders, string faculty, string by, DateTimeOffset now, LocalDate today)
    {
        var mistakes = sheet.Mistakes.ToList();
        var lines = new List<ReadTraining>();
        var first = new Dictionary<(string Rpps, string Id), int>();
        foreach (var line in sheet.Lines)
        {
            var number = Rpps.Clean(line[TrainingFields.Rpps]);
            var holder = "";
            var wrong = RppsCell.Mistake(line[TrainingFields.Rpps]);
            if (wrong is null && !holders.TryGetValue(number, out holder!))
                wrong = "Aucun maître de stage de la faculté n’a ce numéro : vérifiez-le, ou retirez la ligne.";
            Add(line, TrainingFields.Rpps, wrong);
            var day = TrainingFields.ReadDay(line[TrainingFields.Day], today, out var mistake);
            Add(line, TrainingFields.Day, mistake);
            var title = TrainingFields.ReadTitle(line[TrainingFields.Title], out mistake);
            Add(line, TrainingFields.Title, mistake);
            var minutes = TrainingFields.ReadHours(line[TrainingFields.Hours], out mistake);
            Add(line, TrainingFields.Hours, mistake);
            if (wrong is not null || day is null || title is null || minutes is null) continue;

            var training = new Training(faculty, number, day.Value, title, minutes.Value, by, now);
            if (first.TryAdd((number, training.Id), line.Line))
                lines.Add(new ReadTraining(line.Line, training, holder!, TrainingEntry.Recorded));
            else
                mistakes.Add(new(line.Line, "", $"Cette présence figure déjà à la ligne {first[(number, training.Id)]}."));
        }

        return new TrainingPreview(lines, [.. mistakes.OrderBy(mistake => mistake.Line)]);

        void Add(SheetLine line, string column, string? mistake)
        {
            if (mistake is not null) mistakes.Add(new SheetMistake(line.Line, column, mistake));
        }
    }
}
