using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.BrowserTests;

/// <summary>An app on which one dossier has gone the longest way to its agreement.</summary>
public sealed class WalkedFaculty(SiteFixture site) : IAsyncLifetime
{
    private readonly SemaphoreSlim gate = new(1);
    private SignedInWindow? window;
    private RunningApp? app;

    /// <summary>The dossier, once somebody has asked for the app.</summary>
    public WalkedDossier Dossier { get; private set; } = null!;

    /// <summary>The dossier's faculty.</summary>
    public Faculty Faculty => app!.FacultyOf(WalkedDossier.Faculty);

    /// <summary>Another faculty of the same app.</summary>
    public Faculty Other => app!.FacultyOf("rives-atlantiques");

    /// <summary>The app, when the way was gone.</summary>
    public async Task<RunningApp> AppAsync()
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (app is not null) return app;
            app = await site.StartAppAsync("--Faculties:Path", SampleFaculties.Delivered);
            Dossier = await WalkedDossier.WalkAsync(app.Services, TestContext.Current.CancellationToken);
            return app;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The window of its people.</summary>
    internal SignedInWindow Window => window ??= new SignedInWindow(site, AppAsync);

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (window is not null) await window.DisposeAsync();
        if (app is not null) await app.DisposeAsync();
        gate.Dispose();
    }
}
