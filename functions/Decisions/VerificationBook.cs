using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Decisions;

/// <summary>
/// The codes on certificates, by which anybody can ask whether one holds. A code has 60 random bits and says nothing by itself; it has the
/// form of a dossier's id, and is none.
/// </summary>
public sealed class VerificationBook(StorageClients storage)
{
    private const string ByCode = "code";

    /// <summary>The code of the agreement on a dossier: made once, the same ever after.</summary>
    public async Task<string> CodeOfAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Verifications, cancellation);
        var row = OfDossier(dossier, DossierKey.New(dossier.Faculty).Id);
        var code = await table.TryAddAsync(row, cancellation)
            ? row.Text("Code")
            : (await table.FindAsync(dossier.Faculty, dossier.Id, cancellation))?.Text("Code")
                ?? throw new InvalidOperationException($"The code of {dossier.Reference} was there and is gone; codes are never removed.");
        // After a crash between the two rows, the next to ask writes the second.
        await table.TryAddAsync(OfCode(dossier, code), cancellation);
        return code;
    }

    /// <summary>The row that says a dossier's code.</summary>
    internal static TableEntity OfDossier(DossierKey dossier, string code) => new(dossier.Faculty, dossier.Id) { ["Code"] = code };

    /// <summary>The row that leads from a code to its dossier.</summary>
    internal static TableEntity OfCode(DossierKey dossier, string code) =>
        new(ByCode, code) { ["Faculty"] = dossier.Faculty, ["Dossier"] = dossier.Id };

    /// <summary>The dossier whose agreement has this code; null where none has.</summary>
    /// <param name="code">As <see cref="DossierKey.ReadId"/> reads what was typed.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<DossierKey?> FindAsync(string code, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Verifications, cancellation);
        return await table.FindAsync(ByCode, code, cancellation) is { } row
            ? new DossierKey(row.Text("Faculty"), row.Text("Dossier"))
            : null;
    }
}
