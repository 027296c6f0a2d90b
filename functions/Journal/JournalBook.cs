using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Compagnon.Acting;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Storage;

namespace Compagnon.Journal;

/// <summary>The journal of each dossier: who did what, when. Only ever added to.</summary>
public sealed class JournalBook(StorageClients storage, FacultyBook faculties)
{
    private const int LongestDetail = 2000;

    // What tables can compare with, well around all that there is.
    private static readonly DateTimeOffset Beginning = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero), End = new(2900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes one line. Writing it again (the same fact, moment, person and detail) changes nothing.</summary>
    public async Task AppendAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        var detail = entry.Detail.Length <= LongestDetail ? entry.Detail : entry.Detail[..(LongestDetail - 1)] + "…";
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        var row = new TableEntity(entry.Dossier.Id, Row(entry, detail))
        {
            ["Faculty"] = entry.Dossier.Faculty,
            ["At"] = entry.At.ToUniversalTime(),
            ["Fact"] = (int)entry.Fact,
            ["By"] = entry.By,
            ["Detail"] = detail,
        };
        if (entry.Actor is { } actor) row["Actor"] = actor;
        await table.TryAddAsync(row, cancellation);
    }

    /// <summary>All lines of a dossier, oldest first.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="doctor">How the reader calls the doctor: « vous » on the doctor's own page, the doctor's name on the
    /// department's.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public Task<IReadOnlyList<JournalLine>> ReadAsync(
        DossierKey dossier, string doctor = "le médecin", CancellationToken cancellation = default) =>
        ReadAsync(dossier, null, null, doctor, cancellation);

    /// <summary>The lines of a dossier between two moments, oldest first.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="from">The first moment; null for the beginning.</param>
    /// <param name="until">The moment before which they end; null for no end.</param>
    /// <param name="doctor">How the reader calls the doctor.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<IReadOnlyList<JournalLine>> ReadAsync(
        DossierKey dossier, DateTimeOffset? from, DateTimeOffset? until, string doctor, CancellationToken cancellation = default)
    {
        var lines = new List<JournalLine>();
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {dossier.Id} and RowKey ge {RowOf(from ?? DateTimeOffset.MinValue)} and RowKey lt {RowOf(until ?? DateTimeOffset.MaxValue)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) lines.Add(LineOf(dossier.Faculty, row, doctor));
        return lines;
    }

    /// <summary>Some lines of a dossier, or of a faculty's own journal, oldest first.</summary>
    /// <param name="dossier">The dossier, or <see cref="OfFaculty"/>.</param>
    /// <param name="facts">Which facts: those between the two, both included.</param>
    /// <param name="since">Only what happened from then on.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<IReadOnlyList<JournalLine>> ReadAsync(
        DossierKey dossier, (JournalFact First, JournalFact Last) facts, DateTimeOffset since, int most, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        var (from, first, last) = (RowOf(since), (int)facts.First, (int)facts.Last);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {dossier.Id} and RowKey ge {from} and Fact ge {first} and Fact le {last}");
        return await table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)
            .Take(most).Select(row => LineOf(dossier.Faculty, row, "le médecin")).ToListAsync(cancellation);
    }

    /// <summary>
    /// Everything that is written about a faculty and its dossiers, dossier by dossier, each oldest first. It looks through the whole table:
    /// for exports.
    /// </summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="from">From when on; null for the beginning.</param>
    /// <param name="until">Before when; null for no end.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async IAsyncEnumerable<JournalEntry> ListAsync(
        string faculty, DateTimeOffset? from, DateTimeOffset? until, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        var (first, end) = (from ?? Beginning, until ?? End);
        var filter = TableClient.CreateQueryFilter($"Faculty eq {faculty} and At ge {first} and At lt {end}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            yield return new JournalEntry(
                new DossierKey(faculty, row.PartitionKey), row.Moment("At"), FactOf(row), row.Text("By"), row.Text("Detail"))
            {
                Actor = row.GetString("Actor"),
            };
        }
    }

    /// <summary>Under which key a faculty's own journal stands: what happened to no dossier.</summary>
    public static DossierKey OfFaculty(string faculty) => new(faculty, $"faculty~{faculty}");

    private JournalLine LineOf(string faculty, TableEntity row, string doctor)
    {
        var fact = FactOf(row);
        return new JournalLine(
            row.Moment("At"),
            fact,
            JournalSentences.Of(fact, row.Text("Detail")),
            Actor.Of(Who(faculty, row.Text("By"), doctor), row.GetString("Actor")),
            JournalSentences.IsPublic(fact));
    }

    /// <summary>Who did something, as people know them; empty where nobody did it.</summary>
    public string Who(string faculty, string by, string doctor) => by switch
    {
        "" => "",
        Link.Doctor => doctor,
        _ => faculties.Find(faculty)?.FindPerson(by)?.Name ?? "le département",
    };

    private static JournalFact FactOf(TableEntity row) => (JournalFact)(row.GetInt32("Fact") ?? 0);

    private static string RowOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D19}");

    // Time first, so that a partition reads in order; then what makes two things of one moment two lines.
    private static string Row(JournalEntry entry, string detail)
    {
        var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.By}\n{detail}")))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"{RowOf(entry.At)}-{(int)entry.Fact:D3}-{print}");
    }
}
