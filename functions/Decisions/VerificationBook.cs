using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>
/// The codes on certificates and letters, by which anybody can ask whether one holds, or is the faculty's. A code has 60 random bits and says nothing by itself; it has the
/// form of a dossier's id, and is none.
/// </summary>
public sealed class VerificationBook(StorageClients storage)
{
    private const string ByCode = "code";

    // A code that another paper has, or somebody who was quicker: the second time something is found.
    private const int Tries = 5;

    /// <summary>The code of the agreement on a dossier: made once, the same ever after.</summary>
    public Task<string> CodeOfAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        CodeOfAsync(dossier, "", null, cancellation);

    /// <summary>
    /// The code of a letter, which is its number too: made when it is first read, the same ever after.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="outcome">The assignment whose answer the letter tells: <c>commission-2</c>.</param>
    /// <param name="day">The letter's day.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public Task<string> CodeOfLetterAsync(DossierKey dossier, string outcome, LocalDate day, CancellationToken cancellation = default) =>
        CodeOfAsync(dossier, "~" + outcome, day, cancellation);

    private async Task<string> CodeOfAsync(DossierKey dossier, string paper, LocalDate? letter, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Verifications, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            if (await table.FindAsync(dossier.Faculty, dossier.Id + paper, cancellation) is { } known) return known.Text("Code");

            // The way from the code first: a code that stands on a paper always leads to it. One that a crash, or somebody who was quicker,
            // left without a paper leads to the dossier too, and nobody has it.
            var code = DossierKey.New(dossier.Faculty).Id;
            if (await table.TryAddAsync(OfCode(dossier, code, letter), cancellation)
                && await table.TryAddAsync(OfDossier(dossier, code, paper), cancellation))
                return code;
        }

        throw new InvalidOperationException($"The code of {dossier.Reference} was there and is gone; codes are never removed.");
    }

    /// <summary>The row that says the code of a dossier's agreement, or of one of its letters.</summary>
    internal static TableEntity OfDossier(DossierKey dossier, string code, string paper = "") =>
        new(dossier.Faculty, dossier.Id + paper) { ["Code"] = code };

    /// <summary>The row that leads from a code to its dossier.</summary>
    internal static TableEntity OfCode(DossierKey dossier, string code, LocalDate? letter = null) => new(ByCode, code)
    {
        ["Faculty"] = dossier.Faculty,
        ["Dossier"] = dossier.Id,
        ["Letter"] = letter is { } day ? LocalDatePattern.Iso.Format(day) : null,
    };

    /// <summary>The paper that has this code; null where none has.</summary>
    /// <param name="code">As <see cref="DossierKey.ReadId"/> reads what was typed.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<CodedPaper?> FindAsync(string code, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Verifications, cancellation);
        return await table.FindAsync(ByCode, code, cancellation) is { } row
            ? new CodedPaper(
                new DossierKey(row.Text("Faculty"), row.Text("Dossier")),
                row.GetString("Letter") is { } day ? LocalDatePattern.Iso.Parse(day).GetValueOrThrow() : null)
            : null;
    }
}

/// <summary>What a code stands on.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Letter">The day of the letter that it stands on; null where it stands on the agreement's certificate.</param>
public sealed record CodedPaper(DossierKey Dossier, LocalDate? Letter);
