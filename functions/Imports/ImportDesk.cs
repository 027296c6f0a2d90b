using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Faculties;
using Compagnon.Storage;
using Compagnon.Territories;
using Microsoft.DurableTask.Client;

namespace Compagnon.Imports;

/// <summary>Where tables of agreements are kept, looked at and started.</summary>
public sealed partial class ImportDesk(
    SentTables tables, ImportBook book, AgreementRegister register, AgreementNumbers numbers, CommuneBook communes, TimeProvider time)
{
    private const string Kind = "agreements";

    // The table that was read last: the steps of an import read the same one again and again.
    private volatile Kept? last;

    private sealed record Kept(string Table, string Faculty, DateTimeOffset Day, ImportReading Reading);

    /// <summary>Keeps a table that was sent.</summary>
    /// <returns>Its id.</returns>
    public Task<string> KeepAsync(Faculty faculty, byte[] content, CancellationToken cancellation = default) =>
        tables.KeepAsync(Kind, faculty.Id, content, cancellation);

    /// <summary>A table as it is read today; null where there is none (any more).</summary>
    public async Task<ImportReading?> ReadAsync(Faculty faculty, string table, CancellationToken cancellation = default)
    {
        var today = ParisTime.DayOf(time.GetUtcNow());
        var day = ParisTime.StartOf(today);
        if (last is { } kept && kept.Table == table && kept.Faculty == faculty.Id && kept.Day == day) return kept.Reading;
        if (await tables.FindAsync(Kind, faculty.Id, table, cancellation) is not { } content) return null;

        var reading = ImportReading.Of(content, faculty, communes, today);
        last = new Kept(table, faculty.Id, day, reading);
        return reading;
    }

    /// <summary>What would become of a table now; null where there is none (any more).</summary>
    public async Task<ImportPlan?> PlanAsync(Faculty faculty, string table, CancellationToken cancellation = default)
    {
        if (await ReadAsync(faculty, table, cancellation) is not { } reading) return null;

        var known = await book.ListAsync(faculty.Id, cancellation);
        var entered = new Dictionary<string, EnteredAgreement>(StringComparer.Ordinal);
        await foreach (var agreement in register.ListAsync(faculty.Id, cancellation))
            entered[agreement.Dossier.Id] = new EnteredAgreement(agreement.Rpps, agreement.Number);
        return ImportPlan.Of(reading, known, entered, ParisTime.DayOf(time.GetUtcNow()));
    }

    /// <summary>Starts entering a table, unless that is under way. One that was entered, or failed, is begun again.</summary>
    public async Task StartAsync(
        DurableTaskClient client, Faculty faculty, string table, string by, CancellationToken cancellation = default)
    {
        var instance = AgreementImport.InstanceOf(faculty.Id, table);
        if (await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellation) is { IsCompleted: false }) return;
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                AgreementImport.Orchestration,
                new ImportJob(faculty.Id, table, by, time.GetUtcNow()),
                new Microsoft.DurableTask.StartOrchestrationOptions { InstanceId = instance },
                cancellation);
        }
        catch (InvalidOperationException)
        {
            // Somebody else started it a moment ago, which is what was wanted.
        }
    }

    /// <summary>Takes care that no number is given to another agreement that a table names in the faculty's own way (<c>2025-0012</c>).</summary>
    public async Task ReserveNumbersAsync(string faculty, IEnumerable<ImportLine> lines, CancellationToken cancellation = default)
    {
        var years = lines.Select(line => OwnNumber().Match(line.Number)).Where(match => match.Success)
            .GroupBy(match => Value(match, "year"), match => Value(match, "rank"));
        foreach (var year in years) await numbers.ReserveAsync(faculty, year.Key, year.Max(), cancellation);

        static int Value(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<year>[0-9]{4})-(?<rank>[0-9]{4,6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnNumber();
}
