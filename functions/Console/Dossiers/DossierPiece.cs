using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;

namespace Compagnon.Consoles;

/// <summary>A piece of a dossier with what was said of it. Pure.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Document">Its document, as it was handed over; null where there is none.</param>
/// <param name="Finding">What the last review said of it; null before one.</param>
/// <param name="IsNew">Whether the document has come since that review.</param>
public sealed record DossierPiece(Piece Piece, Document? Document, PieceFinding? Finding, bool IsNew)
{
    /// <summary>« Acceptée », « À vérifier », « À refaire », « Absente ».</summary>
    public string StateText => (Document, Finding) switch
    {
        (null, { State: PieceState.Accepted }) => "Pas nécessaire",
        (null, null) => Piece.Required ? "Absente" : "Facultative, absente",
        (null, { } said) => ReviewFindings.TextOf(said.State),
        (_, null) => "À vérifier",
        (_, _) when IsNew => "Nouvelle version, à vérifier",
        (_, { } said) => ReviewFindings.TextOf(said.State),
    };

    /// <summary>Whether nothing more is wanted of it.</summary>
    public bool IsAccepted => Finding?.State == PieceState.Accepted && !IsNew;

    /// <summary>The pieces in the procedure's order.</summary>
    /// <param name="pieces">The procedure's pieces.</param>
    /// <param name="documents">What was handed over, by piece.</param>
    /// <param name="assignments">What was asked, oldest first.</param>
    /// <param name="claims">The answers.</param>
    public static IReadOnlyList<DossierPiece> Of(
        IReadOnlyList<Piece> pieces,
        IReadOnlyDictionary<string, Document> documents,
        IReadOnlyList<Assignment> assignments,
        IReadOnlyDictionary<string, Claim> claims)
    {
        var review = assignments.Where(assignment => assignment.Kind == AssignmentKind.Review)
            .Select(assignment => claims.GetValueOrDefault(assignment.Id))
            .LastOrDefault(claim => claim is { Choice: Choices.Complete or Choices.Missing });
        var findings = review is null ? ReviewFindings.None : ReviewFindings.Of(review);
        return
        [
            .. pieces.Select(piece =>
            {
                var document = documents.GetValueOrDefault(piece.Id);
                return new DossierPiece(
                    piece,
                    document,
                    findings.Pieces.GetValueOrDefault(piece.Id),
                    review is not null && document is not null && document.At > review.At);
            }),
        ];
    }
}
