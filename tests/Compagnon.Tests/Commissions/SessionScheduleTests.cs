using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Commissions;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Commissions;

/// <summary>When a session convenes and reminds, by the faculty's calendar.</summary>
public sealed class SessionScheduleTests
{
    private static readonly LocalDate First = new(2027, 1, 1);

    private sealed record Case(WorkCalendar? Calendar, Session Session, CommissionRule Rule, int SettledAfterDays);

    private static readonly Arbitrary<Case> AnyCase = (
        from region in Gen.Elements(Enum.GetValues<HolidayRegion>())
        from hasCalendar in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from closings in (from start in Gen.Choose(0, 500) from length in Gen.Choose(0, 20) select (start, length)).ListOf()
            .Where(list => list.Count <= 4)
        from day in Gen.Choose(90, 450)
        from convene in Gen.Choose(1, 60)
        from before in Gen.Choose(1, 20)
        from settled in Gen.Choose(0, 30)
        let calendar = hasCalendar
            ? new WorkCalendar(
                region, [.. closings.Select(it => new ClosedPeriod(First.PlusDays(it.start), First.PlusDays(it.start + it.length), "Fermeture"))])
            : null
        let date = calendar is null ? First.PlusDays(day) : new WorkingDays(calendar).NextWorkingDay(First.PlusDays(day))
        let opinions = convene > 3 ? (int[])[convene / 3, convene - 1] : []
        select new Case(
            calendar,
            Session.Of("f", new PlannedSession(date, "14:30", date.PlusDays(-convene - before), "Salle 1")),
            new CommissionRule("Commission", [], 1, convene, opinions, [1, 3], 12),
            settled)).ToArbitrary();

    [Fact]
    public void Members_are_convened_before_the_session_and_nobody_hears_of_it_on_a_day_on_which_nobody_works() => Prop.ForAll(AnyCase, given =>
    {
        var moments = Follow(given);
        var working = given.Calendar is null ? null : new WorkingDays(given.Calendar);
        var convened = moments.Single(it => it.Step is SessionStep.Convene).At;
        // Only a closing that lasts up to the session leaves no such day between the closed agenda and the session.
        var isPossible = working is null
            || ParisTime.At(working.NextWorkingDay(given.Session.Closing.PlusDays(1)), 9) < given.Session.Starts;
        return convened >= given.Session.Closes && convened < given.Session.Starts
            && ParisTime.DayOf(convened) <= LocalDate.Max(given.Session.Date.PlusDays(-given.Rule.ConveneDays), NextWorked(given, working))
            && (!isPossible || working is null
                || moments.Where(it => it.Step is SessionStep.Convene or SessionStep.RemindOpinions or SessionStep.RemindOutcomes)
                    .All(it => working.IsWorkingDay(ParisTime.DayOf(it.At))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_convening_that_would_go_out_on_Easter_Monday_goes_out_on_the_Thursday_before_it_where_Good_Friday_is_kept()
    {
        var session = Session.Of("f", new PlannedSession(new(2027, 4, 8), "14:30", new(2027, 3, 19), "Salle 1")) with { State = SessionState.Closed };
        var rule = new CommissionRule("Commission", [], 1, 10, [4], [1], 12);

        var next = SessionSchedule.Next(session, rule, false, session.Closes, new WorkCalendar(HolidayRegion.AlsaceMoselle, []));

        Assert.Equal(new SessionMove(new SessionStep.Convene(), ParisTime.At(new LocalDate(2027, 3, 25), 9)), next);
    }

    private static LocalDate NextWorked(Case given, WorkingDays? working) =>
        working?.NextWorkingDay(given.Session.Closing.PlusDays(1)) ?? given.Session.Closing.PlusDays(1);

    // Everything that the session does, as its workflow does it.
    private static List<SessionMove> Follow(Case given)
    {
        var (session, now, moves) = (given.Session, ParisTime.StartOf(given.Session.Closing.PlusDays(-5)), new List<SessionMove>());
        while (SessionSchedule.Next(session, given.Rule, now >= session.Starts.AddDays(given.SettledAfterDays), now, given.Calendar) is { } next)
        {
            if (next.At > now.AddDays(2))
            {
                now = now.AddDays(1);
                continue;
            }

            now = next.At > now ? next.At : now;
            moves.Add(next with { At = now });
            session = next.Step switch
            {
                SessionStep.CloseAgenda => session with { State = SessionState.Closed },
                SessionStep.Convene => session with { Convened = now },
                SessionStep.RemindOpinions(var number) => session with { OpinionsReminded = number },
                SessionStep.RemindOutcomes(var number) => session with { OutcomesReminded = number },
                SessionStep.Conclude => session with { State = SessionState.Held },
                _ => throw new InvalidOperationException($"Nobody changed the session; got {next.Step}."),
            };
        }

        return moves;
    }
}
