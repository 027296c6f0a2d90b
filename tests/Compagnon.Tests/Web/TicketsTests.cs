using Compagnon.Links;
using Compagnon.Web;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Web;

public sealed class TicketsTests
{
    private static readonly byte[] Old = Enumerable.Repeat((byte)1, 32).ToArray();
    private static readonly byte[] New = Enumerable.Repeat((byte)2, 32).ToArray();

    private readonly Clock clock = new();

    [Fact]
    public void A_ticket_says_what_it_was_given_until_it_expires()
    {
        var tickets = new Tickets(new LinkKeys(New), clock);
        var ticket = tickets.Issue("a", "63|é", TimeSpan.FromMinutes(10));

        Assert.Equal("63|é", tickets.Read("a", ticket));
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.Null(tickets.Read("a", ticket));
    }

    [Fact]
    public void The_longest_text_comes_back_and_a_longer_one_is_refused()
    {
        var tickets = new Tickets(new LinkKeys(New), clock);
        var longest = new string('x', Tickets.LongestText);

        Assert.Equal(longest, tickets.Read("a", tickets.Issue("a", longest, TimeSpan.FromHours(1))));
        Assert.Throws<ArgumentException>(() => tickets.Issue("a", longest + "x", TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_ticket_is_good_for_one_purpose() =>
        Assert.Null(
            new Tickets(new LinkKeys(New), clock).Read("b", new Tickets(new LinkKeys(New), clock).Issue("a", "x", TimeSpan.FromHours(1))));

    [Fact]
    public void After_a_change_of_keys_the_old_one_is_still_accepted()
    {
        var ticket = new Tickets(new LinkKeys(Old), clock).Issue("a", "x", TimeSpan.FromHours(1));

        Assert.Equal("x", new Tickets(new LinkKeys(New, Old), clock).Read("a", ticket));
        Assert.Null(new Tickets(new LinkKeys(New), clock).Read("a", ticket));
    }

    [Fact]
    public void Any_change_makes_it_worthless_and_nothing_throws()
    {
        var tickets = new Tickets(new LinkKeys(New), clock);
        var ticket = tickets.Issue("a", "63|abc", TimeSpan.FromHours(1));

        Prop.ForAll(Gen.Choose(0, ticket.Length - 2).ToArbitrary(), at =>
            tickets.Read("a", ticket.Remove(at, 1).Insert(at, ticket[at] == 'A' ? "B" : "A")) is null
                && tickets.Read("a", ticket[..at]) is null)
            .QuickCheckThrowOnFailure();
        Prop.ForAll<string>(anything => tickets.Read("a", anything) is null).QuickCheckThrowOnFailure();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 9, 14, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
