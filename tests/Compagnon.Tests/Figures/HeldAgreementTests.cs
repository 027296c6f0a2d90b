using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Figures;
using Compagnon.Listings;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Figures;

public sealed class HeldAgreementTests
{
    private static readonly LocalDate Start = new(2027, 3, 1);

    private static readonly AgreementRecord Granted = new(
        new DossierKey("val-de-dore", "0123456789ab"), "Dr Anne Martin", "10003456789", "63", Start, new LocalDate(2028, 2, 29),
        AgreementState.Active, "h-vasseur", new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private static readonly Gen<(AgreementChangeKind Kind, int Later, int? Until)> Changes =
        from kind in Gen.Elements(Enum.GetValues<AgreementChangeKind>())
        from later in Gen.Choose(0, 200)
        from until in Gen.Choose(-30, 400)
        from hasUntil in Gen.Elements(true, false)
        select (kind, later, hasUntil ? until : (int?)null);

    [Fact]
    public void Whatever_happens_to_an_agreement_it_counts_on_a_day_where_its_certificate_is_good()
    {
        Prop.ForAll(Changes.ListOf().ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (changes, after) =>
        {
            var (agreement, day) = (Granted, Start);
            foreach (var (kind, later, until) in changes)
            {
                day = day.PlusDays(later);
                var change = new AgreementChange(agreement.Dossier, "it", kind, ParisTime.At(day, 10), "", "")
                {
                    Dossier = "aaaaaaaaaaaa",
                    Until = until is { } days ? day.PlusDays(days) : null,
                };
                agreement = AgreementChanges.Apply(agreement, change, day) ?? agreement;
            }

            var today = day.PlusDays(after);
            var held = HeldAgreement.Of(AgreementLine.Of(agreement, null, "", null, isBegun: false), today);

            Assert.Equal(agreement.On(today), held.Standing);
            var isInForce = held.Standing is AgreementStanding.Valid or AgreementStanding.Suspended;
            // One that began anew after a gap is good in the gap too, by its certificate; it was not in force.
            if (agreement.Terms.Any(term => term.From <= today && today <= term.Until) || !isInForce || today > agreement.Until)
                Assert.Equal(isInForce, held.HoldsOn(today));
            Assert.Equal(agreement.LastDay(), held.LastDay);
            Assert.All(held.Holds, span => Assert.True(span.From <= span.Until));
            Assert.All(held.Holds.Zip(held.Holds.Skip(1)), pair => Assert.True(pair.First.Until < pair.Second.From));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_that_was_withdrawn_was_in_force_until_that_day()
    {
        var withdrawn = Granted with { State = AgreementState.Withdrawn, EndedOn = Start.PlusDays(100) };

        var held = HeldAgreement.Of(AgreementLine.Of(withdrawn, null, "", null, isBegun: false), Start.PlusDays(200));

        Assert.True(held.HoldsOn(Start.PlusDays(100)));
        Assert.False(held.HoldsOn(Start.PlusDays(101)));
        Assert.False(held.IsToEnd);
    }

    [Fact]
    public void One_whose_place_another_has_taken_is_counted_once()
    {
        var replaced = Granted with { State = AgreementState.Replaced, EndedOn = Start.PlusDays(100) };

        var held = HeldAgreement.Of(AgreementLine.Of(replaced, null, "", null, isBegun: false), Start.PlusDays(200));

        Assert.False(held.HoldsOn(Start.PlusDays(50)));
        Assert.Equal(Start, held.FirstDay);
    }
}
