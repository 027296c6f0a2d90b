using System.Net;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Faculties;
using Compagnon.Tests.Histories;
using Compagnon.Visits;
using Compagnon.Web;

namespace Compagnon.Tests.Agreements;

/// <summary>The quicker way of a place that is short of doctors, from the candidacy to the certificate, beside a dossier that goes the usual way.</summary>
public sealed class AcceleratedWayTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Video = "https://visio.cabinet.example/visite";

    // The delivered faculty visits on site, gives thirty days and reminds after seven.
    private const string Rule = """
        { "classes": ["zip"], "videoVisit": true,
          "delays": { "confirmationDays": 7, "reviewReminders": [2, 4], "completionDays": 12, "completionReminders": [3],
                      "decisionReminders": [3], "linkDays": 120 } }
        """;

    private readonly string faculties = Directory.CreateTempSubdirectory("compagnon-faculties-").FullName;
    private readonly ClassedClermont territories = new("ZIP");
    private readonly List<string> seen = [];
    private RunningApp app = null!;
    private DossierKey usual;
    private DossierKey? quick;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(SampleFaculties.Delivered))
        {
            var text = await File.ReadAllTextAsync(file, Cancellation);
            if (Path.GetFileName(file) == $"{RunningApp.FacultyId}.json") text = FacultyText.Changed(text, "shortage", Rule);
            await File.WriteAllTextAsync(Path.Combine(faculties, Path.GetFileName(file)), text, Cancellation);
        }

        app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculties, "--Territories:Path", territories.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 22, 8, 0, 0, TimeSpan.Zero), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        territories.Dispose();
        Directory.Delete(faculties, recursive: true);
    }

    [Fact]
    public async Task It_is_quicker_comes_first_on_the_agenda_may_be_visited_by_video_and_is_told_everywhere()
    {
        // Ready before the quick one, and from a commune that lacks nobody.
        usual = await ReadyForCommissionAsync();
        using var clock = new EmulatedClock(app.Addresses.Clock);
        var doctor = SampleDoctor.New() with { LastName = "Rapide" };
        WholeProcedure way = null!;
        // With the quicker delays: its reminders come when these say, or the walk does not find them.
        way = new WholeProcedure(app.Visitor, app.Mailbox, clock, app.Faculty.For(isAccelerated: true), doctor, async (_, run) =>
        {
            await run();
            if (way.Reference.Length == 0) return;
            quick ??= new DossierKey(RunningApp.FacultyId, DossierKey.ReadId(way.Reference)!);
            await LookEverywhereAsync(quick.Value);
        })
        { Video = Video };

        await way.WalkAsync();

        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(quick!.Value)).State);
        Assert.Equal(
            ["agenda", "authority", "dossier of the agenda", "review", "signature", "tracking", "visit-dates", "visit-meeting", "visit-offer", "visit-report",
                "visit-team"],
            seen.Distinct().Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await EveryMailSaysSoAsync(way.Reference);
        var visit = (await app.Get<VisitBook>().FindAsync(quick.Value, Cancellation))!;
        Assert.Equal(VisitData.Video, visit.Way);
        var invited = (await app.Mailbox.AllAsync(Cancellation)).First(mail => mail.To.Contains(doctor.Address) && mail.Attachments.Count > 0);
        Assert.Contains(Video, (await app.Mailbox.ReadAsync(invited.Attachments[0].Address, Cancellation)).Replace("\r\n ", ""), StringComparison.Ordinal);
    }

    private async Task<DossierKey> ReadyForCommissionAsync()
    {
        var dossier = await app.StartDossierAsync("Usuel", departement: "15");
        var stage = new ScenarioStage(app);
        await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
        await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "j-mazet");
        await stage.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted);
        await stage.AgreeAsync(dossier, 1, "2027-03-24T14:30");
        await stage.WaitAsync(TimeSpan.FromDays(3));
        await stage.AnswerWithAsync(dossier, "visit-1-report-1", VisitReport.OpinionField, VisitOpinions.Favourable);
        Assert.Equal("commission-1", (await app.WhenQuietAsync(dossier)).WaitsOn);
        return dossier;
    }

    // What everybody who is concerned would read now, until it is decided.
    private async Task LookEverywhereAsync(DossierKey dossier)
    {
        var record = await app.WhenQuietAsync(dossier);
        if (record.IsFinal || record.State.IsBeforeSubmission()) return;

        var link = new Link(LinkKind.Dossier, dossier, Link.Doctor, record.LinkMark, app.In(TimeSpan.FromDays(1)));
        await MustSayAsync("tracking", $"/dossier/{app.TokenFor(link)}");
        foreach (var open in (await app.Get<AssignmentDesk>().ListAsync(dossier, Cancellation))
            .Where(it => it.Id == record.WaitsOn && it.Assignees.Any(person => person != Link.Doctor)))
        {
            var kind = open.Id.StartsWith("visit-1-", StringComparison.Ordinal) ? "visit-" + open.Id.Split('-')[2] : open.Id.Split('-')[0];
            await MustSayAsync(kind, $"/demande/{app.TokenFor(dossier, open.Assignees.First(person => person != Link.Doctor), open.Id)}");
        }

        if (record.State == DossierState.AwaitingCommission) await LookAtAgendaAsync(dossier);
    }

    private async Task LookAtAgendaAsync(DossierKey dossier)
    {
        var entry = (await app.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!;
        Assert.Equal(entry.Session, (await app.Get<SessionBook>().FindEntryAsync(usual, "commission-1", Cancellation))!.Session);
        var chair = app.Faculty.People.First(person => person.Has(StaffRole.Chair));
        var session = new DossierKey(RunningApp.FacultyId, entry.Session);
        var path = "/seance/" + app.TokenFor(new Link(LinkKind.Session, session, chair.Id, "", app.In(TimeSpan.FromDays(1))));

        var agenda = await app.Visitor.OpenAsync(path, Cancellation);
        var items = agenda.Document.QuerySelectorAll("ul.tasks li").Select(item => item.TextContent).ToList();
        Assert.Equal(2, items.Count);
        Assert.Contains("Rapide", items[0], StringComparison.Ordinal);
        Assert.Contains("zone sous-dotée, prioritaire", items[0], StringComparison.Ordinal);
        Assert.Contains("Usuel", items[1], StringComparison.Ordinal);
        Assert.DoesNotContain("sous-dotée", items[1], StringComparison.Ordinal);
        seen.Add("agenda");
        await MustSayAsync("dossier of the agenda", $"{path}/dossiers/{dossier.Id}");
        Assert.DoesNotContain(
            "procédure accélérée", (await app.Visitor.OpenAsync($"{path}/dossiers/{usual.Id}", Cancellation)).Text, StringComparison.Ordinal);
    }

    private async Task MustSayAsync(string what, string path)
    {
        var page = await app.Visitor.OpenAsync(path, Cancellation);
        Assert.True(
            page.Status == HttpStatusCode.OK && page.Text.Contains("procédure accélérée", StringComparison.Ordinal),
            $"Expected « procédure accélérée » on the page {what}, « {page.Heading} » ({page.Status}); it says: {page.Text}");
        seen.Add(what);
    }

    // From the submission to the decision: what is known before, and what no longer hurries, is told without.
    private async Task EveryMailSaysSoAsync(string reference)
    {
        var all = await app.Mailbox.AllAsync(Cancellation);
        var mine = all.Where(mail => mail.Subject.Contains(reference, StringComparison.Ordinal)).ToList();
        string[] beside = ["confirmez votre adresse", "votre dossier est ouvert", "agrément accordé – ", "votre agrément est accordé"];
        Assert.True(mine.Count > 20, $"Expected the mails of a whole way; there are {mine.Count}.");
        foreach (var mail in mine)
        {
            Assert.True(
                WebUtility.HtmlDecode(mail.Body).Contains(AcceleratedTag.Text, StringComparison.Ordinal)
                    != beside.Any(text => mail.Subject.Contains(text, StringComparison.Ordinal)),
                $"Expected « {AcceleratedTag.Text} » in « {mail.Subject} », or not where it is decided.");
        }

        Assert.DoesNotContain(
            all.Where(mail => mail.Subject.Contains(usual.Reference, StringComparison.Ordinal)),
            mail => WebUtility.HtmlDecode(mail.Body).Contains(AcceleratedTag.Text, StringComparison.Ordinal));
        var convening = all.First(mail => mail.Subject.Contains("convocation", StringComparison.Ordinal));
        Assert.Contains("Rapide (zone sous-dotée)", WebUtility.HtmlDecode(convening.Body), StringComparison.Ordinal);
    }
}
