using Compagnon.Faculties;
using Compagnon.Figures;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Compagnon.Tests.Figures;

public sealed class FigurePeriodTests
{
    private static readonly LocalDate Today = new(2027, 3, 18);
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Delivered).First(faculty => faculty.Id == "val-de-dore");

    [Fact]
    public void The_steps_of_a_period_have_neither_holes_nor_overlaps()
    {
        var days = Gen.Choose(0, 20 * 365).Select(day => new LocalDate(2015, 1, 1).PlusDays(day));
        var cases = from one in days
                    from other in Gen.OneOf(days, Gen.Choose(0, 900).Select(more => one.PlusDays(more)))
                    from month in Gen.Choose(1, 12)
                    select (From: LocalDate.Min(one, other), Until: LocalDate.Max(one, other), Faculty with { YearlyTarget = new YearlyTarget(10, month) });

        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var period = FigurePeriod.Of(it.From, it.Until, it.Item3);

            Assert.Equal(it.From, period.Steps[0].Span.From);
            Assert.Equal(it.Until, period.Steps[^1].Span.Until);
            Assert.All(period.Steps.Zip(period.Steps.Skip(1)), pair => Assert.Equal(pair.First.Span.Until.PlusDays(1), pair.Second.Span.From));
            Assert.All(period.Steps.Skip(1), step => Assert.Equal(period.IsByYear ? it.Item3.YearlyTarget!.FirstMonth : step.Span.From.Month, step.Span.From.Month));
            Assert.All(period.Steps.Skip(1), step => Assert.Equal(1, step.Span.From.Day));
            Assert.True(period.Steps.Count <= FigurePeriod.MostMonths);
            Assert.Equal(period.Steps.Count, period.Steps.Select(step => step.Label).Distinct().Count());
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", "2026-09-01", "2027-03-18", 7)]
    [InlineData("periode=12-mois", "2026-04-01", "2027-03-18", 12)]
    [InlineData("periode=toutes", "2024-09-01", "2027-03-18", 31)]
    [InlineData("periode=hier", "2026-09-01", "2027-03-18", 7)]
    [InlineData("du=2026-10-15&au=2026-12-02", "2026-10-15", "2026-12-02", 3)]
    [InlineData("du=2026-10-15&au=2027-08-31", "2026-10-15", "2027-03-18", 6)]
    [InlineData("periode=toutes&du=2027-01-01&au=2027-01-01", "2027-01-01", "2027-01-01", 1)]
    public void An_address_asks_for_days_that_are_not_to_come(string address, string from, string until, int steps)
    {
        var (period, errors) = Query(address).PeriodOf(Faculty, Today, () => new LocalDate(2024, 11, 3));

        Assert.False(errors.Any);
        Assert.Equal((from, until, steps), (Iso(period.Span.From), Iso(period.Span.Until), period.Steps.Count));
        Assert.Equal(Query(address), Query(Query(address).ToQuery()));
    }

    [Theory]
    [InlineData("du=2027-02-30&au=2027-03-01", "du")]
    [InlineData("du=hier&au=2027-03-01", "du")]
    [InlineData("au=2027-03-01", "du")]
    [InlineData("du=2027-03-01", "au")]
    [InlineData("du=2027-03-01&au=2027-02-28", "au")]
    [InlineData("du=2027-03-19&au=2027-03-31", "du")]
    [InlineData("du=1999-12-31&au=2027-03-01", "du")]
    [InlineData("du=%00%0a2027&au=99999-01-01", "du")]
    public void Days_that_are_no_period_are_said_and_this_year_is_shown(string address, string field)
    {
        var (period, errors) = Query(address).PeriodOf(Faculty, Today, () => Today);

        Assert.NotNull(errors.For(field));
        Assert.Equal(new LocalDate(2026, 9, 1), period.Span.From);
    }

    [Fact]
    public void A_faculty_s_year_begins_with_the_month_of_its_file()
    {
        var june = Faculty with { YearlyTarget = new YearlyTarget(5, 6) };

        Assert.Equal(new LocalDate(2027, 6, 1), FacultyYear.Of(new LocalDate(2027, 6, 1), june).From);
        Assert.Equal(new LocalDate(2026, 6, 1), FacultyYear.Of(new LocalDate(2027, 5, 31), june).From);
        Assert.Equal(new LocalDate(2027, 5, 31), FacultyYear.Of(new LocalDate(2027, 5, 31), june).Until);
        Assert.Equal("2026-2027", FacultyYear.Of(new LocalDate(2027, 5, 31), june).Text);
    }

    private static FigureQuery Query(string address) => FigureQuery.Of(new QueryCollection(QueryHelpers.ParseQuery(address)));

    private static string Iso(LocalDate day) => $"{day:uuuu-MM-dd}";
}
