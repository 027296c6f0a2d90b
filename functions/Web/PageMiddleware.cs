using System.Net.Sockets;
using Azure;
using Compagnon.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Compagnon.Web;

/// <summary>
/// Around every HTTP function: headers that keep a browser from doing what no page of ours asks for, and a page where something fails. The
/// log names the incident and the function, never the address (it may hold a link's token) nor anything that was typed.
/// </summary>
public sealed partial class PageMiddleware(Problems problems, LinkAddresses addresses, ILogger<PageMiddleware> log)
    : IFunctionsWorkerMiddleware
{
    /// <summary>Everything from here, nothing inline, no frame around it.</summary>
    internal const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // What the Functions host lets through, in bytes.
    private const long LargestRequest = 100L << 20;

    // A year. By the address that people use, not by the request's: in Azure the worker gets every request by plain HTTP.
    private const string OnlyEncrypted = "max-age=31536000";

    private readonly bool isEncrypted = addresses.Site.Scheme == Uri.UriSchemeHttps;

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        Protect(http.Response.Headers);
        if (isEncrypted) http.Response.Headers.StrictTransportSecurity = OnlyEncrypted;
        try
        {
            await next(context);
            if (context.GetInvocationResult().Value is PageResult page) await page.RenderAsync();
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            context.GetInvocationResult().Value = PageFor(error, context, http);
        }

        await ReadToEndAsync(http);
    }

    /// <summary>
    /// Reads and throws away what is left of a form that was answered before its end. A browser looks at the answer once it has sent
    /// everything: hung up on, it would show an error of its own instead of the page. A sender that waits for « continue », or does not say
    /// how much it sends, is no browser's form.
    /// </summary>
    private static async Task ReadToEndAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentLength is not (> 0 and <= LargestRequest) || request.Headers.Expect.Count > 0) return;
        try
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = LargestRequest;
            await request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It cannot be read, or nobody is there to read the answer.
        }
    }

    private IResult PageFor(Exception error, FunctionContext context, HttpContext http)
    {
        // Nobody reads the answer; that somebody left is no incident.
        if (http.RequestAborted.IsCancellationRequested) return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);

        var function = context.FunctionDefinition.Name;
        switch (error)
        {
            case RequestRefusedException refused:
                Refused(log, function, refused.Status, refused.Message);
                return refused.Status switch
                {
                    413 => problems.TooLarge("Ce formulaire contient trop de texte. Raccourcissez-le, puis envoyez-le de nouveau."),
                    415 => problems.UnsupportedMediaType(),
                    _ => problems.BadRequest(),
                };
            case BadHttpRequestException bad:
                Refused(log, function, bad.StatusCode, "The request cannot be read.");
                return bad.StatusCode == 413 ? problems.TooLarge("Cet envoi est trop volumineux.") : problems.BadRequest();
            case var _ when IsStorageDown(error):
                Unavailable(log, function, error);
                return problems.Unavailable();
            default:
                var incident = IncidentOf(context);
                Failed(log, incident, function, error);
                return problems.Failure(incident);
        }
    }

    /// <summary>Short enough to be told on the phone; the log and the host's traces know the invocation by the same beginning.</summary>
    private static string IncidentOf(FunctionContext context)
    {
        var id = context.InvocationId.Replace("-", "").ToUpperInvariant();
        return id.Length >= 8 ? $"{id[..4]}-{id[4..8]}" : id;
    }

    internal static bool IsStorageDown(Exception error) => error switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException several => several.InnerExceptions.All(IsStorageDown),
        HttpRequestException or SocketException or TaskCanceledException => true,
        _ => false,
    };

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.CacheControl = "no-store";
    }

    [LoggerMessage(LogLevel.Error, "Incident {Incident} in {Function}")]
    private static partial void Failed(ILogger log, string incident, string function, Exception error);

    [LoggerMessage(LogLevel.Warning, "Storage cannot be reached in {Function}")]
    private static partial void Unavailable(ILogger log, string function, Exception error);

    [LoggerMessage(LogLevel.Information, "Refused with {Status} in {Function}: {Reason}")]
    private static partial void Refused(ILogger log, string function, int status, string reason);
}
