using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Holds;
using NodaTime;

namespace Compagnon.Tests.Holds;

public sealed class HoldLookTests
{
    private static readonly DossierKey Dossier = DossierKey.New("val-de-dore");
    private static readonly DateTimeOffset Day0 = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_midnight_that_a_hold_took_moves_what_waits_by_a_day()
    {
        Hold[] holds = [Over(1, Day0.AddDays(2), Day0.AddDays(5)), Over(2, Day0.AddDays(9), Day0.AddDays(9).AddHours(16)), Over(3, Day0.AddDays(12), Day0.AddDays(12).AddHours(4))];

        Assert.Equal(new HoldLook(false, 4, TimeSpan.FromHours(72 + 16 + 4)), HoldLook.Of(holds, Day0, Day0.AddDays(20)));
        // What began in the midst of a hold has lost the rest of it.
        Assert.Equal(new HoldLook(false, 2, TimeSpan.FromHours(48 + 4)), HoldLook.Of([holds[0], holds[2]], Day0.AddDays(3), Day0.AddDays(20)));
    }

    [Fact]
    public void A_hold_that_goes_on_holds_and_moves_nothing_yet()
    {
        var hold = new Hold(new HoldKey(Dossier, 1), Day0, "s", "Pourquoi.");
        Assert.Equal(new HoldLook(true, 0, TimeSpan.FromDays(3)), HoldLook.Of([hold], Day0.AddDays(-1), Day0.AddDays(3)));
    }

    [Fact]
    public void A_hold_with_a_day_is_over_on_its_morning_whether_or_not_anybody_wrote_it_down()
    {
        var hold = new Hold(new HoldKey(Dossier, 1), Day0, "s", "Pourquoi.", new LocalDate(2027, 3, 8));
        var morning = ParisTime.At(new LocalDate(2027, 3, 8), 8);

        Assert.True(HoldLook.Of([hold], Day0, morning.AddMinutes(-1)).IsHeld);
        var unwritten = HoldLook.Of([hold], Day0, morning);
        Assert.Equal((false, 7), (unwritten.IsHeld, unwritten.Days));
        Assert.Equal(unwritten, HoldLook.Of([hold with { EndedAt = morning }], Day0, morning.AddDays(100)));
    }

    [Fact]
    public void The_row_s_mark_reads_as_it_was_written_and_never_goes_back()
    {
        var mark = new HoldMark(2, Day0, new LocalDate(2027, 3, 8), false);
        var over = mark with { IsOver = true };
        Assert.Equal(mark, HoldMark.Read(mark.ToText()));
        Assert.Equal(over with { Until = null }, HoldMark.Read((over with { Until = null }).ToText()));
        Assert.Null(HoldMark.Read(null));
        Assert.True(over.IsNewerThan(mark) && mark.IsNewerThan(null) && mark.IsNewerThan(over with { Number = 1 }));
        Assert.False(mark.IsNewerThan(over) || mark.IsNewerThan(mark));
    }

    private static Hold Over(int number, DateTimeOffset from, DateTimeOffset until) =>
        new(new HoldKey(Dossier, number), from, "s", "Pourquoi.", EndedAt: until);
}
