using Compagnon.Agreements;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Lifecycle;

/// <summary>What becomes of an agreement; pure.</summary>
public sealed class AgreementChangesTests
{
    private static readonly LocalDate Start = new(2027, 3, 1);

    private static readonly AgreementRecord Granted = new(
        new DossierKey("val-de-dore", "0123456789ab"), "Dr Anne Martin", "10003456789", "63", Start, new LocalDate(2028, 2, 29),
        AgreementState.Active, "h-vasseur", new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private static readonly Gen<(AgreementChange Change, LocalDate Today)> Any =
        from kind in Gen.Elements(Enum.GetValues<AgreementChangeKind>())
        from day in Gen.Choose(0, 800)
        from until in Gen.Choose(-30, 400)
        from hasUntil in Gen.Elements(true, false)
        from dossier in Gen.Elements("", "aaaaaaaaaaaa", "bbbbbbbbbbbb")
        let today = Start.PlusDays(day)
        select (
            new AgreementChange(Granted.Dossier, "change", kind, default, "h-vasseur", "Un motif.")
            {
                Dossier = dossier,
                Until = hasUntil ? today.PlusDays(until) : null,
            },
            today);

    [Fact]
    public void An_end_is_an_end_and_what_is_refused_leaves_everything_as_it_was() =>
        Prop.ForAll(Any.ListOf().ToArbitrary(), changes =>
        {
            var agreement = Granted;
            foreach (var (change, today) in changes)
            {
                var after = AgreementChanges.Apply(agreement, change, today);
                if (after is null) continue;
                var wasFinal = agreement.State is AgreementState.Withdrawn or AgreementState.GivenUp or AgreementState.Replaced;
                if (wasFinal) return false.Label($"{agreement.State} became {after.State} by {change.Kind}");
                if (agreement.State == AgreementState.Lapsed && change.Kind is not (AgreementChangeKind.Renewed or AgreementChangeKind.RenewalEnded))
                    return false.Label($"lapsed, and then {change.Kind}");
                agreement = after;
            }

            return true.ToProperty();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_happens_the_entry_stays_whole() =>
        Prop.ForAll(Any.ListOf().ToArbitrary(), changes =>
        {
            var agreement = changes.Aggregate(
                Granted, (before, next) => AgreementChanges.Apply(before, next.Change, next.Today) ?? before);
            var terms = agreement.Terms;
            return (
                (agreement.Before is not null == (agreement.State == AgreementState.Suspended)).Label("only what is suspended comes back to something")
                .And((agreement.SuspendedUntil is null || agreement.State == AgreementState.Suspended).Label("only a suspension has a last day"))
                .And((agreement.Before != AgreementState.Suspended).Label("nothing is suspended twice"))
                .And((terms[^1].Until == agreement.Until).Label("the last term holds"))
                .And(terms.Zip(terms.Skip(1)).All(pair => pair.First.Until < pair.Second.From).Label("terms do not overlap"))
                .And((agreement.ReplacedBy.Length == 0 || agreement.State == AgreementState.Replaced).Label("only what is replaced has a successor")));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_suspension_ends_where_it_began()
    {
        foreach (var state in (AgreementState[])[AgreementState.Active, AgreementState.Conditional, AgreementState.Extended])
        {
            var suspended = Apply(Granted with { State = state }, AgreementChangeKind.Suspended, until: Start.PlusDays(9))!;
            Assert.Equal((AgreementState.Suspended, state, Start.PlusDays(9)), (suspended.State, suspended.Before, suspended.SuspendedUntil));
            Assert.Null(Apply(suspended, AgreementChangeKind.Suspended));
            var resumed = Apply(suspended, AgreementChangeKind.Resumed)!;
            Assert.Equal((state, null, null), (resumed.State, resumed.Before, resumed.SuspendedUntil));
            Assert.Null(Apply(resumed, AgreementChangeKind.Resumed));
        }

        Assert.Null(Apply(Granted, AgreementChangeKind.Suspended, until: Start.PlusDays(-1)));
    }

    [Fact]
    public void Giving_up_can_be_taken_back_until_the_last_day_is_over()
    {
        var last = Start.PlusDays(30);
        var givingUp = Apply(Granted, AgreementChangeKind.GivingUp, until: last)!;
        Assert.Equal((AgreementState.Active, last), (givingUp.State, givingUp.GivenUpOn));
        Assert.Null(Apply(givingUp, AgreementChangeKind.GivingUp, until: last.PlusDays(1)));
        Assert.Null(Apply(Granted, AgreementChangeKind.GivingUp, until: Start.PlusDays(-1)));
        Assert.Null(Apply(Granted, AgreementChangeKind.Kept));

        Assert.Null(Apply(givingUp, AgreementChangeKind.Kept, today: last)!.GivenUpOn);
        Assert.Null(Apply(givingUp, AgreementChangeKind.Kept, today: last.PlusDays(1)));
        var given = Apply(givingUp, AgreementChangeKind.GivenUp, today: last.PlusDays(1))!;
        Assert.Equal((AgreementState.GivenUp, last), (given.State, given.EndedOn));
    }

    [Fact]
    public void What_a_certificate_is_worth_follows_the_state_and_the_day()
    {
        Assert.Equal(AgreementStanding.Valid, Granted.On(Start));
        Assert.Equal(AgreementStanding.NotYet, Granted.On(Start.PlusDays(-1)));
        Assert.Equal(AgreementStanding.Valid, Granted.On(Granted.Until));
        Assert.Equal(AgreementStanding.Ended, Granted.On(Granted.Until.PlusDays(1)));
        Assert.Equal(AgreementStanding.Ended, (Granted with { State = AgreementState.Lapsed }).On(Start));
        Assert.Equal(AgreementStanding.Valid, (Granted with { State = AgreementState.Extended }).On(Granted.Until.PlusDays(60)));
        Assert.Equal(AgreementStanding.Withdrawn, (Granted with { State = AgreementState.Withdrawn }).On(Start));
        Assert.Equal(AgreementStanding.Ended, (Granted with { State = AgreementState.GivenUp }).On(Start));
        Assert.Equal(AgreementStanding.Replaced, (Granted with { State = AgreementState.Replaced }).On(Start));

        // Nobody may have written down yet what midnight brought.
        var suspended = Apply(Granted, AgreementChangeKind.Suspended, until: Start.PlusDays(9))!;
        Assert.Equal(AgreementStanding.Suspended, suspended.On(Start.PlusDays(9)));
        Assert.Equal(AgreementStanding.Valid, suspended.On(Start.PlusDays(10)));
        var givingUp = Apply(Granted, AgreementChangeKind.GivingUp, until: Start.PlusDays(9))!;
        Assert.Equal(AgreementStanding.Valid, givingUp.On(Start.PlusDays(9)));
        Assert.Equal(AgreementStanding.Ended, givingUp.On(Start.PlusDays(10)));
        Assert.Equal(Start.PlusDays(9), givingUp.LastDay());
    }

    private static AgreementRecord? Apply(
        AgreementRecord agreement, AgreementChangeKind kind, LocalDate? until = null, LocalDate? today = null) =>
        AgreementChanges.Apply(
            agreement, new AgreementChange(agreement.Dossier, "change", kind, default, "h-vasseur") { Until = until }, today ?? Start);
}
