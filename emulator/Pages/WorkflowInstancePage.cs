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
    private const int ChildrenShown = 20;
    private const int DeepestCause = 20;

    public static void Map(RouteGroupBuilder group, DurableEngine engine, DurableTaskClient client, PageFrame frame)
    {
        group.MapGet("/instance", (HttpContext context) => Show(engine, frame, context.Request.Query, null, 200));
        group.MapGet(
            "/instance/version", (string? id) => Results.Text(id is { Length: > 0 } && engine.Find(id) is { } found ? Version(found) : ""));
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
            form => client.TerminateInstanceAsync(
                form["id"].ToString(), new TerminateInstanceOptions(Reason(form), form["recursive"] == "true"))));
    }

    private static string Version(InstanceSummary instance) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{instance.Execution}-{instance.Status}-{instance.HistoryLength}-{instance.UpdatedAt.UtcTicks}");

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
        int? from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
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
                {TimelineDrawing.Draw(timeline, id, compressed)}
                </section>
                <section class="card whole" aria-labelledby="history" data-live="history">
                {HistoryTable.Show(history, from, id)}
                </section>
                </div>
                """),
            PageFrame.Address($"{WorkflowPages.InstanceRoot}/version", ("id", id)), Version(instance), status: status,
            address: refusal is null ? null : WorkflowPages.Address(id));
    }

    private static Html State(DurableEngine engine, InstanceSummary instance)
    {
        var children = engine.List(new InstanceFilter { ParentId = instance.Id, NewestFirst = true, PageSize = ChildrenShown });
        var (ended, end) = instance.CompletedAt is { } completed ? ("Ended", completed) : ("Last change", instance.UpdatedAt);
        var parent = instance.ParentId is { } caller
            ? Html.Of($"<a class=\"mono\" href=\"{WorkflowPages.Address(caller)}\">{caller}</a>")
            : Html.Empty;
        var more = children.Continuation is null ? "" : "and more";
        return Html.Of($"""
            <p class="mono id">{instance.Id}</p>
            <p>{WorkflowPages.Badge(instance.Status)} <span class="soft">{Details(instance)}</span></p>
            {Failure(instance.Failure)}
            <dl class="headers plain">
            {Waits(instance)}
            {Term("Custom status", SerializedValue.Show("status", instance.CustomStatus))}
            {Term("Created", PageFrame.Date(instance.CreatedAt))}
            {Term(ended, PageFrame.Date(end))}
            {Term("Called by", parent)}
            {Term("Has called", Html.Of($"{children.Instances.Select(Child)}{more}"))}
            {instance.Tags.Select(tag => Term($"Tag {tag.Key}", Html.Of($"{tag.Value}")))}
            {Term("Input", SerializedValue.Show("input", instance.Input))}
            {Term("Output", SerializedValue.Show("output", instance.Output))}
            </dl>
            """);
    }

    private static string Details(InstanceSummary instance)
    {
        var round = instance.Generation > 0 ? $"round {Number(instance.Generation + 1)} " : "";
        return instance.Version is "" ? round : $"{round}version {instance.Version}";
    }

    private static Html Term(string name, Html value) =>
        value.ToString() is "" ? Html.Empty : Html.Of($"<dt>{name}</dt><dd>{value}</dd>");

    private static Html Waits(InstanceSummary instance)
    {
        if (instance is { Waits.Count: 0, Status: OrchestrationStatus.Pending, StartAt: { } start })
            return Term("Starts", PageFrame.Date(start));
        return instance.Waits.Count == 0
            ? Html.Empty
            : Term("Waits for", Html.Of($"<ul class=\"bare\">{instance.Waits.Select(Wait)}</ul>"));
    }

    private static Html Wait(InstanceWait wait)
    {
        var since = PageFrame.Date(wait.Since, "d MMM yyyy HH:mm:ss");
        return Html.Of($"<li>{WorkflowPages.Describe(wait)} <span class=\"soft\">since {since}</span></li>");
    }

    private static Html Child(InstanceSummary child) => Html.Of($"""
        <span class="child"><a href="{WorkflowPages.Address(child.Id)}">{child.Name}</a> {WorkflowPages.Badge(child.Status)}
        <span class="mono soft">{child.Id}</span></span>
        """);

    private static Html Failure(FailureDetails? failure)
    {
        var pieces = new List<Html>();
        for (var depth = 0; failure is not null && depth < DeepestCause; failure = failure.InnerFailure, depth++)
        {
            var stack = Html.Of($"""
                <details id="stack-{depth}"><summary>Stack</summary><pre class="source" tabindex="0">{failure.StackTrace}</pre></details>
                """);
            pieces.Add(Html.Of($"""
                <div class="error"><b>{(depth == 0 ? "" : "caused by ")}{failure.ErrorType}</b>
                <p class="lines">{failure.ErrorMessage}</p>{(string.IsNullOrWhiteSpace(failure.StackTrace) ? Html.Empty : stack)}</div>
                """));
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
            <label class="field"><span>Payload (JSON, or nothing)</span>
            <textarea name="payload" rows="2" spellcheck="false">{refusal?.Form["payload"].ToString()}</textarea></label>
            <button>Raise the event</button>
            </form>
            """);
    }

    private static Html Actions(InstanceSummary instance)
    {
        if (instance.CompletedAt is not null)
            return Html.Of($"<p class=\"soft\">It is over.</p>");
        var verb = instance.Status is OrchestrationStatus.Suspended ? "Resume" : "Suspend";
        return Html.Of($"""
            <form method="post" class="act">
            <input type="hidden" name="id" value="{instance.Id}">
            <label class="field"><span>Reason (if any)</span><input name="reason" id="reason" autocomplete="off"></label>
            <p class="buttons">
            <button id="pause" formaction="{WorkflowPages.InstanceRoot}/{verb.ToLowerInvariant()}">{verb}</button>
            <button id="terminate" class="danger" formaction="{WorkflowPages.InstanceRoot}/terminate">Terminate</button>
            <label class="check"><input type="checkbox" name="recursive" value="true" id="recursive"> with what it has called</label>
            </p>
            </form>
            """);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Why something was not done, and what was typed.</summary>
    private sealed record Refusal(string Message, IFormCollection Form);
}
