using Compagnon.Mail;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Mail;

public sealed class DeliveryWaitsTests
{
    [Fact]
    public void Waits_grow_from_a_minute_to_an_hour()
    {
        var waits = Enumerable.Range(1, 40).Select(failures => DeliveryWaits.After(failures, null)).ToList();

        Assert.Equal(TimeSpan.FromMinutes(1), waits[0]);
        Assert.Equal(TimeSpan.FromHours(1), waits[^1]);
        Assert.Equal(waits.Order(), waits);
    }

    [Fact]
    public void What_Graph_asks_for_is_never_undercut_and_a_day_is_the_most() => Prop.ForAll(
        Gen.Choose(1, 1000).ToArbitrary(), Gen.Choose(0, 10_000_000).ToArbitrary(), (failures, seconds) =>
        {
            var wait = DeliveryWaits.After(failures, TimeSpan.FromSeconds(seconds));
            return wait <= TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1)
                && (seconds > TimeSpan.FromDays(1).TotalSeconds || wait > TimeSpan.FromSeconds(seconds));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_wish_to_be_asked_in_the_past_is_not_heard() =>
        Assert.Equal(TimeSpan.FromMinutes(1), DeliveryWaits.After(1, TimeSpan.FromSeconds(-5)));
}
