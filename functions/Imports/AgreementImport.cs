using System.Globalization;
using System.Text.Json.Serialization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Compagnon.Imports;

/// <summary>A table of agreements that somebody has confirmed.</summary>
/// <param name="Faculty">The faculty's id.</param>
/// <param name="Table">The table's id (<see cref="SentTables"/>).</param>
/// <param name="By">Id of whoever confirmed it.</param>
/// <param name="At">When.</param>
public sealed record ImportJob(string Faculty, string Table, string By, DateTimeOffset At)
{
    /// <summary>The day of the import, in Paris.</summary>
    [JsonIgnore]
    public LocalDate Day => ParisTime.DayOf(At);
}

/// <summary>What an import does.</summary>
/// <param name="Procedure">SHA-256 of the procedure that the dossiers name.</param>
/// <param name="Chunks">The lines to enter, some hundred at a time (<see cref="LineRanges"/>).</param>
/// <param name="Total">How many lines these are.</param>
public sealed record ImportSteps(string Procedure, IReadOnlyList<string> Chunks, int Total);

/// <summary>One step of an import.</summary>
/// <param name="Job">The import.</param>
/// <param name="Procedure">SHA-256 of the procedure that the dossiers name.</param>
/// <param name="Lines">The lines (<see cref="LineRanges"/>).</param>
public sealed record ImportStep(ImportJob Job, string Procedure, string Lines);

/// <summary>How far an import is.</summary>
/// <param name="Done">How many agreements are entered.</param>
/// <param name="Total">Of how many.</param>
public sealed record ImportProgress(int Done, int Total);

/// <summary>Enters a table of agreements, some hundred at a time: whatever stops in the middle goes on from there.</summary>
public static class AgreementImport
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "AgreementImport";

    /// <summary>The one instance that enters a table.</summary>
    public static string InstanceOf(string faculty, string table) => $"import-{faculty}-{table}";

    /// <summary>The import.</summary>
    [Function(Orchestration)]
    public static async Task<ImportProgress> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var job = context.GetInput<ImportJob>()
            ?? throw new InvalidOperationException($"{Orchestration} expects an {nameof(ImportJob)} as its input; got none.");
        var steps = await context.CallActivityAsync<ImportSteps>(ImportActivities.PlanImport, job, Retries.Patient);
        var done = 0;
        context.SetCustomStatus(new ImportProgress(done, steps.Total));
        foreach (var chunk in steps.Chunks)
        {
            done += await context.CallActivityAsync<int>(
                ImportActivities.EnterImported, new ImportStep(job, steps.Procedure, chunk), Retries.Patient);
            context.SetCustomStatus(new ImportProgress(done, steps.Total));
        }

        return new ImportProgress(done, steps.Total);
    }
}

/// <summary>The steps of an import. Each may be repeated.</summary>
public sealed class ImportActivities(
    ImportDesk desk,
    ImportBook book,
    AgreementList agreements,
    JournalBook journal,
    FacultyBook faculties,
    WatchStarter watches,
    TimeProvider time)
{
    /// <summary>Finds out what is to be entered.</summary>
    public const string PlanImport = "PlanImport";

    /// <summary>Enters some of it, with its watches.</summary>
    public const string EnterImported = "EnterImported";

    private const int ChunkLines = 500;
    private const int AtOnce = 16;

    /// <summary>Finds out what is to be entered, and takes care that no number is given that the table names.</summary>
    [Function(PlanImport)]
    public async Task<ImportSteps> PlanAsync([ActivityTrigger] ImportJob job)
    {
        if (faculties.Find(job.Faculty) is not { } faculty || await desk.PlanAsync(faculty, job.Table) is not { } plan)
            return new ImportSteps("", [], 0);

        var lines = plan.ToEnter;
        if (lines.Count == 0) return new ImportSteps("", [], 0);
        await desk.ReserveNumbersAsync(job.Faculty, lines);
        await journal.AppendAsync(new JournalEntry(
            JournalBook.OfFaculty(job.Faculty), job.At, JournalFact.ListImported, job.By,
            lines.Count == 1 ? "un agrément" : string.Create(CultureInfo.InvariantCulture, $"{lines.Count} agréments")));
        return new ImportSteps(
            await faculties.KeepAsync(faculty),
            [.. lines.Select(line => line.Line).Chunk(ChunkLines).Select(LineRanges.Write)],
            lines.Count);
    }

    /// <summary>Enters some agreements and starts the watches over those that hold.</summary>
    /// <returns>How many were entered.</returns>
    [Function(EnterImported)]
    public async Task<int> EnterAsync([ActivityTrigger] ImportStep step, [DurableClient] DurableTaskClient client)
    {
        var faculty = faculties.Find(step.Job.Faculty) ?? throw new InvalidOperationException(
            $"The import {step.Job.Table} is for the faculty '{step.Job.Faculty}', whose file is gone; put it back and the import goes on.");
        var reading = await desk.ReadAsync(faculty, step.Job.Table) ?? throw new InvalidOperationException(
            $"The table {step.Job.Table} of '{step.Job.Faculty}' is not in the container '{ContainerNames.SentTables}' any more; send it again.");
        var wanted = LineRanges.Read(step.Lines).ToHashSet();
        var lines = reading.Lines.Where(line => wanted.Contains(line.Line)).ToList();
        var entered = await book.EnterAsync(step.Job, step.Procedure, lines);
        await agreements.AddAsync(
            faculty.Id, entered.Zip(lines, (entry, line) => new EnteredLine(entry.Agreement, line.Doctor, entry.IsNew)).ToList());
        await Parallel.ForEachAsync(
            entered.Select(entry => entry.Agreement).Where(agreement => agreement.State != AgreementState.Lapsed),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (agreement, stop) => await watches.StartAsync(client, agreement.Dossier, FirstLook(), stop));
        return entered.Count;

        // Over an hour: each look reads the register, and may send a mail that has come due.
        DateTimeOffset FirstLook() => time.GetUtcNow().AddMinutes(1 + Random.Shared.Next(60));
    }
}
