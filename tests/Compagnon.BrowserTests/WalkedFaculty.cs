using System.Text;
using System.Text.RegularExpressions;
using Compagnon.Agreements;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.BrowserTests;

/// <summary>An app on which one dossier has gone the longest way to its agreement: every page of the console has something to show.</summary>
public sealed partial class WalkedFaculty(SiteFixture site) : IAsyncLifetime
{
    private const string Id = "val-de-dore";

    private readonly SemaphoreSlim gate = new(1);
    private RunningApp? app;
    private Dictionary<string, string> parts = [];

    /// <summary>The faculty whose dossier it is.</summary>
    public Faculty Faculty => app!.FacultyOf(Id);

    /// <summary>Another faculty of the same app.</summary>
    public Faculty Other => app!.FacultyOf("rives-atlantiques");

    /// <summary>What names the dossier or its doctor: nobody else may read it.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>The app, when the way was gone.</summary>
    public async Task<RunningApp> AppAsync()
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return app ??= await WalkAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The address of a route, with this dossier's ids in the places that it leaves open.</summary>
    /// <param name="route">The route.</param>
    /// <param name="faculty">The faculty in the address; null for the dossier's own.</param>
    public string AddressOf(string route, string? faculty = null) => "/" + Place().Replace(route, place =>
    {
        var name = place.Groups["name"].Value;
        if (name == "faculty") return faculty ?? Id;
        var folder = route[..place.Index].TrimEnd('/').Split('/')[^1];
        return parts.GetValueOrDefault($"{folder}/{name}") ?? parts.GetValueOrDefault(name)
            ?? throw new InvalidOperationException($"Say in {nameof(WalkedFaculty)} what \"{name}\" is in the route {route}.");
    });

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        gate.Dispose();
    }

    private async Task<RunningApp> WalkAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var started = await site.StartAppAsync("--Faculties:Path", SampleFaculties.Delivered);
        using var clock = new EmulatedClock(started.Addresses.Clock);
        var doctor = SampleDoctor.New("15") with { LastName = "Kerlouégan" };
        var walk = new WholeProcedure(started.Visitor, started.Mailbox, clock, started.FacultyOf(Id), doctor, (_, run) => run());
        await walk.WalkAsync();

        var dossier = new DossierKey(Id, DossierKey.ReadId(walk.Reference)!);
        var mails = await started.Get<MailJournal>().ListAsync(dossier, cancellation);
        var returned = await started.Get<MailJournal>().ReturnAsync(mails[0], started.Clock.GetUtcNow(), "5.1.1", cancellation) ?? mails[0];
        await started.Get<MailTroubles>().RefreshAsync(new MailKey(dossier, returned.Posting.Id), cancellation);
        var session = (await started.Get<SessionBook>().ListEntriesOfAsync(dossier, cancellation))[0];
        Secrets = [doctor.LastName, doctor.Rpps, doctor.Address, walk.Reference];
        parts = new()
        {
            ["dossier"] = dossier.Id,
            ["agrements/id"] = dossier.Id,
            ["seances/id"] = session.Session,
            ["mail"] = returned.Posting.Id,
            ["export"] = "dossiers",
            ["import/id"] = await SendTableAsync(
                started, "import", "Liste des agréments", "rpps;prenom;nom;courriel;departement;debut;fin;numero\n;;;;;;;\n"),
            ["formations/id"] = await SendTableAsync(started, "formations", "Liste des présents", "rpps;date;intitule;heures\n;;;\n"),
        };
        return started;
    }

    private static async Task<string> SendTableAsync(RunningApp app, string page, string label, string csv)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var secretary = new Visitor(app.Addresses.Root);
        await secretary.SignInAsync(app.FacultyOf(Id).People.First(person => person.Has(StaffRole.Secretariat)).Address);
        var sent = await (await secretary.OpenAsync($"/console/{Id}/{page}", cancellation))
            .Attach(label, "liste.csv", Encoding.UTF8.GetBytes(csv)).PressAsync("Vérifier la liste");
        return sent.Address.Segments[^1];
    }

    [GeneratedRegex("{(?<name>[a-z]+)[^}]*}")]
    private static partial Regex Place();
}
