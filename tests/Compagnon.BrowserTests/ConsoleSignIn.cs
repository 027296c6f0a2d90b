using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>Signs people in, in a browser.</summary>
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
}
