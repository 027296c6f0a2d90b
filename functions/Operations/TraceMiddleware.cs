using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Compagnon.Operations;

/// <summary>
/// Around every run of a function but an orchestration's: a span, and a scope that gives each line of the log the function and the
/// workflow's instance.
/// </summary>
public sealed class TraceMiddleware(ILogger<TraceMiddleware> log) : IFunctionsWorkerMiddleware
{
    private const string Orchestration = "orchestrationTrigger";

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == Orchestration))
        {
            await next(context);
            return;
        }

        var function = context.FunctionDefinition.Name;
        var instance = context.BindingContext.BindingData.TryGetValue("instanceId", out var id) ? id as string : null;
        var http = context.GetHttpContext();
        using var scope = log.BeginScope(ScopeOf(function, instance));
        using var span = Traces.StartFunction(
            function, http is null ? ActivityKind.Internal : ActivityKind.Server, ParentOf(context.TraceContext));
        if (instance is not null) span?.SetTag(Traces.Instance, instance);
        try
        {
            await next(context);
            if (http is not null) Answered(span, http);
        }
        catch (Exception error)
        {
            // The message may hold what somebody typed: the log has it, under the log's own rules.
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            throw;
        }
    }

    private static void Answered(Activity? span, HttpContext http)
    {
        span?.SetTag("http.request.method", http.Request.Method);
        span?.SetTag("http.response.status_code", http.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) span?.SetStatus(ActivityStatusCode.Error);
    }

    private static Dictionary<string, object> ScopeOf(string function, string? instance)
    {
        var scope = new Dictionary<string, object> { ["Function"] = function };
        if (instance is not null) scope["Instance"] = instance;
        return scope;
    }

    private static ActivityContext ParentOf(TraceContext trace) =>
        ActivityContext.TryParse(trace.TraceParent, trace.TraceState, out var parent) ? parent : default;
}
