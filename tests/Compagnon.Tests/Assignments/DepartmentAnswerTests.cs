using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Compagnon.Tests.Assignments;

public sealed class DepartmentAnswerTests
{
    private static readonly Faculty Procedure = new(
        "f", "Faculté", "Département", ["63"], new Mailbox("m@exemple.fr", "M"), [],
        [new Piece("cv", "CV", "", true), new Piece("lieu", "Lieu", "", true)], [], new Term(1, 5), new Delays(7, [7], 30, [7], [7], 30),
        new Charter("1", ["Texte"]), "Recours");

    [Theory]
    [InlineData(AssignmentKind.Review, "complete", "", "")]
    [InlineData(AssignmentKind.Review, "missing", "cv", "Le CV est ancien.")]
    [InlineData(AssignmentKind.Decision, "granted", "", "")]
    [InlineData(AssignmentKind.Decision, "refused", "", "Pas assez d’activité.")]
    public void A_whole_answer_is_taken(AssignmentKind kind, string choice, string piece, string word) =>
        Assert.Empty(Check(kind, Answer(choice, word, piece)).All);

    [Theory]
    [InlineData(AssignmentKind.Review, "", "", "", "choix")]
    [InlineData(AssignmentKind.Review, "granted", "", "", "choix")]
    [InlineData(AssignmentKind.Review, "complete", "cv", "", "pieces")]
    [InlineData(AssignmentKind.Review, "missing", "", "Un mot", "pieces")]
    [InlineData(AssignmentKind.Review, "missing", "rib", "Un mot", "pieces")]
    [InlineData(AssignmentKind.Review, "missing", "cv", " \t\n ", "mot")]
    [InlineData(AssignmentKind.Decision, "", "", "", "choix")]
    [InlineData(AssignmentKind.Decision, "complete", "", "", "choix")]
    [InlineData(AssignmentKind.Decision, "withdrawn", "", "", "choix")]
    [InlineData(AssignmentKind.Decision, "refused", "", "", "mot")]
    public void What_is_missing_is_said_at_its_field(AssignmentKind kind, string choice, string piece, string word, string field) =>
        Assert.Equal([field], Check(kind, Answer(choice, word, piece)).All.Select(error => error.Field));

    [Fact]
    public void Four_thousand_characters_are_taken_and_one_more_is_not()
    {
        Assert.False(Check(AssignmentKind.Decision, Answer("refused", new string('x', 4000))).Any);
        Assert.Contains("4001", Check(AssignmentKind.Decision, Answer("refused", new string('x', 4001))).For("mot"));
    }

    [Fact]
    public void Line_ends_of_any_kind_are_one_and_what_cannot_be_seen_goes() =>
        Assert.Equal("un\ndeux\n\ntrois", Answer("refused", "  un\r\ndeux\r\r\ntrois\u0000\u0007 ").Word);

    [Fact]
    public void A_form_without_any_field_is_an_empty_answer() =>
        Assert.Equal(("", "", 0), DepartmentAnswer.From(new FormCollection([])) is var empty
            ? (empty.Choice, empty.Word, empty.Pieces.Count) : default);

    private static FormErrors Check(AssignmentKind kind, DepartmentAnswer answer) =>
        kind == AssignmentKind.Review ? ReviewForm.Check(answer, Procedure) : DecisionForm.Check(answer);

    private static DepartmentAnswer Answer(string choice, string word, string piece = "") => DepartmentAnswer.From(new FormCollection(
        new Dictionary<string, StringValues>
        {
            ["choix"] = choice,
            ["mot"] = word,
            ["pieces"] = piece.Length == 0 ? StringValues.Empty : new StringValues([piece, piece]),
        }));
}
