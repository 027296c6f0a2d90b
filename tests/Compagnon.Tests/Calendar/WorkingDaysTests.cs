using System.Text.Json;
using Compagnon.Calendar;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Tests.Calendar;

public sealed class WorkingDaysTests
{
    private static readonly WorkingDays Plain = WorkingDays.Of(HolidayRegion.Metropole);

    private static readonly Gen<LocalDate> Days = Gen.Choose(0, 40 * 365).Select(days => new LocalDate(2020, 1, 1).PlusDays(days));

    private static readonly Gen<WorkCalendar> Calendars =
        from region in Gen.Elements(Enum.GetValues<HolidayRegion>())
        from closed in Gen.ListOf(
            from start in Days
            from length in Gen.Choose(0, 60)
            select new ClosedPeriod(start, start.PlusDays(length), "Fermeture"))
        select new WorkCalendar(region, [.. closed]);

    private static readonly Arbitrary<(WorkCalendar Calendar, LocalDate Day)> Cases =
        (from calendar in Calendars from day in Days select (calendar, day)).ToArbitrary();

    [Theory]
    [InlineData("2027-03-26", "2027-03-26", null)]
    [InlineData("2027-03-27", "2027-03-30", "samedi")]
    [InlineData("2027-03-28", "2027-03-30", "dimanche")]
    [InlineData("2027-03-29", "2027-03-30", "Lundi de Pâques")]
    [InlineData("2027-05-06", "2027-05-07", "Ascension")]
    [InlineData("2027-12-25", "2027-12-27", "Noël")]
    [InlineData("2026-12-31", "2026-12-31", null)]
    [InlineData("2027-01-01", "2027-01-04", "Jour de l’an")]
    public void The_next_working_day_is_the_day_itself_or_after_what_closes_it(string day, string next, string? why)
    {
        Assert.Equal(Day(next), Plain.NextWorkingDay(Day(day)));
        Assert.Equal(why, Plain.WhyClosed(Day(day)));
        Assert.Equal(why is null, Plain.IsWorkingDay(Day(day)));
    }

    [Fact]
    public void Easter_in_Alsace_closes_from_Friday_to_Monday()
    {
        var alsace = WorkingDays.Of(HolidayRegion.AlsaceMoselle);

        Assert.Equal(Day("2027-03-30"), alsace.NextWorkingDay(Day("2027-03-26")));
        Assert.Equal(Day("2027-03-25"), alsace.PreviousWorkingDay(Day("2027-03-29")));
        Assert.Equal(Day("2028-12-27"), alsace.NextWorkingDay(Day("2028-12-25")));
        Assert.Equal(Day("2028-12-26"), Plain.NextWorkingDay(Day("2028-12-25")));
    }

    [Theory]
    [InlineData("2027-03-24", 0, "2027-03-24")]
    [InlineData("2027-03-24", 1, "2027-03-25")]
    [InlineData("2027-03-26", 1, "2027-03-30")]
    [InlineData("2027-03-27", 0, "2027-03-30")]
    [InlineData("2027-03-27", 1, "2027-03-30")]
    [InlineData("2027-05-05", 2, "2027-05-10")]
    [InlineData("2027-09-04", 5, "2027-09-10")]
    [InlineData("2027-03-30", -1, "2027-03-26")]
    [InlineData("2027-03-28", -1, "2027-03-26")]
    [InlineData("2027-03-30", -5, "2027-03-22")]
    public void The_first_day_does_not_count(string day, int workingDays, string expected) =>
        Assert.Equal(Day(expected), Plain.Add(Day(day), workingDays));

    [Fact]
    public void A_closed_period_is_closed_from_its_first_to_its_last_day()
    {
        var summer = new WorkingDays(new(HolidayRegion.Metropole, [new(Day("2027-08-02"), Day("2027-08-20"), "Fermeture d’été")]));

        Assert.Equal(Day("2027-07-30"), summer.PreviousWorkingDay(Day("2027-08-20")));
        Assert.Equal(Day("2027-08-23"), summer.NextWorkingDay(Day("2027-08-02")));
        Assert.Equal("Fermeture d’été", summer.WhyClosed(Day("2027-08-20")));
        Assert.Equal(Day("2027-08-24"), summer.Add(Day("2027-07-30"), 2));
        Assert.Equal(1, summer.Count(Day("2027-07-30"), Day("2027-08-23")));
        Assert.Equal(16, Plain.Count(Day("2027-07-30"), Day("2027-08-23")));
        Assert.Equal(0, Plain.Count(Day("2027-08-23"), Day("2027-07-30")));
    }

