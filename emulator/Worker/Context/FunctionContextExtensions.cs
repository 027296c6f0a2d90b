using Compagnon.Emulator.Worker;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>
    /// The request that started the invocation; null for another trigger, and for middleware that was added before
    /// <c>ConfigureFunctionsWebApplication</c>.
    /// </summary>
    /// <param name="context">The invocation.</param>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(HttpFunctionMiddleware.HttpContextKey, out var value) ? value as HttpContext : null;
    }
}
