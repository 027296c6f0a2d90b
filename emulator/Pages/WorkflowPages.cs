using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compagnon.Emulator.DurableTask;
using DurableTask.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Pages;

/// <summary>The workflows: every instance with what it waits for, page by page; one instance with its timeline, its history and what can
/// be done to it.</summary>
internal static class WorkflowPages
{
    /// <summary>Where the workflows are.</summary>
    public const string Root = "/emulator/workflows";

    /// <summary>Where one instance is; its id stands in the query, since an id may be a dot.</summary>
    public const string InstanceRoot = Root + "/instance";

    private const int PageSize = 50;
    private const int MaximumTop = 1000;
    private const int LongestShown = 160;

    private static readonly OrchestrationStatus[] Statuses =
    [
        OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended, OrchestrationStatus.Completed,
        OrchestrationStatus.Failed, OrchestrationStatus.Terminated,
    ];

    /// <summary>Maps the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, DurableEngine engine, PageFrame frame)
    {
        var client = engine.CreateClient("pages");
        var group = routes.MapGroup(Root);
        group.MapGet("", (HttpContext context) => List(engine, frame, Query.Read(context.Request.Query)));
        group.MapGet("/version", () => Results.Text(Version(engine)));
        group.MapGet("/instances.json", (HttpContext context) => Json(engine, context));
        WorkflowInstancePage.Map(group, engine, client, frame);
    }

    /// <summary>Where the page of an instance is.</summary>
    public static string Address(string id) => PageFrame.Address(InstanceRoot, ("id", id));

    /// <summary>A status as a coloured word.</summary>
    public static Html Badge(OrchestrationStatus status) =>
        Html.Of($"<span class=\"badge {Name(status).ToLowerInvariant()}\">{Name(status)}</span>");

    /// <summary>What an instance waits for, in words.</summary>
    public static Html Describe(InstanceWait wait) => wait.Kind switch
    {
        WaitKind.Event => Html.Of($"event <b>{wait.Name}</b>"),
        WaitKind.Timer => Html.Of($"until {(wait.Due is { } due ? PageFrame.Date(due, "d MMM yyyy HH:mm") : Html.Of($"a timer"))}"),
        WaitKind.SubOrchestration => Html.Of($"<a href=\"{Address(wait.InstanceId ?? "")}\">{wait.Name}</a>{Again(wait)}"),
        _ => Html.Of($"activity <b>{wait.Name}</b>{Again(wait)}"),
    };

    private static string Version(DurableEngine engine) => engine.Commits.ToString(CultureInfo.InvariantCulture);

    private static IResult List(DurableEngine engine, PageFrame frame, Query query)
    {
        var version = Version(engine);
        var counts = engine.CountByStatus();
        InstancePage page;
        try
        {
            page = engine.List(query.Filter);
        }
        catch (ArgumentException)
        {
            return frame.Problem(Root, 400, "No such page", "The address names a page that no list has given.");
        }

        var names = engine.ReadNames();
        return frame.Page(
            Root, "Workflows",
            Html.Of($"""
                <section class="card wide" aria-labelledby="title">
                <h1 id="title">Workflows</h1>
                <form class="filters" action="{Root}" data-auto role="search">
                <label class="field"><span>Orchestration</span>
                <select name="name"><option value="">All</option>{names.Select(name => Option(name, query.Name))}</select></label>
                <label class="field"><span>Status</span>
                <select name="status"><option value="">All</option>{Option("open", query.Status, "Open (not over)")}
                {Statuses.Select(status => Option(Name(status), query.Status))}</select></label>
                <label class="field"><span>Instance id begins with</span>
                <input type="search" name="prefix" value="{query.Prefix}" autocomplete="off"></label>
                <button>Filter</button>
                {(query.IsNarrow ? Html.Of($"<a href=\"{Root}\">Show all</a>") : Html.Empty)}
                </form>
                <div data-live="instances">
                <p class="counts" role="status">{Counts(counts, query)}</p>
                {(page.Instances.Count == 0 ? Nothing(query) : Table(page.Instances))}
                {Pager(query, page)}
                </div>
                </section>
                """),
            $"{Root}/version", version);
    }

