using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Web;

namespace Compagnon.Trainings;

/// <summary>
/// Organisers' tables of who attended: what would become of one, and recording it. Recording the same again changes nothing.
/// </summary>
public sealed class TrainingLists(TrainingBook book, AgreementRegister register, TimeProvider time)
{
    // Storage answers many at once; more than that only wait for each other.
    private const int AtOnce = 16;

    /// <summary>What would become of a table now.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="by">Id of whoever sent it.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<TrainingPreview> PreviewAsync(string faculty, string by, byte[] content, CancellationToken cancellation = default)
    {
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var agreement in register.ListAsync(faculty, cancellation)) holders[agreement.Rpps] = agreement.Holder;
        var now = time.GetUtcNow();
        var preview = TrainingPreview.Of(
            CsvSheet.Read(content, TrainingPreview.Form), holders, faculty, by, now, ParisTime.DayOf(now));

        var becomes = new ReadTraining[preview.Lines.Count];
        var byHolder = preview.Lines.Select((line, index) => (line, index)).GroupBy(pair => pair.line.Training.Rpps).ToList();
        await Parallel.ForEachAsync(
            byHolder,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (group, stop) =>
            {
                var known = (await book.ListAsync(faculty, group.Key, stop)).ToDictionary(training => training.Id);
                foreach (var (line, index) in group)
                    becomes[index] = line with { Becomes = TrainingBook.BecomesOf(known.GetValueOrDefault(line.Training.Id), line.Training) };
            });
        return preview with { Lines = becomes };
    }

    /// <summary>Records all lines of a table in which nothing is wrong; else none.</summary>
    /// <returns>What was found before.</returns>
    public async Task<TrainingPreview> RecordAsync(string faculty, string by, byte[] content, CancellationToken cancellation = default)
    {
        var preview = await PreviewAsync(faculty, by, content, cancellation);
        if (preview.Mistakes.Count > 0) return preview;

        await Parallel.ForEachAsync(
            preview.ToRecord,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (line, stop) => await book.RecordAsync(line.Training, stop));
        return preview;
    }
}
