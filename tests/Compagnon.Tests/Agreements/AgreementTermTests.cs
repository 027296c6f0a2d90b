using Compagnon.Agreements;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Agreements;

public sealed class AgreementTermTests
{
    [Fact]
    public void An_agreement_ends_the_day_before_the_anniversary_of_its_decision() =>
        Assert.Equal((new LocalDate(2027, 3, 3), new LocalDate(2030, 3, 2)), AgreementTerm.Of(new(2027, 3, 3, 9, 0, 0, TimeSpan.Zero), 3));

    [Fact]
    public void A_decision_after_midnight_in_Paris_counts_from_the_new_day() =>
        Assert.Equal(new LocalDate(2028, 1, 1), AgreementTerm.Of(new(2027, 12, 31, 23, 30, 0, TimeSpan.Zero), 1).From);

    [Theory]
    [InlineData(1, 2029)]
    [InlineData(5, 2033)]
    public void An_agreement_from_the_29th_of_February_loses_no_day(int years, int year) =>
        Assert.Equal(new LocalDate(year, 2, 28), AgreementTerm.Of(new(2028, 2, 29, 9, 0, 0, TimeSpan.Zero), years).Until);

    [Fact]
    public void The_day_after_the_last_is_the_anniversary_or_the_first_of_March() => Prop.ForAll(
        Gen.Choose(0, 40 * 365).ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (days, years) =>
        {
            var (from, until) = AgreementTerm.Of(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(days), years);
            var next = until.PlusDays(1);
            var isLeapDay = (from.Month, from.Day) == (2, 29);
            return next.Year == from.Year + years && (next.Month, next.Day) == (isLeapDay ? (3, 1) : (from.Month, from.Day));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_first_agreement_has_the_first_term_and_a_later_one_the_next()
    {
        Assert.Equal(1, AgreementTerm.YearsOf(new Term(1, 5), isFirst: true));
        Assert.Equal(5, AgreementTerm.YearsOf(new Term(1, 5), isFirst: false));
    }
}
