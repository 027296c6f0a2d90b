using System.Text;

namespace Compagnon.Web;

/// <summary>
/// French spacing in finished markup: no-break spaces inside « guillemets » and before : ; ! ? %, between a number and its unit. Done once,
/// at the end, so that pages, mails and the faculties' own texts are written with plain spaces and none is forgotten.
/// </summary>
public static class Typography
{
    private const char NoBreak = '\u00A0';
    private const char Narrow = '\u202F';

    /// <summary>What stands in these is code or what somebody typed: it stays as it is.</summary>
    private static readonly string[] Untouched = ["textarea", "script", "style", "pre", "code"];

    private static readonly string[] Units =
        ["Mo", "ko", "octets", "ans", "an", "jours", "jour", "mois", "h", "%", "€", "demi-journées", "semaines"];

    /// <summary>Changes text between tags only; tags, attributes and comments stay as they are.</summary>
    public static string French(string markup)
    {
        var result = new StringBuilder(markup.Length + 64);
        for (var at = 0; at < markup.Length;)
        {
            var tag = markup.IndexOf('<', at);
            if (tag < 0) tag = markup.Length;
            Text(markup.AsSpan(at, tag - at), result);
            if (tag == markup.Length) break;

            var end = EndOfTag(markup, tag);
            result.Append(markup, tag, end - tag);
            at = end;
        }
        return result.ToString();
    }

    private static int EndOfTag(string markup, int tag)
    {
        if (markup.AsSpan(tag).StartsWith("<!--"))
            return After(markup.IndexOf("-->", tag, StringComparison.Ordinal), 3, markup);
        foreach (var name in Untouched)
        {
            var rest = markup.AsSpan(tag + 1);
            if (rest.StartsWith(name)
                && rest.Length > name.Length
                && !char.IsAsciiLetterOrDigit(rest[name.Length])
                && rest[name.Length] != '-')
                return After(markup.IndexOf($"</{name}>", tag, StringComparison.Ordinal), name.Length + 3, markup);
        }

        // An attribute's value may hold a '>'.
        var quote = '\0';
        for (var i = tag; i < markup.Length; i++)
        {
            var c = markup[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c == '>') return i + 1;
        }
        return markup.Length;
    }

    private static int After(int found, int length, string markup) => found < 0 ? markup.Length : found + length;

    private static void Text(ReadOnlySpan<char> text, StringBuilder result)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != ' ')
            {
                result.Append(text[i]);
                continue;
            }
            var before = i > 0 ? text[i - 1] : '\0';
            var after = i + 1 < text.Length ? text[i + 1] : '\0';
            result.Append((before, after) switch
            {
                ('«', _) or (_, '»') => NoBreak,
                (not ' ' and not '\0', ';' or '!' or '?') => Narrow,
                (not ' ' and not '\0', ':') => NoBreak,
                ( >= '0' and <= '9', _) when StartsWithUnit(text[(i + 1)..]) => NoBreak,
                _ => ' ',
            });
        }
    }

    private static bool StartsWithUnit(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
            if (text.StartsWith(unit) && (text.Length == unit.Length || !char.IsLetterOrDigit(text[unit.Length])))
                return true;
        return false;
    }
}
