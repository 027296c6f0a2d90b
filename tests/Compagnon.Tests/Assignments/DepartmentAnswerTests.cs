using Compagnon.Assignments;
using Compagnon.Faculties;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Compagnon.Tests.Assignments;

public sealed class DepartmentAnswerTests
{
    private static readonly Faculty Procedure = new(
        "f", "Faculté", "Département", ["63"], new Mailbox("m@exemple.fr", "M"), [],
        [new Piece("cv", "CV", "", true), new Piece("lieu", "Lieu", "", true)], [], new Term(1, 5), new Delays(7, [7], 30, [7], [7], 30),
        new Charter("1", ["Texte"]), "Recours");

    [Theory]
    [InlineData("granted", "")]
    [InlineData("refused", "Pas assez d’activité.")]
    public void A_whole_decision_is_taken(string choice, string word) => Assert.Empty(DecisionForm.Check(Answer(choice, word)).All);

    [Theory]
    [InlineData("", "", "choix")]
    [InlineData("complete", "", "choix")]
    [InlineData("withdrawn", "", "choix")]
    [InlineData("refused", " \t\n ", "mot")]
    public void What_is_missing_in_a_decision_is_said_at_its_field(string choice, string word, string field) =>
        Assert.Equal([field], DecisionForm.Check(Answer(choice, word)).All.Select(error => error.Field));

    [Theory]
    [InlineData("piece-cv=accepted&piece-lieu=accepted", "complete", "", "")]
    [InlineData("piece-cv=accepted&piece-lieu=accepted&mot-piece-cv=Parfait.&mot=Merci.", "complete", "", "")]
    [InlineData("piece-cv=missing&piece-lieu=accepted&mot-piece-cv=Il+manque.", "missing", "cv", "")]
    [InlineData("piece-cv=accepted&piece-lieu=accepted&reprise-lieu=oui&mot-reprise-lieu=Quelle+commune+%3F", "missing", "", "")]
    [InlineData("piece-cv=accepted&piece-lieu=accepted&mot-reprise-lieu=Non+coch%C3%A9", "complete", "", "")]
    [InlineData("", "", "", "piece-cv piece-lieu")]
    [InlineData("choix=complete&pieces=cv", "", "", "piece-cv piece-lieu")]
    [InlineData("piece-cv=accepted", "", "", "piece-lieu")]
    [InlineData("piece-cv=accepted&piece-lieu=perhaps", "", "", "piece-lieu")]
    [InlineData("piece-cv=missing&piece-lieu=missing&mot-piece-cv=+%0A&mot-piece-lieu=Oui", "missing", "cv lieu", "mot-piece-cv")]
    [InlineData("piece-cv=accepted&piece-lieu=accepted&piece-rib=missing", "complete", "", "")]
    [InlineData("piece-cv=accepted&piece-lieu=accepted&reprise-lieu=oui", "missing", "", "mot-reprise-lieu")]
    public void A_review_follows_from_what_is_said_piece_by_piece(string typed, string choice, string asked, string wrong)
    {
        var model = Reviews.Model(Procedure.Pieces);
        var answer = ReviewForm.Read(DepartmentAnswer.From(new FormCollection(QueryHelpers.ParseQuery(typed))), model);

        Assert.Equal((choice, asked), (answer.Choice, string.Join(' ', answer.Pieces)));
        Assert.Equal(wrong, string.Join(' ', ReviewForm.Check(answer, model).All.Select(error => error.Field)));
    }

    [Theory]
    [InlineData(500, 2000, "")]
    [InlineData(501, 2000, "mot-piece-cv")]
    [InlineData(500, 2001, "mot")]
    public void Words_of_a_review_are_as_long_as_its_mail_can_carry(int onPiece, int onAll, string wrong)
    {
        var answer = DepartmentAnswer.From(new FormCollection(new Dictionary<string, StringValues>
        {
            ["piece-cv"] = "missing",
            ["piece-lieu"] = "accepted",
            ["mot-piece-cv"] = new string('é', onPiece),
            ["mot"] = new string('é', onAll),
        }));
        var errors = ReviewForm.Check(answer, Reviews.Model(Procedure.Pieces)).All.Select(error => error.Field);
        Assert.Equal(wrong, string.Join(' ', errors));
    }

    [Fact]
    public void Many_long_words_together_are_refused_before_a_mail_cannot_carry_them()
    {
        var pieces = Enumerable.Range(1, 30).Select(number => new Piece($"piece-{number}", $"Pièce {number}", "", true)).ToList();
        var fields = pieces.SelectMany(piece => (IEnumerable<KeyValuePair<string, StringValues>>)
        [
            new("piece-" + piece.Id, "missing"), new("mot-piece-" + piece.Id, string.Concat(Enumerable.Repeat("😀", 250))),
        ]);

        var error = Assert.Single(
            ReviewForm.Check(DepartmentAnswer.From(new FormCollection(new Dictionary<string, StringValues>(fields))), Reviews.Model(pieces)).All);

        Assert.StartsWith("mot-piece-", error.Field);
        Assert.Contains("ensemble", error.Message);
    }

    [Theory]
    [InlineData("accepted", "", "")]
    [InlineData("declined", "Six semaines suffisent.", "")]
    [InlineData("", "", "choix")]
    [InlineData("granted", "", "choix")]
    [InlineData("declined", "", "mot")]
    public void More_time_is_granted_or_refused_with_a_word(string choice, string word, string wrong) =>
        Assert.Equal(wrong, string.Join(' ', ExtensionForm.Check(Answer(choice, word)).All.Select(error => error.Field)));

    [Fact]
    public void Four_thousand_characters_are_taken_and_one_more_is_not()
    {
        Assert.False(DecisionForm.Check(Answer("refused", new string('x', 4000))).Any);
        Assert.Contains("4001", DecisionForm.Check(Answer("refused", new string('x', 4001))).For("mot"));
    }

    [Fact]
    public void Line_ends_of_any_kind_are_one_and_what_cannot_be_seen_goes() =>
        Assert.Equal("un\ndeux\n\ntrois", Answer("refused", "  un\r\ndeux\r\r\ntrois\u0000\u0007 ").Word);

    [Fact]
    public void A_form_without_any_field_is_an_empty_answer() =>
        Assert.Equal(("", "", 0), DepartmentAnswer.From(new FormCollection([])) is var empty
            ? (empty.Choice, empty.Word, empty.Pieces.Count) : default);

    private static DepartmentAnswer Answer(string choice, string word) => DepartmentAnswer.From(new FormCollection(
        new Dictionary<string, StringValues>
        {
            ["choix"] = choice,
            ["mot"] = word,
        }));
}
