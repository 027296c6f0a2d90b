using Compagnon.Faculties;
using Compagnon.Journal;

namespace Compagnon.Dossiers;

/// <summary>
/// The steps beside the transaction that makes a document or removes it: the line of a removal, and a blob that no row names. Whoever
/// removes takes them at once; what a crash left of them, the sweep takes from the note that stands before all.
/// </summary>
public sealed class UnfinishedDocuments(DossierBook dossiers, DocumentBook documents, FacultyBook faculties, JournalBook journal)
{
    /// <summary>Finishes a change. Doing so again, or where nothing was left, changes nothing.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="change"><see cref="Document.Change"/>.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>Whether anything was left to do.</returns>
    public async Task<bool> FinishAsync(DossierKey dossier, string change, CancellationToken cancellation = default)
    {
        var removal = await documents.FindRemovalAsync(dossier, change, cancellation);
        if (removal is not null) await WriteAsync(removal, change, cancellation);
        return await documents.RemoveUnnamedAsync(dossier, change, cancellation) || removal is not null;
    }

    private async Task WriteAsync(Removal removal, string change, CancellationToken cancellation)
    {
        var (document, dossier) = (removal.Document, removal.Document.Dossier);
        var procedure = await dossiers.FindAsync(dossier, cancellation) is { ProcedureId: { Length: > 0 } id }
            ? await faculties.ProcedureAsync(dossier.Faculty, id, cancellation)
            : faculties.Find(dossier.Faculty);
        var label = procedure?.Pieces.FirstOrDefault(piece => piece.Id == document.Piece)?.Label ?? document.Piece;
        await journal.AppendAsync(
            new JournalEntry(dossier, removal.At, JournalFact.DocumentRemoved, removal.By, label), cancellation);
        await documents.ForgetRemovalAsync(dossier, change, cancellation);
    }
}
