using Compagnon.BrowserTests;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SiteFixture))]

namespace Compagnon.BrowserTests;

/// <summary>One running app for all tests. Each makes dossiers of its own; none moves the clock.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private readonly AzuriteFixture azurite = new();
    private readonly BrowserFixture browsers = new();
    private readonly SemaphoreSlim gate = new(1);
    private RunningApp? app;

    /// <summary>The app, started by the first that asks.</summary>
    public async Task<RunningApp> AppAsync()
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return app ??= await RunningApp.StartAsync(azurite);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A person with a browser window of their own on the site.</summary>
    public async Task<Person> PersonAsync(int width = 1280, bool javaScript = true)
    {
        var browser = await browsers.BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (await AppAsync()).Addresses.Root.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            Locale = "fr-FR",
            TimezoneId = "America/Guadeloupe",
            JavaScriptEnabled = javaScript,
            ColorScheme = ColorScheme.Light,
            // Colours on their way to another are no colours to judge contrast by.
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Person(context, await context.NewPageAsync());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await browsers.DisposeAsync();
        if (app is not null) await app.DisposeAsync();
        await azurite.DisposeAsync();
    }
}

/// <summary>
/// A browser window. What the browser complains about (a script's error, something that the page's policy forbids) is kept.
/// </summary>
public sealed class Person : IAsyncDisposable
{
    private readonly IBrowserContext context;

    internal Person(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.SetDefaultTimeout(30_000);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            // That a page came with status 404 or 422 is said there too, and is meant.
            if (message.Type is "error" or "warning" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                Complaints.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
