using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Compagnon.Emulator.Worker;

/// <summary>
/// Hands the request to the invocation and executes the result on it. As in the real worker it is a middleware that
/// <c>ConfigureFunctionsWebApplication</c> adds: what was added before knows no HttpContext and sees the answer already written.
/// </summary>
internal sealed class HttpFunctionMiddleware(ILogger<HttpFunctionMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <summary>The key of the request in <see cref="FunctionContext.Items"/>, as in the real worker.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.Features.Get<RequestFeature>() is not { } request)
        {
            await next(context);
            return;
        }

        context.Items[HttpContextKey] = request.Context;
        await next(context);
        switch (context.GetInvocationResult().Value)
        {
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(request.Context, request.Context.GetRouteData(), new ActionDescriptor()));
                break;
            case IResult result:
                await result.ExecuteAsync(request.Context);
                break;
            case { } value:
                log.LogWarning(
                    "The function {Function} returned a {Type}, which is no HTTP result: the answer has no body.",
                    context.FunctionDefinition.Name,
                    value.GetType());
                break;
        }
    }

    /// <summary>The request that an invocation answers.</summary>
    internal sealed record RequestFeature(HttpContext Context);
}
