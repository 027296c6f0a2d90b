using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Data.Tables;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Emulator.Hosting;
using Compagnon.Emulator.Storage;
using Compagnon.Faculties;
using Compagnon.Feeds;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Storage;
using Compagnon.Territories;
using Compagnon.Testing;
using Compagnon.Tests.Listings;
using Compagnon.Trainings;
using Compagnon.Visits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Compagnon.Benchmarks.Consoles;

/// <summary>
/// The console's pages with 10,000 dossiers in one faculty: what each costs in requests to the tables and in entities, and how long it
/// takes beside one query of 50 rows.
/// </summary>
internal static partial class ConsoleBenchmark
{
    private const string Faculty = "val-de-dore";
    private const string Compared = "rives-atlantiques";
    private const int Dossiers = 10_000, Agreements = 10_000;
    private const int Rounds = 60;

    // The runtime compiles a method well after it has run thirty times: what is measured is a process that has served for a while.
    private const int WarmUps = 40;
    private const int MostRequests = 6, MostEntities = 300, MostTimes = 8, MostBytes = 100_000;

    // Suspended again and again, with a change, a proposal and trainings: the longest page of an agreement.
    private static readonly DossierKey Long = DossierKey.Of(Faculty, "an agreement of many years");

    // A month apart, each with some 200 dossiers.
    private const int Sessions = 12;

    // Who makes visits, and follows them in a calendar.
    private const string Visitor = "j-mazet";

    private static readonly LocalDate FirstSession = ParisTime.DayOf(DateTimeOffset.UtcNow).PlusDays(40);

    private static readonly (string Name, string Address)[] Pages =
    [
        ("work, mine", "travail"),
        ("work, everything, page 100", "travail?onglet=tous&page=100"),
        ("work, late", "travail?onglet=retard"),
        ("work, by text", "travail?onglet=tous&texte=nom77"),
        ("work, every filter", "travail?onglet=tous&etape=verification&zone=zip&specialite=medecine-generale&commune=thi&attendu=c-fontanel&tri=nom"),
        ("register, in force", "agrements"),
        ("register, ending within a year", "agrements?onglet=fins"),
        ("register, everything, page 100", "agrements?onglet=tous&page=100"),
        ("register, by text", "agrements?onglet=tous&texte=nom77"),
        ("register, every filter",
            "agrements?onglet=fins&etat=en-cours&renouvellement=commence&departement=63&zone=non-classee&specialite=medecine-generale&commune=thi"
            + "&fin-du=2020-01-01&fin-au=2090-12-31&tri=nom"),
        ("an agreement", "agrements/" + Long.Id),
        .. LongDossier.Pages,
        ("exports", "exports"),
        ("figures, this year", "chiffres"),
        ("figures, all years", "chiffres?periode=toutes&demandes=candidatures"),
        ("sessions to come", "seances"),
        ("a session of 200 dossiers", "seances/" + SessionOf(0).Id),
        ("visits of a month", "visites"),
        ("visits without a date", "visites?vue=sans-date"),
        ("reports awaited", "visites?vue=comptes-rendus"),
        ("a calendar's address", "agenda"),
        ("the procedure", "procedure"),
        ("a mail's preview", "procedure/courriels/granted"),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length > 0) throw new ArgumentException($"The benchmark takes no options; got \"{arguments[0]}\".");

