using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;

namespace Compagnon.Tests.Assignments;

/// <summary>What a secretariat's form sends.</summary>
internal static class Reviews
{
    /// <summary>Every piece is accepted but those that are named, which are missing.</summary>
    /// <param name="procedure">Whose pieces.</param>
    /// <param name="word">On each of them.</param>
    /// <param name="asked">Ids of the pieces that are missing.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Fields(Faculty procedure, string word, params IReadOnlyList<string> asked) =>
    [
        .. procedure.Pieces.SelectMany(piece => (IEnumerable<KeyValuePair<string, string>>)
        [
            new(ReviewForm.StateField(piece.Id), asked.Contains(piece.Id) ? "missing" : "accepted"),
            new(ReviewForm.WordField(piece.Id), asked.Contains(piece.Id) ? word : ""),
        ]),
    ];

    /// <summary>A page of a review on which no piece has a document and nothing was said before.</summary>
    public static ReviewModel Model(IReadOnlyList<Piece> pieces) => new(
        [.. pieces.Select(piece => new ReviewPiece(piece, null, null, IsNew: false))],
        [.. StepForm.Of(DossierKind.Candidacy).Select(step => new ReviewStep(step, null, IsNew: false))]);
}
