using Compagnon.Tests.Agreements;

namespace Compagnon.BrowserTests;

/// <summary>
/// A window for each person, signed in once: nothing of a page of the console stays in it but who that is. For tests that look at one page after
/// another, and not at two at once.
/// </summary>
internal sealed class SignedInWindows(SiteFixture site, Func<Task<RunningApp>> appAsync) : IAsyncDisposable
{
    private readonly Dictionary<string, Person> windows = [];

    /// <summary>Somebody's window, as wide and as light as at first.</summary>
    /// <param name="address">Their mail address.</param>
    public async Task<Person> OfAsync(string address)
    {
        if (!windows.TryGetValue(address, out var window))
        {
            windows[address] = window = await site.PersonAsync(on: appAsync);
            await window.Page.SignInAsync(address, "/accessibilite");
            await window.BringAxeAsync();
        }

        await window.ResetAsync();
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows.Values) await window.DisposeAsync();
    }
}
