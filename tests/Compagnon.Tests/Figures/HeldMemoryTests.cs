using Compagnon.Figures;
using Compagnon.Listings;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Figures;

/// <summary>What is remembered of a register's lines is what would be made anew, whatever came, went or changed.</summary>
public sealed class HeldMemoryTests
{
    private static readonly LocalDate Today = new(2027, 3, 1);

    [Fact]
    public void Remembered_or_made_anew_is_the_same() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), CheckWay).QuickCheckThrowOnFailure();

    private static void CheckWay(int seed)
    {
        var (memory, random, lines) = (new HeldMemory(), new Random(seed), Enumerable.Range(0, 40).Select(Line).ToList());
        for (var step = 0; step < 12; step++)
        {
            var today = Today.PlusDays(step / 6);
            IReadOnlyList<AgreementLine> list = [.. lines];

            var held = memory.Get("f", list, today);

            Assert.Equal(list.Select(line => Shown(HeldAgreement.Of(line, today))), held.Select(Shown));
            Change(lines, random);
        }
    }

    [Fact]
    public void A_line_that_has_not_changed_is_not_made_again_though_others_came_before_it()
    {
        var (memory, lines) = (new HeldMemory(), Enumerable.Range(0, 9).Select(Line).ToList());
        var before = memory.Get("f", [.. lines], Today);
        lines[3] = Line(100);
        lines.Insert(4, Line(101));

        var after = memory.Get("f", [.. lines], Today);

        Assert.All(Enumerable.Range(0, 3), at => Assert.Same(before[at], after[at]));
        Assert.All(Enumerable.Range(4, 5), at => Assert.Same(before[at], after[at + 1]));
        Assert.NotSame(before, memory.Get("another", [.. lines], Today));
    }

    private static void Change(List<AgreementLine> lines, Random random)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0: lines.Insert(at, Line(random.Next(1000))); break;
            case 1 when lines.Count > 1: lines.RemoveAt(at); break;
            case 2: lines[at] = lines[at] with { Interns = random.Next(9) }; break;
            default: break;
        }
    }

    private static AgreementLine Line(int number) =>
        AgreementLine.Of(SampleLists.Agreement("val-de-dore", number, Today), null, "", null, isBegun: false);

    // A record compares its list of days by reference.
    private static string Shown(HeldAgreement held) => $"{held with { Holds = [] }} {string.Join(' ', held.Holds)}";
}
