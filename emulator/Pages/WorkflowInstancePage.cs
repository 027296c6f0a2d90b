using System.Globalization;
using System.Text.Json;
using Compagnon.Emulator.DurableTask;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Pages;

/// <summary>One instance: how it stands, its timeline, its history, and what can be done to it.</summary>
internal static class WorkflowInstancePage
{
    private const int RowsShown = 200;
    private const int EventsShown = 200;
    private const int ChildrenShown = 20;
    private const int LongestValue = 20_000;
    private const int LongestInLine = 80;
    private const double WideEnoughForText = 0.1;
    private const double Narrowest = 0.003;

    public static void Map(RouteGroupBuilder group, DurableEngine engine, DurableTaskClient client, PageFrame frame)
    {
        group.MapGet("/instance", (HttpContext context) => Show(engine, frame, context.Request.Query, null, 200));
        group.MapGet("/instance/version", (string? id) => Results.Text(id is { Length: > 0 } && engine.Find(id) is { } found ? Version(found) : ""));
        group.MapPost("/instance/raise", (HttpRequest request) => Act(request, engine, frame, form =>
        {
            var name = form["name"].ToString().Trim();
            if (name is "")
                throw new FormatException("An event needs a name.");
            return client.RaiseEventAsync(form["id"].ToString(), name, Payload(form["payload"].ToString()));
        }));
        group.MapPost("/instance/suspend", (HttpRequest request) => Act(
            request, engine, frame, form => client.SuspendInstanceAsync(form["id"].ToString(), Reason(form))));
        group.MapPost("/instance/resume", (HttpRequest request) => Act(
            request, engine, frame, form => client.ResumeInstanceAsync(form["id"].ToString(), Reason(form))));
        group.MapPost("/instance/terminate", (HttpRequest request) => Act(
            request, engine, frame,
            form => client.TerminateInstanceAsync(form["id"].ToString(), new TerminateInstanceOptions(Reason(form), form["recursive"] == "true"))));
    }

    private static string Version(InstanceSummary instance) =>
        string.Create(CultureInfo.InvariantCulture, $"{instance.Execution}-{instance.Status}-{instance.HistoryLength}-{instance.UpdatedAt.UtcTicks}");

