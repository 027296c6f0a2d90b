using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Testing;
using Compagnon.Visits;

namespace Compagnon.Tests.Consoles;

/// <summary>Who may see and answer what on a dossier's pages; how long its stages took.</summary>
public sealed class DossierRulesTests
{
    private static readonly DateTimeOffset Day = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Faculty Sample = FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore");
    private static readonly DossierKey Key = new("val-de-dore", "7kq4m2xz9abc");

    private static readonly DossierRecord Dossier = new()
    {
        Key = Key,
        Doctor = new Doctor("Anne", "Martin", "10003456789", "anne@exemple.example", "63"),
        State = DossierState.AwaitingVisit,
        Since = Day,
        Created = Day,
        Submitted = Day,
    };

    [Theory]
    [InlineData(StaffRole.Secretariat, 6)]
    [InlineData(StaffRole.Coordinator, 6)]
    [InlineData(StaffRole.ReadOnly, 6)]
    [InlineData(StaffRole.Dean, 3)]
    [InlineData(StaffRole.Chair, 3)]
    [InlineData(StaffRole.Operator, 3)]
    [InlineData(StaffRole.Member, 0)]
    [InlineData(StaffRole.Teacher, 0)]
    [InlineData(StaffRole.Supervisor, 0)]
    public void A_role_alone_opens_as_much_as_it_needs(StaffRole role, int parts)
    {
        var rights = RightsOf(Person("x", role));

        Assert.Equal(parts, rights.Parts.Count);
        Assert.Equal(role is not StaffRole.Operator && parts > 0, rights.May(DossierPart.Papers));
    }

    [Fact]
    public void Whoever_is_asked_reads_the_papers_while_they_are_asked_and_whoever_goes_for_good()
    {
        var (teacher, offer) = (Person("t", StaffRole.Teacher), Step("visit-1-offer-1", AssignmentKind.VisitOffer, "t"));
        Assert.True(RightsOf(teacher, [offer]).May(DossierPart.Papers));
        Assert.False(RightsOf(teacher, [offer]).May(DossierPart.Mails));

        var declined = new Claim(Key, offer.Id, Choices.Declined, [], "", "t", Day);
        Assert.Empty(RightsOf(teacher, [offer], [declined]).Parts);

        var team = Step("visit-1-team-1", AssignmentKind.VisitTeam);
        var picked = new Claim(Key, team.Id, Choices.Done, [], "", "h", Day, new Dictionary<string, string> { [VisitData.Visitors] = "t" });
        var stage = new Assignment(Key, "visit-1", AssignmentKind.Visit, [], "i", Day, null);
        Assert.True(RightsOf(teacher, [stage, team, offer], [picked, declined with { Choice = Choices.Accepted }]).May(DossierPart.Papers));
    }

    [Fact]
    public void A_member_reads_what_comes_before_the_commission_unless_they_have_a_conflict_of_interest()
    {
        var round = new Assignment(Key, "commission-1", AssignmentKind.Commission, [], "i", Day, null);
        foreach (var role in (StaffRole[])[StaffRole.Member, StaffRole.Chair])
        {
            var person = Person("m", role);
            Assert.True(RightsOf(person, [round]).May(DossierPart.Papers));
            Assert.Empty(RightsOf(person, [round], opinions: [new Opinion(Key, "commission-1", "m", OpinionKind.Conflict, "", Day)]).Parts);
            Assert.Empty(RightsOf(person with { Address = Dossier.Doctor.Address }, [round]).Parts);
        }
    }

    [Fact]
    public void What_a_doctor_alone_has_begun_is_nobody_elses()
    {
        var draft = Dossier with { Submitted = null, State = DossierState.Draft };
        foreach (var role in Enum.GetValues<StaffRole>()) Assert.Empty(RightsOf(Person("x", role), dossier: draft).Parts);
        Assert.True(RightsOf(Person("x", StaffRole.Secretariat), dossier: draft with { OpenedBy = "y" }).May(DossierPart.Office));
        Assert.Empty(RightsOf(Person("x", StaffRole.Operator), dossier: draft with { OpenedBy = "y" }).Parts);
    }

    [Fact]
    public void Only_what_is_agreed_by_telephone_or_asked_of_the_secretariat_is_answered_in_somebodys_stead()
    {
        var people = (IReadOnlyList<StaffMember>)
        [
            Person("s", StaffRole.Secretariat), Person("h", StaffRole.Coordinator), Person("t", StaffRole.Teacher), Person("d", StaffRole.Dean),
            Person("c", StaffRole.Chair), Person("m", StaffRole.Member), Person("o", StaffRole.Operator), Person("r", StaffRole.ReadOnly),
        ];
        var faculty = Sample with { People = people };
        var allowed = new List<(AssignmentKind, string)>();
        foreach (var kind in Enum.GetValues<AssignmentKind>())
        {
            var asked = AssignmentKinds.Of(kind).Role is { } role ? people.First(person => person.Has(role)).Id : "t";
            foreach (var person in people)
            {
                if (StandIn.Find(Step("x", kind, asked), person, Dossier, faculty) is not { } standIn) continue;
                allowed.Add((kind, person.Id));
                Assert.Equal([asked], standIn.For);
                Assert.DoesNotContain(person.Id, standIn.For);
            }
        }

        Assert.Equal(
            [
                (AssignmentKind.Review, "h"),
                (AssignmentKind.VisitOffer, "s"), (AssignmentKind.VisitOffer, "h"), (AssignmentKind.VisitDates, "s"), (AssignmentKind.VisitDates, "h"),
                (AssignmentKind.VisitConfirmation, "s"), (AssignmentKind.VisitConfirmation, "h"),
                (AssignmentKind.VisitAppointment, "s"), (AssignmentKind.VisitAppointment, "h"),
                (AssignmentKind.AuthorityDecision, "h"),
            ],
            allowed);
        var own = Dossier with { Doctor = Dossier.Doctor with { Address = people[1].Address } };
        Assert.Null(StandIn.Find(Step("x", AssignmentKind.VisitOffer, "t"), people[1], own, faculty));
        // Whoever has left cannot be stood in for: the step finds that out by itself.
        Assert.Null(StandIn.Find(Step("x", AssignmentKind.VisitOffer, "gone"), people[1], Dossier, faculty));
    }

