using Compagnon.Dossiers;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers;

public sealed class RppsTests
{
    private static readonly Gen<string> TenDigits = Gen.Choose(0, 9)
        .ArrayOf(10)
        .Select(digits => string.Concat(digits))
        .Where(d => d != "0000000000");

    [Theory]
    [InlineData("10003456781", false)]
    [InlineData("10003456786", true)]
    [InlineData("79927398713", true)] // the example that Luhn's algorithm is explained with
    [InlineData("00000000000", false)]
    [InlineData("1000345678", false)]
    [InlineData("100034567811", false)]
    [InlineData("1000345678a", false)]
    [InlineData("١٠٠٠٣٤٥٦٧٨٥", false)]
    [InlineData(null, false)]
    public void Only_eleven_digits_with_their_key_are_a_number(string? number, bool valid) => Assert.Equal(valid, Rpps.IsValid(number));

    [Fact]
    public void Every_ten_digits_have_exactly_one_key() =>
        Prop.ForAll(TenDigits.ToArbitrary(), digits => Enumerable.Range(0, 10).Count(key => Rpps.IsValid(digits + key)) == 1)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_one_wrong_digit_is_noticed()
    {
        var slip = from digits in TenDigits from at in Gen.Choose(0, 10) from step in Gen.Choose(1, 9) select (digits, at, step);

        Prop.ForAll(slip.ToArbitrary(), s =>
        {
            var right = WithKey(s.digits);
            var wrong = right.ToCharArray();
            wrong[s.at] = (char)('0' + ((wrong[s.at] - '0' + s.step) % 10));
            return !Rpps.IsValid(new string(wrong)) && Rpps.Mistake(new string(wrong)) is not null && Rpps.Mistake(right) is null;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Two_neighbours_that_change_places_are_noticed_unless_they_are_0_and_9()
    {
        var swap = from digits in TenDigits from at in Gen.Choose(0, 9) select (digits, at);

        Prop.ForAll(swap.ToArbitrary(), s =>
        {
            var right = WithKey(s.digits);
            var swapped = right.ToCharArray();
            (swapped[s.at], swapped[s.at + 1]) = (swapped[s.at + 1], swapped[s.at]);
            var pair = new[] { swapped[s.at], swapped[s.at + 1] };
            return pair[0] == pair[1] || (pair.Contains('0') && pair.Contains('9')) || !Rpps.IsValid(new string(swapped));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(" 7992 7398 713 ")]
    [InlineData("799.273.987-13")]
    [InlineData("79927\u00A0398713")]
    public void How_people_group_the_digits_does_not_matter(string typed) => Assert.True(Rpps.IsValid(Rpps.Clean(typed)));

    [Fact]
    public void The_mistake_says_what_to_do()
    {
        Assert.Equal("Indiquez votre numéro RPPS.", Rpps.Mistake(""));
        Assert.Contains("que des chiffres", Rpps.Mistake("7992739871x"), StringComparison.Ordinal);
        Assert.Contains("vous en avez saisi 3", Rpps.Mistake("123"), StringComparison.Ordinal);
    }

    private static string WithKey(string digits) => digits + Enumerable.Range(0, 10).Single(key => Rpps.IsValid(digits + key));
}
