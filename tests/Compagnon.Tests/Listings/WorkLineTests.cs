using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Listings;

namespace Compagnon.Tests.Listings;

public sealed class WorkLineTests
{
    private static readonly DateTimeOffset Day0 = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DossierKey Key = DossierKey.New("val-de-dore");
    private static readonly Targets Aimed = new(Completeness: 30, Visit: 20, Commission: 40, Decision: 10);

    private static readonly StaffMember Secretary = Person("c", StaffRole.Secretariat);
    private static readonly StaffMember Teacher = Person("t", StaffRole.Teacher);

    [Fact]
    public void A_dossier_waits_for_whoever_has_the_role_or_was_asked_by_name()
    {
        var review = LineOf(DossierState.UnderReview, (Asked("review-1", AssignmentKind.Review, 0, who: "somebody-who-left"), false));
        Assert.Equal("review-1", review.For(Secretary)!.Id);
        Assert.Null(review.For(Teacher));

        var visit = LineOf(
            DossierState.AwaitingVisit,
            (Asked("review-1", AssignmentKind.Review, 0), true),
            (Asked("visit-1", AssignmentKind.Visit, 5), false),
            (Asked("offer", AssignmentKind.VisitOffer, 6, "visit-1", who: "t"), false),
            (Asked("team", AssignmentKind.VisitTeam, 5, "visit-1"), true));
        Assert.Equal(["offer"], visit.Awaits.Select(step => step.Id));
        Assert.Equal("offer", visit.For(Teacher)!.Id);
        Assert.Null(visit.For(Secretary));
    }

    [Fact]
    public void The_doctor_is_waited_for_beside_the_coordinator_who_is_asked_for_time()
    {
        var line = LineOf(
            DossierState.AwaitingPieces,
            (Asked("completion-1", AssignmentKind.Completion, 3, due: 33, who: Link.Doctor), false),
            (Asked("extension-1", AssignmentKind.Extension, 9, "completion-1"), false));

        Assert.Equal(["completion-1", "extension-1"], line.Awaits.Select(step => step.Id));
        Assert.True(line.Awaits[0].IsForDoctor);
        Assert.Equal("extension-1", line.For(Person("h", StaffRole.Coordinator))!.Id);
        Assert.Equal(Day0.AddDays(33), line.Due());
    }

    [Fact]
    public void A_dossier_that_has_ended_waits_for_nothing_but_the_end_of_its_agreement()
    {
        var line = LineOf(
            DossierState.Granted,
            (Asked("decision-1", AssignmentKind.Decision, 0), false),
            (Asked("withdrawal-request-1", AssignmentKind.WithdrawalRequest, 90, "agreement", who: "c"), false),
            (Asked("withdrawal-1", AssignmentKind.WithdrawalConfirmation, 90, "agreement", who: "t"), false));

        Assert.Equal(["withdrawal-1"], line.Awaits.Select(step => step.Id));
        Assert.Equal("withdrawal-1", line.For(Teacher)!.Id);
    }

    [Fact]
    public void What_waits_for_its_day_waits_for_nobody_alone()
    {
        var visit = LineOf(DossierState.AwaitingVisit, (Asked("appointment", AssignmentKind.VisitAppointment, 0, "visit-1", who: "t"), false));
        var commission = LineOf(DossierState.AwaitingCommission, (Asked("commission-1", AssignmentKind.Commission, 0), false));

        Assert.Single(visit.Awaits);
        Assert.Null(visit.For(Teacher));
        Assert.Null(commission.For(Person("p", StaffRole.Chair)));
    }

    [Fact]
    public void A_dossier_that_has_ended_waits_for_nobody_and_is_never_late()
    {
        var line = LineOf(DossierState.Granted, (Asked("review-1", AssignmentKind.Review, 0), false));

        Assert.Empty(line.Awaits);
        Assert.Null(line.LateFrom);
    }

    [Fact]
    public void A_stage_is_late_as_the_workflow_says_it_with_what_it_took_before()
    {
        // 3 days of checking, 7 of the doctor, and the check again; the check began on day 10.
        var checking = LineOf(
            DossierState.UnderReview,
            (Asked("review-1", AssignmentKind.Review, 0), true),
            (Asked("completion-1", AssignmentKind.Completion, 3, who: Link.Doctor), true),
            (Asked("review-2", AssignmentKind.Review, 10), false));
        Assert.Equal(AgreementStages.LateAt(Day0.AddDays(10), TimeSpan.FromDays(10), 30, null), checking.LateFrom);
        Assert.False(checking.IsLateAt(checking.LateFrom!.Value.AddSeconds(-1)));
        Assert.True(checking.IsLateAt(checking.LateFrom!.Value));

        // What the commission asks of the doctor is the commission's time; the visit between is not the secretariat's.
        var deferred = LineOf(
            DossierState.AwaitingPieces,
            (Asked("review-1", AssignmentKind.Review, 0), true),
            (Asked("visit-1", AssignmentKind.Visit, 4), true),
            (Asked("commission-1", AssignmentKind.Commission, 20), true),
            (Asked("completion-1", AssignmentKind.Completion, 50, who: Link.Doctor), false));
        Assert.Equal(AgreementStages.LateAt(Day0.AddDays(50), TimeSpan.FromDays(30), 40, null), deferred.LateFrom);
    }

    [Fact]
    public void Nothing_is_late_where_nothing_is_aimed_at()
    {
        var line = WorkLine.Of(RecordOf(DossierState.UnderReview), [(Asked("review-1", AssignmentKind.Review, 0), false)], null, null);
        Assert.Null(line.LateFrom);
        Assert.False(line.IsLateAt(Day0.AddYears(9)));
    }

    internal static StaffMember Person(string id, params StaffRole[] roles) => new(id, roles, $"Dr {id}", $"{id}@exemple.example");

    private static WorkLine LineOf(DossierState state, params (Assignment Assignment, bool IsClosed)[] assignments) =>
        WorkLine.Of(RecordOf(state), assignments, Aimed, null);

    private static DossierRecord RecordOf(DossierState state) => new()
    {
        Key = Key,
        Doctor = new Doctor("Anne", "Martin", "10003456789", "anne@exemple.example", "63"),
        State = state,
        Since = Day0,
        Created = Day0,
        Submitted = Day0,
    };

    private static Assignment Asked(string id, AssignmentKind kind, int day, string stage = "", int? due = null, string who = "") => new(
        Key, id, kind, who.Length > 0 ? [who] : [], "instance", Day0.AddDays(day), due is { } end ? Day0.AddDays(end) : null, stage);
}
