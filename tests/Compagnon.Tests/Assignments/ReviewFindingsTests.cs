using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Assignments;

public sealed class ReviewFindingsTests
{
    private static readonly DossierKey Dossier = new("val-de-dore", "7kq4m2xz9abc");

    private static readonly IReadOnlyList<Piece> Pieces =
        [.. "cv lieu rib piece-word diplome".Split(' ').Select(id => new Piece(id, id, "", id != "rib"))];

    private static readonly Gen<ReviewFindings> AnyFindings =
        from states in Gen.Elements(Enum.GetValues<PieceState>()).ArrayOf(Pieces.Count)
        from words in Gen.Elements("", "Il est coupé.", "piece:cv\nstep:Place").ArrayOf(Pieces.Count)
        from steps in Gen.SubListOf(Enum.GetValues<FormStep>())
        select new ReviewFindings(
            Pieces.Select((piece, i) => (piece.Id, new PieceFinding(states[i], words[i]))).ToDictionary(),
            new SortedDictionary<FormStep, string>(steps.ToDictionary(step => step, step => "Reprenez " + step)));

    [Fact]
    public void What_a_review_said_is_read_back_from_its_claim() => Prop.ForAll(AnyFindings.ToArbitrary(), findings =>
        IsSame(findings, ReviewFindings.Of(ClaimOf(findings)))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_accepted_is_never_asked_for_and_all_else_is() => Prop.ForAll(AnyFindings.ToArbitrary(), findings =>
    {
        var asked = ReviewFindings.Of(ClaimOf(findings)).Asked;
        return Pieces.All(piece => asked.Contains(piece.Id) == (findings.Pieces[piece.Id].State != PieceState.Accepted))
            && findings.IsAllAccepted == (asked.Count == 0 && findings.Steps.Count == 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_accepted_stays_so_by_default_and_nothing_else_is_chosen_before_somebody_looks() =>
        Prop.ForAll(AnyFindings.ToArbitrary(), findings => Pieces.All(piece =>
        {
            var row = new ReviewPiece(piece, null, findings.Pieces[piece.Id], IsNew: false);
            return row.Default == (findings.Pieces[piece.Id].State == PieceState.Accepted ? PieceState.Accepted : null)
                && (row with { IsNew = true }).Default is null;
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void A_piece_that_a_claim_only_names_is_missing() => Assert.Equal(
        new PieceFinding(PieceState.Missing, ""),
        ReviewFindings.Of(new Claim(Dossier, "review-1", Choices.Missing, ["cv"], "", "x", default)).Pieces["cv"]);

    private static Claim ClaimOf(ReviewFindings findings) => new(
        Dossier, "review-1", findings.IsAllAccepted ? Choices.Complete : Choices.Missing, findings.Asked, "", "x", default, findings.ToData());

    private static bool IsSame(ReviewFindings one, ReviewFindings other) =>
        one.Pieces.OrderBy(pair => pair.Key).SequenceEqual(other.Pieces.OrderBy(pair => pair.Key)) && one.Steps.SequenceEqual(other.Steps);
}
