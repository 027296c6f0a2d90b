using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Compagnon.Emulator.Graph;

/// <summary>The words of a message: what a list previews and what a search looks through.</summary>
internal static partial class MailText
{
    private const int PreviewLength = 255;
    private const int SearchLength = 20_000;

    // Far more than anybody previews or searches, and little enough for any markup to be read at once.
    private const int BodyLength = 200_000;

    /// <summary>The text of a body on one line: without tags, styles and hidden parts of the head when it is HTML.</summary>
    public static string Plain(MailContent content)
    {
        var body = content.Body.Length <= BodyLength ? content.Body : content.Body[..BodyLength];
        var text = content.IsHtml ? WebUtility.HtmlDecode(Tags().Replace(Breaks().Replace(Unseen().Replace(body, " "), " "), "")) : body;
        return Spaces().Replace(text, " ").Trim();
    }

    /// <summary>The beginning of a body's text, as Graph's <c>bodyPreview</c> has it.</summary>
    public static string Preview(string plain)
    {
        if (plain.Length <= PreviewLength)
            return plain;
        var end = char.IsHighSurrogate(plain[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength;
        return plain[..end];
    }

    /// <summary>What a search looks through: subject, parties, headers, file names and text, folded.</summary>
    public static string Searchable(MailContent content, string plain, IEnumerable<string> fileNames)
    {
        var words = new StringBuilder(content.Subject).Append('\n').Append(content.From);
        foreach (var (_, party) in content.Recipients)
            words.Append('\n').Append(party);
        foreach (var header in content.Headers)
            words.Append('\n').Append(header.Value);
        foreach (var name in fileNames)
            words.Append('\n').Append(name);
        words.Append('\n').Append(plain.AsSpan(0, Math.Min(plain.Length, SearchLength)));
        return Fold(words.ToString());
    }

    /// <summary>Lower case without accents, so that <c>agrement</c> finds <c>Agrément</c>.</summary>
    public static string Fold(string text)
    {
        // Malformed UTF-16 cannot be normalised; the replacement character stands for it.
        var decomposed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormD);
        var folded = new StringBuilder(decomposed.Length);
        foreach (var character in decomposed)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)
                folded.Append(char.ToLowerInvariant(character));
        }

        return folded.ToString();
    }

    [GeneratedRegex(@"<(head|style|script|title)\b.*?</\1\s*>|<!--.*?-->", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"</?(p|div|br|tr|td|th|table|h[1-6]|li|ul|ol|hr|section|article|header|footer)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\u00A0\u00AD\u034F\u200B-\u200D\u2060\uFEFF]+")]
    private static partial Regex Spaces();
}
