using Compagnon.Dossiers;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Anne")]
    [InlineData("Jean-Baptiste")]
    [InlineData("d’Ornano")]
    [InlineData("O'Brien")]
    [InlineData("Nguyễn Thị Minh")]
    [InlineData("Müller-Łukasz")]
    [InlineData("李")]
    [InlineData("Saint-Exupéry de la Tour d’Auvergne")]
    [InlineData("M.")]
    public void Names_that_people_bear_are_names(string name) => Assert.True(PersonName.IsValid(PersonName.Clean(name)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<script>")]
    [InlineData("Anne; DROP")]
    [InlineData("--")]
    [InlineData("Anne 2")]
    [InlineData("anne@exemple.fr")]
    public void What_is_no_name_is_refused_with_a_sentence(string name) =>
        Assert.NotNull(PersonName.Mistake(PersonName.Clean(name), "nom"));

    [Fact]
    public void The_longest_name_is_a_hundred_characters()
    {
        Assert.Null(PersonName.Mistake(new string('é', 100), "nom"));
        Assert.Contains("100", PersonName.Mistake(new string('é', 101), "nom"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  Anne \t Marie ", "Anne Marie")]
    [InlineData("Ane\u0301", "Ané")]
    [InlineData("An\u202Ene\u200B", "Anne")]
    [InlineData("An\uFFFEne\uFFFF\uFDD0", "Anne")]
    public void What_cannot_be_seen_is_left_out(string typed, string expected) => Assert.Equal(expected, PersonName.Clean(typed));

    [Fact]
    public void Cleaning_never_throws_and_a_second_time_changes_nothing() =>
        Prop.ForAll<string>(typed => PersonName.Clean(PersonName.Clean(typed)) == PersonName.Clean(typed)).QuickCheckThrowOnFailure();
}
