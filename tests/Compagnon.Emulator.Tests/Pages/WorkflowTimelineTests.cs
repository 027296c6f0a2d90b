using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Pages;
using DurableTask.Core;
using DurableTask.Core.History;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Pages;

public sealed class WorkflowTimelineTests
{
    private static readonly DateTime Start = new(2027, 1, 1, 8, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Now = Start.AddDays(30);

    [Fact]
    public void Retries_are_told_apart_and_failures_keep_their_reason()
    {
        var timeline = Of(
            [],
            Turn(0, new ExecutionStartedEvent(-1, null), new TaskScheduledEvent(0, "Remind", null, "1")),
            Turn(1, Failed(0, "503"), new TimerCreatedEvent(1, Start.AddMinutes(6))),
            Turn(6, new TimerFiredEvent(-1, Start.AddMinutes(6)) { TimerId = 1 }, new TaskScheduledEvent(2, "Remind", null, "1")),
            Turn(7, new TaskCompletedEvent(-1, 2, "ok"), new TaskScheduledEvent(3, "Remind", null, "2")));

        Assert.Equal(
            [("Remind", 1, TimelineOutcome.Failed), ("timer", 1, TimelineOutcome.Done), ("Remind", 2, TimelineOutcome.Done),
                ("Remind", 1, TimelineOutcome.Open)],
            timeline.Rows.Select(row => (row.Name, row.Attempt, row.Outcome)));
        Assert.Equal("503", timeline.Rows[0].Note);
        Assert.Equal((Start.AddMinutes(1), Start.AddMinutes(6)), (timeline.Rows[1].Start, timeline.Rows[1].End));
        Assert.Equal(Now, timeline.Rows[3].End);
    }

    [Fact]
    public void A_wait_for_an_event_begins_when_the_work_before_it_was_done_and_outlasts_a_suspension()
    {
        var timeline = Of(
            [],
            Turn(0, new ExecutionStartedEvent(-1, null)),
            Turn(10, new ExecutionSuspendedEvent(-1, "holidays")),
            Turn(20, new ExecutionResumedEvent(-1, null)),
            Turn(30, new EventRaisedEvent(-1, "1") { Name = "Answered" }));

        var answered = Assert.Single(timeline.Rows, row => row.Kind is TimelineKind.Event);
        Assert.Equal((Start, Start.AddMinutes(30)), (answered.Start, answered.End));
        Assert.Equal(["suspended", "resumed"], timeline.Rows.Where(row => row.Kind is TimelineKind.Control).Select(row => row.Name));
    }

    [Fact]
    public void An_event_during_an_activity_is_a_mark()
    {
        var timeline = Of(
            [],
            Turn(0, new ExecutionStartedEvent(-1, null), new TaskScheduledEvent(0, "Work")),
            Turn(5, new EventRaisedEvent(-1, null) { Name = "Answered" }));
        var answered = Assert.Single(timeline.Rows, row => row.Kind is TimelineKind.Event);
        Assert.Equal(answered.Start, answered.End);
    }

    [Fact]
    public void A_timer_that_the_code_gave_up_is_not_shown_as_open()
    {
        var events = Turn(
            0, new ExecutionStartedEvent(-1, null), new TimerCreatedEvent(0, Now.AddDays(1)), new TimerCreatedEvent(1, Now.AddDays(2)));
        var timeline = Of([new InstanceWait(WaitKind.Timer, "", 1, 1, Start, Now.AddDays(2))], events);
        Assert.Equal([TimelineOutcome.Cancelled, TimelineOutcome.Open], timeline.Rows.Select(row => row.Outcome));
    }

    [Fact]
    public void Nothing_is_open_once_the_instance_is_over()
    {
        var timeline = Of(
            [new InstanceWait(WaitKind.Event, "Answered", -1, 1, Start)], over: true,
            Turn(0, new ExecutionStartedEvent(-1, null), new TaskScheduledEvent(0, "Work"), new TimerCreatedEvent(1, Now)),
            Turn(5, new ExecutionCompletedEvent(
                2, null, OrchestrationStatus.Failed, new FailureDetails("X", "broken", null, null, false))));
        Assert.DoesNotContain(timeline.Rows, row => row.Outcome is TimelineOutcome.Open);
        Assert.Equal(Start.AddMinutes(5), timeline.End);
        Assert.Equal(("failed", "broken"), (timeline.Rows[^1].Name, timeline.Rows[^1].Note));
    }

    [Fact]
    public void An_empty_history_is_an_empty_timeline()
    {
        var timeline = Of([]);
        Assert.Empty(timeline.Rows);
        Assert.Equal(0, timeline.Scale(compressed: true)(Now));
    }

    [Fact]
    public void A_scale_keeps_the_order_and_the_edges() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNegativeInt[]>(),
        gaps =>
        {
            var time = Start;
            var turns = new List<HistoryEvent[]> { Turn(0, new ExecutionStartedEvent(-1, null)) };
            foreach (var gap in gaps)
            {
                time = time.AddMinutes(gap.Get);
                turns.Add(Turn((time - Start).TotalMinutes, new EventRaisedEvent(-1, null) { Name = "e" }));
            }

            var timeline = WorkflowTimeline.Of(turns.SelectMany(turn => turn), [], isOver: false, time.AddHours(1));
            return new[] { true, false }.All(compressed =>
            {
                var scale = timeline.Scale(compressed);
                var places = timeline.Rows.OrderBy(row => row.End).Select(row => scale(row.End)).ToArray();
                return Math.Abs(scale(timeline.Start)) < 1e-9 && Math.Abs(scale(timeline.End) - 1) < 1e-9
                    && places.SequenceEqual(places.Order()) && places.All(place => place is >= 0 and <= 1);
            });
        }).QuickCheckThrowOnFailure();

    private static WorkflowTimeline Of(IReadOnlyList<InstanceWait> waits, params HistoryEvent[][] turns) => Of(waits, over: false, turns);

    private static WorkflowTimeline Of(IReadOnlyList<InstanceWait> waits, bool over, params HistoryEvent[][] turns) =>
        WorkflowTimeline.Of(turns.SelectMany(turn => turn), waits, over, Now);

    private static HistoryEvent[] Turn(double minutes, params HistoryEvent[] events)
    {
        HistoryEvent[] turn = [new OrchestratorStartedEvent(-1), .. events, new OrchestratorCompletedEvent(-1)];
        foreach (var entry in turn)
            entry.Timestamp = Start.AddMinutes(minutes);
        return turn;
    }

    private static TaskFailedEvent Failed(int call, string reason) =>
        new(-1, call, reason, null, new FailureDetails("System.Exception", reason, null, null, false));
}
