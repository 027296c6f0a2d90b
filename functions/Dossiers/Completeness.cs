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

    /// <summary>What is lacking of <paramref name="record"/>.</summary>
    /// <param name="faculty">The procedure as it holds for it (<see cref="Faculty.For"/>).</param>
    /// <param name="record">The dossier.</param>
    /// <param name="documents">Its documents, by piece.</param>
    /// <param name="form">Its form.</param>
    public static Completeness Of(
        Faculty faculty, DossierRecord record, IReadOnlyDictionary<string, Document> documents, StoredForm form) => new(
        [.. faculty.Pieces.Where(piece => piece.Required && !documents.ContainsKey(piece.Id))],
        form.LackingOf(StepForm.Of(record)),
        record.CharterVersion != faculty.Charter.Version);
}
