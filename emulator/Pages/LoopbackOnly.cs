using System.Net;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Pages;

/// <summary>Lets only this machine in, under its own names: no other machine, and no page of another site by a forged host name.</summary>
internal sealed class LoopbackOnly : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return IsLoopback(context)
            ? next(invocation)
            : ValueTask.FromResult<object?>(Results.Problem(
                statusCode: 403, title: "From this machine only",
                detail: "The emulator answers on localhost, to requests that its own pages or programs on this machine make."));
    }

    internal static bool IsLoopback(HttpContext context)
    {
        // A test server has no connection, hence no address.
        if (context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
            return false;
        if (!IsLoopbackName(context.Request.Host.Host))
            return false;
        // A browser says where a request that changes something comes from; another site must not use the emulator.
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return true;
        var origin = context.Request.Headers.Origin.ToString();
        return origin is "" || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && from.Authority.Equals(context.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
