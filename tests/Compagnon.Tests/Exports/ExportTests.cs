using System.Net;
using System.Text;
using Azure.Data.Tables;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Exports;
using Compagnon.Faculties;
using Compagnon.Imports;
using Compagnon.Journal;
using Compagnon.Storage;
using Compagnon.Territories;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Renewals;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;

namespace Compagnon.Tests.Exports;

/// <summary>The tables that the department downloads, through the app as it runs.</summary>
public sealed class ExportTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/exports";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalDate Today => ParisTime.DayOf(app.Clock.GetUtcNow());

    [Fact]
    public async Task A_download_is_a_file_and_a_line_of_the_facultys_journal()
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        using var answer = await AskAsync(secretary, "journal", ("du-journal", "2027-01-01"), ("au-journal", "31/12/2090"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Matches("^val-de-dore-journal-[0-9-]{10}[.]csv$", answer.Content.Headers.ContentDisposition!.FileName);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var file = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        Assert.StartsWith("moment;reference;fait;qui;qui_identifiant;fait_numero\r\n", Encoding.UTF8.GetString(file.AsSpan(3)));

        var line = (await app.Get<JournalBook>().ReadAsync(JournalBook.OfFaculty("val-de-dore"), cancellation: Cancellation))
            .Single(known => known.Sentence.Contains("31\u00A0décembre 2090", StringComparison.Ordinal));
        Assert.Equal("Export téléchargé\u00A0: Journal, inscrit du 1er\u00A0janvier 2027 au 31\u00A0décembre 2090", line.Sentence);
        Assert.Equal(app.Secretary.Name, line.Who);
        var page = await secretary.OpenAsync(Page, Cancellation);
        Assert.Contains("Journal, inscrit du 1er janvier 2027 au 31 décembre 2090" + app.Secretary.Name, page.Text);
        // The next one holds the line about this one.
        Assert.Contains("Export téléchargé", await TextAsync(secretary, "journal"));
    }

    [Theory]
    [InlineData("2027-02-30", "", "une date qui existe")]
    [InlineData("demain", "", "une date qui existe")]
    [InlineData("2027-03-02", "2027-03-01", "avant le premier")]
    public async Task Days_that_are_none_are_told_and_nothing_is_sent(string from, string until, string expected)
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var answer = await AskAsync(secretary, "dossiers", ("du-dossiers", from), ("au-dossiers", until));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{from}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_office_downloads_and_only_its_own_facultys_tables()
    {
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.OpenAsync(Page, Cancellation)).Status);
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.OpenAsync("/console/rives-atlantiques/exports", Cancellation)).Status);
        var token = await TokenAsync(secretary);

        foreach (var (visitor, address) in ((Visitor, string)[])[(reader, Page), (secretary, "/console/rives-atlantiques/exports")])
        {
            using var answer = await PostAsync(visitor, $"{address}/agrements", token);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var unknown = await PostAsync(secretary, Page + "/mots-de-passe", token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        // A form that another site has made downloads nothing, and neither does an address.
        using var forged = await PostAsync(secretary, Page + "/agrements", "x");
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        Assert.Equal(Page, (await secretary.OpenAsync(Page + "/agrements", Cancellation)).Address.AbsolutePath);
    }

    [Fact]
    public async Task The_registers_table_is_read_again_by_the_import()
    {
        var commune = app.Get<CommuneBook>().Find("03001")!;
        var agreement = SampleAgreement.Of(app.Faculty.Id, Today.PlusDays(-30), Today.PlusDays(300), 4711) with
        {
            Site = "=cmd|' /C calc'!A0",
            Commune = commune.Code,
            Specialty = Specialties.GeneralPractice,
            Levels = [StageLevel.Observation, StageLevel.Saspas],
            Interns = 2,
            Number = "3-4",
            Recommendations = "Voir « l’accueil » ; puis\nle bureau",
            State = AgreementState.Conditional,
        };
        await app.Get<DossierBook>().AddAsync(SampleAgreement.DossierOf(agreement), Cancellation);
        await app.Get<AgreementRegister>().EnterAsync(agreement, Cancellation);
        using var secretary = await app.SignInAsync(app.Secretary);

        using var answer = await AskAsync(secretary, "agrements");
        var file = await answer.Content.ReadAsByteArrayAsync(Cancellation);

        Assert.DoesNotMatch("(^|;)\"?[=+@\t-]", Encoding.UTF8.GetString(file));
        Assert.Contains(";'03001;", Encoding.UTF8.GetString(file));
        var read = ImportReading.Of(file, app.Faculty, app.Get<CommuneBook>(), Today);
        Assert.DoesNotContain(read.Mistakes, mistake => mistake.Message.Contains("formule", StringComparison.Ordinal));
        var line = read.Lines.Single(known => known.Number == "3-4");
        Assert.Equal(
            (agreement.Rpps, "Anne", "Martin", agreement.From, agreement.Until, agreement.Site, commune.Code, agreement.Specialty, 2),
            (line.Doctor.Rpps, line.Doctor.FirstName, line.Doctor.LastName, line.From, line.Until, line.Site, line.Commune, line.Specialty, line.Interns));
        Assert.Equal(agreement.Levels, line.Levels);
        Assert.Equal(RunningApp.DoctorOf(agreement.Dossier), line.Doctor.Address);
    }

    [Fact]
    public async Task A_dossier_says_what_its_stages_took()
    {
        var dossier = await app.StartDossierAsync("Mesurée");
        await app.WhenQuietAsync(dossier);
        using var secretary = await app.SignInAsync(app.Secretary);

        var open = await RowAsync(secretary, dossier);
        Assert.Equal(("candidature", "Vérification", "Mesurée", ""), (open["demande"], open["etat"], open["nom"], open["termine_le"]));

        await app.Get<DurationBook>().KeepAsync(
            (await app.Get<DossierBook>().FindAsync(dossier, Cancellation))!,
            new DossierEnd(dossier, DossierState.Refused, app.Clock.GetUtcNow(), app.Clock.GetUtcNow(), "x", null),
            new Dictionary<string, double> { [nameof(AgreementStage.Completeness)] = 12.5, [nameof(AgreementStage.Decision)] = 3 },
            Cancellation);
        var row = await RowAsync(secretary, dossier);
        Assert.Equal(("12,5", "", "", "3"), (row["jours_completude"], row["jours_visite"], row["jours_commission"], row["jours_decision"]));
        Assert.Equal(CsvText.Day(Today), row["transmis_le"]);
        Assert.Equal("63", row["departement"]);
        Assert.DoesNotContain(dossier.Reference, await TextAsync(secretary, "dossiers", ("du-dossiers", "2001-01-01"), ("au-dossiers", "2001-12-31")));
    }

    [Fact]
    public void Time_that_a_dossier_waits_for_its_doctor_is_counted_apart()
    {
        var start = new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var agreement = SampleAgreement.Of("val-de-dore", new LocalDate(2027, 3, 1), new LocalDate(2028, 2, 29));
        var dossier = SampleAgreement.DossierOf(agreement) with { State = DossierState.UnderReview };
        IReadOnlyList<Assignment> asked =
        [
            Asked("review-1", AssignmentKind.Review, 0), Asked("completion-1", AssignmentKind.Completion, 2),
            Asked("extension-1", AssignmentKind.Extension, 3, "completion-1"), Asked("review-2", AssignmentKind.Review, 5.5),
            Asked("completion-2", AssignmentKind.Completion, 7),
        ];

        Assert.Equal(3.5 + 3, DossierExport.DoctorDaysOf(dossier, asked, start.AddDays(10)));
        var closed = dossier with { State = DossierState.ClosedWithoutDecision, Since = start.AddDays(8) };
        Assert.Equal(3.5 + 1, DossierExport.DoctorDaysOf(closed, asked, start.AddDays(10)));
        Assert.Equal(0, DossierExport.DoctorDaysOf(dossier, [], start));

        Assignment Asked(string id, AssignmentKind kind, double day, string stage = "") =>
            new(dossier.Key, id, kind, [], "instance", start.AddDays(day), null, stage);
    }

    [Fact]
    public async Task A_long_register_is_sent_whole_and_a_failure_in_the_middle_breaks_the_download()
    {
        var faculty = app.FacultyOf("rives-atlantiques");
        var all = Enumerable.Range(0, 2_100).Select(number => SampleAgreement.Of(faculty.Id, Today, Today.PlusDays(900), number)).ToList();
        await Task.WhenAll(all.Chunk(50).Select(chunk => app.Get<AgreementRegister>().EnterAllAsync(chunk, Cancellation)));
        using var secretary = await app.SignInAsync(faculty.People.First(person => person.Has(StaffRole.Secretariat)));
        const string Exports = "/console/rives-atlantiques/exports";
        var token = await TokenAsync(secretary, Exports);
        using (var whole = await PostAsync(secretary, Exports + "/agrements", token))
        {
            var lines = (await whole.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(all.Count + 1, lines.Length);
            Assert.Equal(all.Count + 1, lines.Distinct().Count());
        }

        var table = await app.Get<StorageClients>().TableAsync(TableNames.Agreements, Cancellation);
        await table.AddEntityAsync(new TableEntity(faculty.Id, "zzzzzzzzzzzz") { ["Rpps"] = "no entry of the register" }, Cancellation);
        try
        {
            using var broken = await PostAsync(secretary, Exports + "/agrements", token);
            Assert.Equal(HttpStatusCode.OK, broken.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(() => broken.Content.ReadAsStringAsync(Cancellation));
        }
        finally
        {
            await table.DeleteEntityAsync(faculty.Id, "zzzzzzzzzzzz", cancellationToken: Cancellation);
        }
    }

    [Fact]
    public async Task What_fails_once_something_was_sent_ends_the_connection()
    {
        var connection = new Connection();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        context.Features.Set<IHttpResponseFeature>(new BegunResponse());

        await Assert.ThrowsAsync<InvalidDataException>(() => new CsvResult("a.csv", ["a"], FailingAsync()).ExecuteAsync(context));

        Assert.True(connection.IsEnded);

        static async IAsyncEnumerable<IReadOnlyList<string>> FailingAsync()
        {
            yield return ["1"];
            await Task.Yield();
            throw new InvalidDataException("A row that cannot be read.");
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> RowAsync(Visitor visitor, DossierKey dossier)
    {
        var lines = (await TextAsync(visitor, "dossiers")).TrimStart('\uFEFF').Split("\r\n");
        return lines[0].Split(';').Zip(lines.Single(line => line.StartsWith(dossier.Reference, StringComparison.Ordinal)).Split(';'))
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<string> TextAsync(Visitor visitor, string export, params (string, string)[] fields)
    {
        using var answer = await AskAsync(visitor, export, fields);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<HttpResponseMessage> AskAsync(Visitor visitor, string export, params (string, string)[] fields) =>
        await PostAsync(visitor, $"{Page}/{export}", await TokenAsync(visitor), fields);

    private static async Task<string> TokenAsync(Visitor visitor, string address = Page) =>
        (await visitor.OpenAsync(address, Cancellation)).Document.QuerySelector($"main input[name={FormTokens.FieldName}]")!.GetAttribute("value")!;

    private static async Task<HttpResponseMessage> PostAsync(
        Visitor visitor, string address, string token, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create(FormTokens.FieldName, token)));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        return await visitor.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsEnded { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsEnded = true;
    }

    private sealed class BegunResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
