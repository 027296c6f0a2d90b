using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Visits;

public sealed class SlotProposalTests
{
    // Monday 1 March 2027, 9 in the morning in Paris.
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly WorkCalendar Closed = new(
        HolidayRegion.Metropole, [new ClosedPeriod(new LocalDate(2027, 4, 12), new LocalDate(2027, 4, 16), "Fermeture de printemps")]);

    [Fact]
    public void Whatever_is_typed_no_date_that_is_taken_is_past_or_on_a_day_on_which_nobody_works()
    {
        var working = new WorkingDays(Closed);
        var row = from days in Gen.Choose(-40, 400)
                  from minutes in Gen.Choose(0, (24 * 60) - 1)
                  from rubbish in Gen.Choose(0, 9)
                  select (Day: rubbish == 0 ? "2027-02-30" : new LocalDate(2027, 3, 1).PlusDays(days).ToString("uuuu-MM-dd", null),
                      Time: $"{minutes / 60:00}:{minutes % 60:00}");

        Prop.ForAll(Gen.ArrayOf(row, 5).ToArbitrary(), rows =>
        {
            var (slots, _) = SlotProposal.Read(Fields(rows), 1, Closed, Now);
            return slots.All(slot => slot.Start > Now && working.IsWorkingDay(slot.At.Date) && slot.At.Hour is >= 7 and <= 20)
                && slots.SequenceEqual(slots.Order()) && slots.Distinct().Count() == slots.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_taken_is_read_back_as_it_was_written()
    {
        var (slots, errors) = SlotProposal.Read(Fields(("2027-03-12", "14:30"), ("2027-03-09", "08:00:00")), 2, Closed, Now);

        Assert.False(errors.Any);
        Assert.Equal(["2027-03-09T08:00", "2027-03-12T14:30"], slots.Select(slot => slot.ToString()));
        Assert.Equal(slots, VisitSlot.ReadAll(string.Join('\n', slots)));
        Assert.Equal("vendredi 12\u00A0mars 2027 à\u00A014\u00A0h\u00A030", slots[1].Text);
        Assert.Equal(new DateTimeOffset(2027, 3, 12, 13, 30, 0, TimeSpan.Zero), slots[1].Start);
        Assert.Null(VisitSlot.Read("12/03/2027"));
    }

    [Theory]
    [InlineData("2027-03-01", "14:00", "jour-1", "à partir de demain")]
    [InlineData("2026-03-12", "14:00", "jour-1", "à venir")]
    [InlineData("2028-03-12", "14:00", "jour-1", "180 jours")]
    [InlineData("2027-03-13", "14:00", "jour-1", "(samedi)")]
    [InlineData("2027-03-29", "14:00", "jour-1", "(Lundi de Pâques)")]
    [InlineData("2027-04-13", "14:00", "jour-1", "(Fermeture de printemps)")]
    [InlineData("12/03/2027", "14:00", "jour-1", "Indiquez un jour")]
    [InlineData("", "14:00", "jour-1", "Indiquez un jour")]
    [InlineData("2027-03-12", "", "heure-1", "Indiquez une heure")]
    [InlineData("2027-03-12", "25:00", "heure-1", "Indiquez une heure")]
    [InlineData("2027-03-12", "05:00", "heure-1", "entre 7 h et 20 h")]
    public void A_date_that_will_not_do_is_named_with_the_reason(string day, string time, string field, string message)
    {
        var (_, errors) = SlotProposal.Read(Fields((day, time)), 1, Closed, Now);

        Assert.Contains(message, errors.For(field), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_dates_and_one_that_stands_twice_are_refused()
    {
        Assert.Contains("il en manque 1", SlotProposal.Read(Fields(("2027-03-12", "14:00")), 2, Closed, Now).Errors.For("jour-2")!);
        Assert.Contains("Proposez au moins une date", SlotProposal.Read(Fields(), 1, Closed, Now).Errors.For("jour-1")!);
        Assert.Contains("deux fois", SlotProposal.Read(
            Fields(("2027-03-12", "14:00"), ("2027-03-12", "14:00")), 1, Closed, Now).Errors.For("jour-2")!);
    }

    [Fact]
    public void A_faculty_that_visits_on_any_day_may_visit_on_a_Saturday() =>
        Assert.False(SlotProposal.Read(Fields(("2027-03-13", "10:00")), 1, null, Now).Errors.Any);

    private static Func<string, string> Fields(params (string Day, string Time)[] rows) => name =>
    {
        var row = name[^1] - '1';
        return row >= rows.Length ? "" : name.StartsWith("jour", StringComparison.Ordinal) ? rows[row].Day : rows[row].Time;
    };
}
