using Compagnon.Faculties;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Visits;

public sealed class VisitorRankingTests
{
    private static readonly Gen<StaffMember> Person =
        from id in Gen.Choose(1, 500)
        from roles in Gen.SubListOf(Enum.GetValues<StaffRole>())
        from name in Gen.Elements("Dr Aubert", "Dr Blanc", "Dr Çelik", "Pr Dumas")
        from practice in Gen.Elements(null, "MSP des Tilleuls", "Cabinet du Port")
        select new StaffMember($"p-{id}", [.. roles], name, "a@exemple.fr", null, practice);

    private static readonly Gen<IReadOnlyList<StaffMember>> People =
        from people in Gen.ListOf(Person) select (IReadOnlyList<StaffMember>)[.. people.DistinctBy(person => person.Id)];

    [Fact]
    public void Everybody_who_may_visit_is_shown_once_nearest_first_and_nobody_else()
    {
        var cases = from people in People
                    from seed in Gen.Choose(0, 1000)
                    from team in Gen.Elements(VisitTeam.Teacher, VisitTeam.Pair)
                    select (people, seed, team);

        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var ranked = Rank(it.people, it.team, person => (VisitorDistance)((person.Id[^1] + it.seed) % 5));
            return ranked.Select(visitor => visitor.Person.Id).Order().SequenceEqual(
                    it.people.Where(person => person.Has(VisitRule.RoleOf(it.team))).Select(person => person.Id).Order())
                && ranked.Zip(ranked.Skip(1)).All(pair => pair.First.Distance <= pair.Second.Distance);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_of_the_file_does_not_matter() => Prop.ForAll(People.ToArbitrary(), people =>
        Rank(people, VisitTeam.Pair, _ => VisitorDistance.SameArea).Select(visitor => visitor.Person.Id)
            .SequenceEqual(Rank([.. people.Reverse()], VisitTeam.Pair, _ => VisitorDistance.SameArea).Select(visitor => visitor.Person.Id)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Of_two_who_are_as_near_the_one_with_fewer_open_visits_comes_first_and_the_one_with_too_many_is_marked()
    {
        var ranked = VisitorRanking.Rank(
            [Teacher("busy", "Dr A"), Teacher("free", "Dr B")],
            VisitTeam.Teacher,
            _ => VisitorDistance.SameCommune,
            practice: null,
            new Dictionary<string, int> { ["busy"] = 3 },
            mostOpen: 3,
            conflicts: []);

        Assert.Equal(["free", "busy"], ranked.Select(visitor => visitor.Person.Id));
        Assert.Equal([false, true], ranked.Select(visitor => visitor.HasTooMany));
        Assert.Equal([0, 3], ranked.Select(visitor => visitor.OpenVisits));
    }

    [Theory]
    [InlineData("MSP Les Tilleuls", "msp les-tilleuls", true)]
    [InlineData("Maison de santé", "MAISON DE SANTE", true)]
    [InlineData("MSP Les Tilleuls", "MSP des Bouleaux", false)]
    [InlineData(null, null, false)]
    [InlineData("", "", false)]
    [InlineData(null, "MSP Les Tilleuls", false)]
    public void Who_works_in_the_candidates_practice_is_marked(string? visitors, string? candidates, bool expected)
    {
        var ranked = VisitorRanking.Rank(
            [new StaffMember("x", [StaffRole.Teacher], "Dr A", "a@exemple.fr", null, visitors)],
            VisitTeam.Teacher,
            _ => VisitorDistance.Unknown,
            candidates,
            new Dictionary<string, int>(),
            mostOpen: 3,
            conflicts: []);

        Assert.Equal((expected, expected), (ranked[0].SamePractice, ranked[0].HasConflict));
    }

    [Fact]
    public void Who_has_declared_a_conflict_of_interest_is_marked_and_still_shown()
    {
        var ranked = VisitorRanking.Rank(
            [Teacher("x", "Dr A")], VisitTeam.Teacher, _ => VisitorDistance.Unknown, null, new Dictionary<string, int>(), 3, ["x"]);

        Assert.True(Assert.Single(ranked).HasConflict);
    }

    private static StaffMember Teacher(string id, string name) => new(id, [StaffRole.Teacher], name, "a@exemple.fr");

    private static IReadOnlyList<PossibleVisitor> Rank(
        IReadOnlyList<StaffMember> people, VisitTeam team, Func<StaffMember, VisitorDistance> distance) =>
        VisitorRanking.Rank(people, team, distance, "MSP des Tilleuls", new Dictionary<string, int>(), 3, []);
}
