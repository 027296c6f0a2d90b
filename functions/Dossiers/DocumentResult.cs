using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Dossiers;

/// <summary>
/// A document as an answer: streamed as it is read, in parts where the reader asks for parts, under its original name, and shut in, because
/// whoever uploaded it decides what is in it.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="content">Its bytes; can seek; closed when they are sent.</param>
/// <param name="asAttachment">Whether the browser saves it instead of showing it.</param>
public sealed class DocumentResult(Document document, Stream content, bool asAttachment) : IResult
{
    // For whoever frames it: nobody, or pages of this site.
    private string framing = "";

    /// <summary>Lets pages of this site show it in a frame. What shuts it in is the header, which a viewer for PDF files runs under; under a
    /// frame's own <c>sandbox</c> no viewer does.</summary>
    public DocumentResult InFrame()
    {
        framing = "; frame-ancestors 'self'";
        return this;
    }

    /// <summary>
    /// Whether a request begins to read a document, so that it is in the journal once: a viewer that goes on asks for parts further in,
    /// and one that asks for the part at the start, or for several, reads it.
    /// </summary>
    public static bool BeginsReading(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && (request.GetTypedHeaders().Range?.Ranges is not { Count: 1 } ranges || ranges.First().From is not > 0);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        var disposition = new ContentDispositionHeaderValue(asAttachment ? "attachment" : "inline");
        // Writes filename* (RFC 5987) beside a plain filename where the name is not plain.
        disposition.SetHttpFileName(document.Name);
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox" + framing;
        // The older header knows no « this site » where a newer one does not stand: browsers that know the newer keep to that.
        if (framing.Length > 0) headers.XFrameOptions = "SAMEORIGIN";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        await Results.Stream(
            content,
            document.Type,
            lastModified: document.At,
            entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""),
            enableRangeProcessing: true)
            .ExecuteAsync(httpContext);
    }
}
