using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Graph;

/// <summary>How a request fails.</summary>
public enum GraphFaultKind
{
    /// <summary>429 with Retry-After; nothing is done.</summary>
    Throttle,

    /// <summary>503 with Retry-After when one is given; nothing is done.</summary>
    Unavailable,

    /// <summary>504; nothing is done.</summary>
    GatewayTimeout,

    /// <summary>The connection is cut after the work was done: the caller cannot know.</summary>
    Cut,

    /// <summary>The connection is cut at once; nothing is done.</summary>
    Refuse,
}

/// <summary>A fault on demand: the next requests that match it fail.</summary>
public sealed record GraphFault
{
    /// <summary>How they fail.</summary>
    public GraphFaultKind Kind { get; init; }

    /// <summary>How many requests fail; null means all until the faults are cleared.</summary>
    public int? Count { get; init; }

    /// <summary>How many matching requests pass before the first fails; 0 by default.</summary>
    public int Skip { get; init; }

    /// <summary>The method that matches, or null for every method.</summary>
    public string? Method { get; init; }

    /// <summary>A part of the path that matches (<c>/send</c> at its end, for example), or null for every path.</summary>
    public string? Path { get; init; }

    /// <summary>The Retry-After header in seconds; 1 by default for a throttled request, none for another.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How many requests it has failed so far.</summary>
    public int Failed { get; init; }
}

/// <summary>The faults that wait for requests, kept in memory.</summary>
public sealed class GraphFaults
{
    private readonly Lock gate = new();
    private readonly List<GraphFault> faults = [];

    /// <summary>Adds a fault; faults are tried in the order in which they were added.</summary>
    /// <exception cref="ArgumentException">A number in it makes no sense.</exception>
    public void Add(GraphFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is { Count: < 1 } or { Skip: < 0 } or { RetryAfter: < 0 })
            throw new ArgumentException(
                "A fault's count is at least 1 (or absent: until cleared), skip and retryAfter are not negative.", nameof(fault));
        lock (gate)
            faults.Add(fault with { Failed = 0 });
    }

    /// <summary>Takes all faults away.</summary>
    public void Clear()
    {
        lock (gate)
            faults.Clear();
    }

    /// <summary>The faults as they stand, those that are used up too, with the number of requests that each has failed.</summary>
    public IReadOnlyList<GraphFault> All
    {
        get
        {
            lock (gate)
                return faults.ToArray();
        }
    }

    /// <summary>Takes the fault for a request; null when it goes through.</summary>
    internal GraphFault? Take(string method, string path)
    {
        lock (gate)
        {
            for (var index = 0; index < faults.Count; index++)
            {
                var fault = faults[index];
                if (fault.Failed >= fault.Count || !Matches(fault, method, path))
                    continue;
                if (fault.Skip > 0)
                {
                    faults[index] = fault with { Skip = fault.Skip - 1 };
                    continue;
                }

                return faults[index] = fault with { Failed = fault.Failed + 1 };
            }

            return null;
        }
    }

    /// <summary>Maps the control endpoint: POST adds a fault, GET lists them, DELETE clears them.</summary>
    internal void Map(IEndpointRouteBuilder routes, string pattern)
    {
        routes.MapGet(pattern, () => Results.Json(new { faults = All }, Json));
        routes.MapDelete(pattern, () =>
        {
            Clear();
            return Results.NoContent();
        });
        routes.MapPost(pattern, async (HttpRequest request) =>
        {
            try
            {
                Add(await request.ReadFromJsonAsync<GraphFault>(Json, request.HttpContext.RequestAborted)
                    ?? throw new ArgumentException("A fault was expected, and null came."));
            }
            catch (Exception reason) when (reason is JsonException or ArgumentException or InvalidOperationException)
            {
                return Results.Problem(
                    statusCode: 400, title: "This is not a fault",
                    detail: reason.Message + " Expected for example "
                        + """{"kind": "throttle", "count": 2, "method": "POST", "path": "/send", "retryAfter": 1}.""");
            }

            return Results.Json(new { faults = All }, Json);
        });
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static bool Matches(GraphFault fault, string method, string path) =>
        (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
        && (fault.Path is null || path.Contains(fault.Path, StringComparison.OrdinalIgnoreCase));

    /// <summary>The answer of a fault that does no work; null when the work is done first.</summary>
    internal static IResult? Answer(GraphFault fault, HttpContext context)
    {
        int? standard = fault.Kind is GraphFaultKind.Throttle ? 1 : null;
        if ((fault.RetryAfter ?? standard) is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        switch (fault.Kind)
        {
            case GraphFaultKind.Throttle:
                return new GraphErrorResult(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.");
            case GraphFaultKind.Unavailable:
                return new GraphErrorResult(503, "ServiceUnavailable", "The service is temporarily unavailable.");
            case GraphFaultKind.GatewayTimeout:
                return new GraphErrorResult(504, "GatewayTimeout", "The server did not answer in time.");
            case GraphFaultKind.Refuse:
                context.Abort();
                return Results.Empty;
            default:
                return null;
        }
    }
}
