using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Worker;

/// <summary>Serves the app's HTTP functions.</summary>
internal sealed class HttpFunctions(
    FunctionCatalog catalog,
    HostJson host,
    FunctionRunner runner,
    IInlineConstraintResolver constraints,
    IHostApplicationLifetime lifetime,
    IConfiguration settings,
    ILoggerFactory logs,
    FunctionKeys? keys)
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    /// <summary>The functions as endpoints.</summary>
    /// <exception cref="EmulatorStartException">A route cannot be served; the message has a line for each.</exception>
    public IReadOnlyList<Endpoint> Endpoints()
    {
        var problems = new List<string>();
        var endpoints = new List<Endpoint>();
        var taken = new List<(string Name, string Shape, HttpTrigger Trigger)>();
        foreach (var function in catalog.Functions)
        {
            if (function.Trigger is not HttpTrigger trigger)
            {
                continue;
            }

            try
            {
                var pattern = Pattern(function, trigger);
                var shape = Shape(pattern);
                var twin = taken.Find(other => other.Shape == shape && Overlap(other.Trigger, trigger));
                if (twin.Name is not null)
                {
                    throw new FunctionProblem($"the function '{twin.Name}' has the route '{trigger.Route}' already, for the same method.");
                }

                taken.Add((function.Name, shape, trigger));
                endpoints.Add(new RouteEndpointBuilder(context => InvokeAsync(function, trigger, pattern, context), pattern, order: 0)
                {
                    DisplayName = function.Name,
                    Metadata = { trigger },
                }.Build());
            }
            catch (FunctionProblem problem)
            {
                problems.Add($"The function '{function.Name}' cannot run: {problem.Message}");
            }
        }

        return problems.Count == 0 ? endpoints : throw new EmulatorStartException(string.Join(Environment.NewLine, problems));
    }

    // What decides whether two routes take the same requests: the literals and the constraints, not the parameters' names.
    private static string Shape(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(segment => string.Concat(
        segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter =>
                $"{{{(parameter.IsCatchAll ? "*" : "")}:{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}"
                + $"{(parameter.IsOptional ? "?" : "")}}}",
            _ => "",
        }))));

    private static bool Overlap(HttpTrigger one, HttpTrigger other) =>
        one.Methods.Count == 0 || other.Methods.Count == 0 || one.Methods.Overlaps(other.Methods);

    private RoutePattern Pattern(Function function, HttpTrigger trigger)
    {
        if (trigger.Route.Length == 0)
        {
            throw new FunctionProblem("an empty route is another one in the host than in the worker: the root is \"{x:maxlength(0)?}\".");
        }

        if (Array.Find(Reserved, word => trigger.Route.TrimStart('/').StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } reserved)
        {
            throw new FunctionProblem($"the route '{trigger.Route}' begins with '{reserved}', which the Functions host keeps for itself.");
        }

        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse($"{host.RoutePrefix}/{trigger.Route.TrimStart('/')}".TrimStart('/'));
        }
        catch (RoutePatternException e)
        {
            throw new FunctionProblem($"the route '{trigger.Route}' is no route template: {e.Message}");
        }

        if (pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart { Content: var first }] }, ..]
            && first.Equals("emulator", StringComparison.OrdinalIgnoreCase))
        {
            throw new FunctionProblem($"the route '{trigger.Route}' begins with 'emulator', where the emulator serves its own pages.");
        }

        if (pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart { Content: var root }] }, ..]
            && root.Equals(LocalSignIn.Root[1..], StringComparison.OrdinalIgnoreCase))
        {
            throw new FunctionProblem($"the route '{trigger.Route}' begins with '{root}', where App Service authentication answers.");
        }

        if (pattern.PathSegments is [{ Parts: [RoutePatternParameterPart { IsOptional: true }] }] && !bool.TrueString.Equals(
            settings["AzureWebJobsDisableHomepage"], StringComparison.OrdinalIgnoreCase))
        {
            logs.CreateLogger<HttpFunctions>().LogWarning(
                "In Azure the host answers / itself instead of '{Function}', unless the setting AzureWebJobsDisableHomepage is true.",
                function.Name);
        }

        CheckConstraints(trigger, pattern);
        CheckNames(function, pattern);
        return pattern;
    }

    private void CheckConstraints(HttpTrigger trigger, RoutePattern pattern)
    {
        foreach (var content in pattern.Parameters.SelectMany(parameter => parameter.ParameterPolicies).Select(policy => policy.Content!))
        {
            try
            {
                if (constraints.ResolveConstraint(content) is not null)
                {
                    continue;
                }
            }
            catch (Exception e) when (e is RouteCreationException or ArgumentException)
            {
                throw new FunctionProblem($"the route '{trigger.Route}' has the constraint '{content}', which cannot be used: {e.Message}");
            }

            throw new FunctionProblem($"the route '{trigger.Route}' has the constraint '{content}', which ASP.NET Core does not know.");
        }
    }

    private static void CheckNames(Function function, RoutePattern pattern)
    {
        foreach (var parameter in function.Definition.Parameters)
        {
            var found = pattern.Parameters.FirstOrDefault(route => route.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (found is not null && found.Name != parameter.Name)
            {
                throw new FunctionProblem(
                    $"the parameter '{parameter.Name}' and the route's '{{{found.Name}}}' differ in case, "
                    + "and the worker would not match them.");
            }
        }
    }

    private async Task InvokeAsync(Function function, HttpTrigger trigger, RoutePattern pattern, HttpContext context)
    {
        if (keys is not null && !keys.Admit(context.Request, trigger.Level))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var log = logs.CreateLogger($"Function.{function.Name}");
        var inputs = new Dictionary<string, object?> { [trigger.Parameter] = context.Request };
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await runner.RunAsync(
                new Call(function, inputs, BindingData(pattern, context)) { Prepare = invocation => Prepare(invocation, context) },
                cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogDebug("'{Function}' was cancelled: its caller went away, or the app stops.", function.Name);
            Fail(context, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception e)
        {
            log.LogError(e, "The function '{Function}' failed.", function.Name);
            Fail(context, StatusCodes.Status500InternalServerError);
        }
    }

    // An answer that has begun can only be cut off: its caller must not take it for whole.
    private static void Fail(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    // As in the worker, the request's services are those of the invocation.
    private static void Prepare(Invocation invocation, HttpContext context)
    {
        context.RequestServices = invocation.InstanceServices;
        invocation.Features.Set(new HttpFunctionMiddleware.RequestFeature(context));
    }

    // The host binds by name what stands in the route and, behind it, in the query.
    private static Dictionary<string, object?> BindingData(RoutePattern pattern, HttpContext context)
    {
        var data = new Dictionary<string, object?>();
        foreach (var (name, value) in context.Request.Query)
        {
            data[name] = value.ToString();
        }

        foreach (var parameter in pattern.Parameters)
        {
            if (context.Request.RouteValues[parameter.Name] is { } value)
            {
                data[parameter.Name] = value;
            }
        }

        return data;
    }
}
