using System.Net;
using System.Text;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Territories;
using Compagnon.Tests.Assignments;
using Compagnon.Tests.Faculties;
using Compagnon.Web;

namespace Compagnon.Tests.Agreements;

/// <summary>Dossiers from places that are short of doctors.</summary>
public sealed class ShortageTests(AzuriteFixture azurite)
{
    private const string Delays = """
        { "confirmationDays": 7, "reviewReminders": [2, 4], "completionDays": 10, "completionReminders": [3], "decisionReminders": [3],
          "linkDays": 60 }
        """;

    private const string Rule = $$"""{ "classes": ["zip", "zac"], "delays": {{Delays}}, "videoVisit": true }""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_rule_is_read_as_it_stands_and_is_not_needed()
    {
        var (faculty, mistakes) = Read(Rule);

        Assert.Empty(mistakes);
        Assert.Equal([ZoneClass.Zip, ZoneClass.Zac], faculty!.Shortage!.Classes);
        Assert.Equal((10, 30), (faculty.For(isAccelerated: true).Delays.CompletionDays, faculty.For(isAccelerated: false).Delays.CompletionDays));
        Assert.Same(faculty.Delays, (faculty with { Shortage = null }).For(isAccelerated: true).Delays);
    }

    [Fact]
    public void A_visit_on_site_may_be_made_by_video_where_the_rule_says_so()
    {
        var visit = new VisitRule(VisitTeam.Teacher, VisitTeam.None, VisitMode.OnSite, 5, [3], [3], [2], 3, 1, 60, true, false);
        var faculty = Read(Rule).Faculty! with { Visit = visit };

        Assert.Equal(VisitMode.Either, faculty.For(isAccelerated: true).Visit!.Mode);
        Assert.Equal(VisitMode.OnSite, faculty.For(isAccelerated: false).Visit!.Mode);
        Assert.Equal(VisitMode.Video, (faculty with { Visit = visit with { Mode = VisitMode.Video } }).For(isAccelerated: true).Visit!.Mode);
    }

    [Theory]
    [InlineData("[\"zip\", \"zac\"]", "[]", "shortage.classes", "expected at least one class")]
    [InlineData("\"zac\"", "\"none\"", "shortage.classes[1]", "expected \"zip\", \"zac\" or \"zar\"")]
    [InlineData("\"zac\"", "\"zip\"", "shortage.classes[1]", "stands twice: \"zip\"")]
    [InlineData("\"zac\"", "\"rurale\"", "shortage.classes[1]", "expected one of")]
    [InlineData("\"completionDays\": 10", "\"completionDays\": 3", "shortage.delays.completionDays", "expected 7 to 180 days; found 3")]
    public void A_mistake_is_reported_with_its_place_and_what_is_expected(string right, string wrong, string place, string expected)
    {
        Assert.Contains(right, Rule, StringComparison.Ordinal);

        var mistake = Assert.Single(Read(Rule.Replace(right, wrong)).Mistakes, mistake => mistake.Place == place);

        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dossier_from_a_place_short_of_doctors_goes_the_quicker_way_and_everybody_reads_so()
    {
        using var faculty = new ChangedFaculty(text => FacultyText.Changed(text, "shortage", Rule));
        using var territories = new ClassedClermont("ZIP");
        await using var app = await StartAsync(faculty, territories);
        var dossier = await app.StartDossierAsync();
        var record = await app.WhenQuietAsync(dossier);

        Assert.Equal(ZoneClass.Zip, record.Shortage);
        var review = await app.Mailbox.NextAsync(app.Secretary.Address, "nouveau dossier à vérifier", cancellation: Cancellation);
        Assert.Contains(AcceleratedTag.Text, WebUtility.HtmlDecode(review.Body));
        var page = await app.Visitor.OpenAsync(review.Link("/demande/"), Cancellation);
        Assert.Contains("Zone sous-dotée", page.Text);
        Assert.Contains("procédure accélérée", page.Text);
        Assert.Contains(
            "Zone sous-dotée\u00A0: procédure accélérée, zone d’intervention prioritaire (ZIP)",
            (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Sentence));

        await AskForPiecesAsync(app, dossier);
        // Ten days where others have thirty.
        Assert.Equal(new DateTimeOffset(2027, 3, 11, 23, 0, 0, TimeSpan.Zero), (await app.WhenQuietAsync(dossier)).Due);
        var asked = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "pièces à fournir", cancellation: Cancellation);
        Assert.Contains(AcceleratedTag.Text, WebUtility.HtmlDecode(asked.Body));
        var tracking = await app.Visitor.OpenAsync(asked.Link("/dossier/"), Cancellation);
        Assert.Contains("procédure accélérée", tracking.Text);
    }

    [Fact]
    public async Task A_dossier_from_elsewhere_goes_the_usual_way_and_nobody_reads_of_another()
    {
        using var faculty = new ChangedFaculty(text => FacultyText.Changed(text, "shortage", Rule));
        using var territories = new ClassedClermont("AUCUNE");
        await using var app = await StartAsync(faculty, territories);
        var dossier = await app.StartDossierAsync();

        Assert.Equal(ZoneClass.None, (await app.WhenQuietAsync(dossier)).Shortage);
        var review = await app.Mailbox.NextAsync(app.Secretary.Address, "nouveau dossier à vérifier", cancellation: Cancellation);
        Assert.DoesNotContain(AcceleratedTag.Text, WebUtility.HtmlDecode(review.Body));
        await AskForPiecesAsync(app, dossier);
        Assert.Equal(new DateTimeOffset(2027, 3, 31, 22, 0, 0, TimeSpan.Zero), (await app.WhenQuietAsync(dossier)).Due);
    }

    [Fact]
    public async Task What_was_found_at_the_beginning_stays_when_the_commune_is_classed_anew()
    {
        using var faculty = new ChangedFaculty(text => FacultyText.Changed(text, "shortage", Rule));
        using var territories = new ClassedClermont("ZAC");
        using var classedAnew = new ClassedClermont("AUCUNE");
        await using var app = await StartAsync(faculty, territories);
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);

        await app.RestartAsync("--Faculties:Path", faculty.Folder, "--Territories:Path", classedAnew.Folder);
        await app.Make<AgreementActivities>().ReadProcedureAsync(dossier);

        Assert.Equal(ZoneClass.Zac, (await app.Get<DossierBook>().FindAsync(dossier, Cancellation))!.Shortage);
        Assert.Single(
            await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation), line => line.Fact == JournalFact.Accelerated);
    }

    private async Task<RunningApp> StartAsync(ChangedFaculty faculty, ClassedClermont territories)
    {
        var app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder, "--Territories:Path", territories.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        return app;
    }

    private static async Task AskForPiecesAsync(RunningApp app, DossierKey dossier)
    {
        using var form = new FormUrlEncodedContent(Reviews.Fields(app.Faculty, "Le CV manque.", ["cv"]));
        using var answer = await app.Visitor.Client.PostAsync(
            $"/demande/{app.TokenFor(dossier, app.Secretary.Id, "review-1")}", form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static (Faculty? Faculty, List<FacultyMistake> Mistakes) Read(string rule)
    {
        var mistakes = new List<FacultyMistake>();
        var text = FacultyText.With("shortage", rule);
        return (FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(text), mistakes).Faculty, mistakes);
    }
}
