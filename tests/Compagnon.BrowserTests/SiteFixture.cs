using Compagnon.BrowserTests;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Deque.AxeCore.Commons;
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
            return app ??= await StartAppAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An app for those who move its clock; who starts it ends it.</summary>
    public Task<RunningApp> StartAppAsync(params string[] settings) => RunningApp.StartAsync(azurite, settings);

    /// <summary>An app on the morning of a working day: no night's look takes up what has no workflow. Who starts it ends it.</summary>
    public Task<RunningApp> StartAppOnMondayAsync(params string[] settings) => RunningApp.StartOnMondayAsync(azurite, settings);

    /// <summary>A person with a browser window of their own on the site, or on the given app.</summary>
    public async Task<Person> PersonAsync(int width = 1280, bool javaScript = true, Func<Task<RunningApp>>? on = null)
    {
        var browser = await browsers.BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (await (on ?? AppAsync)()).Addresses.Root.AbsoluteUri,
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
    private static readonly string AxeScript = new BundledAxeScriptProvider().GetScript();

    // The same on every page of somebody.
    private static readonly string[] Around = [".site-header", ".site-nav", ".site-footer"];

    private readonly IBrowserContext context;
    private readonly HashSet<string> judged = [];

    internal Person(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.SetDefaultTimeout(BrowserFixture.Patience);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            // That a page came with status 404 or 422 is said there too, and is meant.
            if (message.Type is "error" or "warning" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                Complaints.Add(message.Text);
        };
    }

    /// <summary>The rules whose findings change with a window's width and its colours; the others find the same in any.</summary>
    public static string[] RulesOfAnotherWindow { get; } = ["color-contrast", "scrollable-region-focusable"];

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    /// <summary>
    /// Asserts that a machine finds nothing on the page that keeps people out. A mail in its sandbox is not looked into: where no script
    /// may run, the machine cannot either.
    /// </summary>
    /// <param name="state">What the page shows.</param>
    /// <param name="rules">The rules to look by; none for all of them.</param>
    public Task AssertNoViolationAsync(string state, params string[] rules) => AssertNoViolationAsync(state, rules, []);

    /// <summary>Asserts that the page keeps nobody out, in the light and in the dark, and fits any window.</summary>
    /// <param name="state">What the page shows.</param>
    public async Task AssertOpenToAllAsync(string state)
    {
        await AssertNoViolationAsync(state);

        // Text of twice the size on a small screen (WCAG 1.4.10), a phone, a tablet.
        foreach (var width in (int[])[320, 390, 768]) await AssertFitsAsync(width);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });

        // What else there is to find was found in the light.
        await AssertNoViolationAsync(state + ", sombre", RulesOfAnotherWindow);
        await AssertNamedAsync();
    }

    /// <summary>
    /// Asserts it of another state of a page of which <see cref="AssertOpenToAllAsync"/> was asserted: in the light, in the narrowest window, and
    /// without what is around each page. Colours follow from names of elements and classes: contrast, which is half of what looking costs, is
    /// judged where there is one that this window has not shown before.
    /// </summary>
    /// <param name="state">What the page shows.</param>
    public async Task AssertOpenInThisStateTooAsync(string state)
    {
        var names = await Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('main, main *')].map(it => it.localName + '.' + (it.getAttribute('class') ?? ''))");
        await AssertNoViolationAsync(state, [], Around, colours: names.Count(judged.Add) > 0);
        await AssertFitsAsync(320);
        await AssertNamedAsync();
    }

    /// <summary>Brings what looks at pages along to each, for a window in which each page is looked at.</summary>
    public Task BringAxeAsync() => Page.AddInitScriptAsync($"if (window === top) {{ {AxeScript} }}");

    /// <summary>Makes the window again what it was at the beginning, for another page.</summary>
    public async Task ResetAsync()
    {
        await Page.SetViewportSizeAsync(1280, 800);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
    }

    private async Task AssertNamedAsync()
    {
        var named = await Page.EvaluateAsync<string[]>("() => [document.title, '' + document.querySelectorAll('h1').length]");
        Assert.EndsWith("– Compagnon", named[0], StringComparison.Ordinal);
        Assert.Equal("1", named[1]);
    }

    private async Task AssertNoViolationAsync(string state, string[] rules, string[] without, bool colours = true)
    {
        // In the page itself: the package's own way opens a second window for each look, which takes twice as long. And only where it is not:
        // half a megabyte goes through three programs as text.
        var violations = await LookAsync(rules, without, colours);
        if (violations is null)
        {
            await Page.EvaluateAsync($"() => {{ {AxeScript} }}");
            violations = (await LookAsync(rules, without, colours))!;
        }

        Assert.True(violations.Length == 0, $"{state}:\n{string.Join("\n", violations)}");
    }

    private Task<string[]?> LookAsync(string[] rules, string[] without, bool colours) => Page.EvaluateAsync<string[]?>(
        """
        async ({ rules, without, colours }) => window.axe ? (await axe.run(
            { exclude: ["iframe[sandbox]", ...without].map(it => [it]) },
            {
              resultTypes: ["violations"],
              ...(rules.length ? { runOnly: { type: "rule", values: rules } } : {}),
              ...(colours ? {} : { rules: { "color-contrast": { enabled: false } } }),
            }))
          .violations.map(it => `${it.id}: ${it.help}: ${it.nodes.map(node => node.html).join(" | ")}`) : null
        """,
        new { rules, without, colours });

    /// <summary>Asserts that nothing scrolls sideways in a window of that width, and leaves the window so.</summary>
    /// <param name="width">Pixels.</param>
    public async Task AssertFitsAsync(int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        Assert.InRange(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
    }

    /// <summary>
    /// Presses the tabulator until the wanted element (by the beginning of its label or text, or by #id) has the focus; every stop on the
    /// way must be visible as such.
    /// </summary>
    public async Task TabToAsync(string wanted)
    {
        for (var i = 0; i < 80; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var stop = await Page.EvaluateAsync<string[]>(
                """
                (() => {
                  let e = document.activeElement;
                  while (e.contentDocument) e = e.contentDocument.activeElement;
                  const box = e.closest(".tasks > li") ?? e, style = getComputedStyle(box), name = (e.labels?.[0] ?? e).textContent;
                  return [e.id, name.trim().replace(/\s+/g, " "), style.outlineStyle, style.outlineWidth, e.tagName];
                })()
                """);
            if (stop[4] == "BODY") continue;
            Assert.True(stop[2] != "none" && stop[3] != "0px", $"The focus on « {stop[1]} » ({stop[4]}#{stop[0]}) cannot be seen.");
            if (wanted.StartsWith('#') ? "#" + stop[0] == wanted : stop[1].StartsWith(wanted, StringComparison.Ordinal)) return;
        }
        Assert.Fail($"« {wanted} » cannot be reached with the tabulator.");
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
