using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.Pages;

/// <summary>A history as a table, page by page.</summary>
internal static class HistoryTable
{
    private const int EventsShown = 200;

    /// <summary>Shows a page of it.</summary>
    /// <param name="history">The whole history.</param>
    /// <param name="from">The number of the first event to show; the last page when null.</param>
    /// <param name="id">The instance.</param>
    public static Html Show(IList<HistoryEvent> history, int? from, string id)
    {
        var first = Math.Clamp(from ?? (history.Count - EventsShown), 0, Math.Max(0, history.Count - 1));
        var page = history.Skip(first).Take(EventsShown).ToArray();
        var earlier = first > 0
            ? Html.Of($"<a rel=\"prev\" href=\"{Address(id, Math.Max(0, first - EventsShown))}\">Earlier</a>")
            : Html.Empty;
        var later = first + page.Length < history.Count
            ? Html.Of($"<a rel=\"next\" href=\"{Address(id, first + EventsShown)}\">Later</a>")
            : Html.Empty;
        var pager = page.Length == history.Count
            ? Html.Empty
            : Html.Of($"<nav class=\"pager\" aria-label=\"Pages of history\">{earlier}{later}</nav>");
        var rows = page.Select((entry, index) => Row(entry, first + index, index > 0 ? page[index - 1].Timestamp : entry.Timestamp));
        return Html.Of($"""
            <h2 id="history">History <span class="soft">{history.Count:N0} events</span></h2>
            <table class="history">
            <thead><tr><th scope="col">#</th><th scope="col">Time</th><th scope="col">Event</th><th scope="col">What</th></tr></thead>
            <tbody>{rows}</tbody>
            </table>
            {pager}
            """);
    }

    private static string Address(string id, int from) =>
        PageFrame.Address(WorkflowPages.InstanceRoot, ("id", id), ("from", from.ToString(CultureInfo.InvariantCulture))) + "#history";

    private static Html Row(HistoryEvent entry, int index, DateTime before)
    {
        var since = entry.Timestamp - before;
        var later = since >= TimeSpan.FromMilliseconds(1)
            ? Html.Of($" <span class=\"soft\">+{ClockPages.Duration(since)}</span>")
            : Html.Empty;
        return Html.Of($"""
            <tr class="{Tone(entry)}">
            <td>{index}</td><td>{PageFrame.Date(entry.Timestamp, "d MMM yyyy HH:mm:ss.fff")}{later}</td>
            <td>{entry.EventType}</td><td>{What(entry, $"value-{index}")}</td>
            </tr>
            """);
    }

    private static string Tone(HistoryEvent entry) => entry switch
    {
        OrchestratorStartedEvent or OrchestratorCompletedEvent => "faint",
        TaskFailedEvent or SubOrchestrationInstanceFailedEvent => "bad",
        ExecutionCompletedEvent { OrchestrationStatus: OrchestrationStatus.Failed } => "bad",
        _ => "",
    };

    private static Html What(HistoryEvent entry, string id) => entry switch
    {
        ExecutionStartedEvent started => Named(started.Name, id, started.Input),
        TaskScheduledEvent call => Html.Of($"{Call(call.EventId)} {Named(call.Name, id, call.Input)}"),
        TaskCompletedEvent done => Html.Of($"{Call(done.TaskScheduledId)}{SerializedValue.Show(id, done.Result)}"),
        TaskFailedEvent failed => Html.Of($"{Call(failed.TaskScheduledId)} {Failure(failed.FailureDetails, failed.Reason)}"),
        SubOrchestrationInstanceCreatedEvent call =>
            Html.Of($"{Call(call.EventId)} {call.Name} {Instance(call.InstanceId)}{SerializedValue.Show(id, call.Input)}"),
        SubOrchestrationInstanceCompletedEvent done => Html.Of($"{Call(done.TaskScheduledId)}{SerializedValue.Show(id, done.Result)}"),
        SubOrchestrationInstanceFailedEvent failed =>
            Html.Of($"{Call(failed.TaskScheduledId)} {Failure(failed.FailureDetails, failed.Reason)}"),
        TimerCreatedEvent timer => Html.Of($"{Call(timer.EventId)} due {PageFrame.Date(timer.FireAt)}"),
        TimerFiredEvent timer => Call(timer.TimerId),
        EventRaisedEvent raised => Named(raised.Name, id, raised.Input),
        EventSentEvent sent => Html.Of($"{sent.Name} to {Instance(sent.InstanceId)}{SerializedValue.Show(id, sent.Input)}"),
        ExecutionCompletedEvent done =>
            Html.Of($"{Named(done.OrchestrationStatus.ToString(), id, done.Result)} {Failure(done.FailureDetails, null)}"),
        ExecutionTerminatedEvent terminated => SerializedValue.Show(id, terminated.Input),
        ExecutionSuspendedEvent suspended => Html.Of($"{suspended.Reason}"),
        ExecutionResumedEvent resumed => Html.Of($"{resumed.Reason}"),
        GenericEvent generic => Html.Of($"{generic.Data}"),
        _ => Html.Empty,
    };

    private static Html Named(string? name, string id, string? value) => Html.Of($"{name}{SerializedValue.Show(id, value)}");

    private static Html Call(int number) => Html.Of($"<span class=\"call\">{number}</span>");

    private static Html Instance(string? id) => Html.Of($"<a class=\"mono\" href=\"{WorkflowPages.Address(id ?? "")}\">{id}</a>");

    private static Html Failure(FailureDetails? failure, string? reason) =>
        Html.Of($"{failure?.ErrorType} {failure?.ErrorMessage ?? reason}");
}
