using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Assignments;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Decisions;
using Compagnon.Tests.Faculties;
using Compagnon.Tests.Histories;
using Compagnon.Tests.Visits;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Agreements;

/// <summary>Targets, late stages, and what dossiers usually take.</summary>
public sealed class DelayTests(AzuriteFixture azurite)
{
    private const string Rule = """{ "completeness": 10, "decision": 20, "whole": 60 }""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Targets_are_read_as_they_stand_and_are_not_needed()
    {
        Assert.Equal(new Targets(Completeness: 10, Decision: 20, Whole: 60), Read(Rule).Faculty!.Targets);
        Assert.Null(Read("null").Faculty!.Targets);
        var mistake = Assert.Single(Read("""{ "whole": 731 }""").Mistakes);
        Assert.Equal("targets.whole", mistake.Place);
        Assert.Contains("expected 0 to 730 days; found 731", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_stage_is_told_to_the_coordinator_once_and_what_it_took_is_kept()
    {
        using var faculty = new ChangedFaculty(text => FacultyText.Changed(text, "targets", Rule));
        await using var app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        var tracking = $"/dossier/{app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(100))))}";
        Assert.Contains("vise une décision en 60", (await app.Visitor.OpenAsync(tracking, Cancellation)).Text.Replace('\u00A0', ' '));

        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 12, 7, 59, 0, TimeSpan.Zero), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.DoesNotContain("late-completeness-h-vasseur", await app.MailsOfAsync(dossier));
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        await app.WhenQuietAsync(dossier);
        var mail = await app.Mailbox.NextAsync(app.Coordinator.Address, "en retard", cancellation: Cancellation);
        Assert.Contains("le secrétariat du département", WebUtility.HtmlDecode(mail.Body));
        Assert.Contains("Dr Anne Martin", (await app.Visitor.OpenAsync(mail.Link("/demande/"), Cancellation)).Text);
        Assert.Single(await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation), line => line.Fact == JournalFact.Late);

        // The completion belongs to the same stage, which is told of no second time; the decision is quick.
        await PostAsync(app, dossier, app.Secretary.Id, "review-1", Reviews.Fields(app.Faculty, "Le CV manque.", ["cv"]));
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(20), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Single(await app.MailsOfAsync(dossier), id => id.StartsWith("late-", StringComparison.Ordinal));

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(dossier)).State);
        Assert.Single(await app.MailsOfAsync(dossier), id => id.StartsWith("late-", StringComparison.Ordinal));
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Durations, Cancellation);
        var kept = (await table.FindAsync(dossier.Faculty, dossier.Id, Cancellation))!;
        Assert.False(kept.GetBoolean("Decided"));
        Assert.Equal(kept.GetDouble("Completeness")!.Value, kept.GetDouble("Whole")!.Value, 0.5);
        Assert.DoesNotContain("Martin", string.Join(' ', kept.Keys.Select(key => kept[key])), StringComparison.Ordinal);

        // Figures are made of the list's lines alone.
        var line = Assert.Single((await app.Get<WorkList>().ReadAsync(dossier.Faculty, Cancellation)).Lines, it => it.Id == dossier.Id);
        Assert.Equal(kept.GetDouble("Completeness"), line.DaysOf(AgreementStage.Completeness));
        Assert.Equal(kept.GetDouble("Whole"), line.WholeDays);
        Assert.Null(line.DaysOf(AgreementStage.Visit));
    }

    [Fact]
    public async Task Each_stage_that_is_late_has_reminded_whom_it_waits_for_before_the_coordinator_is_told_once()
    {
        using var commission = new SampleCommission(faculty =>
        {
            SampleDecisions.AddTo(faculty);
            VisitedFaculty.AddTo(faculty, VisitedFaculty.TeacherRule);
            faculty["targets"] = JsonNode.Parse("""{ "completeness": 10, "visit": 12, "commission": 9, "decision": 8 }""");
            faculty["calendar"] = JsonNode.Parse("""{ "region": "metropole", "closed": [] }""");
        });
        await using var app = await RunningApp.StartAsync(azurite, "--Faculties:Path", commission.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        var stage = new ScenarioStage(app);
        var dossier = await stage.BeginAsync();

        await LateAsync("review-1-reminder-1-" + app.Secretary.Id, "completeness", "le secrétariat du département");
        await stage.AnswerAsync(dossier, "review-1", Choices.Complete);
        await LateAsync("visit-1-team-1-reminder-1-" + app.Coordinator.Id, "visit", "la visite");
        await stage.AnswerWithAsync(dossier, "visit-1-team-1", VisitData.Visitors, "teacher-1");
        await stage.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted);
        await stage.AgreeAsync(dossier, 1, "2027-04-01T14:30");
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 4, 2, 8, 0, 0, TimeSpan.Zero), Cancellation);
        await stage.AnswerWithAsync(dossier, "visit-1-report-1", VisitReport.OpinionField, VisitOpinions.Favourable);
        // The session of 15 April is closed by now: the next is in June, which is nobody's to be reminded of.
        await LateAsync(null, "commission", "la commission");
        await stage.AnswerAsync(dossier, "commission-1", Choices.Granted);
        await LateAsync($"signature-2-1-reminder-1-{SampleDecisions.Dean}", "decision", "le décanat de la faculté");
        await stage.AnswerAsync(dossier, "signature-2-1", Choices.Done);
        // The agency belongs to the same stage, which is told of no second time.
        await stage.WaitAsync(TimeSpan.FromDays(30));
        await stage.AnswerAsync(
            dossier, "authority-3-1", Choices.Granted,
            new Dictionary<string, string> { [AuthorityForm.NumberField] = "ARS-1", [AuthorityForm.DayField] = "2027-06-01" });
        await stage.WaitAsync(TimeSpan.FromDays(60));

        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
        Assert.Equal(4, (await app.MailsOfAsync(dossier)).Count(id => id.StartsWith("late-", StringComparison.Ordinal)));
        Assert.Equal(
            ["la décision", "la visite du lieu d’exercice", "la vérification du dossier", "l’examen par la commission"],
            (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation))
                .Where(line => line.Fact == JournalFact.Late).Select(line => line.Sentence.Split("\u00A0: ")[^1]).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);

        async Task LateAsync(string? reminder, string name, string waitsOn)
        {
            var late = $"late-{name}-{app.Coordinator.Id}";
            for (var day = 0; day < 25 && !(await app.MailsOfAsync(dossier)).Contains(late); day++) await stage.WaitAsync(TimeSpan.FromDays(1));

            var numbers = (await app.Mailbox.AllAsync(Cancellation)).ToLookup(mail => mail.Headers.GetValueOrDefault(GraphMail.Header, ""), mail => mail.Number);
            var told = Assert.Single(numbers[$"{dossier.Id}/{late}"]);
            if (reminder is not null) Assert.True(Assert.Single(numbers[$"{dossier.Id}/{reminder}"]) < told, $"{reminder} was sent after {late}.");
            var mail = await app.Mailbox.NextAsync(app.Coordinator.Address, "en retard", cancellation: Cancellation);
            Assert.Contains(waitsOn, WebUtility.HtmlDecode(mail.Body), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dossier_that_is_decided_in_time_bothers_nobody_and_counts_from_the_fifth_on()
    {
        using var faculty = new ChangedFaculty(text => FacultyText.Changed(text, "targets", Rule));
        await using var app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(3), Cancellation);
        await PostAsync(app, dossier, app.Secretary.Id, "review-1", Reviews.Fields(app.Faculty, "", []));
        await app.WhenQuietAsync(dossier);
        await PostAsync(app, dossier, app.Coordinator.Id, "decision-1", [new("choix", "granted"), new("mot", "")]);
        var record = await app.WhenQuietAsync(dossier);
        Assert.Equal(DossierState.Granted, record.State);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(40), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.DoesNotContain(await app.MailsOfAsync(dossier), id => id.StartsWith("late-", StringComparison.Ordinal));

        var book = app.Get<DurationBook>();
        Assert.Equal(new UsualTime(60, IsMeasured: false), await book.FindUsualAsync(record, app.Faculty, Cancellation));
        foreach (var days in (int[])[10, 20, 30, 40])
        {
            var past = record with { Key = DossierKey.New(dossier.Faculty) };
            var end = new DossierEnd(past.Key, DossierState.Refused, past.Submitted!.Value.AddDays(days), past.Submitted.Value, "");
            // Kept twice, as an activity that is repeated does.
            await book.KeepAsync(past, end, new Dictionary<string, double>(), Cancellation);
            await book.KeepAsync(past, end, new Dictionary<string, double>(), Cancellation);
        }

        Assert.Equal(new UsualTime(20, IsMeasured: true), await book.FindUsualAsync(record, app.Faculty, Cancellation));
    }

    [Fact]
    public void The_usual_time_lies_between_the_quickest_and_the_slowest_and_needs_five() => Prop.ForAll(
        Gen.Choose(0, 40000).ListOf().ToArbitrary(),
        hundredths =>
        {
            var past = hundredths.Select(day => day / 100d).ToList();
            return DurationBook.UsualOf(past, 0) is { } usual
                ? past.Count >= DurationBook.Fewest && usual.IsMeasured && usual.Days >= past.Min() && usual.Days <= past.Max() + 1
                : past.Count < DurationBook.Fewest;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stage_is_late_on_the_morning_of_a_working_day_after_its_target() => Prop.ForAll(
        Gen.Choose(0, 365 * 24 * 60).ToArbitrary(), Gen.Choose(1, 365).ToArbitrary(), Gen.Choose(0, 200).ToArbitrary(),
        (minutes, days, before) =>
        {
            var (now, spent) = (new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes), TimeSpan.FromDays(before));
            var late = AgreementStages.LateAt(now, spent, days, new WorkCalendar(HolidayRegion.Metropole, []));
            return late + spent > now.AddDays(days)
                && WorkingDays.Of(HolidayRegion.Metropole).IsWorkingDay(ParisTime.DayOf(late));
        }).QuickCheckThrowOnFailure();

    private static async Task PostAsync(
        RunningApp app, DossierKey dossier, string person, string assignment, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await app.Visitor.Client.PostAsync($"/demande/{app.TokenFor(dossier, person, assignment)}", form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static (Faculty? Faculty, List<FacultyMistake> Mistakes) Read(string rule)
    {
        var mistakes = new List<FacultyMistake>();
        var text = FacultyText.With("targets", rule);
        return (FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(text), mistakes).Faculty, mistakes);
    }
}
