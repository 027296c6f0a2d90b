using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Renewals;

public sealed class WatchScheduleTests
{
    private static readonly Gen<LocalDate> Days = Gen.Choose(0, 15 * 365).Select(days => new LocalDate(2024, 1, 1).PlusDays(days));

    private static readonly Gen<WorkCalendar?> Calendars = Gen.OneOf(
        Gen.Constant((WorkCalendar?)null),
        from region in Gen.Elements(Enum.GetValues<HolidayRegion>())
        from closed in Gen.ListOf(
            from start in Days
            from length in Gen.Choose(0, 40)
            select new ClosedPeriod(start, start.PlusDays(length), "Fermeture"))
        select (WorkCalendar?)new WorkCalendar(region, [.. closed]));

    // Descending, the invitation first and the last notice last.
    private static readonly Gen<RenewalTimes> Times =
        from count in Gen.Choose(0, 5)
        from days in Gen.ListOf(Gen.Choose(1, 500), count + 2)
        let all = days.Order().Select((day, index) => day + index).Reverse().Select(day => $"P{day}D").ToList()
        select new RenewalTimes(all[0], [.. all.Skip(1).SkipLast(1)], all[^1]);

    private static readonly Gen<RenewalRule> Rules =
        from times in Times
        from conditional in Times
        from sessions in Gen.Choose(0, 2)
        from steps in Gen.ListOf(Gen.Choose(1, 364))
        select new RenewalRule(
            times.Invitation, times.Reminders, times.LastNotice, Conditional: conditional,
            Training: new TrainingRule(sessions, [.. steps.Distinct().Order().Select(day => $"P{day}D")]));

