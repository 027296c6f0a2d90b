using System.Diagnostics;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>
/// One Chromium for all tests: the machine's own; on Debian as root, where there is none, installed with apt; else every test is skipped
/// and says why. (The browser that Playwright would download comes from elsewhere, which not every network allows.)
/// </summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    /// <summary>How long something is waited for, in milliseconds: a machine that does much else at the same time is slow and not wrong.</summary>
    public const float Patience = 120_000;

    // The first has no windows to draw: a test takes a third of the processor's time with it.
    private static readonly string[] Names =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

    private static readonly string[] Places =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    private readonly Lazy<Task<(IBrowser? Browser, string Reason)>> started;
    private IPlaywright? playwright;

    public BrowserFixture() => started = new Lazy<Task<(IBrowser?, string)>>(StartAsync);

    /// <summary>The browser; without one the test that asks is skipped.</summary>
    public async Task<IBrowser> BrowserAsync()
    {
        var (browser, reason) = await started.Value;
        if (browser is null) Assert.Skip(reason);
        return browser!;
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && (await started.Value).Browser is { } browser) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private async Task<(IBrowser? Browser, string Reason)> StartAsync()
    {
        var path = Find();
        if (path is null)
        {
            var why = await InstallAsync();
            path = Find();
            if (path is null)
                return (null, $"There is no Chromium on this machine ({string.Join(", ", Names)}), and {why ?? "apt installed none"}.");
        }

        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--disable-default-apps",
                .. Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? (string[])["--no-sandbox"] : [],
            ],
        });
        return (browser, "");
    }

    private static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         from name in Names
         select Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .Concat(Places).FirstOrDefault(File.Exists);

    /// <summary>Null when apt says that it installed one; else why it did not.</summary>
    private static async Task<string?> InstallAsync()
    {
        if (!File.Exists("/etc/debian_version")) return "this is no Debian to install one on";
        if (!Environment.IsPrivilegedProcess) return "only root can install one";

        await RunAsync("apt-get", "update");
        foreach (var package in (string[])["chromium-headless-shell", "chromium"])
            if (await RunAsync("apt-get", "install", "-y", "--no-install-recommends", package)) return null;
        return "apt-get install chromium failed";
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(limit.Token),
            process.StandardError.ReadToEndAsync(limit.Token),
            process.WaitForExitAsync(limit.Token));
        return process.ExitCode == 0;
    }
}
