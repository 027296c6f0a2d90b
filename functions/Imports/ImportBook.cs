using Azure.Data.Tables;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Imports;

/// <summary>What is kept of a line that was entered: which entry it has become.</summary>
/// <param name="Dossier">Id of the entry, and of its dossier.</param>
/// <param name="Code">The code on its certificate.</param>
/// <param name="Prints"><see cref="ImportLine.Prints"/>.</param>
public sealed record ImportMark(string Dossier, string Code, string Prints);

/// <summary>
/// Enters agreements by the hundred: the rows of one table and partition in one transaction. The mark comes first, so that a
/// repetition finds the ids that were drawn; the register's entry comes last, so that whatever has one has everything.
/// </summary>
public sealed class ImportBook(
    StorageClients storage, DossierBook dossiers, AgreementRegister register, AgreementNumbers numbers, AddressBook addresses)
{
    /// <summary>The most rows of one transaction.</summary>
    private const int Rows = 100;

    // Storage answers many at once; more than that only wait for each other.
    private const int AtOnce = 16;

    /// <summary>What was entered from tables in a faculty, by <see cref="ImportLine.Id"/>.</summary>
    public async Task<IReadOnlyDictionary<string, ImportMark>> ListAsync(string faculty, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Imports, cancellation);
        var known = new Dictionary<string, ImportMark>(StringComparer.Ordinal);
        await foreach (var row in table.PartitionAsync(faculty, cancellation)) known[row.RowKey] = Read(row);
        return known;
    }

    /// <summary>Enters agreements, without their watches. Entering them again changes nothing.</summary>
    /// <param name="job">For whom, since when.</param>
    /// <param name="procedure">SHA-256 of the procedure that their dossiers name.</param>
    /// <param name="lines">The agreements.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The register's entries in the lines' order, and whether each was entered by this call.</returns>
    public async Task<IReadOnlyList<(AgreementRecord Agreement, bool IsNew)>> EnterAsync(
        ImportJob job, string procedure, IReadOnlyList<ImportLine> lines, CancellationToken cancellation = default)
    {
        var marks = await MarkAsync(job.Faculty, lines, cancellation);
        var all = lines.Select(line => Entry(job, line, marks[line.Id])).ToList();
        var given = GiveNumbersAsync(all, cancellation);
        await Task.WhenAll(
            given,
            dossiers.PutAsync([.. lines.Zip(all, (line, entry) => Dossier(job, procedure, line, entry))], cancellation),
            PutCodesAsync(all, cancellation),
            Parallel.ForEachAsync(
                lines.Zip(all),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (pair, stop) => await addresses.AddAsync(pair.First.Doctor.Address, pair.Second.Dossier, stop)));
        var numbered = await given;
        var entered = await Task.WhenAll(numbered.Chunk(Rows / 2).Select(async chunk =>
        {
            var isNew = await register.EnterAllAsync(chunk, cancellation);
            return chunk.Select(entry => (entry, isNew));
        }));
        return [.. entered.SelectMany(chunk => chunk)];
    }

    private static AgreementRecord Entry(ImportJob job, ImportLine line, ImportMark mark) => new(
        new DossierKey(job.Faculty, mark.Dossier), line.Doctor.FullName, line.Doctor.Rpps, line.Doctor.Departement, line.From, line.Until,
        line.Until < job.Day ? AgreementState.Lapsed : line.Recommendations.Length > 0 ? AgreementState.Conditional : AgreementState.Active,
        job.By, job.At)
    {
        Number = line.Number,
        Code = mark.Code,
        Specialty = line.Specialty,
        Category = line.Category,
        Levels = line.Levels,
        Commune = line.Commune,
        Site = line.Site,
        Interns = line.Interns,
        Recommendations = line.Recommendations,
        Terms = [new GrantedTerm(line.From, line.Until, mark.Dossier, line.Recommendations.Length > 0)],
        Imported = job.Day,
    };

    private static DossierRecord Dossier(ImportJob job, string procedure, ImportLine line, AgreementRecord entry) => new()
    {
        Key = entry.Dossier,
        Doctor = line.Doctor,
        State = DossierState.Granted,
        Since = ParisTime.At(line.From, 0),
        Created = job.At,
        Confirmed = job.At,
        Submitted = job.At,
        SubmittedBy = job.By,
        ProcedureId = procedure,
    };

    /// <summary>The marks of these lines: those that are there, and new ones with ids drawn for them.</summary>
    private async Task<IReadOnlyDictionary<string, ImportMark>> MarkAsync(
        string faculty, IReadOnlyList<ImportLine> lines, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Imports, cancellation);
        var found = await Task.WhenAll(lines.Chunk(Rows).Select(async chunk =>
        {
            var drawn = chunk.Select(line => (line.Id, Mark: new ImportMark(
                DossierKey.New(faculty).Id, DossierKey.New(faculty).Id, line.Prints))).ToList();
            try
            {
                await table.SubmitTransactionAsync(
                    drawn.Select(pair => new TableTransactionAction(TableTransactionActionType.Add, Write(faculty, pair.Id, pair.Mark))), cancellation);
                return drawn;
            }
            catch (TableTransactionFailedException there) when (there.Status == 409)
            {
                // A part of them was marked before a crash.
                for (var i = 0; i < drawn.Count; i++)
                {
                    var (id, mark) = drawn[i];
                    if (!await table.TryAddAsync(Write(faculty, id, mark), cancellation))
                        drawn[i] = (id, Read((await table.FindAsync(faculty, id, cancellation))!));
                }

                return drawn;
            }
        }));
        return found.SelectMany(pairs => pairs).ToDictionary(pair => pair.Id, pair => pair.Mark);
    }

    // Numbers that the faculty gave are kept as they are; the others are given in the year in which the agreement began.
    private async Task<IReadOnlyList<AgreementRecord>> GiveNumbersAsync(IReadOnlyList<AgreementRecord> all, CancellationToken cancellation)
    {
        var given = new Dictionary<DossierKey, string>();
        foreach (var chunk in all.Where(entry => entry.Number.Length > 0).Chunk(Rows))
            await numbers.KeepAllAsync([.. chunk.Select(entry => (entry.Dossier, entry.Number))], cancellation);
        foreach (var year in all.Where(entry => entry.Number.Length == 0).GroupBy(entry => entry.From.Year))
        {
            foreach (var chunk in year.Chunk(Rows - 1))
            {
                foreach (var (dossier, number) in await numbers.GiveAllAsync([.. chunk.Select(entry => entry.Dossier)], year.Key, cancellation))
                    given[dossier] = number;
            }
        }

        return [.. all.Select(entry => entry.Number.Length > 0 ? entry : entry with { Number = given[entry.Dossier] })];
    }

    private async Task PutCodesAsync(IReadOnlyList<AgreementRecord> all, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Verifications, cancellation);
        await Task.WhenAll(all.Chunk(Rows).SelectMany(chunk => (Task[])
        [
            PutAsync(chunk.Select(entry => VerificationBook.OfDossier(entry.Dossier, entry.Code))),
            PutAsync(chunk.Select(entry => VerificationBook.OfCode(entry.Dossier, entry.Code))),
        ]));

        Task PutAsync(IEnumerable<TableEntity> rows) => table.SubmitTransactionAsync(
            rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellation);
    }

    private static TableEntity Write(string faculty, string id, ImportMark mark) => new(faculty, id)
    {
        ["Dossier"] = mark.Dossier,
        ["Code"] = mark.Code,
        ["Prints"] = mark.Prints,
    };

    private static ImportMark Read(TableEntity row) => new(row.Text("Dossier"), row.Text("Code"), row.Text("Prints"));
}
