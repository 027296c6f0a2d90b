using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Territories;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Compagnon.Tests.Consoles;

public sealed class WorkResultTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 31, 8, 0, 0, TimeSpan.Zero);
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Delivered).Single(faculty => faculty.Id == "val-de-dore");
    private static readonly StaffMember Secretary = Faculty.People.First(person => person.Has(StaffRole.Secretariat));
    private static readonly StaffMember Reader = Faculty.People.First(person => person.Has(StaffRole.ReadOnly));
    private static readonly StaffMember Teacher = Faculty.People.First(person => person.Roles is [StaffRole.Teacher]);

    private static readonly IReadOnlyList<WorkLine> Lines =
    [
        Line("Martin", AssignmentKind.Review, 10) with { Commune = "Saint-Étienne-sur-Usson", Zone = ZoneClass.Zip, LateFrom = Now.AddDays(-1) },
        Line("Élie", AssignmentKind.Completion, 3, Link.Doctor, due: 20) with { Commune = "Thiers", Zone = ZoneClass.Zac },
        Line("Besse", AssignmentKind.VisitOffer, 30, Teacher.Id, due: 2) with { Specialty = "pediatrie", LateFrom = Now.AddDays(1) },
        Line("Zola", AssignmentKind.Review, 1),
        Line("Fini", AssignmentKind.Review, 99) with { State = DossierState.Granted, Awaits = [] },
    ];

    [Fact]
    public void Tabs_count_what_waits_for_whoever_looks_for_others_and_what_is_late()
    {
        var found = Ask(new WorkQuery(), Secretary);

        Assert.Equal([2, 0, 2, 1, 0, 4], found.Counts.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(WorkTab.Mine, found.Query.Tab);
        Assert.Equal(["Martin", "Zola"], Names(found));
        Assert.Equal(["Besse", "Élie"], Names(Ask(new WorkQuery(WorkTab.Others), Secretary)));
        Assert.Equal(["Martin"], Names(Ask(new WorkQuery(WorkTab.Late), Secretary)));
    }

    [Fact]
    public void What_is_on_hold_has_a_tab_of_its_own_and_is_neither_late_nor_anybody_s()
    {
        IReadOnlyList<WorkLine> lines = [.. Lines.Select(line => line.LastName is "Martin" or "Besse" ? line with { HeldSince = Now.AddDays(-3) } : line)];
        var found = WorkResult.Of(lines, new WorkQuery(WorkTab.Held), Faculty, Secretary, Now);

        Assert.Equal([1, 0, 1, 0, 2, 4], found.Counts.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(["Besse", "Martin"], Names(found));
        // Whoever sees nothing but what is asked of them may still answer.
        Assert.Equal(["Besse"], Names(WorkResult.Of(lines, new WorkQuery(), Faculty, Teacher, Now)));
    }

    [Fact]
    public void A_message_waits_for_who_takes_care_of_the_dossier_though_it_has_ended_or_is_on_hold()
    {
        var ended = Line("Fini", AssignmentKind.Review, 99) with { State = DossierState.Granted, Awaits = [], NewsSince = Now.AddDays(-2) };
        var held = Line("Attend", AssignmentKind.Completion, 40, Link.Doctor) with { HeldSince = Now.AddDays(-30), NewsSince = Now.AddDays(-1) };
        var coordinator = Faculty.People.First(person => person.Has(StaffRole.Coordinator));

        // Nobody takes care of them: they wait for all of the office.
        foreach (var person in (StaffMember[])[Secretary, coordinator])
            Assert.Equal(["Attend", "Fini"], Names(WorkResult.Of([ended, held], new WorkQuery(), Faculty, person, Now)));
        Assert.Equal(["Attend", "Fini"], Names(WorkResult.Of([ended, held], new WorkQuery(WorkTab.All, Awaited: coordinator.Id), Faculty, Secretary, Now)));

        IReadOnlyList<WorkLine> followed = [.. new[] { ended, held }.Select(line => line with { FollowedBy = Secretary.Id })];
        Assert.Equal(["Attend", "Fini"], Names(WorkResult.Of(followed, new WorkQuery(), Faculty, Secretary, Now)));
        Assert.Empty(Names(WorkResult.Of(followed, new WorkQuery(), Faculty, coordinator, Now)));
        Assert.Equal(["Fini"], Names(WorkResult.Of(followed, new WorkQuery(WorkTab.Others), Faculty, coordinator, Now)));
        Assert.Equal(["Attend"], Names(WorkResult.Of(followed, new WorkQuery(WorkTab.Held), Faculty, coordinator, Now)));
        Assert.Equal(["Fini"], Names(WorkResult.Of(followed, new WorkQuery(WorkTab.Others), Faculty, Reader, Now)));
        Assert.Empty(Names(WorkResult.Of(followed, new WorkQuery(), Faculty, Teacher, Now)));
    }

    [Fact]
    public void Whatever_is_alive_is_in_one_place_for_everybody_of_the_office_and_a_message_waits_for_one_of_them() =>
        Prop.ForAll(AnyLine.ListOf().Resize(30).ToArbitrary(), lines =>
        {
            IReadOnlyList<WorkLine> all = [.. lines];
            var alive = all.Where(line => !line.State.IsFinal() || line.Awaits.Count > 0 || line.HasNews).Select(line => line.Id).Order().ToList();
            foreach (var person in Office)
            {
                var places = new[] { WorkTab.Mine, WorkTab.Others, WorkTab.Held }.ToDictionary(tab => tab, tab => WorkResult.Of(all, new WorkQuery(tab), Faculty, person, Now));
                Assert.Equal(alive, places.Values.SelectMany(result => result.Lines).Select(line => line.Id).Order());
                Assert.Equal(alive, WorkResult.Of(all, new WorkQuery(WorkTab.All), Faculty, person, Now).Lines.Select(line => line.Id).Order());
                Assert.All(places, place => Assert.Equal(place.Value.Lines.Count, place.Value.Counts[place.Key]));
            }

            var mine = Faculty.People.SelectMany(person => WorkResult.Of(all, new WorkQuery(WorkTab.Mine), Faculty, person, Now).Lines).ToHashSet();
            Assert.All(all.Where(line => line.HasNews), line => Assert.Contains(line, mine));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_only_looks_begins_with_everything_and_has_nothing_to_do()
    {
        var found = Ask(new WorkQuery(), Reader);

        Assert.Equal((WorkTab.All, 4, 0), (found.Query.Tab!.Value, found.Lines.Count, found.Counts[WorkTab.Mine]));
    }

    [Fact]
    public void A_visitor_sees_what_waits_for_them_and_nothing_else()
    {
        foreach (var tab in Enum.GetValues<WorkTab>())
            Assert.All(Ask(new WorkQuery(tab), Teacher).Lines, line => Assert.Equal("Besse", line.LastName));
        Assert.Empty(Ask(new WorkQuery(WorkTab.All, Text: "Martin"), Teacher).Lines);
    }

    [Theory]
    [InlineData("texte=martin", "Martin")]
    [InlineData("texte=elie", "Élie")]
    [InlineData("texte=anne%20ZOLA", "Zola")]
    [InlineData("texte=artin", "")]
    [InlineData("commune=st%20etienne", "Martin")]
    [InlineData("commune=thiers", "Élie")]
    [InlineData("zone=zip", "Martin")]
    [InlineData("specialite=pediatrie", "Besse")]
    [InlineData("etape=pieces", "Élie")]
    [InlineData("attendu=doctor", "Élie")]
    [InlineData("tri=nom", "Besse Élie Martin Zola")]
    [InlineData("tri=echeance", "Besse Élie Martin Zola")]
    [InlineData("tri=attente", "Besse Martin Élie Zola")]
    [InlineData("tri=depot", "Zola Élie Martin Besse")]
    [InlineData("zone=zip&etape=pieces", "")]
    public void Filters_and_orders_add_up(string query, string names) =>
        Assert.Equal(names, string.Join(' ', Names(Ask(Read("onglet=tous&" + query), Secretary))));

    [Fact]
    public void Somebody_is_waited_for_by_name_or_by_role()
    {
        Assert.Equal(["Besse"], Names(Ask(new WorkQuery(WorkTab.All, Awaited: Teacher.Id), Secretary)));
        Assert.Equal(["Martin", "Zola"], Names(Ask(new WorkQuery(WorkTab.All, Awaited: Secretary.Id), Secretary)));
    }

    [Fact]
    public void A_reference_and_an_RPPS_are_found_as_people_copy_them()
    {
        var line = Lines[0];
        foreach (var text in (string[])[line.Reference, line.Reference.ToLowerInvariant(), line.Id, line.Rpps])
            Assert.Equal(["Martin"], Names(Ask(new WorkQuery(WorkTab.All, Text: text), Secretary)));
    }

    [Fact]
    public void Pages_hold_fifty_and_the_last_one_is_shown_beyond_the_end()
    {
        var many = Enumerable.Range(0, 120).Select(number => Line($"Nom{number:d3}", AssignmentKind.Review, number)).ToList();

        var pages = Enumerable.Range(1, 3)
            .Select(page => WorkResult.Of(many, new WorkQuery(Page: page), Faculty, Secretary, Now)).ToList();
        Assert.Equal([50, 50, 20], pages.Select(page => page.Lines.Count));
        Assert.Equal([1, 51, 101], pages.Select(page => page.First));
        Assert.Equal(120, pages.SelectMany(page => page.Lines).Select(line => line.Id).Distinct().Count());
        Assert.Equal(3, WorkResult.Of(many, new WorkQuery(Page: 99), Faculty, Secretary, Now).Query.Page);
        Assert.Equal(1, WorkResult.Of([], new WorkQuery(Page: 99), Faculty, Secretary, Now).Query.Page);
    }

    [Fact]
    public void An_address_says_what_was_asked_and_nothing_else() =>
        Prop.ForAll(
            Gen.Elements(Enum.GetValues<WorkTab>()).ToArbitrary(),
            Gen.Elements("", "st étienne", "a&b=c", "x+y %20").ToArbitrary(),
            Gen.Choose(1, 300).ToArbitrary(),
            (tab, text, page) =>
            {
                var query = new WorkQuery(tab, DossierState.AwaitingVisit, ZoneClass.Zac, "pediatrie", "j-mazet", "c-roux", text, text, WorkOrder.Due, page);
                return Read(query.ToQuery()) == query;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("onglet=rien&etape=x&zone=y&specialite=z&tri=q&page=-3")]
    [InlineData("page=99999999999999999999")]
    [InlineData("page=1.5&onglet=")]
    public void What_an_address_says_wrongly_is_not_asked(string query) => Assert.Equal(new WorkQuery(), Read(query));

    [Fact]
    public void A_text_that_is_too_long_is_not_asked() => Assert.Equal("", Read("texte=" + new string('a', ListAddress.LongestText + 1)).Text);

    // The last one comes by a group of the directory, and stands in no file.
    private static IReadOnlyList<StaffMember> Office =>
        [.. Faculty.People.Where(person => ConsolePage.Office.Any(person.Has)), new StaffMember("entra-1", [StaffRole.Secretariat], "Marie", "marie@exemple.example")];

    private static Gen<WorkLine> AnyLine =>
        from kind in Gen.Elements(Enum.GetValues<AssignmentKind>())
        from state in Gen.Elements(Enum.GetValues<DossierState>().Where(state => !state.IsBeforeSubmission()))
        from isAsked in Gen.Elements(true, false)
        from isHeld in Gen.Elements(true, false)
        from hasNews in Gen.Elements(true, false)
        from who in Gen.Elements("", Teacher.Id, Link.Doctor)
        from follower in Gen.Elements("", Secretary.Id, Teacher.Id, "somebody-who-left", "entra-1")
        let line = Line("Nom", kind, 9, who)
        select line with
        {
            State = state,
            Awaits = isAsked ? line.Awaits : [],
            HeldSince = isHeld && !state.IsFinal() ? Now : null,
            NewsSince = hasNews ? Now : null,
            FollowedBy = follower,
        };

    private static WorkResult Ask(WorkQuery query, StaffMember person) => WorkResult.Of(Lines, query, Faculty, person, Now);

    private static IEnumerable<string> Names(WorkResult result) => result.Lines.Select(line => line.LastName);

    private static WorkQuery Read(string query) => WorkQuery.From(new QueryCollection(QueryHelpers.ParseQuery(query)));

    private static WorkLine Line(string lastName, AssignmentKind kind, int days, string who = "", int? due = null) => new()
    {
        Id = DossierKey.New("val-de-dore").Id,
        FirstName = "Anne",
        LastName = lastName,
        Rpps = Random.Shared.NextInt64(10_000_000_000, 99_999_999_999).ToString(),
        State = AssignmentKinds.Of(kind).State ?? DossierState.AwaitingVisit,
        Submitted = Now.AddDays(-days),
        Since = Now.AddDays(-days),
        Awaits = [new AwaitedStep("a", kind, who.Length > 0 ? [who] : [], Now.AddDays(-days), due is { } end ? Now.AddDays(end) : null)],
    };
}