    [Fact]
    public void Next_and_previous_are_the_nearest_working_days_and_neither_weekend_nor_holiday_nor_closed() =>
        Prop.ForAll(Cases, c =>
        {
            var days = new WorkingDays(c.Calendar);
            var (next, previous) = (days.NextWorkingDay(c.Day), days.PreviousWorkingDay(c.Day));
            return next >= c.Day && previous <= c.Day
                && Works(c.Calendar, next) && Works(c.Calendar, previous)
                && !Between(c.Day, next).Any(day => Works(c.Calendar, day))
                && !Between(previous.PlusDays(1), c.Day.PlusDays(1)).Any(day => Works(c.Calendar, day));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_day_never_has_an_earlier_next_working_day() =>
        Prop.ForAll(Cases, Gen.Choose(0, 90).ToArbitrary(), Gen.Choose(-30, 30).ToArbitrary(), (c, later, added) =>
        {
            var days = new WorkingDays(c.Calendar);
            var other = c.Day.PlusDays(later);
            return days.NextWorkingDay(c.Day) <= days.NextWorkingDay(other)
                && days.PreviousWorkingDay(c.Day) <= days.PreviousWorkingDay(other)
                && days.Add(c.Day, added) <= days.Add(other, added)
                && days.Add(c.Day, added) <= days.Add(c.Day, added + 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void From_a_working_day_adding_is_additive_and_can_be_undone() =>
        Prop.ForAll(Cases, Gen.Choose(-40, 40).ToArbitrary(), Gen.Choose(-40, 40).ToArbitrary(), (c, one, two) =>
        {
            var days = new WorkingDays(c.Calendar);
            var start = days.NextWorkingDay(c.Day);
            return days.Add(days.Add(start, one), two) == days.Add(start, one + two)
                && days.Add(days.Add(start, one), -one) == start;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void From_any_day_adding_in_two_parts_is_adding_the_sum() =>
        Prop.ForAll(Cases, Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (c, one, two) =>
        {
            var days = new WorkingDays(c.Calendar);
            return days.Add(days.Add(c.Day, one), two) == days.Add(c.Day, one + two)
                && days.Add(days.Add(c.Day, -one), -two) == days.Add(c.Day, -one - two);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void As_many_working_days_lie_between_as_were_added() =>
        Prop.ForAll(Cases, Gen.Choose(1, 60).ToArbitrary(), (c, added) =>
        {
            var days = new WorkingDays(c.Calendar);
            var end = days.Add(c.Day, added);
            return days.Count(c.Day, end) == added && Works(c.Calendar, end);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Where_everything_is_closed_it_ends_and_says_so()
    {
        var never = new WorkingDays(new(HolidayRegion.Metropole, [new(Day("0001-01-01"), Day("9999-12-31"), "Toujours")]));

        Assert.Throws<InvalidOperationException>(() => never.NextWorkingDay(Day("2027-03-01")));
        Assert.Throws<InvalidOperationException>(() => never.PreviousWorkingDay(Day("2027-03-01")));
        Assert.Contains(
            "Correct the faculty's calendar",
            Assert.Throws<InvalidOperationException>(() => never.Add(Day("2027-03-01"), 3)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, never.Count(Day("2027-03-01"), Day("2028-03-01")));
    }

    [Fact]
    public void A_century_of_closed_periods_is_passed_over()
    {
        var closed = Enumerable.Range(2027, 100).Select(year => new ClosedPeriod(new(year, 1, 1), new(year, 12, 31), "Fermé")).ToList();
        var late = new WorkingDays(new(HolidayRegion.Metropole, closed));

        Assert.Equal(Plain.NextWorkingDay(Day("2127-01-01")), late.NextWorkingDay(Day("2027-05-12")));
        Assert.Equal(Day("2026-12-31"), late.PreviousWorkingDay(Day("2126-12-31")));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var backwards = new ClosedPeriod(Day("2027-08-20"), Day("2027-08-02"), "Été");
        var refused = Assert.Throws<ArgumentException>(() => new WorkingDays(new(HolidayRegion.Metropole, [backwards])));
        Assert.Contains("« Été » is from 2027-08-20 until 2027-08-02", refused.Message, StringComparison.Ordinal);

        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Add(Day("2027-01-01"), WorkingDays.MostToAdd + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Add(Day("2027-01-01"), int.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.NextWorkingDay(Day("1983-12-31")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.IsWorkingDay(Day("2200-01-01")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Add(LocalDate.MaxIsoValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Count(LocalDate.MinIsoValue, Day("2027-01-01")));
    }

    [Fact]
    public void A_calendar_is_stored_with_the_procedure_and_comes_back_as_it_was()
    {
        var calendar = new WorkCalendar(HolidayRegion.Reunion, [new(Day("2027-12-20"), Day("2028-01-03"), "Fermeture de fin d’année")]);

        var json = JsonSerializer.Serialize(calendar, JsonSerializerOptions.Web);
        var back = JsonSerializer.Deserialize<WorkCalendar>(json, JsonSerializerOptions.Web)!;

        Assert.Contains("\"from\":\"2027-12-20\",\"until\":\"2028-01-03\"", json, StringComparison.Ordinal);
        Assert.Equal(calendar.Closed, back.Closed);
        Assert.Equal(calendar.Region, back.Region);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ClosedPeriod>("""{"from":20270301}""", JsonSerializerOptions.Web));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ClosedPeriod>(
            """{"from":"2027-02-30","until":"2027-03-01","reason":"x"}""", JsonSerializerOptions.Web));
    }

    /// <summary>The rule, said otherwise than the code says it.</summary>
    private static bool Works(WorkCalendar calendar, LocalDate day) =>
        (int)day.DayOfWeek < 6
        && Holidays.Of(calendar.Region, day.Year).All(holiday => holiday.Day != day)
        && !calendar.Closed.Any(period => period.From <= day && day <= period.Until);

    private static IEnumerable<LocalDate> Between(LocalDate from, LocalDate until)
    {
        for (var day = from; day < until; day = day.PlusDays(1)) yield return day;
    }

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
