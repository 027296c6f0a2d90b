using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Storage;

namespace Compagnon.Journal;

/// <summary>The journal of each dossier: who did what, when. Only ever added to.</summary>
public sealed class JournalBook(StorageClients storage, FacultyBook faculties)
{
    private const int LongestDetail = 2000;

    /// <summary>Writes one line. Writing it again (the same fact, moment, person and detail) changes nothing.</summary>
    public async Task AppendAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        var detail = entry.Detail.Length <= LongestDetail ? entry.Detail : entry.Detail[..(LongestDetail - 1)] + "…";
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        await table.TryAddAsync(
            new TableEntity(entry.Dossier.Id, Row(entry, detail))
            {
                ["Faculty"] = entry.Dossier.Faculty,
                ["At"] = entry.At.ToUniversalTime(),
                ["Fact"] = (int)entry.Fact,
                ["By"] = entry.By,
                ["Detail"] = detail,
            },
            cancellation);
    }

    /// <summary>All lines of a dossier, oldest first.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="doctor">How the reader calls the doctor: « vous » on the doctor's own page, the doctor's name on the
    /// department's.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<IReadOnlyList<JournalLine>> ReadAsync(
        DossierKey dossier, string doctor = "le médecin", CancellationToken cancellation = default)
    {
        var people = faculties.Find(dossier.Faculty)?.People ?? [];
        var lines = new List<JournalLine>();
        var table = await storage.TableAsync(TableNames.Journal, cancellation);
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
        {
            var fact = (JournalFact)(row.GetInt32("Fact") ?? 0);
            lines.Add(new JournalLine(
                row.Moment("At"),
                fact,
                JournalSentences.Of(fact, row.Text("Detail")),
                Who(row.Text("By")),
                JournalSentences.IsPublic(fact)));
        }

        return lines;

        string Who(string by) => by switch
        {
            "" => "",
            Link.Doctor => doctor,
            _ => people.FirstOrDefault(person => person.Id == by)?.Name ?? "le département",
        };
    }

    // Time first, so that a partition reads in order; then what makes two things of one moment two lines.
    private static string Row(JournalEntry entry, string detail)
    {
        var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.By}\n{detail}")))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcTicks:D19}-{(int)entry.Fact:D3}-{print}");
    }
}
