using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Compagnon.Web;

/// <summary>Reads the small forms of pages.</summary>
public static class Forms
{
    /// <summary>Largest form, in bytes; documents come another way.</summary>
    public const long Largest = 256 * 1024;

    private const int LongestValue = 100_000;

    private static readonly FormOptions Options = OptionsFor(Largest, LongestValue);

    /// <summary>The fields that came; without a body, none.</summary>
    /// <exception cref="RequestRefusedException">Not a form (415), too large (413), or not to be read (400).</exception>
    public static Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellation = default) =>
        ReadAsync(request, Options, cancellation);

    /// <summary>The fields of a form that gives back what a page was made of, up to <paramref name="largest"/> bytes.</summary>
    /// <exception cref="RequestRefusedException">As above.</exception>
    public static Task<IFormCollection> ReadLargeAsync(HttpRequest request, int largest, CancellationToken cancellation = default) =>
        ReadAsync(request, OptionsFor(largest, largest), cancellation);

    private static FormOptions OptionsFor(long largest, int longestValue) => new()
    {
        ValueCountLimit = 200,
        KeyLengthLimit = 200,
        ValueLengthLimit = longestValue,
        MultipartBodyLengthLimit = largest,
    };

    private static async Task<IFormCollection> ReadAsync(HttpRequest request, FormOptions options, CancellationToken cancellation)
    {
        var largest = options.MultipartBodyLengthLimit;
        if (request.ContentLength > largest) throw TooLarge(largest, null);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = largest;
        if (!request.HasFormContentType)
        {
            return string.IsNullOrEmpty(request.ContentType) && request.ContentLength is null or 0
                ? FormCollection.Empty
                : throw new RequestRefusedException(415, "Expected a form (application/x-www-form-urlencoded or multipart/form-data).");
        }

        try
        {
            return await request.ReadFormAsync(options, cancellation);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(largest, bad);
        }
        catch (Exception bad) when (bad is InvalidDataException or BadHttpRequestException)
        {
            throw new RequestRefusedException(
                400, $"Expected a form of at most {options.ValueCountLimit} fields; it could not be read.", bad);
        }
    }

    /// <summary>The last value of a field; empty where it did not come.</summary>
    public static string Text(this IFormCollection form, string name) =>
        form.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] ?? "" : "";

    /// <summary>A longer text as the person typed it, with line ends of one kind and without what cannot be seen, trimmed.</summary>
    public static string Paragraph(this IFormCollection form, string name) => Plain(form.Text(name));

    /// <summary>A text with line ends of one kind and without what cannot be seen, trimmed.</summary>
    public static string Plain(string text) =>
        new string([.. text.ReplaceLineEndings("\n").Where(c => c is '\n' or '\t' || !char.IsControl(c))]).Trim();

    /// <summary>All values of a field.</summary>
    public static IReadOnlyList<string> Values(this IFormCollection form, string name) =>
        form.TryGetValue(name, out StringValues values) ? [.. values.Where(value => value is not null).Select(value => value!)] : [];

    private static RequestRefusedException TooLarge(long largest, Exception? inner) =>
        new(413, $"Expected a form of at most {largest} bytes.", inner);
}