    private static Html Nothing(Query query) => query.IsNarrow || query.After is not null
        ? Html.Of($"<p class=\"nothing\">No instance fits.</p>")
        : Html.Of($"<p class=\"nothing\">No orchestration was started yet. Instances appear here by themselves.</p>");

    private static Html Counts(IReadOnlyDictionary<OrchestrationStatus, long> counts, Query query)
    {
        var all = Count("All", counts.Values.Sum(), query with { Status = null, After = null }, query.Status is null);
        var each = Statuses.Where(counts.ContainsKey).Select(status =>
            Count(Name(status), counts[status], query with { Status = Name(status), After = null }, query.Status == Name(status)));
        return Html.Of($"{all}{each}");
    }

    private static Html Count(string name, long count, Query query, bool current)
    {
        var mark = current ? Html.Of($" aria-current=\"true\"") : Html.Empty;
        return Html.Of($"<a href=\"{query.Address}\"{mark}>{name} <b>{count:N0}</b></a> ");
    }

    private static Html Table(IReadOnlyList<InstanceSummary> instances) => Html.Of($"""
        <table class="instances">
        <thead><tr>
        <th scope="col">Instance</th><th scope="col">Orchestration</th><th scope="col">Status</th>
        <th scope="col">Waits for</th><th scope="col">Custom status</th><th scope="col">Last change</th>
        </tr></thead>
        <tbody>{instances.Select(Row)}</tbody>
        </table>
        """);

    private static Html Row(InstanceSummary instance)
    {
        var waits = instance.Waits.Count switch
        {
            0 when instance.Failure is { } failure => Html.Of($"<span class=\"why\">{Short(failure.ErrorMessage)}</span>"),
            0 when instance is { Status: OrchestrationStatus.Pending, StartAt: { } start } =>
                Html.Of($"start at {PageFrame.Date(start, "d MMM yyyy HH:mm")}"),
            0 => Html.Empty,
            <= 4 => Lines(instance.Waits),
            _ => Html.Of($"{Lines([.. instance.Waits.Take(3)])}<br>and {instance.Waits.Count - 3} more"),
        };
        var version = instance.Version is "" ? Html.Empty : Html.Of($" <span class=\"soft\">{instance.Version}</span>");
        return Html.Of($"""
            <tr>
            <th scope="row"><a class="mono" href="{Address(instance.Id)}">{instance.Id}</a></th>
            {Cell("Orchestration", Html.Of($"{instance.Name}{version}"))}
            {Cell("Status", Badge(instance.Status))}
            {Cell("Waits for", waits)}
            {Cell("Custom status", Html.Of($"{Short(SerializedValue.Plain(instance.CustomStatus))}"))}
            {Cell("Last change", PageFrame.Date(instance.UpdatedAt, "d MMM yyyy HH:mm:ss"))}
            </tr>
            """);
    }

    // Its label stands before it where the table is too narrow for columns.
    private static Html Cell(string label, Html value) =>
        value.ToString() is "" ? Html.Of($"<td class=\"none\"></td>") : Html.Of($"<td data-label=\"{label}\"><div>{value}</div></td>");

    private static Html Lines(IReadOnlyList<InstanceWait> waits) =>
        Html.Join(waits.Select((wait, index) => index == 0 ? Describe(wait) : Html.Of($"<br>{Describe(wait)}")));

    private static Html Again(InstanceWait wait) =>
        wait.Attempt > 1 ? Html.Of($" <span class=\"again\">attempt {wait.Attempt}</span>") : Html.Empty;

