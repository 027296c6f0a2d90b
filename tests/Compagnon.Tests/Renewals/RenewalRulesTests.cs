using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Renewals;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Renewals;

/// <summary>Terms that follow one another, semesters, recommendations; pure.</summary>
public sealed class RenewalRulesTests
{
    private static readonly LocalDate First = new(2027, 3, 1);

    private static readonly DossierKey Key = new("val-de-dore", "7kq4m2xz9abc");

    private static readonly Gen<(AgreementChangeKind Kind, int Days, int Months)> Events =
        from kind in Gen.Elements(Enum.GetValues<AgreementChangeKind>().Except(
            [AgreementChangeKind.Withdrawn, AgreementChangeKind.GivenUp, AgreementChangeKind.Replaced]).ToArray())
        from days in Gen.Choose(0, 200)
        from months in Gen.Choose(1, 60)
        select (kind, days, months);

    [Fact]
    public void Whatever_happens_terms_never_overlap_and_only_one_that_has_lapsed_leaves_a_gap() =>
        Prop.ForAll(Events.ListOf().ToArbitrary(), events =>
        {
            var agreement = new AgreementRecord(
                Key, "Dr Anne Martin", "10003456789", "63", First, First.PlusYears(1).PlusDays(-1), AgreementState.Active, "h-vasseur",
                ParisTime.At(First, 10));
            var (today, number, isLapsed, isRight) = (First, 0, false, true);
            foreach (var (kind, days, months) in events)
            {
                (today, number) = (today.PlusDays(days), number + 1);
                var from = LocalDate.Max(agreement.Until.PlusDays(1), isLapsed ? today : LocalDate.MinIsoValue);
                var change = new AgreementChange(Key, $"event-{number}", kind, ParisTime.At(today, 10), "")
                {
                    Dossier = agreement.Renewal.Length > 0 ? agreement.Renewal : $"renewal{number:00000}",
                    Until = kind == AgreementChangeKind.Renewed ? AgreementTerm.OfMonths(from, months).Until : null,
                };
                if (AgreementChanges.Apply(agreement, change, today) is not { } changed) continue;

                if (changed.Terms.Count > agreement.Terms.Count)
                {
                    var (before, after) = (agreement.Terms[^1], changed.Terms[^1]);
                    isRight &= isLapsed ? after.From > before.Until && after.From >= today : after.From == before.Until.PlusDays(1);
                    isRight &= after.Until >= after.From && changed.Until == after.Until && changed.Renewal.Length == 0;
                }

                agreement = changed;
                isLapsed = agreement.State == AgreementState.Lapsed;
            }

            return isRight.Label(string.Join(", ", agreement.Terms));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_has_declined_may_come_back_until_the_end_and_not_after()
    {
        var agreement = new AgreementRecord(
            Key, "Dr Anne Martin", "10003456789", "63", First, First.PlusYears(1), AgreementState.Active, "h-vasseur", ParisTime.At(First, 10));
        var declined = Apply(agreement, AgreementChangeKind.RenewalDeclined)!;
        Assert.True(declined.IsRenewalDeclined);
        Assert.False(Apply(declined, AgreementChangeKind.RenewalWanted)!.IsRenewalDeclined);
        Assert.Null(Apply(declined with { State = AgreementState.Lapsed }, AgreementChangeKind.RenewalWanted));
        Assert.Null(Apply(agreement with { State = AgreementState.Extended }, AgreementChangeKind.RenewalDeclined));

        static AgreementRecord? Apply(AgreementRecord agreement, AgreementChangeKind kind) =>
            AgreementChanges.Apply(agreement, new AgreementChange(Key, "it", kind, ParisTime.At(First, 10), Compagnon.Links.Link.Doctor), First);
    }

    [Fact]
    public void Every_day_of_a_term_lies_in_one_of_its_semesters() =>
        Prop.ForAll(Gen.Choose(0, 4000).Two().ToArbitrary(), days =>
        {
            var (from, until) = (First.PlusDays(Math.Min(days.Item1, days.Item2)), First.PlusDays(Math.Max(days.Item1, days.Item2)));
            var all = Semester.Between(from, until).ToList();
            return all.Contains(Semester.Of(from)) && all.Contains(Semester.Of(until)) && all.Count == all.Distinct().Count()
                && all.Zip(all.Skip(1)).All(pair => pair.First.From.PlusMonths(6) == pair.Second.From)
                && all.All(semester => Semester.Find(semester.Id) == semester);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("2027-06")]
    [InlineData("2027")]
    [InlineData("mai")]
    public void What_names_no_semester_is_none(string id) => Assert.Null(Semester.Find(id));

    [Fact]
    public void Recommendations_are_answered_line_by_line_and_none_is_lost_where_there_are_many()
    {
        Assert.Equal(["Une pièce.", "Un temps."], RenewedTerm.Split(" Une pièce. \n\n Un temps.\n"));
        var many = RenewedTerm.Split(string.Join('\n', Enumerable.Range(1, 50)));
        Assert.Equal(RenewedTerm.MostRecommendations, many.Count);
        Assert.Equal(string.Join('\n', Enumerable.Range(20, 31)), many[^1]);
        Assert.Empty(RenewedTerm.Split(""));
    }

    [Fact]
    public void A_term_comes_back_from_storage_as_it_was()
    {
        var term = new RenewedTerm(First, First.PlusYears(5), [StageLevel.Saspas], ["« Une pièce » & <b>"]);
        var again = RenewedTerm.Read(term.ToText())!;
        Assert.Equal((term.From, term.Until), (again.From, again.Until));
        Assert.Equal(term.Levels, again.Levels);
        Assert.Equal(term.Recommendations, again.Recommendations);
        Assert.Null(RenewedTerm.Read(""));
    }
}
