using System.Net;
using Compagnon.Tests.Agreements;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace Compagnon.BrowserTests;

/// <summary>
/// One window, in which now one and now another is signed in: a page of the console leaves nothing in it, and a window of each one's own takes
/// a second of the processor's time. For tests that look at one page after another.
/// </summary>
internal sealed class SignedInWindow(SiteFixture site, Func<Task<RunningApp>> appAsync) : IAsyncDisposable
{
    private readonly Dictionary<string, Cookie[]> known = [];
    private string signedIn = "";
    private Person? window;

    /// <summary>The window of whoever has this mail address, as wide and as light as at first.</summary>
    public async Task<Person> OfAsync(string address)
    {
        if (window is null)
        {
            window = await site.PersonAsync(on: appAsync);
            await window.BringAxeAsync();
        }

        if (signedIn != address)
        {
            if (!known.TryGetValue(address, out var cookies)) known[address] = cookies = await SignInAsync(await appAsync(), address);
            await window.Page.Context.ClearCookiesAsync();
            await window.Page.Context.AddCookiesAsync(cookies);
            signedIn = address;
        }

        await window.ResetAsync();
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (window is not null) await window.DisposeAsync();
    }

    // As the sign-in page does; without a window.
    private static async Task<Cookie[]> SignInAsync(RunningApp app, string address)
    {
        var kept = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = kept }) { BaseAddress = app.Addresses.Root };
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["address"] = address, ["name"] = "", ["groups"] = "", ["post_login_redirect_uri"] = "/" });
        using var answer = await client.PostAsync("/.auth/login/aad", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return
        [
            .. kept.GetCookies(app.Addresses.Root).Select(cookie => new Cookie
            {
                Name = cookie.Name, Value = cookie.Value, Url = app.Addresses.Root.AbsoluteUri, HttpOnly = cookie.HttpOnly, SameSite = SameSiteAttribute.Lax,
            }),
        ];
    }
}
