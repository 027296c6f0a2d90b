using Compagnon.Dossiers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Assignments;

/// <summary>
/// A document as an answer: streamed as it is read, under its original name, and shut in, because whoever uploaded it decides what is in it.
/// </summary>
public sealed class DocumentResult(Document document, Stream content, bool asAttachment) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var source = content;
        var response = httpContext.Response;
        var disposition = new ContentDispositionHeaderValue(asAttachment ? "attachment" : "inline");
        // Writes filename* (RFC 5987) beside a plain filename where the name is not plain.
        disposition.SetHttpFileName(document.Name);

        response.ContentType = document.Type;
        response.ContentLength = document.Size;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        response.Headers.CacheControl = "no-store";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (HttpMethods.IsGet(httpContext.Request.Method)) await source.CopyToAsync(response.Body, httpContext.RequestAborted);
    }
}
