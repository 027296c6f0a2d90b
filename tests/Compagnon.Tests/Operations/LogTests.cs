using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Hosting;
using Compagnon.Faculties;
using Compagnon.Mail;
using Compagnon.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Tests.Operations;

public sealed partial class LogTests(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo state = Directory.CreateTempSubdirectory("compagnon-log-");
    private readonly Lines lines = new();

    public void Dispose() => state.Delete(recursive: true);

    [Fact]
    public async Task A_dossier_s_whole_way_is_logged_by_its_id_and_names_nobody()
    {
        var builder = App.CreateBuilder(
        [
            "--port", "0", "--state", state.FullName, "--AzureWebJobsStorage", await azurite.NewAccountAsync(),
            "--Links:CurrentKey", AppProcess.NewLinkKey(), "--Faculties:Path", SampleFaculties.Short,
            "--Logging:LogLevel:Default", "Information",
        ]);
        builder.Services.AddSingleton<ILoggerProvider>(lines);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var doctor = SampleDoctor.New() with { LastName = "Quatrefages" };
        var (dossier, addresses) = await WalkAsync(host.Services, doctor);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains(lines.All, line => line.Contains("Graph did not take the mail", StringComparison.Ordinal)
            && line.Contains(dossier, StringComparison.Ordinal));
        // What stands around a line says which function and which instance.
        Assert.Contains(lines.All, line => line.Contains("Function=DeliverMail", StringComparison.Ordinal)
            && line.Contains("Instance=sender-", StringComparison.Ordinal));
        string[] personal = [doctor.LastName, doctor.Rpps, doctor.Address, .. addresses];
        Assert.All(lines.All, line =>
        {
            Assert.All(personal, word => Assert.DoesNotContain(word, line, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch(LinkOfAMail(), line);
        });
    }

    private static async Task<(string Dossier, IEnumerable<string> Addresses)> WalkAsync(IServiceProvider app, SampleDoctor doctor)
    {
        var faculty = app.GetRequiredService<FacultyBook>().All.Single(one => one.Departements.Contains(doctor.Departement));
        using var visitor = new Visitor(app.GetRequiredService<EmulatorAddresses>().Root);
        using var mailbox = new Mailbox(app.GetRequiredService<EmulatorAddresses>().Mailbox);
        var journey = new Journey(visitor, mailbox);
        await journey.SubmitWholeAsync(doctor);
        await Journey.SayCompleteAsync(await journey.OpenAssignmentAsync(Of(StaffRole.Secretariat), "nouveau dossier à vérifier"));
        var decision = await journey.OpenAssignmentAsync(Of(StaffRole.Coordinator), "décision à prendre");

        // The last mails are refused: what is logged of a failure is where names would slip in.
        app.GetRequiredService<GraphFaults>().Add(new GraphFault { Kind = GraphFaultKind.Unavailable });
        await Journey.GrantAsync(decision);
        await visitor.OpenAsync("/dossier/AAAA-no-such-token");
        await app.GetRequiredService<EmulatorClock>().AdvanceAsync(TimeSpan.FromHours(2));
        var mail = (await mailbox.AllAsync())[^1];
        return (mail.Headers[GraphMail.Header].Split('/')[0], faculty.People.Select(person => person.Address).Append(faculty.Mailbox.Address));

        string Of(StaffRole role) => faculty.People.First(person => person.Has(role)).Address;
    }

    [GeneratedRegex(@"/(confirmation|dossier|demande|seance|adresse)/[\w-]{8,}")]
    private static partial Regex LinkOfAMail();

    /// <summary>Every line with its exception and the scopes around it.</summary>
    private sealed class Lines : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> All { get; } = new();

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Category(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => lines.scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var around = new List<string>();
                lines.scopes.ForEachScope(
                    (scope, into) => into.Add(scope is IEnumerable<KeyValuePair<string, object>> named
                        ? string.Join(' ', named.Select(pair => $"{pair.Key}={pair.Value}"))
                        : $"{scope}"),
                    around);
                lines.All.Enqueue($"{category}: {formatter(state, exception)} {exception} [{string.Join("; ", around)}]");
            }
        }
    }
}
