using System.Text;
using System.Text.RegularExpressions;

namespace Compagnon.Mail.Returns;

/// <summary>A report that a mail could not be delivered (RFC 3464), as the recipient's server or ours writes it. Pure.</summary>
/// <param name="Status">Why, as a code such as <c>5.1.1</c>; <see cref="UnknownStatus"/> where none is given.</param>
/// <param name="Header">What the returned mail's header <see cref="GraphMail.Header"/> says; empty where it is not given back.</param>
/// <param name="MessageIds">Message-IDs that the returned mail may have, with their angle brackets; at most <see cref="MostIds"/>.</param>
public sealed partial record DeliveryReport(string Status, string Header, IReadOnlyList<string> MessageIds)
{
    /// <summary>The code where a report gives none.</summary>
    public const string UnknownStatus = "5.0.0";

    /// <summary>How many Message-IDs are kept: a mail's own, and what it answers.</summary>
    public const int MostIds = 5;

    private const int DeepestNesting = 4;
    private const int MostParts = 50;

    /// <summary>Reads a whole message. Null where it is no report, or reports no failure for good: a mail that is only late is still
    /// tried.</summary>
    public static DeliveryReport? Read(ReadOnlySpan<byte> mime)
    {
        var whole = Part.Of(Encoding.Latin1.GetString(mime));
        var parts = new List<Part>();
        Collect(whole, parts, 0);
        if (parts.FirstOrDefault(part => part.Is("message/delivery-status", "message/global-delivery-status")) is not { } status)
            return null;
        if (FailureOf(status.Decoded) is not { } code) return null;

        var original = parts.FirstOrDefault(part =>
            part.Is("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")) is { } returned
            ? Part.Of(returned.Decoded)
            : null;
        var ids = string.Join(' ', original?.Header("Message-ID"), whole.Header("In-Reply-To"), whole.Header("References"));
        return new DeliveryReport(
            code,
            original?.Header(GraphMail.Header).Trim() ?? "",
            [.. MessageId().Matches(ids).Select(match => match.Value).Distinct(StringComparer.Ordinal).Take(MostIds)]);
    }

    private static void Collect(Part part, List<Part> parts, int depth)
    {
        if (part.Boundary is not { } boundary || depth == DeepestNesting)
        {
            parts.Add(part);
            return;
        }

        foreach (var child in Split(part.Body, boundary).Take(MostParts)) Collect(Part.Of(child), parts, depth + 1);
    }

    private static IEnumerable<string> Split(string body, string boundary)
    {
        var (opening, closing) = ("--" + boundary, "--" + boundary + "--");
        StringBuilder? current = null;
        foreach (var line in body.Split('\n'))
        {
            var bare = line.TrimEnd();
            if (bare == opening || bare == closing)
            {
                if (current is not null) yield return current.ToString();
                if (bare == closing) yield break;
                current = new StringBuilder();
                continue;
            }

            current?.Append(line).Append('\n');
        }

        // Cut off, as servers do with what is long.
        if (current is not null) yield return current.ToString();
    }

    // One group of fields is about the report, each further one about a recipient.
    private static string? FailureOf(string status)
    {
        foreach (var group in BlankLine().Split(status.ReplaceLineEndings("\n")))
        {
            var fields = Part.Of(group.Trim('\n') + "\n\n");
            if (!fields.Header("Action").Trim().Equals("failed", StringComparison.OrdinalIgnoreCase)) continue;
            return StatusCode().Match(fields.Header("Status")) is { Success: true, Value: var code } ? code : UnknownStatus;
        }

        return null;
    }

    [GeneratedRegex(@"<[^<>\s]{1,250}>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MessageId();

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankLine();

    /// <summary>A part of a message: its headers, unfolded, and what follows.</summary>
    private sealed partial record Part(IReadOnlyList<(string Name, string Value)> Headers, string Body)
    {
        public string? Boundary => MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            && BoundaryParameter().Match(Header("Content-Type")) is { Success: true } match
            ? match.Groups[1].Value + match.Groups[2].Value
            : null;

        // Servers write these parts as they are; some relay encodes whatever passes.
        public string Decoded
        {
            get
            {
                if (!Header("Content-Transfer-Encoding").Trim().Equals("base64", StringComparison.OrdinalIgnoreCase)) return Body;
                var bytes = new byte[Body.Length];
                return Convert.TryFromBase64String(Body, bytes, out var length) ? Encoding.Latin1.GetString(bytes, 0, length) : Body;
            }
        }

        private string MediaType => Header("Content-Type").Split(';')[0].Trim();

        public static Part Of(string text)
        {
            var headers = new List<(string Name, string Value)>();
            var at = 0;
            while (at < text.Length)
            {
                var end = text.IndexOf('\n', at);
                if (end < 0) end = text.Length;
                var line = text[at..end].TrimEnd('\r');
                at = Math.Min(end + 1, text.Length);
                if (line.Length == 0) break;
                if (line[0] is ' ' or '\t')
                {
                    if (headers.Count > 0) headers[^1] = (headers[^1].Name, headers[^1].Value + " " + line.Trim());
                    continue;
                }

                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0) headers.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }

            return new Part(headers, text[at..]);
        }

        public string Header(string name) =>
            Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

        public bool Is(params ReadOnlySpan<string> types)
        {
            foreach (var type in types)
                if (MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) return true;
            return false;
        }

        [GeneratedRegex("""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
        private static partial Regex BoundaryParameter();
    }
}
