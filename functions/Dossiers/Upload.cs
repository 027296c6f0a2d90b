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
    private const int LongestToken = 1024;

    /// <summary>
    /// Hands the chosen files of the field <paramref name="field"/> to <paramref name="take"/>, one after the other, and reads no further
    /// than it does.
    /// </summary>
    /// <param name="request">The form.</param>
    /// <param name="field">The field with the files.</param>
    /// <param name="take">Takes a file by its name and its content; gives what it says against it, or null.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <param name="isOurs">Says whether the form's token, which stands before its files, is good; null where none is needed.</param>
    /// <returns>The first thing that <paramref name="take"/> said against one; null where it took all, or none was chosen.</returns>
    /// <exception cref="RequestRefusedException">Not a form with files (415), one that cannot be read (400), or one without a good
    /// token (403).</exception>
    internal static async Task<T?> FilesAsync<T>(
        HttpRequest request,
        string field,
        Func<string, Stream, Task<T?>> take,
        CancellationToken cancellation,
        Func<string, bool>? isOurs = null)
        where T : class
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new RequestRefusedException(415, "Expected multipart/form-data.");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > LongestBoundary)
            throw new RequestRefusedException(400, $"Expected a boundary of at most {LongestBoundary} characters.");

        var reader = new MultipartReader(boundary.ToString(), request.Body);
        var isTrusted = isOurs is null;
        try
        {
            for (var i = 0; i < MostSections && await reader.ReadNextSectionAsync(cancellation) is { } section; i++)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                var name = HeaderUtilities.RemoveQuotes(disposition.Name);
                if (!isTrusted && name.Equals(FormTokens.FieldName, StringComparison.Ordinal))
                    isTrusted = isOurs!(await ReadTokenAsync(section.Body, cancellation));
                if (!name.Equals(field, StringComparison.Ordinal)) continue;
                if (!isTrusted) throw new RequestRefusedException(403, "Expected the form's token before its files.");
                if (NameOf(disposition) is { Length: > 0 } file && await take(file, section.Body) is { } against) return against;
            }
            return null;
        }
        catch (Exception bad) when (bad is InvalidDataException
            || (bad is IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested))
        {
            throw new RequestRefusedException(400, "Expected a form with a file; it ends too early or cannot be read.", bad);
        }
    }

    // One that is longer is none of ours.
    private static async Task<string> ReadTokenAsync(Stream section, CancellationToken cancellation)
    {
        var bytes = new byte[LongestToken];
        var length = await section.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.ASCII.GetString(bytes, 0, length);
    }

    // Browsers write a quotation mark in a name as %22 and nothing else in that way.
    private static string NameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName)
            .ToString()
            .Replace("%22", "\"", StringComparison.Ordinal);
}