    private static async Task<IResult> Act(HttpRequest request, DurableEngine engine, PageFrame frame, Func<IFormCollection, Task> act)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var id = form["id"].ToString();
        if (id is "" || engine.Find(id) is not { } instance)
            return Gone(frame);
        var query = new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["id"] = id });
        if (instance.CompletedAt is not null)
            return Show(engine, frame, query, new Refusal("The instance is over: nothing reaches it any more.", form), 409);
        try
        {
            await act(form);
        }
        catch (FormatException reason)
        {
            return Show(engine, frame, query, new Refusal(reason.Message, form), 400);
        }

        return Results.Redirect(WorkflowPages.Address(id));
    }

    private static string? Reason(IFormCollection form) => form["reason"].ToString().Trim() is { Length: > 0 } reason ? reason : null;

    private static JsonElement? Payload(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException reason)
        {
            throw new FormatException($"The payload is not JSON (a text stands between quotes): {reason.Message}", reason);
        }
    }

    private static IResult Gone(PageFrame frame) =>
        frame.Problem(WorkflowPages.Root, 404, "No such instance", "It was purged, or the state was emptied, or the id is another.");

    private static IResult Show(DurableEngine engine, PageFrame frame, IQueryCollection query, Refusal? refusal, int status)
    {
        var id = query["id"].ToString();
        if (id is "" || engine.Find(id, withInput: true) is not { } instance)
            return Gone(frame);
        IList<HistoryEvent> history;
        try
        {
            history = engine.ReadHistory(id);
        }
        catch (ArgumentException)
        {
            return Gone(frame);
        }

        var compressed = query["scale"] != "time";
        var from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? Math.Clamp(given, 0, Math.Max(0, history.Count - 1))
            : Math.Max(0, history.Count - EventsShown);
        var timeline = WorkflowTimeline.Of(history, instance.Waits, instance.CompletedAt is not null, engine.Clock.GetUtcNow().UtcDateTime);
        return frame.Page(
            WorkflowPages.Root, $"{instance.Name} {instance.Id}",
            Html.Of($"""
                <p class="back always"><a href="{WorkflowPages.Root}">All workflows</a></p>
                <div class="instance">
                <section class="card" aria-labelledby="title">
                <h1 id="title">{instance.Name}</h1>
                <div data-live="state">{State(engine, instance)}</div>
                </section>
                <section class="card" aria-labelledby="actions">
                <h2 id="actions">Act on it</h2>
                {(refusal is null ? Html.Empty : Html.Of($"<p class=\"error\" role=\"alert\">{refusal.Message}</p>"))}
                {Raise(instance, refusal)}
                <div data-live="actions">{Actions(instance)}</div>
                </section>
                <section class="card whole" aria-labelledby="timeline" data-live="timeline">
                {Timeline(timeline, id, compressed)}
                </section>
                <section class="card whole" aria-labelledby="history" data-live="history">
                {History(history, from, id)}
                </section>
                </div>
                """),
            PageFrame.Address($"{WorkflowPages.InstanceRoot}/version", ("id", id)), Version(instance), status: status);
    }

    private static Html State(DurableEngine engine, InstanceSummary instance)
    {
        var children = engine.List(new InstanceFilter { ParentId = instance.Id, NewestFirst = true, PageSize = ChildrenShown });
        return Html.Of($"""
            <p class="mono id">{instance.Id}</p>
            <p>{WorkflowPages.Badge(instance.Status)}{(instance.Generation > 0 ? Html.Of($" <span class=\"soft\">round {instance.Generation + 1}</span>") : Html.Empty)}{(instance.Version is "" ? Html.Empty : Html.Of($" <span class=\"soft\">version {instance.Version}</span>"))}</p>
            {Failure(instance.Failure)}
            <dl class="headers plain">
            {Waits(instance)}
            {(instance.CustomStatus is null ? Html.Empty : Html.Of($"<dt>Custom status</dt><dd>{Value("status", instance.CustomStatus)}</dd>"))}
            <dt>Created</dt><dd>{PageFrame.Date(instance.CreatedAt)}</dd>
            {(instance.CompletedAt is { } end ? Html.Of($"<dt>Ended</dt><dd>{PageFrame.Date(end)}</dd>") : Html.Of($"<dt>Last change</dt><dd>{PageFrame.Date(instance.UpdatedAt)}</dd>"))}
            {(instance.ParentId is null ? Html.Empty : Html.Of($"<dt>Called by</dt><dd><a class=\"mono\" href=\"{WorkflowPages.Address(instance.ParentId)}\">{instance.ParentId}</a></dd>"))}
            {(children.Instances.Count == 0 ? Html.Empty : Html.Of($"<dt>Has called</dt><dd>{children.Instances.Select(Child)}{(children.Continuation is null ? Html.Empty : Html.Of($"and more"))}</dd>"))}
            {instance.Tags.Select(tag => Html.Of($"<dt>Tag {tag.Key}</dt><dd>{tag.Value}</dd>"))}
            {(instance.Input is null ? Html.Empty : Html.Of($"<dt>Input</dt><dd>{Value("input", instance.Input)}</dd>"))}
            {(instance.Output is null ? Html.Empty : Html.Of($"<dt>Output</dt><dd>{Value("output", instance.Output)}</dd>"))}
            </dl>
            """);
    }

    private static Html Waits(InstanceSummary instance)
    {
        if (instance.Waits.Count == 0)
        {
            return instance is { Status: OrchestrationStatus.Pending, StartAt: { } start }
                ? Html.Of($"<dt>Starts</dt><dd>{PageFrame.Date(start)}</dd>")
                : Html.Empty;
        }

        var items = instance.Waits.Select(wait => Html.Of($"<li>{WorkflowPages.Describe(wait)} <span class=\"soft\">since {PageFrame.Date(wait.Since, "d MMM yyyy HH:mm:ss")}</span></li>"));
        return Html.Of($"<dt>Waits for</dt><dd><ul class=\"bare\">{items}</ul></dd>");
    }

    private static Html Child(InstanceSummary child) => Html.Of(
        $"<span class=\"child\"><a href=\"{WorkflowPages.Address(child.Id)}\">{child.Name}</a> {WorkflowPages.Badge(child.Status)} <span class=\"mono soft\">{child.Id}</span></span> ");

    private static Html Failure(FailureDetails? failure)
    {
        var pieces = new List<Html>();
        for (var depth = 0; failure is not null && depth < 20; failure = failure.InnerFailure, depth++)
        {
            var stack = string.IsNullOrWhiteSpace(failure.StackTrace)
                ? Html.Empty
                : Html.Of($"<details id=\"stack-{depth}\"><summary>Stack</summary><pre class=\"source\" tabindex=\"0\">{failure.StackTrace}</pre></details>");
            pieces.Add(Html.Of($"<div class=\"error\"><b>{(depth == 0 ? "" : "caused by ")}{failure.ErrorType}</b><p class=\"lines\">{failure.ErrorMessage}</p>{stack}</div>"));
        }

        return Html.Join(pieces);
    }

    private static Html Raise(InstanceSummary instance, Refusal? refusal)
    {
        if (instance.CompletedAt is not null)
            return Html.Empty;
        var waited = instance.Waits.Where(wait => wait.Kind is WaitKind.Event).Select(wait => wait.Name).Distinct().ToArray();
        var name = refusal?.Form["name"].ToString() is { Length: > 0 } typed ? typed : waited.FirstOrDefault() ?? "";
        return Html.Of($"""
            <form method="post" action="{WorkflowPages.InstanceRoot}/raise" class="act">
            <input type="hidden" name="id" value="{instance.Id}">
            <label class="field"><span>Event</span><input name="name" value="{name}" list="events" autocomplete="off" required></label>
            <datalist id="events">{waited.Select(one => Html.Of($"<option value=\"{one}\"></option>"))}</datalist>
            <label class="field"><span>Payload (JSON, or nothing)</span><textarea name="payload" rows="2" spellcheck="false">{refusal?.Form["payload"].ToString()}</textarea></label>
            <button>Raise the event</button>
            </form>
            """);
    }

    private static Html Actions(InstanceSummary instance)
    {
        if (instance.CompletedAt is not null)
            return Html.Of($"<p class=\"soft\">It is over.</p>");
        var suspended = instance.Status is OrchestrationStatus.Suspended;
        return Html.Of($"""
            <form method="post" class="act">
            <input type="hidden" name="id" value="{instance.Id}">
            <label class="field"><span>Reason (if any)</span><input name="reason" id="reason" autocomplete="off"></label>
            <p class="buttons">
            <button formaction="{WorkflowPages.InstanceRoot}/{(suspended ? "resume" : "suspend")}">{(suspended ? "Resume" : "Suspend")}</button>
            <button class="danger" formaction="{WorkflowPages.InstanceRoot}/terminate">Terminate</button>
            <label class="check"><input type="checkbox" name="recursive" value="true" id="recursive"> with what it has called</label>
            </p>
            </form>
            """);
    }

    private static Html Timeline(WorkflowTimeline timeline, string id, bool compressed)
    {
        var rows = timeline.Rows.Count <= RowsShown ? timeline.Rows : [.. timeline.Rows.Skip(timeline.Rows.Count - RowsShown)];
        var shown = rows.Count == timeline.Rows.Count ? timeline : timeline with { Start = rows[0].Start, Rows = rows };
        var scale = shown.Scale(compressed);
        var other = compressed
            ? Html.Of($"Long waits are drawn shorter. <a href=\"{PageFrame.Address(WorkflowPages.InstanceRoot, ("id", id), ("scale", "time"))}\">True to scale</a>")
            : Html.Of($"Drawn true to scale. <a href=\"{WorkflowPages.Address(id)}\">Long waits shorter</a>");
        var left = rows.Count == timeline.Rows.Count ? Html.Empty : Html.Of($" The first {timeline.Rows.Count - rows.Count:N0} are left out.");
        return Html.Of($"""
            <h2 id="timeline">Timeline</h2>
            {(rows.Count == 0 ? Html.Of($"<p class=\"nothing\">Nothing has happened yet.</p>") : Html.Of($"""
                <p class="soft">{other}{left}</p>
                <div class="axis" aria-hidden="true"><span></span><div>{Axis(shown, scale)}</div><span></span></div>
                <ol class="timeline">{rows.Select(row => Bar(row, scale))}</ol>
                """))}
            """);
    }

    // The largest gaps are told on the axis: on a compressed scale nobody could guess them.
    private static Html Axis(WorkflowTimeline timeline, Func<DateTime, double> scale)
    {
        var moments = timeline.Rows.SelectMany(row => new[] { row.Start, row.End }).Append(timeline.Start).Append(timeline.End).Distinct().Order().ToArray();
        var gaps = moments.Zip(moments.Skip(1)).Select(gap => (From: scale(gap.First), To: scale(gap.Second), Length: gap.Second - gap.First))
            .Where(gap => gap.To - gap.From >= WideEnoughForText).ToArray();
        return Html.Of($"""
            <svg class="scale" width="100%" height="18">
            {moments.Select(moment => Html.Of($"<line x1=\"{Percent(scale(moment))}\" x2=\"{Percent(scale(moment))}\" y1=\"12\" y2=\"18\"/>"))}
            {gaps.Select(gap => Html.Of($"<text x=\"{Percent((gap.From + gap.To) / 2)}\" y=\"12\" text-anchor=\"middle\">{ClockPages.Duration(gap.Length)}</text>"))}
            </svg>
            """);
    }

    private static Html Bar(TimelineRow row, Func<DateTime, double> scale)
    {
        // The shortest work is a line that can be seen, also at the right edge.
        var from = Math.Min(scale(row.Start), 1 - Narrowest);
        var to = Math.Max(scale(row.End), from + Narrowest);
        var isMark = row.End == row.Start;
        var shape = isMark && row.Kind is not (TimelineKind.Activity or TimelineKind.SubOrchestration or TimelineKind.Timer)
            ? Html.Of($"<circle cx=\"{Percent(Math.Clamp(from, 0.006, 0.994))}\" cy=\"10\" r=\"5\"/>")
            : Html.Of($"<rect x=\"{Percent(from)}\" y=\"4\" width=\"{Percent(to - from)}\" height=\"12\" rx=\"2\"/>");
        var arrival = row is { Kind: TimelineKind.Event, Outcome: TimelineOutcome.Done } && !isMark
            ? Html.Of($"<circle cx=\"{Percent(Math.Clamp(to, 0.006, 0.994))}\" cy=\"10\" r=\"5\"/>")
            : Html.Empty;
        var name = row.Kind is TimelineKind.SubOrchestration && row.InstanceId is not null
            ? Html.Of($"<a href=\"{WorkflowPages.Address(row.InstanceId)}\">{row.Name}</a> <span class=\"which\">{row.InstanceId}</span>")
            : Html.Of($"{row.Name}");
        var attempt = row.Attempt > 1 ? Html.Of($" <span class=\"again\">attempt {row.Attempt}</span>") : Html.Empty;
        var note = row.Note is null ? Html.Empty : Html.Of($" <span class=\"{(row.Outcome is TimelineOutcome.Failed ? "why" : "note-line")}\">{row.Note}</span>");
        return Html.Of($"""
            <li class="{row.Kind.ToString().ToLowerInvariant()} {row.Outcome.ToString().ToLowerInvariant()}">
            <span class="what"><span class="kind">{Kind(row)}</span> {name}{attempt}{note}</span>
            <svg width="100%" height="20" aria-hidden="true">{shape}{arrival}</svg>
            <span class="length">{Length(row, isMark)}</span>
            </li>
            """);
    }

    private static string Kind(TimelineRow row) => row.Kind switch
    {
        TimelineKind.Activity => "activity",
        TimelineKind.SubOrchestration => "sub-orchestration",
        TimelineKind.Event => "event",
        TimelineKind.Sent => "sent",
        _ => "",
    };

    private static Html Length(TimelineRow row, bool isMark)
    {
        var begun = PageFrame.Date(row.Start, "d MMM HH:mm:ss");
        var length = ClockPages.Duration(row.End - row.Start);
        return row switch
        {
            { Outcome: TimelineOutcome.Failed, Kind: TimelineKind.Control } => begun,
            { Outcome: TimelineOutcome.Failed } => Html.Of($"{begun} <b class=\"bad\">failed</b> after {length}"),
            { Outcome: TimelineOutcome.Cancelled, Kind: TimelineKind.Timer } => Html.Of($"{begun} given up"),
            { Outcome: TimelineOutcome.Cancelled } => Html.Of($"{begun} not awaited"),
            { Outcome: TimelineOutcome.Open, Kind: TimelineKind.Timer, Due: { } due } => Html.Of($"{begun} due {PageFrame.Date(due, "d MMM yyyy HH:mm")}"),
            { Outcome: TimelineOutcome.Open } => Html.Of($"{begun} for {length} so far"),
            _ => isMark && row.Kind is not (TimelineKind.Activity or TimelineKind.SubOrchestration) ? begun : Html.Of($"{begun} {length}"),
        };
    }

    private static Html History(IList<HistoryEvent> history, int from, string id)
    {
        var page = history.Skip(from).Take(EventsShown).ToArray();
        var earlier = from > 0
            ? Html.Of($"<a rel=\"prev\" href=\"{PageFrame.Address(WorkflowPages.InstanceRoot, ("id", id), ("from", Number(Math.Max(0, from - EventsShown))))}#history\">Earlier</a>")
            : Html.Empty;
        var later = from + page.Length < history.Count
            ? Html.Of($"<a rel=\"next\" href=\"{PageFrame.Address(WorkflowPages.InstanceRoot, ("id", id), ("from", Number(from + EventsShown)))}#history\">Later</a>")
            : Html.Empty;
        var pager = page.Length == history.Count ? Html.Empty : Html.Of($"<nav class=\"pager\" aria-label=\"Pages of history\">{earlier}{later}</nav>");
        return Html.Of($"""
            <h2 id="history">History <span class="soft">{history.Count:N0} events</span></h2>
            <table class="history">
            <thead><tr><th scope="col">#</th><th scope="col">Time</th><th scope="col">Event</th><th scope="col">What</th></tr></thead>
            <tbody>{page.Select((entry, index) => Entry(entry, from + index, from + index > 0 ? history[from + index - 1].Timestamp : entry.Timestamp))}</tbody>
            </table>
            {pager}
            """);
    }

    private static Html Entry(HistoryEvent entry, int index, DateTime before)
    {
        var since = entry.Timestamp - before;
        var later = since >= TimeSpan.FromMilliseconds(1) ? Html.Of($" <span class=\"soft\">+{ClockPages.Duration(since)}</span>") : Html.Empty;
        var row = entry switch
        {
            OrchestratorStartedEvent or OrchestratorCompletedEvent => "faint",
            TaskFailedEvent or SubOrchestrationInstanceFailedEvent or ExecutionCompletedEvent { OrchestrationStatus: OrchestrationStatus.Failed } => "bad",
            _ => "",
        };
        return Html.Of($"""
            <tr class="{row}"><td data-label="#">{index}</td><td data-label="Time">{PageFrame.Date(entry.Timestamp, "d MMM yyyy HH:mm:ss.fff")}{later}</td><td data-label="Event">{entry.EventType}</td><td data-label="What">{What(entry, index)}</td></tr>
            """);
    }

    private static Html What(HistoryEvent entry, int index) => entry switch
    {
        ExecutionStartedEvent started => Html.Of($"{started.Name}{Value($"v{index}", started.Input)}"),
        TaskScheduledEvent call => Html.Of($"<span class=\"call\">{call.EventId}</span> {call.Name}{Value($"v{index}", call.Input)}"),
        TaskCompletedEvent done => Html.Of($"<span class=\"call\">{done.TaskScheduledId}</span>{Value($"v{index}", done.Result)}"),
        TaskFailedEvent failed => Html.Of($"<span class=\"call\">{failed.TaskScheduledId}</span> {failed.FailureDetails?.ErrorType} {failed.FailureDetails?.ErrorMessage ?? failed.Reason}"),
        SubOrchestrationInstanceCreatedEvent call => Html.Of(
            $"<span class=\"call\">{call.EventId}</span> {call.Name} <a class=\"mono\" href=\"{WorkflowPages.Address(call.InstanceId ?? "")}\">{call.InstanceId}</a>{Value($"v{index}", call.Input)}"),
        SubOrchestrationInstanceCompletedEvent done => Html.Of($"<span class=\"call\">{done.TaskScheduledId}</span>{Value($"v{index}", done.Result)}"),
        SubOrchestrationInstanceFailedEvent failed => Html.Of(
            $"<span class=\"call\">{failed.TaskScheduledId}</span> {failed.FailureDetails?.ErrorType} {failed.FailureDetails?.ErrorMessage ?? failed.Reason}"),
        TimerCreatedEvent timer => Html.Of($"<span class=\"call\">{timer.EventId}</span> due {PageFrame.Date(timer.FireAt)}"),
        TimerFiredEvent timer => Html.Of($"<span class=\"call\">{timer.TimerId}</span>"),
        EventRaisedEvent raised => Html.Of($"{raised.Name}{Value($"v{index}", raised.Input)}"),
        EventSentEvent sent => Html.Of(
            $"{sent.Name} to <a class=\"mono\" href=\"{WorkflowPages.Address(sent.InstanceId ?? "")}\">{sent.InstanceId}</a>{Value($"v{index}", sent.Input)}"),
        ExecutionCompletedEvent done => Html.Of($"{done.OrchestrationStatus}{Value($"v{index}", done.Result)} {done.FailureDetails?.ErrorMessage}"),
        ExecutionTerminatedEvent terminated => Value($"v{index}", terminated.Input),
        ExecutionSuspendedEvent suspended => Html.Of($"{suspended.Reason}"),
        ExecutionResumedEvent resumed => Html.Of($"{resumed.Reason}"),
        GenericEvent generic => Html.Of($"{generic.Data}"),
        _ => Html.Empty,
    };

    /// <summary>A serialised value: in the line when it is short, else folded.</summary>
    private static Html Value(string id, string? json)
    {
        if (json is null or "null")
            return Html.Empty;
        var readable = json.Length <= LongestValue ? WorkflowPages.Readable(json, indented: false) : json;
        if (readable.Length <= LongestInLine)
            return Html.Of($" <code>{readable}</code>");
        var text = json.Length <= LongestValue ? WorkflowPages.Readable(json, indented: true) : string.Concat(json.AsSpan(0, LongestValue), "…");
        return Html.Of($"""
             <details id="{id}"><summary><code>{Shorter(readable)}</code></summary><pre class="source" tabindex="0">{text}</pre></details>
            """);
    }

    private static string Shorter(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestInLine ? line : string.Concat(line.AsSpan(0, LongestInLine), "…");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###}%");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Why something was not done, and what was typed.</summary>
    private sealed record Refusal(string Message, IFormCollection Form);
}
