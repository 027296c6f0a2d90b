using System.Net;
using Compagnon.Emulator.Identity;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// Keeps other sites' pages away, which a browser on this machine may show: a request must name this machine (a foreign name that resolves
/// to loopback is an attack), and what is sent to <c>/emulator</c> or to the sign-in page must not come from another site.
/// </summary>
internal static class LoopbackGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!IsLoopback(request.Host.Host))
        {
            return RefuseAsync(
                context, StatusCodes.Status421MisdirectedRequest, "The Host of a request must be localhost or a loopback address.");
        }

        return IsOurs(request.Path) && !IsRead(request.Method) && IsFromElsewhere(request)
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, "The emulator takes no requests from other sites' pages.")
            : next(context);
    }

    private static bool IsOurs(PathString path) => path.StartsWithSegments("/emulator") || path.StartsWithSegments(LocalSignIn.Root);

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is not ("same-origin" or "none");
        }

        // Programs send neither header; browsers that know only this one send it with every POST.
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why);
    }
}
