using System.Text;
using Compagnon.Emulator.DurableTask;
using DurableTask.Core;
using DurableTask.Core.History;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Engine;

public sealed class HistoryJsonTests
{
    [Fact]
    public void Every_event_is_the_same_after_writing_and_reading() => Prop.ForAll(
        Histories(),
        history =>
        {
            var first = HistoryJson.Write(history);
            var second = HistoryJson.Write(HistoryJson.Read(first));
            return Encoding.UTF8.GetString(first) == Encoding.UTF8.GetString(second);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_is_no_history_is_refused()
    {
        Assert.Throws<System.Text.Json.JsonException>(() => HistoryJson.Read("{}"u8));
        Assert.Throws<System.Text.Json.JsonException>(() => HistoryJson.Read("""[{"type":"Nonsense"}]"""u8));
    }

    [Fact]
    public void All_that_an_event_carries_is_kept()
    {
        var failure = new FailureDetails(
            "System.Exception",
            "é\n\"",
            "at x",
            new FailureDetails("T", "m", null, null, true),
            false,
            new Dictionary<string, object?> { ["n"] = 5L, ["s"] = "t" });
        var started = new ExecutionStartedEvent(-1, "in")
        {
            Name = "N",
            Version = "1",
            Generation = 3,
            ScheduledStartTime = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(7),
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            OrchestrationInstance = new OrchestrationInstance { InstanceId = "i", ExecutionId = "e" },
            ParentInstance = new ParentInstance
            {
                Name = "P",
                Version = "2",
                TaskScheduleId = 9,
                OrchestrationInstance = new OrchestrationInstance { InstanceId = "pi", ExecutionId = "pe" },
            },
        };

        var read = HistoryJson.Read(HistoryJson.Write([started, new TaskFailedEvent(-1, 4, "why", null, failure)]));

        var again = Assert.IsType<ExecutionStartedEvent>(read[0]);
        Assert.Equal(("N", "1", 3, "in", "b"), (again.Name, again.Version, again.Generation, again.Input, again.Tags!["a"]));
        Assert.Equal(started.ScheduledStartTime, again.ScheduledStartTime);
        var parent = again.ParentInstance!;
        Assert.Equal(("P", 9), (parent.Name, parent.TaskScheduleId));
        Assert.Equal(("pi", "pe"), (parent.OrchestrationInstance!.InstanceId, parent.OrchestrationInstance.ExecutionId));
        var details = Assert.IsType<TaskFailedEvent>(read[1]).FailureDetails!;
        Assert.Equal(failure, details);
        Assert.True(details.InnerFailure!.IsNonRetriable);
        Assert.Equal(5L, details.Properties!["n"]);
    }

    private static Arbitrary<List<HistoryEvent>> Histories()
    {
        var text = ArbMap.Default.GeneratorFor<string?>().Where(value => value is null || !value.Any(char.IsSurrogate));
        var number = Gen.Choose(-1, 1000);
        var time = Gen.Choose(0, int.MaxValue).Select(n => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(n * 12_345_678L));
        var made = Gen.OneOf<HistoryEvent>(
            from id in number from name in text from input in text select (HistoryEvent)new TaskScheduledEvent(id, name, "", input),
            from id in number from result in text select (HistoryEvent)new TaskCompletedEvent(-1, id, result),
            from id in number from reason in text select (HistoryEvent)new SubOrchestrationInstanceFailedEvent(-1, id, reason, null),
            from name in text from input in text select (HistoryEvent)new EventRaisedEvent(-1, input) { Name = name },
            from id in number from due in time select (HistoryEvent)new TimerCreatedEvent(id, due),
            from id in number from due in time select (HistoryEvent)new TimerFiredEvent(-1, due) { TimerId = id },
            from id in number
            from to in text
            from input in text
            select (HistoryEvent)new EventSentEvent(id) { InstanceId = to, Input = input },
            Gen.Constant((HistoryEvent)new OrchestratorStartedEvent(-1)),
            from result in text select (HistoryEvent)new ExecutionCompletedEvent(-1, result, OrchestrationStatus.Completed));
        var timed = from entry in made from at in time select At(entry, at);
        return timed.ListOf().Select(list => list.ToList()).ToArbitrary();
    }

    private static HistoryEvent At(HistoryEvent entry, DateTime time)
    {
        entry.Timestamp = time;
        return entry;
    }
}
