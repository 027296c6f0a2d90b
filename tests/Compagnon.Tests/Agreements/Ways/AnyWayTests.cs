using System.Collections.Concurrent;
using Compagnon.Agreements;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Agreements.Ways;

/// <summary>Whatever people do, in whatever order, and whatever fails meanwhile: what holds of every dossier.</summary>
public sealed class AnyWayTests(ITestOutputHelper output)
{
    private const int Ways = 50;

    /// <summary>
    /// One outcome and one end, which the row keeps; nobody is reminded after having answered, nor while it is on hold, when nothing ends by
    /// its delay and nothing is late; a delay is at least as many days longer as it was held; no mail is posted twice; no reminder, deadline or
    /// notice falls on a day on which the faculty does not work; nothing is open, due or running afterwards; whoever comes too late changes
    /// nothing; and every history of it replays.
    /// </summary>
    [Fact]
    public async Task Any_way_ends_in_exactly_one_outcome_and_leaves_nothing_behind()
    {
        var ends = new ConcurrentDictionary<AgreementOutcome, int>();
        var property = Prop.ForAll(Way.Any, way =>
        {
            var (outcome, wrong) = Walk.GoAsync(way).GetAwaiter().GetResult();
            if (wrong.Count > 0) throw new InvalidOperationException(string.Join('\n', wrong.Distinct().Take(12)));
            ends.AddOrUpdate(outcome!.Value, 1, (_, count) => count + 1);
        });

        // Off the tests' own synchronization context: the property waits for asynchronous work.
        await Task.Run(
            () => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Ways).WithStartSize(8).WithEndSize(60), property),
            TestContext.Current.CancellationToken);
        foreach (var (outcome, count) in ends) output.WriteLine($"{outcome}: {count}");
    }
}
