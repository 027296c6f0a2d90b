using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;

namespace Compagnon.Dossiers;

/// <summary>
/// Lines of the journal that a crash left out, because it came between what a doctor did and the line about it: written from what is
/// stored, with the moment that stands there. Whoever takes the dossier over asks for it.
/// </summary>
public sealed class UnwrittenLines(
    DossierBook dossiers, DocumentBook documents, FormBook forms, FacultyBook faculties, JournalBook journal)
{
    /// <summary>Writes what is missing about a submitted dossier and its documents. Doing so again changes nothing.</summary>
    public async Task WriteAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { Submitted: { } submitted } record) return;

        // What follows from an agreement was asked for by nobody's form, and its address and charter may have been accepted long before it.
        if (record.Kind == DossierKind.Candidacy)
        {
            await (record.OpenedBy.Length > 0
                ? AppendAsync(record.Created, JournalFact.OpenedByDesk, record.OpenedBy)
                : AppendAsync(record.Created, JournalFact.CandidacyReceived));
            if (record.Confirmed is { } confirmed) await AppendAsync(confirmed, JournalFact.AddressConfirmed);
        }

        if (record.CharterAccepted is { } accepted && accepted >= record.Created) await AppendAsync(accepted, JournalFact.CharterAccepted, detail: record.CharterVersion);
        await WriteDocumentsAsync(record, cancellation);
        foreach (var step in (await forms.FindAsync(dossier, cancellation)).Steps.Values.Where(step => step.By != Link.Doctor))
            await AppendAsync(step.At, JournalFact.StepFilled, step.By, StepForm.Of(step.Step).Title);
        await AppendAsync(submitted, JournalFact.Submitted, record.SubmittedBy);

        Task AppendAsync(DateTimeOffset at, JournalFact fact, string by = Link.Doctor, string detail = "") =>
            journal.AppendAsync(new JournalEntry(dossier, at, fact, by, detail), cancellation);
    }

    private async Task WriteDocumentsAsync(DossierRecord record, CancellationToken cancellation)
    {
        var written = (await journal.ReadAsync(record.Key, cancellation: cancellation))
            .Where(line => line.Fact is JournalFact.DocumentAdded or JournalFact.DocumentReplaced)
            .CountBy(line => line.At)
            .ToDictionary();
        // Two documents may share a moment; then there are as many lines of it.
        var unwritten = (await documents.ListAsync(record.Key, cancellation)).Values
            .GroupBy(document => document.At)
            .Where(deposited => written.GetValueOrDefault(deposited.Key) < deposited.Count())
            .SelectMany(deposited => deposited)
            .ToList();
        if (unwritten.Count == 0) return;

        var procedure = await faculties.ProcedureAsync(record.Key.Faculty, record.ProcedureId, cancellation);
        foreach (var document in unwritten)
        {
            var label = procedure.Pieces.FirstOrDefault(piece => piece.Id == document.Piece)?.Label ?? document.Piece;
            var entry = new JournalEntry(record.Key, document.At, JournalFact.DocumentAdded, document.By, label);
            await journal.AppendAsync(entry, cancellation);
        }
    }
}