        var state = Directory.CreateTempSubdirectory("compagnon-console-").FullName;
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Folder = Path.Combine(state, "azurite"), IsInMemory = true });
            return await RunAsync(azurite.ConnectionString, Path.Combine(state, "app"));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string connection, string state)
    {
        var counting = new CountingPolicy();
        using var host = Host(connection, state, counting);
        await host.StartAsync();
        var walked = await WalkedDossier.WalkAsync(host.Services);
        await SeedAsync(host.Services);
        using var secretary = await SignInAsync(host.Services, StaffRole.Secretariat);
        using var coordinator = await SignInAsync(host.Services, StaffRole.Coordinator);
        var client = secretary.Client;

        var table = new BoundTable { TellsAtOnce = false };
        var query = await MeasureQueryAsync(host.Services);
        table.Tell("one query of 50 rows, median", Milliseconds(query));
        foreach (var (name, address) in Pages)
        {
            await MeasureAsync(name, () => client.GetByteArrayAsync($"/console/{Faculty}/{address}"), () => Task.CompletedTask);
            await MeasureAsync(
                name + ", a line changed", () => client.GetByteArrayAsync($"/console/{Faculty}/{address}"), () => ChangeAsync(host.Services));
        }

        var (book, faculty) = (host.Services.GetRequiredService<CalendarAddressBook>(), host.Services.GetRequiredService<FacultyBook>().Find(Faculty)!);
        var token = CalendarAddressBook.NewToken();
        await book.SetAsync(faculty, faculty.People.First(person => person.Id == Visitor), token, null, DateTimeOffset.UtcNow);
        await MeasureAsync("a calendar that is followed", () => client.GetByteArrayAsync($"/calendrier/{Faculty}/{token}.ics"), () => ChangeAsync(host.Services));

        // Every page, as the routes list them, of a dossier that has gone the longest way: other requests than a long one's.
        foreach (var route in PageRoutes.Pages.Where(route => route.StartsWith(PageRoutes.Console, StringComparison.Ordinal)))
        {
            var who = WalkedDossier.PersonFor(host.Services.GetRequiredService<FacultyBook>().Find(Faculty)!, route).Has(StaffRole.Secretariat)
                ? client : coordinator.Client;
            var (address, name) = (walked.AddressOf(route), route[PageRoutes.Console.Length..]);
            using var first = await who.GetAsync(address);
            if (first.Headers.Location is { } onward)
                table.Tell(name, "leads on to " + Places().Replace(onward.OriginalString, "/…"));
            else
                await MeasureAsync(name, () => OpenAsync(who, address), () => Task.CompletedTask);
        }

        await host.StopAsync();
        table.Print();
        return table.AllKept ? 0 : 1;

        async Task MeasureAsync(string name, Func<Task<byte[]>> openAsync, Func<Task> beforeAsync)
        {
            var (times, requests, entities, bytes) = (new List<double>(), 0, 0, 0);
            for (var i = 0; i < WarmUps + Rounds; i++)
            {
                await beforeAsync();
                counting.Take();
                var watch = Stopwatch.StartNew();
                var page = await openAsync();
                if (i < WarmUps) continue;
                times.Add(watch.Elapsed.TotalMilliseconds);
                var taken = counting.Take();
                (requests, entities, bytes) = (Math.Max(requests, taken.Requests), Math.Max(entities, taken.Entities), Math.Max(bytes, page.Length));
            }

            times.Sort();
            table.Tell($"{name}: median", Milliseconds(times[times.Count / 2]));
            table.AtMost($"{name}: 95th percentile", times[(int)(times.Count * .95)], MostTimes * query, "ms");
            table.AtMost($"{name}: requests", requests, MostRequests, "");
            table.AtMost($"{name}: entities", entities, MostEntities, "");
            table.AtMost($"{name}: bytes", bytes, MostBytes, "");
        }
    }

    private static IHost Host(string connection, string state, CountingPolicy counting)
    {
        var builder = App.CreateBuilder(
        [
            "--port", "0", "--state", state, "--AzureWebJobsStorage", connection, "--Faculties:Path", SampleFaculties.Delivered,
            "--Links:CurrentKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), "--Logging:LogLevel:Default", "Warning",
        ]);
        var options = new TableClientOptions();
        options.AddPolicy(counting, HttpPipelinePosition.PerCall);
        builder.Services.AddSingleton(new TableServiceClient(connection, options));
        return builder.Build();
    }

    private static async Task SeedAsync(IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var lines = Enumerable.Range(0, Dossiers).Select(number => LineOf(number, now)).ToDictionary(line => line.Id);
        var book = services.GetRequiredService<ListingBook>();
        await book.SetAsync(WorkList.Name, Faculty, lines.Keys, id => Task.FromResult<WorkLine?>(lines[id]));
        await book.KeepProgressAsync(WorkList.Name, Faculty, new ListingProgress("", true));
        var agreements = Enumerable.Range(0, Agreements).Select(number => AgreementOf(number, ParisTime.DayOf(now))).ToDictionary(line => line.Id);
        await book.SetAsync(AgreementList.Name, Faculty, agreements.Keys, id => Task.FromResult<AgreementLine?>(agreements[id]));
        await book.KeepProgressAsync(AgreementList.Name, Faculty, new ListingProgress("", true));
        await SeedLongAsync(services, now);
        await LongDossier.SeedAsync(services, now);
        var announced = Enumerable.Range(0, Sessions).Select(DayOf).Select(day => new PlannedSession(day, "14:30", day.PlusDays(-20), "Salle du conseil"));
        var commission = services.GetRequiredService<FacultyBook>().Find(Faculty)!.Commission! with { Sessions = [.. announced] };
        await services.GetRequiredService<SessionBook>().EnterAsync(Faculty, commission, FirstSession);

        // What the query reads that the pages are compared with.
        var dossiers = services.GetRequiredService<DossierBook>();
        for (var i = 0; i < 50; i++)
            await dossiers.AddAsync(DossierKey.New(Compared), new Doctor("Anne", $"Nom{i}", "10003456789", $"a{i}@exemple.example", "63"), now);
    }

    private static WorkLine LineOf(int number, DateTimeOffset now)
    {
        var random = new Random(number);
        var kind = random.Next(3) switch { 0 => AssignmentKind.Review, 1 => AssignmentKind.Completion, _ => AssignmentKind.Decision };
        var since = now.AddDays(-random.Next(1, 200));
        var open = new WorkLine
        {
            Id = DossierKey.Of(Faculty, $"dossier {number}").Id,
            FirstName = "Anne-Élisabeth",
            LastName = $"Nom{number}",
            Rpps = (10_000_000_000 + number).ToString(CultureInfo.InvariantCulture),
            Commune = random.Next(2) == 0 ? "Thiers" : "Saint-Germain-l’Herm",
            CommuneCode = "63430",
            Zone = (ZoneClass)random.Next(5),
            Specialty = Specialties.GeneralPractice,
            State = AssignmentKinds.Of(kind).State!.Value,
            Submitted = since.AddDays(-20),
            Since = since,
            LateFrom = random.Next(5) == 0 ? now.AddDays(-3) : now.AddDays(30),
            Awaits = [new AwaitedStep(kind + "-1", kind, kind == AssignmentKind.Completion ? [Link.Doctor] : [], since, now.AddDays(9))],
            Visit = number % 4 == 0 ? null : VisitOf(random, number, now),
            Examinations = number % 4 == 2 ? [ExaminationOf(random, number, now)] : null,
        };

        // A third of them has ended.
        return number % 3 > 0 ? open : open with
        {
            State = random.Next(8) == 0 ? DossierState.Refused : DossierState.Granted,
            LateFrom = null,
            Awaits = [],
            Days = Enum.GetValues<AgreementStage>().ToDictionary(stage => stage, _ => (double)random.Next(1, 60)),
        };
    }

    private static LocalDate DayOf(int session) => FirstSession.PlusMonths(session);

    private static DossierKey SessionOf(int number) => Session.KeyOf(Faculty, DayOf(number));

    // Most have been reported for long; a visitor has some hundred of them in a calendar.
    private static VisitLine VisitOf(Random random, int number, DateTimeOffset now) => new()
    {
        Stage = "visit-1",
        Progress = random.Next(10) switch { 0 => VisitProgress.Undated, 1 => VisitProgress.Agreed, 2 => VisitProgress.ReportDue, _ => VisitProgress.Reported },
        Since = now.AddDays(-random.Next(1, 400)),
        Visitors = [number % 40 == 1 ? Visitor : "i-roussel"],
        Date = new VisitSlot(ParisTime.DayOf(now).PlusDays(random.Next(-1500, 60)).At(new LocalTime(9 + random.Next(8), 0))).ToString(),
        Minutes = 120,
        Way = VisitData.OnSite,
        Place = "12 rue des Tilleuls, 63300 Thiers",
        Invitation = now.AddDays(-30),
    };

    private static Examination ExaminationOf(Random random, int number, DateTimeOffset now) => new()
    {
        Assignment = "commission-1",
        Session = SessionOf(number / 4 % Sessions).Id,
        Number = number / (4 * Sessions),
        Ready = now.AddDays(-20),
        IsProposal = true,
        Opinions = [.. new[] { "p-armand", "b-cordier", "s-lemaire" }.Take(random.Next(4)).Select(member => new GivenOpinion(member, OpinionKind.Favourable))],
    };

    private static AgreementLine AgreementOf(int number, LocalDate today)
    {
        var random = new Random(number);
        var from = today.PlusDays(-random.Next(0, 2000));
        var until = from.PlusYears(random.Next(1, 6)).PlusDays(-1);
        var id = DossierKey.Of(Faculty, $"agreement {number}").Id;
        return new AgreementLine
        {
            Id = id,
            Number = $"{from.Year}-{number:0000}",
            Holder = $"Dr Anne-Élisabeth Nom{number}",
            SortName = $"Nom{number} Anne-Élisabeth",
            Rpps = (10_000_000_000 + number).ToString(CultureInfo.InvariantCulture),
            State = until < today ? AgreementState.Lapsed : AgreementState.Active,
            Terms = [new GrantedTerm(from, until, id, IsConditional: false)],
            Interns = random.Next(0, 4),
            Departement = "63",
            CommuneCode = "63430",
            Commune = "Thiers",
            Specialty = Specialties.GeneralPractice,
            Renewal = (RenewalStanding)random.Next(6),
            RenewalDossier = id,
            RenewalState = DossierState.AwaitingVisit,
            RenewalSince = ParisTime.StartOf(today),
        };
    }

    private static async Task SeedLongAsync(IServiceProvider services, DateTimeOffset now)
    {
        var (register, journal, today) = (services.GetRequiredService<AgreementRegister>(), services.GetRequiredService<JournalBook>(), ParisTime.DayOf(now));
        var agreement = new AgreementRecord(
            Long, "Dr Anne Martin", "10003456789", "63", today.PlusYears(-9), today.PlusDays(100), AgreementState.Active, "h-vasseur", now.AddDays(-3000));
        await register.EnterAsync(agreement);
        for (var number = 1; number <= 20; number++)
        {
            await register.ChangeAsync(new AgreementChange(
                Long, $"suspension-{number}", AgreementChangeKind.Suspended, now.AddDays(number - 900), "c-fontanel", "Travaux au cabinet."));
            await register.ChangeAsync(new AgreementChange(
                Long, $"resumption-{number}", AgreementChangeKind.Resumed, now.AddDays(number - 899), "c-fontanel", "Bienvenue de nouveau."));
            await journal.AppendAsync(new JournalEntry(Long, now.AddDays(-number), JournalFact.TrainingReminded, ""));
            await services.GetRequiredService<TrainingBook>().RecordAsync(new Training(
                Faculty, agreement.Rpps, today.PlusDays(-number), $"Formation n° {number}", 180, "c-fontanel", now));
        }

        await register.ChangeAsync(
            new AgreementChange(Long, "1-renewal", AgreementChangeKind.RenewalOpened, now, "") { Dossier = DossierKey.New(Faculty).Id });
        await journal.AppendAsync(new JournalEntry(Long, now, JournalFact.AmendmentOpened, Link.Doctor));
        await journal.AppendAsync(new JournalEntry(Long, now, JournalFact.WithdrawalProposed, "c-fontanel"));
    }

    private static async Task ChangeAsync(IServiceProvider services)
    {
        var (book, now) = (services.GetRequiredService<ListingBook>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var (line, agreement) = (LineOf(Random.Shared.Next(Dossiers), now), AgreementOf(Random.Shared.Next(Agreements), ParisTime.DayOf(now)));
        await book.SetAsync(WorkList.Name, Faculty, [line.Id], _ => Task.FromResult<WorkLine?>(line));
        // A line that is the same would not be written.
        await book.SetAsync(AgreementList.Name, Faculty, [agreement.Id], _ => Task.FromResult<AgreementLine?>(agreement with { Interns = Random.Shared.Next(1000) }));
    }

    private static async Task<double> MeasureQueryAsync(IServiceProvider services)
    {
        var table = await services.GetRequiredService<StorageClients>().TableAsync(TableNames.Dossiers);
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var (watch, rows) = (Stopwatch.StartNew(), 0);
            await foreach (var _ in table.PartitionAsync(Compared)) rows++;
            if (rows != 50) throw new InvalidOperationException($"Expected 50 rows to compare with; found {rows}.");
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task<Visitor> SignInAsync(IServiceProvider services, StaffRole role)
    {
        var visitor = new Visitor(services.GetRequiredService<EmulatorAddresses>().Root);
        await visitor.SignInAsync(services.GetRequiredService<FacultyBook>().Find(Faculty)!.People.First(it => it.Has(role)).Address);
        return visitor;
    }

    // A list that was sent with mistakes is shown with status 422.
    private static async Task<byte[]> OpenAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity))
            throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    [GeneratedRegex("/[0-9a-zA-Z_.-]{12,}")]
    private static partial Regex Places();

    private static string Milliseconds(double time) => time.ToString("N1", CultureInfo.InvariantCulture) + " ms";
}
