using Compagnon.Dossiers.Form;
using Compagnon.Faculties;

namespace Compagnon.Dossiers;

/// <summary>What a draft still lacks before it can be submitted.</summary>
/// <param name="Pieces">Required pieces without a document.</param>
/// <param name="Steps">Steps of the form that are not filled, or have something to be corrected.</param>
/// <param name="Charter">Whether the faculty's charter, in its version of today, is still to be accepted.</param>
public sealed record Completeness(IReadOnlyList<Piece> Pieces, IReadOnlyList<FormStep> Steps, bool Charter)
{
    /// <summary>Whether nothing is lacking.</summary>
    public bool IsWhole => Pieces.Count == 0 && Steps.Count == 0 && !Charter;

    /// <summary>What is lacking of <paramref name="record"/> under <paramref name="faculty"/>'s procedure.</summary>
    public static Completeness Of(
        Faculty faculty, DossierRecord record, IReadOnlyDictionary<string, Document> documents, StoredForm form) => new(
        [.. faculty.For(record.Kind).Pieces.Where(piece => piece.Required && !documents.ContainsKey(piece.Id))],
        form.LackingOf(record.Kind),
        record.CharterVersion != faculty.Charter.Version);
}
