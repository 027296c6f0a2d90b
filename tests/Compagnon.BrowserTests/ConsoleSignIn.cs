using System.Net;
using Compagnon.Faculties;
using Compagnon.Tests.Agreements;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>Signs people in, in a browser and without one.</summary>
internal static class ConsoleSignIn
{
    /// <summary>Signs in on the emulator's page, as anybody.</summary>
    public static async Task SignInAsync(this IPage page, string address, string back, params string[] groups)
    {
        await page.GotoAsync("/.auth/login/aad?post_login_redirect_uri=" + Uri.EscapeDataString(back));
        await page.FillAsync("input[name=address][type=email]", address);
        await page.FillAsync("input[name=name]:not([type=hidden])", address.Split('@')[0]);
        await page.FillAsync("input[name=groups]", string.Join(' ', groups));
        await page.Locator("form.act button").ClickAsync();
        await page.Locator("h1").WaitForAsync();
    }

    /// <summary>A client that is signed in and follows no redirect; nobody is signed in for null.</summary>
    public static async Task<HttpClient> SignInAsync(this RunningApp app, StaffMember? person)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = app.Addresses.Root,
        };
        if (person is null) return client;
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["address"] = person.Address, ["name"] = person.Name, ["groups"] = "", ["post_login_redirect_uri"] = "/" });
        using var answer = await client.PostAsync("/.auth/login/aad", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }
}
