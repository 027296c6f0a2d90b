using System.Security.Cryptography;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Hosting;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Tests.Agreements;

/// <summary>The whole app in this process, on a free port, with a storage account, a mailbox and a clock of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    /// <summary>The faculty that dossiers of these tests go to.</summary>
    public const string FacultyId = "val-de-dore";

    private readonly string state;
    private readonly string storage;
    private readonly string key;
    private IHost host;

    private RunningApp(IHost host, string state, string storage, string key)
    {
        (this.host, this.state, this.storage, this.key) = (host, state, storage, key);
        (Visitor, Mailbox) = (new Visitor(Addresses.Root), new Mailbox(Addresses.Mailbox));
    }

    public Visitor Visitor { get; private set; }

    public Mailbox Mailbox { get; private set; }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => host.Services;

    public EmulatorAddresses Addresses => Get<EmulatorAddresses>();

    public EmulatorClock Clock => Get<EmulatorClock>();

    public GraphFaults Graph => Get<GraphFaults>();

    public DurableTaskClient Workflows => Get<DurableEngine>().CreateClient();

    public Faculty Faculty => FacultyOf(FacultyId);

    public StaffMember Secretary => Faculty.People.First(person => person.Has(StaffRole.Secretariat));

    public StaffMember Coordinator => Faculty.People.First(person => person.Has(StaffRole.Coordinator));

    public Faculty FacultyOf(string id) => Get<FacultyBook>().Find(id)!;

    /// <summary>
    /// Starts the app with the short procedure, or with what <paramref name="settings"/> say. It keeps its state over
    /// <see cref="RestartAsync"/> and loses it at the end.
    /// </summary>
    public static async Task<RunningApp> StartAsync(AzuriteFixture azurite, params string[] settings)
    {
        var state = Directory.CreateTempSubdirectory("compagnon-app-").FullName;
        var storage = await azurite.NewAccountAsync();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        return new RunningApp(await HostAsync(state, storage, key, settings), state, storage, key);
    }

    /// <summary>
    /// Starts the app on the morning of a working day, Monday 1 March 2027, so that nothing of a test falls on another day than it says.
    /// </summary>
    public static async Task<RunningApp> StartOnMondayAsync(AzuriteFixture azurite, params string[] settings)
    {
        var app = await StartAsync(azurite, settings);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));
        return app;
    }

    /// <summary>Stops the app and starts it again on what it left.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await StopAsync();
        host = await HostAsync(state, storage, key, settings);
        (Visitor, Mailbox) = (new Visitor(Addresses.Root), new Mailbox(Addresses.Mailbox));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(state, recursive: true);
    }

    /// <summary>A service of the app.</summary>
    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>An object made as the app makes its function classes.</summary>
    public T Make<T>()
        where T : class => ActivatorUtilities.CreateInstance<T>(host.Services);

    /// <summary>A dossier whose row says that it is submitted; its workflow is not started.</summary>
    public async Task<DossierKey> SubmitAsync(
        string lastName = "Martin", string rpps = "10003456789", string facultyId = FacultyId, string departement = "63")
    {
        var (dossier, faculty) = (DossierKey.New(facultyId), FacultyOf(facultyId));
        var (dossiers, now) = (Get<DossierBook>(), Clock.GetUtcNow());
        var doctor = new Doctor("Anne", lastName, rpps, DoctorOf(dossier), departement);
        await dossiers.AddAsync(dossier, doctor, now);
        foreach (var piece in faculty.Pieces.Where(piece => piece.Required))
        {
            using var content = new MemoryStream(SampleDocuments.Pdf(piece.Label));
            await Get<DocumentBook>().StoreAsync(dossier, piece.Id, Rounds.Draft, $"{piece.Id} de « {lastName} ».pdf", content);
        }

        await SampleForm.StoreAsync(Get<FormBook>(), dossier, doctor, now);
        await Get<DocumentBook>().SealAsync(dossier, Rounds.Draft);
        await Get<FormBook>().SealAsync(dossier, Rounds.Draft);
        var procedure = await Get<FacultyBook>().KeepAsync(faculty);
        await dossiers.ChangeAsync(dossier, record => record with
        {
            State = DossierState.UnderReview,
            Since = now,
            Submitted = now,
            ProcedureId = procedure,
            CharterVersion = faculty.Charter.Version,
        });
        return dossier;
    }

    /// <summary>A submitted dossier whose workflow is under way.</summary>
    public async Task<DossierKey> StartDossierAsync(
        string lastName = "Martin", string rpps = "10003456789", string facultyId = FacultyId, string departement = "63")
    {
        var dossier = await SubmitAsync(lastName, rpps, facultyId, departement);
        await Get<AgreementStarter>().StartAsync(Workflows, dossier);
        return dossier;
    }

    /// <summary>The address of the doctor of a dossier of these tests.</summary>
    public static string DoctorOf(DossierKey dossier) => $"{dossier.Id}@exemple.fr";

    /// <summary>A token as it stands in a mail to somebody of the department.</summary>
    public string TokenFor(DossierKey dossier, string recipient, string assignment, TimeSpan? life = null) =>
        TokenFor(new Link(LinkKind.Assignment, dossier, recipient, assignment, In(life ?? TimeSpan.FromDays(300))));

    /// <summary>A token signed by the app.</summary>
    public string TokenFor(Link link) => Get<LinkSigner>().Sign(link);

    /// <summary>A moment of the app's clock, in whole seconds.</summary>
    public DateTimeOffset In(TimeSpan time) => DateTimeOffset.FromUnixTimeSeconds((Clock.GetUtcNow() + time).ToUnixTimeSeconds());

    /// <summary>Waits until the workflows have nothing to do, and gives the dossier as it stands.</summary>
    public async Task<DossierRecord> WhenQuietAsync(DossierKey dossier)
    {
        await Clock.WhenQuietAsync();
        return (await Get<DossierBook>().FindAsync(dossier))!;
    }

    /// <summary>Ids of all mails that arrived for a dossier, in order.</summary>
    public async Task<IReadOnlyList<string>> MailsOfAsync(DossierKey dossier) =>
    [
        .. (await Mailbox.AllAsync())
            .Select(mail => mail.Headers.GetValueOrDefault(GraphMail.Header, ""))
            .Where(header => header.StartsWith(dossier.Id, StringComparison.Ordinal))
            .Select(header => header.Split('/')[1])
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<IHost> HostAsync(string state, string storage, string key, string[] settings)
    {
        var host = App.CreateBuilder(
        [
            "--port", "0", "--state", state, "--AzureWebJobsStorage", storage, "--Links:CurrentKey", key,
            "--Faculties:Path", SampleFaculties.Short, "--Emulator:People", SampleFaculties.Short, "--Logging:LogLevel:Default", "Warning",
            // Tests share a mailbox; one that is about the pace sets it.
            "--Graph:MailsPerMinute", "0", .. settings,
        ]).Build();
        await host.StartAsync();
        return host;
    }

    private async Task StopAsync()
    {
        Visitor.Dispose();
        Mailbox.Dispose();
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}

/// <summary>
/// One app for all tests of a class: for those that move neither its clock by much nor break its surroundings, each on a dossier of its
/// own.
/// </summary>
public sealed class SharedApp(AzuriteFixture azurite) : IAsyncLifetime
{
    public RunningApp Running { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Running = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