    [Fact]
    public void A_stage_counts_every_time_that_the_dossier_was_in_it_and_what_it_asked_of_the_doctor()
    {
        IReadOnlyList<Assignment> asked =
        [
            Asked("review-1", AssignmentKind.Review, 0), Asked("completion-1", AssignmentKind.Completion, 3), Asked("review-2", AssignmentKind.Review, 10),
            Asked("visit-1", AssignmentKind.Visit, 12), Step("visit-1-team-1", AssignmentKind.VisitTeam) with { Stage = "visit-1" },
        ];
        var claims = new Dictionary<string, Claim>
        {
            ["review-1"] = Answer("review-1", 3),
            ["completion-1"] = Answer("completion-1", 10),
            ["review-2"] = Answer("review-2", 12),
        };

        var spans = StageSpan.Of(asked, claims, new Targets(Completeness: 10, Visit: 30), Day.AddDays(20), null, []);

        Assert.Equal([(AgreementStage.Completeness, 12, 10, false), (AgreementStage.Visit, 8, 30, true)], spans.Select(span => (span.Stage, span.Days, span.Target, span.IsOpen)));
        Assert.Equal(3, spans[0].Stretches.Count);
        Assert.Equal(5, StageSpan.Of(asked, claims, null, Day.AddDays(20), Day.AddDays(17), [])[1].Days);
        Assert.Empty(StageSpan.Of([], claims, null, Day, null, []));

        // What it is on hold does not count: neither the part of a hold that fell into a stage, nor one that goes on.
        var holds = (Hold[])
        [
            new(new HoldKey(Key, 1), Day.AddDays(11), "s", "Congés.", EndedAt: Day.AddDays(14)),
            new(new HoldKey(Key, 2), Day.AddDays(18), "s", "Congés."),
        ];
        Assert.Equal([11, 4], StageSpan.Of(asked, claims, null, Day.AddDays(20), null, holds).Select(span => span.Days));
    }

    [Fact]
    public void A_piece_says_what_the_last_review_said_until_a_new_version_comes()
    {
        var piece = Sample.Pieces.First(known => known.Required);
        var review = Answer("review-1", 1) with
        {
            Choice = Choices.Missing,
            Data = new ReviewFindings(new Dictionary<string, PieceFinding> { [piece.Id] = new(PieceState.Redo, "Illisible.") }, new Dictionary<Compagnon.Dossiers.Form.FormStep, string>()).ToData(),
        };
        DossierPiece Piece(int day, bool reviewed) => DossierPiece.Of(
            [piece],
            new Dictionary<string, Document> { [piece.Id] = new(Key, piece.Id, "a.pdf", "application/pdf", 1, "", Day.AddDays(day), "draft", "b") },
            [Asked("review-1", AssignmentKind.Review, 0)],
            reviewed ? new Dictionary<string, Claim> { ["review-1"] = review } : [])[0];

        Assert.Equal("À vérifier", Piece(0, false).StateText);
        Assert.Equal("À refaire", Piece(0, true).StateText);
        Assert.Equal("Nouvelle version, à vérifier", Piece(2, true).StateText);
        Assert.Equal("Absente", DossierPiece.Of([piece], new Dictionary<string, Document>(), [], new Dictionary<string, Claim>())[0].StateText);
    }

    private static DossierRights RightsOf(
        StaffMember person,
        IReadOnlyList<Assignment>? assignments = null,
        IReadOnlyList<Claim>? claims = null,
        IReadOnlyList<Opinion>? opinions = null,
        DossierRecord? dossier = null) => DossierRights.Of(
        person,
        dossier ?? Dossier,
        [.. (assignments ?? []).Select(assignment => (assignment, false))],
        (claims ?? []).ToDictionary(claim => claim.Assignment),
        opinions ?? []);

    private static StaffMember Person(string id, StaffRole role) => new(id, [role], $"Dr {id}", $"{id}@faculte.example");

    private static Assignment Step(string id, AssignmentKind kind, params string[] asked) => new(Key, id, kind, asked, "i", Day, null, "visit-1");

    private static Assignment Asked(string id, AssignmentKind kind, int day) => new(Key, id, kind, [], "i", Day.AddDays(day), null);

    private static Claim Answer(string id, int day) => new(Key, id, Choices.Complete, [], "", "s", Day.AddDays(day));
}