    private static readonly Gen<AgreementRecord> Agreements =
        from start in Days
        from months in Gen.Choose(1, 60)
        from conditional in Gen.Elements(true, false)
        from terms in Gen.Choose(1, 3)
        from imported in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(-100, 1500).Select(days => (int?)days))
        from suspended in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 1500).Select(days => (int?)days))
        from givenUp in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 1500).Select(days => (int?)days))
        select Make(start, months, conditional, terms, imported, suspended, givenUp);

    private static readonly Arbitrary<Case> Cases = (
        from agreement in Agreements
        from rule in Rules
        from calendar in Calendars
        from wakes in Gen.ListOf(Gen.Choose(1, 900 * 24))
        select new Case(agreement, rule, calendar, [.. wakes])).ToArbitrary();

    [Fact]
    public void Ids_are_unique_and_times_ascend() => Prop.ForAll(Cases, c =>
    {
        var all = c.All;
        return all.Select(milestone => milestone.Id).Distinct().Count() == all.Count
            && all.Zip(all.Skip(1)).All(pair => pair.First.At <= pair.Second.At)
            && all.Count(milestone => milestone.Kind == MilestoneKind.End) == 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_milestone_is_reached_or_passed_exactly_once_whenever_the_watch_wakes() => Prop.ForAll(Cases, c =>
    {
        var all = c.All;
        var (done, reached) = (new List<string>(), new List<Milestone>());
        var now = all[0].At.AddDays(-1);
        foreach (var wake in c.Wakes.Select(hours => (TimeSpan?)TimeSpan.FromHours(hours)).Append(null))
        {
            now = wake is { } later ? now + later : all[^1].At > now ? all[^1].At : now;
            for (; ; )
            {
                var step = WatchSchedule.Look(all, done, now);
                done.AddRange(step.Passed);
                if (step.Due is not { } due)
                {
                    var open = all.Where(milestone => !done.Contains(milestone.Id)).ToList();
                    if (step.NextAt != (open.Count > 0 ? open[0].At : null) || step.NextAt <= now) return false;
                    break;
                }

                if (due.At > now) return false;
                done.Add(due.Id);
                reached.Add(due);
            }
        }

        // What is passed by is a mail, and a later one about the same was told.
        return done.Count == all.Count && done.Distinct().Count() == all.Count
            && reached.Zip(reached.Skip(1)).All(pair => pair.First.At <= pair.Second.At)
            && all.Where(milestone => !IsMail(milestone)).All(reached.Contains);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_mail_goes_out_on_a_day_that_is_not_worked() => Prop.ForAll(Cases, c =>
    {
        var working = c.Calendar is null ? null : new WorkingDays(c.Calendar);
        return c.All.Where(IsMail).All(milestone =>
            ParisTime.At(ParisTime.DayOf(milestone.At), 9) == milestone.At
            && working?.IsWorkingDay(ParisTime.DayOf(milestone.At)) is not false);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_end_comes_at_the_midnight_after_the_last_day_and_nothing_of_the_term_after_its_invitation_before_its_start() =>
        Prop.ForAll(Cases, c =>
            c.All.Single(milestone => milestone.Kind == MilestoneKind.End).At == ParisTime.StartOf(c.Agreement.Terms[^1].Until.PlusDays(1))
                // Whoever has chosen the last day is not invited.
                && c.All.Count(milestone => milestone.Kind == MilestoneKind.Invitation) == (c.Agreement.GivenUpOn is null ? 1 : 0)
                && c.All.Where(milestone => milestone.Kind == MilestoneKind.Invitation)
                    .All(milestone => milestone.At >= ParisTime.StartOf(c.Agreement.Terms[^1].From))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(AgreementState.Lapsed)]
    [InlineData(AgreementState.Withdrawn)]
    [InlineData(AgreementState.GivenUp)]
    [InlineData(AgreementState.Replaced)]
    public void Nothing_comes_once_an_agreement_is_over(AgreementState state) => Assert.Empty(WatchSchedule.Of(
        Make(new(2027, 3, 1), 36, false, 1, null, null, null) with { State = state }, new RenewalRule(), null));

    [Fact]
    public void An_agreement_that_waits_for_the_decision_on_its_renewal_is_asked_for_nothing() => Assert.Empty(WatchSchedule.Of(
        Make(new(2027, 3, 1), 36, false, 1, null, null, null) with { State = AgreementState.Extended }, new RenewalRule(), null));

    [Fact]
    public void Three_years_by_the_default_rule()
    {
        var all = WatchSchedule.Of(Make(new(2027, 3, 1), 36, false, 1, null, null, null), new RenewalRule(), null);

        Assert.Equal(
            [
                "1-training-1-1 2027-12-01", "1-training-1-2 2028-02-01", "1-year-1 2028-03-01", "1-training-2-1 2028-12-01",
                "1-training-2-2 2029-02-01", "1-year-2 2029-03-01", "1-invitation 2029-05-28", "1-reminder-1 2029-08-28",
                "1-reminder-2 2029-11-28", "1-training-3-1 2029-12-01", "1-reminder-3 2030-01-28", "1-training-3-2 2030-02-01",
                "1-reminder-4 2030-02-21", "1-last-notice 2030-02-26", "1-year-3 2030-03-01", "1-end 2030-03-01",
            ],
            all.Select(milestone => $"{milestone.Id} {ParisTime.DayOf(milestone.At):uuuu-MM-dd}"));
    }

    private static bool IsMail(Milestone milestone) => milestone.Kind is MilestoneKind.Invitation or MilestoneKind.Reminder
        or MilestoneKind.LastNotice or MilestoneKind.TrainingReminder;

    private static AgreementRecord Make(
        LocalDate start, int months, bool conditional, int terms, int? imported, int? suspended, int? givenUp)
    {
        var (from, until) = AgreementTerm.OfMonths(start, months);
        var agreement = SampleAgreement.Of("val-de-dore", from, until);
        return agreement with
        {
            State = suspended is null ? AgreementState.Active : AgreementState.Suspended,
            Before = suspended is null ? null : AgreementState.Active,
            SuspendedUntil = suspended is { } days ? start.PlusDays(days) : null,
            GivenUpOn = givenUp is { } last ? start.PlusDays(last) : null,
            Imported = imported is { } day ? start.PlusDays(day) : null,
            Terms =
            [
                .. Enumerable.Range(1, terms - 1).Select(back =>
                    new GrantedTerm(start.PlusYears(back - terms), start.PlusYears(back - terms + 1).PlusDays(-1), agreement.Dossier.Id, false)),
                new GrantedTerm(from, until, agreement.Dossier.Id, conditional),
            ],
        };
    }

    public sealed record Case(AgreementRecord Agreement, RenewalRule Rule, WorkCalendar? Calendar, IReadOnlyList<int> Wakes)
    {
        public IReadOnlyList<Milestone> All => WatchSchedule.Of(Agreement, Rule, Calendar);
    }
}
