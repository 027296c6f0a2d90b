using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Dossiers;

/// <summary>
/// Reads a form with files as it comes in. Nothing is buffered: the framework's own form reader would keep the whole body, in memory or on
/// disk, before anybody sees a byte.
/// </summary>
internal static class Upload
{
    private const int LongestBoundary = 100;
    private const int MostSections = 40;

    /// <summary>
    /// Hands the chosen files of the field <paramref name="field"/> to <paramref name="take"/>, one after the other, and reads no further
    /// than it does.
    /// </summary>
    /// <returns>The first thing that <paramref name="take"/> said against one; null where it took all, or none was chosen.</returns>
    /// <exception cref="RequestRefusedException">Not a form with files (415), or one that cannot be read (400).</exception>
    internal static async Task<T?> FilesAsync<T>(
        HttpRequest request, string field, Func<string, Stream, Task<T?>> take, CancellationToken cancellation)
        where T : class
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new RequestRefusedException(415, "Expected multipart/form-data.");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > LongestBoundary)
            throw new RequestRefusedException(400, $"Expected a boundary of at most {LongestBoundary} characters.");

        var reader = new MultipartReader(boundary.ToString(), request.Body);
        try
        {
            for (var i = 0; i < MostSections && await reader.ReadNextSectionAsync(cancellation) is { } section; i++)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                if (!HeaderUtilities.RemoveQuotes(disposition.Name).Equals(field, StringComparison.Ordinal)) continue;
                if (NameOf(disposition) is { Length: > 0 } name && await take(name, section.Body) is { } against) return against;
            }
            return null;
        }
        catch (Exception bad) when (bad is InvalidDataException
            || (bad is IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested))
        {
            throw new RequestRefusedException(400, "Expected a form with a file; it ends too early or cannot be read.", bad);
        }
    }

    // Browsers write a quotation mark in a name as %22 and nothing else in that way.
    private static string NameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName)
            .ToString()
            .Replace("%22", "\"", StringComparison.Ordinal);
}
