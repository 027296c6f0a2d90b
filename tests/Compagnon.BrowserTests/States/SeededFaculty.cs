using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using NodaTime;

namespace Compagnon.BrowserTests.States;

/// <summary>
/// An app whose tables hold what each state of the console's pages shows, written by the books themselves: a state costs some rows, and no
/// workflow. One faculty has everything, one nothing, and of one the lists are still being built. Nobody moves the clock.
/// </summary>
public sealed partial class SeededFaculty(SiteFixture site) : IAsyncLifetime
{
    /// <summary>The faculty that has everything.</summary>
    public const string Id = "val-de-dore";

    /// <summary>The faculty that has nothing.</summary>
    public const string Empty = "rives-atlantiques";

    /// <summary>The faculty whose lists are being built.</summary>
    public const string Unlisted = "plaine-du-rhin";

    private readonly SemaphoreSlim gate = new(1);
    private SignedInWindow? window;
    private RunningApp? app;
    private IReadOnlyDictionary<string, string> tables = new Dictionary<string, string>();

    /// <summary>The app, seeded by the first that asks.</summary>
    public async Task<RunningApp> AppAsync()
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (app is not null) return app;
            app = await site.StartAppOnMondayAsync("--Faculties:Path", SampleFaculties.Delivered);
            tables = await new Seeding(app).SeedAsync();
            return app;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The window of somebody.</summary>
    /// <param name="id">Their id in their faculty's file.</param>
    internal async Task<Person> WindowAsync(string id)
    {
        var running = await AppAsync();
        return await Window.OfAsync(
            ((string[])[Id, Empty, Unlisted]).SelectMany(faculty => running.FacultyOf(faculty).People).First(person => person.Id == id).Address);
    }

    /// <summary>An address with the ids of what it names in braces: <c>{a dossier's name}</c>, <c>{+30}</c> for the session in thirty days,
    /// <c>{year}</c>.</summary>
    public string AddressOf(string address) => Named().Replace(address, place =>
        place.Groups["name"].Value == "year" ? Today.Year.ToString(CultureInfo.InvariantCulture)
        : int.TryParse(place.Groups["name"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days)
            ? Session.KeyOf(Id, Today.PlusDays(days)).Id
        : tables.GetValueOrDefault(place.Groups["name"].Value) ?? DossierSeed.KeyOf(place.Groups["name"].Value).Id);

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (window is not null) await window.DisposeAsync();
        if (app is not null) await app.DisposeAsync();
        gate.Dispose();
    }

    private SignedInWindow Window => window ??= new SignedInWindow(site, AppAsync);

    private LocalDate Today => ParisTime.DayOf(app!.Clock.GetUtcNow());

    [GeneratedRegex("{(?<name>[^}]+)}")]
    private static partial Regex Named();
}
