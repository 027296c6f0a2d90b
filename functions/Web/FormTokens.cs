using System.Security.Cryptography;
using Compagnon.Links;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Web;

/// <summary>
/// Anti-forgery for forms that no link protects: a cookie that other sites cannot make the browser send with a POST, and in the form a
/// signed note of it that other sites cannot read. Nothing is kept on the server.
/// </summary>
public sealed class FormTokens(Tickets tickets, LinkAddresses addresses)
{
    /// <summary>The hidden field's name.</summary>
    public const string FieldName = "jeton";

    private const string CookieName = "compagnon-formulaire";
    private const string Purpose = "form";
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(2);

    /// <summary>A token for a form of this page; sets the cookie where the browser has none.</summary>
    public string Issue(HttpRequest request)
    {
        if (request.Cookies[CookieName] is not { Length: 32 } session)
        {
            session = RandomNumberGenerator.GetHexString(32, lowercase: true);
            request.HttpContext.Response.Cookies.Append(CookieName, session, CookieOptions());
        }
        return tickets.Issue(Purpose, session, Lasts);
    }

    /// <summary>Whether a form was opened by the browser that sends it.</summary>
    public bool IsOurs(HttpRequest request, IFormCollection form) =>
        request.Cookies[CookieName] is { Length: 32 } session && tickets.Read(Purpose, form.Text(FieldName)) is { } said
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(said), System.Text.Encoding.UTF8.GetBytes(session));

    /// <summary>
    /// For a cookie of this site: no script reads it, no other site's form sends it, and it travels encrypted wherever the site is.
    /// </summary>
    /// <param name="path">Where it is sent.</param>
    internal CookieOptions CookieOptions(string path = "/") => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = addresses.Site.Scheme == Uri.UriSchemeHttps,
        Path = path,
        IsEssential = true,
    };
}