    private static Html Pager(Query query, InstancePage page)
    {
        var newest = query.After is null
            ? Html.Empty
            : Html.Of($"<a rel=\"prev\" href=\"{(query with { After = null }).Address}\">Newest</a>");
        var older = page.Continuation is null
            ? Html.Empty
            : Html.Of($"<a rel=\"next\" href=\"{(query with { After = page.Continuation }).Address}\">Older</a>");
        return query.After is null && page.Continuation is null
            ? Html.Empty
            : Html.Of($"<nav class=\"pager\" aria-label=\"Pages of instances\">{newest}{older}</nav>");
    }

    private static Html Option(string value, string? chosen, string? name = null) => value == chosen
        ? Html.Of($"<option value=\"{value}\" selected>{name ?? value}</option>")
        : Html.Of($"<option value=\"{value}\">{name ?? value}</option>");

    private static IResult Json(DurableEngine engine, HttpContext context)
    {
        var asked = context.Request.Query;
        var query = Query.Read(asked);
        if (asked["status"].ToString() is { Length: > 0 } status && query.Status is null)
            return Bad($"status is 'open' or one of {string.Join(", ", Statuses.Select(Name))}; '{status}' is neither.");
        var top = PageSize;
        if (asked["top"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top is < 1 or > MaximumTop))
            return Bad($"top is a number from 1 to {MaximumTop}.");
        try
        {
            var page = engine.List(query.Filter with { PageSize = top });
            return Results.Json(new
            {
                counts = engine.CountByStatus().ToDictionary(pair => Name(pair.Key), pair => pair.Value),
                next = page.Continuation,
                instances = page.Instances.Select(instance => new
                {
                    id = instance.Id,
                    name = instance.Name,
                    version = instance.Version,
                    status = Name(instance.Status),
                    createdAt = instance.CreatedAt,
                    updatedAt = instance.UpdatedAt,
                    completedAt = instance.CompletedAt,
                    generation = instance.Generation,
                    historyLength = instance.HistoryLength,
                    parent = instance.ParentId,
                    customStatus = instance.CustomStatus,
                    output = instance.Output,
                    failure = instance.Failure?.ErrorMessage,
                    waits = instance.Waits.Select(wait => new
                    {
                        kind = wait.Kind.ToString(),
                        name = wait.Name,
                        attempt = wait.Attempt,
                        since = wait.Since,
                        due = wait.Due,
                        instance = wait.InstanceId,
                    }),
                }),
            });
        }
        catch (ArgumentException)
        {
            return Bad("after is the 'next' of an earlier answer.");
        }

        static IResult Bad(string expected) => Results.Problem(statusCode: 400, title: "A parameter cannot be read", detail: expected);
    }

    // The engine's word for what people call terminated is the same; continued-as-new is a running one between two rounds.
    private static string Name(OrchestrationStatus status) =>
        status is OrchestrationStatus.ContinuedAsNew ? nameof(OrchestrationStatus.Running) : status.ToString();

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestShown ? line : string.Concat(line.AsSpan(0, LongestShown), "…");
    }

    private sealed record Query(string? Name, string? Status, string? Prefix, string? After)
    {
        public bool IsNarrow => Name is not null || Status is not null || Prefix is not null;

        public string Address => PageFrame.Address(Root, ("name", Name), ("status", Status), ("prefix", Prefix), ("after", After));

        public InstanceFilter Filter => new()
        {
            Name = Name,
            IdPrefix = Prefix,
            Statuses = Status switch
            {
                null => null,
                "open" => [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended,
                    OrchestrationStatus.ContinuedAsNew],
                _ => [Enum.Parse<OrchestrationStatus>(Status)],
            },
            NewestFirst = true,
            After = After,
            PageSize = PageSize,
        };

        // A status that there is not shows all: a filter is no place for an error page.
        public static Query Read(IQueryCollection query)
        {
            var status = Text("status");
            return new Query(
                Text("name"),
                status == "open"
                    ? status
                    : Statuses.Select(WorkflowPages.Name).FirstOrDefault(name => name.Equals(status, StringComparison.OrdinalIgnoreCase)),
                Text("prefix"), Text("after"));

            string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 } value ? value : null;
        }
    }
}
