using System.Text.RegularExpressions;
using Compagnon.Emulator.Graph;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Pages;

/// <summary>A message's body as a document of its own: no script runs in it, nothing is loaded from elsewhere, links open in a new
/// tab.</summary>
internal static partial class MailBody
{
    private static readonly string Policy = string.Join("; ",
        "default-src 'none'", "style-src 'unsafe-inline'", "img-src 'self' data:", "font-src data:", "frame-ancestors 'self'",
        // The page around it measures the document, hence same-origin; without allow-scripts nothing in the mail can use that.
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox");

    public static IResult Result(StoredMessage message) => new HtmlResult(message.Content.IsHtml ? Html(message) : Text(message), Policy);

    private static string Html(StoredMessage message)
    {
        var body = ContentIds().Replace(message.Content.Body, match =>
        {
            var id = Uri.UnescapeDataString(match.Groups[1].Value);
            var file = message.Attachments.FirstOrDefault(file => file.ContentId?.Trim('<', '>') == id);
            return file is null ? match.Value : MailboxPages.FileAddress(message, file);
        });
        const string Base = "<base target=\"_blank\">";
        foreach (var place in new[] { HeadStart(), HtmlStart(), Doctype() })
        {
            if (place.Match(body) is { Success: true } found)
                return body.Insert(found.Index + found.Length, Base);
        }

        return $"<!doctype html><meta charset=\"utf-8\">{Base}{body}";
    }

    private static string Text(StoredMessage message)
    {
        var text = message.Content.Body;
        var pieces = new List<Html>();
        var at = 0;
        foreach (Match link in Links().Matches(text))
        {
            pieces.Add(Pages.Html.Of($"{text[at..link.Index]}<a href=\"{link.Value}\">{link.Value}</a>"));
            at = link.Index + link.Length;
        }

        pieces.Add(Pages.Html.Of($"{text[at..]}"));
        return Pages.Html.Of($$"""
            <!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Text</title><base target="_blank">
            <style>body{font:15px/1.5 system-ui,sans-serif;margin:16px;white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
            <body>{{pieces}}</body></html>
            """).ToString();
    }

    [GeneratedRegex("""cid:([^"'\s)>]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex ContentIds();

    [GeneratedRegex(@"<head(\s[^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex HeadStart();

    [GeneratedRegex(@"<html(\s[^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlStart();

    [GeneratedRegex(@"^\s*<!doctype[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Doctype();

    [GeneratedRegex("""https?://[^\s<>"']*[^\s<>"'.,;:!?)\]]""", RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
