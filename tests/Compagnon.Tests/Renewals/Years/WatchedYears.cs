using System.Collections.Concurrent;
using System.Security.Cryptography;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Faculties;
using Compagnon.Mail;
using Compagnon.Mail.Sending;
using Compagnon.Renewals;
using Compagnon.Storage;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Testing;

/// <summary>Where watched years take place.</summary>
/// <param name="Storage">A connection string.</param>
/// <param name="Faculties">The folder of the faculties' files.</param>
public sealed record YearsPlace(string Storage, string Faculties)
{
    /// <summary>The longest timer; a longer one stands in slices of this length in the history. Three days, as on Azure.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Whether the engine's file and the clock's are kept over a restart; else the engine lies in memory.</summary>
    public bool KeepsEngine { get; init; } = true;

    /// <summary>Replaces services of the app: the registers in memory.</summary>
    public Action<IServiceCollection> Replace { get; init; } = _ => { };
}

/// <summary>
/// The watch over agreements on the emulator's engine, with the app's own services and without its pages: the years of many agreements on
/// a clock that is moved. Mails are accepted as soon as they are posted.
/// </summary>
public sealed class WatchedYears : IAsyncDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("compagnon-years-").FullName;
    private readonly ConcurrentDictionary<(string Agreement, string Milestone), int> reached = new();
    private readonly ConcurrentDictionary<(string Agreement, string Mail), int> sent = new();
    private readonly YearsPlace place;
    private IHost host;
    private int longestHistory;

    private WatchedYears(YearsPlace place)
    {
        this.place = place;
        (host, Engine) = Open(place.Faculties);
    }

    /// <summary>The engine.</summary>
    public DurableEngine Engine { get; private set; }

    /// <summary>The clock.</summary>
    public EmulatorClock Clock => Get<EmulatorClock>();

    /// <summary>The engine's client.</summary>
    public DurableTaskClient Client => Engine.CreateClient();

    /// <summary>How often each milestone was reached, by the histories of the watches.</summary>
    public IReadOnlyDictionary<(string Agreement, string Milestone), int> Reached => reached;

    /// <summary>How often each mail went out.</summary>
    public IReadOnlyDictionary<(string Agreement, string Mail), int> Sent => sent;

    /// <summary>The most events that a history of a watch has held, ended or not.</summary>
    public int LongestHistory => longestHistory;

    /// <summary>Opens it and moves the clock to a moment, which must be to come.</summary>
    public static async Task<WatchedYears> StartAsync(YearsPlace place, DateTimeOffset from)
    {
        var years = new WatchedYears(place);
        await years.Clock.AdvanceToAsync(from);
        await years.Engine.StartAsync();
        return years;
    }

    /// <summary>A service of the app.</summary>
    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Enters an agreement and starts its watch, as the end of its dossier does.</summary>
    public async Task EnterAsync(AgreementRecord agreement)
    {
        await Get<DossierBook>().AddAsync(SampleAgreement.DossierOf(agreement));
        await Get<AgreementRegister>().EnterAsync(agreement);
        await Get<WatchStarter>().StartAsync(Client, agreement.Dossier);
    }

    /// <summary>Changes an agreement.</summary>
    public Task<AgreementChanged?> ChangeAsync(AgreementChange change) => Get<AgreementDesk>().ChangeAsync(Client, change);

    /// <summary>Moves the clock and waits until everything has come to rest.</summary>
    public async Task AdvanceToAsync(DateTimeOffset moment)
    {
        await Clock.AdvanceToAsync(moment);
        await Engine.WhenQuietAsync();
        // Whatever was posted while the last delivery ended.
        foreach (var faculty in Get<FacultyBook>().All) await DeliverAsync(Get<OutgoingMails>().KeyOf(faculty.Id));
    }

    /// <summary>The agreement as it stands.</summary>
    public async Task<AgreementRecord> FindAsync(DossierKey agreement) => (await Get<AgreementRegister>().FindAsync(agreement))!;

    /// <summary>Looks at the histories that are not over yet.</summary>
    public void LookAtHistory(DossierKey agreement) => Look(Engine.ReadHistory(AgreementWatch.InstanceOf(agreement)).Count);

    /// <summary>Stops everything and starts it again with other files of the faculties: another version of the app is deployed.</summary>
    public async Task RestartAsync(string faculties)
    {
        await CloseAsync();
        (host, Engine) = Open(faculties);
        await Engine.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(state, recursive: true);
    }

    private async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private (IHost Host, DurableEngine Engine) Open(string faculties)
    {
        var builder = App.CreateBuilder(
        [
            "--port", "0", "--state", state, "--AzureWebJobsStorage", place.Storage, "--Faculties:Path", faculties,
            "--Links:CurrentKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), "--Logging:LogLevel:Default", "Warning",
        ]);
        place.Replace(builder.Services);
        var built = builder.Build();
        var engine = new DurableEngine(
            Registry(built.Services),
            new DurableEngineOptions
            {
                Path = place.KeepsEngine ? Path.Combine(state, "years.db") : null,
                MaximumTimerInterval = place.Slice,
            },
            built.Services.GetRequiredService<EmulatorClock>(),
            services: built.Services);
        engine.HistoryEnded += Count;
        return (built, engine);
    }

    private DurableTaskRegistry Registry(IServiceProvider services)
    {
        var watch = ActivatorUtilities.CreateInstance<WatchActivities>(services);
        return new DurableTaskRegistry()
            .AddOrchestratorFunc(AgreementWatch.Orchestration, AgreementWatch.RunAsync)
            .AddActivityFunc<WatchQuestion, WatchLook>(WatchActivities.LookAtAgreement, (_, question) => watch.LookAsync(question))
            .AddActivityFunc<MilestoneReached>(WatchActivities.ReachMilestone, (_, milestone) => watch.ReachAsync(milestone, Client))
            .AddOrchestratorFunc(MailSender.Orchestration, context =>
                context.CallActivityAsync(nameof(DeliverAsync), context.GetInput<SenderRound>()!.Mailbox))
            .AddActivityFunc<string>(nameof(DeliverAsync), (_, mailbox) => DeliverAsync(mailbox));
    }

    // At once: how a mailbox is kept to its pace is another test's.
    private async Task DeliverAsync(string mailbox)
    {
        var (mails, outgoing) = (Get<MailJournal>(), Get<OutgoingMails>());
        var table = await Get<StorageClients>().TableAsync(TableNames.Outgoing);
        await foreach (var row in table.PartitionAsync(mailbox))
        {
            var key = new OutgoingKey(mailbox, row.RowKey);
            if (await outgoing.FindAsync(key) is not { Mail: { } waiting }) continue;
            if (await mails.FindAsync(waiting.Dossier, waiting.Id) is { IsFinal: false } mail && await mails.MoveAsync(mail, MailState.Accepted) is not null)
            {
                await Get<Outstanding>().DoneAsync(OutstandingKind.Mail, waiting.Dossier, waiting.Id);
                sent.AddOrUpdate((waiting.Dossier.Id, waiting.Id), 1, (_, times) => times + 1);
            }

            await outgoing.RemoveAsync(key);
        }
    }

    private void Count(EndedHistory ended)
    {
        if (ended.Name != AgreementWatch.Orchestration) return;

        Look(ended.Events.Count);
        foreach (var scheduled in ended.Events.OfType<TaskScheduledEvent>().Where(task => task.Name == WatchActivities.ReachMilestone))
        {
            var milestone = (MilestoneReached)Engine.Converter.Deserialize(scheduled.Input, typeof(MilestoneReached))!;
            reached.AddOrUpdate((milestone.Agreement.Id, milestone.Milestone.Id), 1, (_, times) => times + 1);
        }
    }

    private void Look(int events)
    {
        for (var known = longestHistory; events > known; known = longestHistory)
            if (Interlocked.CompareExchange(ref longestHistory, events, known) == known) return;
    }
}
