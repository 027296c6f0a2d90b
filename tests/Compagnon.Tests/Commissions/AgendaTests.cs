using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Commissions;

public sealed class AgendaTests
{
    private static readonly LocalDate First = new(2027, 1, 1);

    private static readonly Gen<Session> Sessions =
        from day in Gen.Choose(0, 400)
        from closedBefore in Gen.Choose(1, 40)
        from state in Gen.Elements(Enum.GetValues<SessionState>())
        select Session.Of("f", new PlannedSession(First.PlusDays(day), "14:30", First.PlusDays(day - closedBefore), "Salle 1"))
            with
        { State = state };

    private static readonly Gen<DateTimeOffset> Moments =
        Gen.Choose(0, 430 * 24 * 60).Select(minutes => ParisTime.StartOf(First.PlusDays(-10)).AddMinutes(minutes));

    private static readonly Gen<AgendaEntry> Entries =
        from id in Gen.Choose(1, 1_000_000)
        from priority in Gen.Elements(true, false)
        from ready in Moments
        from number in Gen.Elements(0, 0, 1, 2, 3)
        select new AgendaEntry(DossierKey.Of("f", $"dossier {id}"), "commission-1", "s", priority, ready, number);

    [Fact]
    public void A_dossier_goes_to_the_next_session_whose_agenda_is_open_and_never_to_a_closed_one()
    {
        Prop.ForAll(
            Sessions.ListOf().ToArbitrary(),
            Moments.ToArbitrary(),
            (sessions, now) =>
            {
                var next = Agenda.Next(sessions, now);
                var open = sessions.Where(session => session.State == SessionState.Open
                    && ParisTime.DayOf(now) <= session.Closing && now < session.Starts).ToList();
                return next is null ? open.Count == 0 : open.Contains(next) && open.All(session => session.Starts >= next.Starts);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_dossier_never_goes_back_to_the_session_that_it_comes_from()
    {
        Prop.ForAll(
            Sessions.NonEmptyListOf().ToArbitrary(),
            Moments.ToArbitrary(),
            (sessions, now) => sessions.All(from => Agenda.Next(sessions, now, from.Key.Id)?.Key != from.Key)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Underserved_zones_come_first_then_who_waits_longest()
    {
        Prop.ForAll(
            Entries.ListOf().ToArbitrary(),
            entries =>
            {
                var fresh = entries.Select(entry => entry with { Number = 0 }).ToList();
                var ordered = Agenda.InOrder(fresh);
                return ordered.Count == fresh.Count && ordered.Zip(ordered.Skip(1)).All(pair =>
                    pair.First.IsPriority == pair.Second.IsPriority ? pair.First.Ready <= pair.Second.Ready : pair.First.IsPriority);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Numbers_run_from_one_and_a_number_once_given_stays()
    {
        Prop.ForAll(
            Entries.ListOf().ToArbitrary(),
            entries =>
            {
                var fresh = entries.DistinctBy(entry => entry.Dossier).Select(entry => entry with { Number = 0 }).ToList();
                var numbered = Agenda.Numbered(fresh);
                var runs = numbered.Select(entry => entry.Number).SequenceEqual(Enumerable.Range(1, fresh.Count));
                var again = Agenda.Numbered(numbered.Reverse());
                return runs && again.SequenceEqual(numbered);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_day_of_the_same_faculty_is_the_same_session_and_of_no_other()
    {
        Assert.Equal(Session.KeyOf("f", First), Session.KeyOf("f", First));
        Assert.NotEqual(Session.KeyOf("f", First).Id, Session.KeyOf("g", First).Id);
        Assert.NotEqual(Session.KeyOf("f", First), Session.KeyOf("f", First.PlusDays(1)));
        Assert.True(DossierKey.IsId(Session.KeyOf("f", First).Id));
    }
}
