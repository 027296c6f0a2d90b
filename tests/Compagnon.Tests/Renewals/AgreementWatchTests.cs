using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Trainings;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Compagnon.Tests.Renewals;

/// <summary>The watch over agreements on the engine, with timers in slices of three days as Azure keeps them.</summary>
public sealed class AgreementWatchTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string FacultyId = RunningApp.FacultyId;

    private static readonly LocalDate First = new(2027, 3, 1);

    private WatchedYears years = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => years = await WatchedYears.StartAsync(
        new YearsPlace(await azurite.NewAccountAsync(), SampleFaculties.Short), ParisTime.At(First, 10));

    public ValueTask DisposeAsync() => years.DisposeAsync();

    [Fact]
    public async Task The_history_is_as_short_after_five_years_as_after_one_and_each_milestone_comes_once()
    {
        var agreement = await EnterAsync(years: 5);

        await years.AdvanceToAsync(ParisTime.At(First.PlusYears(1), 10));
        years.LookAtHistory(agreement.Dossier);
        var afterOne = years.LongestHistory;
        Assert.InRange(afterOne, 10, 59);

        for (var day = First.PlusYears(1).PlusDays(97); day <= agreement.Until; day = day.PlusDays(97))
        {
            await years.AdvanceToAsync(ParisTime.At(day, 10));
            years.LookAtHistory(agreement.Dossier);
        }

        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));
        Assert.InRange(years.LongestHistory, afterOne, 59);
        AssertReached(agreement.Dossier, Expected(agreement));
        Assert.Equal(AgreementState.Lapsed, (await years.FindAsync(agreement.Dossier)).State);
        Assert.True((await InstanceAsync(agreement.Dossier))!.IsCompleted);
    }

    [Fact]
    public async Task A_changed_file_moves_what_is_to_come_at_the_next_wake_and_repeats_nothing()
    {
        var agreement = await EnterAsync(years: 3);
        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusMonths(-11), 10));
        Assert.DoesNotContain((agreement.Dossier.Id, "1-invitation"), years.Reached);

        // A year before instead of nine months: it is late already when the file comes.
        using (var earlier = WithRenewal("""{ "invitation": "P1Y", "reminders": ["P8M", "P1M"], "training": { "sessions": 0 } }"""))
        {
            await years.RestartAsync(earlier.Folder);
            await years.AdvanceToAsync(years.Clock.GetUtcNow() + TimeSpan.FromDays(AgreementWatch.LongestSleepDays));
            Assert.Equal(1, years.Reached[(agreement.Dossier.Id, "1-invitation")]);
            Assert.DoesNotContain((agreement.Dossier.Id, "1-reminder-1"), years.Reached);

            await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusMonths(-8).PlusDays(2), 10));
            Assert.Equal(1, years.Reached[(agreement.Dossier.Id, "1-reminder-1")]);
        }

        // And back: what was done is not done again at its new day.
        await years.RestartAsync(SampleFaculties.Short);
        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));
        Assert.All(Reached(agreement.Dossier), entry => Assert.Equal(1, entry.Value));
        Assert.Contains((agreement.Dossier.Id, "1-reminder-4"), years.Reached);
        Assert.Equal(1, years.Reached[(agreement.Dossier.Id, "1-end")]);
    }

    [Fact]
    public async Task A_suspension_with_a_last_day_ends_by_itself_and_the_years_go_on()
    {
        var agreement = await EnterAsync(years: 1);
        var until = First.PlusMonths(2);
        await ChangeAsync(agreement, "suspended-1", AgreementChangeKind.Suspended, until);
        await years.Engine.WhenQuietAsync(Cancellation);

        await years.AdvanceToAsync(ParisTime.At(until, 23));
        Assert.Equal(AgreementState.Suspended, (await years.FindAsync(agreement.Dossier)).State);
        await years.AdvanceToAsync(ParisTime.At(until.PlusDays(1), 1));
        Assert.Equal(AgreementState.Active, (await years.FindAsync(agreement.Dossier)).State);

        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));
        AssertReached(agreement.Dossier, [.. Expected(agreement), "1-resumption-2027-05-01"]);
    }

    [Fact]
    public async Task A_suspension_until_further_notice_ends_when_somebody_ends_it()
    {
        var agreement = await EnterAsync(years: 1);
        await ChangeAsync(agreement, "suspended-1", AgreementChangeKind.Suspended);
        await years.AdvanceToAsync(ParisTime.At(First.PlusMonths(6), 10));
        Assert.Equal(AgreementState.Suspended, (await years.FindAsync(agreement.Dossier)).State);

        await ChangeAsync(agreement, "resumed-1", AgreementChangeKind.Resumed);
        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));
        AssertReached(agreement.Dossier, Expected(agreement));
        Assert.Equal(AgreementState.Lapsed, (await years.FindAsync(agreement.Dossier)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watch_that_is_killed_and_started_again_tells_nothing_twice(bool isPurged)
    {
        var agreement = await EnterAsync(years: 1);
        for (var day = First.PlusMonths(1); day < agreement.Until; day = day.PlusMonths(1))
        {
            await years.AdvanceToAsync(ParisTime.At(day, 10));
            await years.Client.TerminateInstanceAsync(AgreementWatch.InstanceOf(agreement.Dossier), "killed by a test", Cancellation);
            await years.Engine.WhenQuietAsync(Cancellation);
            if (isPurged) await years.Client.PurgeInstanceAsync(AgreementWatch.InstanceOf(agreement.Dossier), Cancellation);
            Assert.True(await years.Get<WatchStarter>().StartAsync(years.Client, agreement.Dossier, Cancellation));
            Assert.False(await years.Get<WatchStarter>().StartAsync(years.Client, agreement.Dossier, Cancellation));
            await years.Engine.WhenQuietAsync(Cancellation);
        }

        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));
        Assert.Empty(Expected(agreement).Except(Reached(agreement.Dossier).Select(entry => entry.Key.Milestone)));
        Assert.All(years.Sent, entry => Assert.Equal(1, entry.Value));
        var journal = await years.Get<JournalBook>().ReadAsync(agreement.Dossier, cancellation: Cancellation);
        Assert.Single(journal, line => line.Fact == JournalFact.AgreementLapsed);
        Assert.Single(
            await years.Get<AgreementRegister>().HistoryAsync(agreement.Dossier, Cancellation), line => line.Kind == AgreementChangeKind.Lapsed);
    }

    [Fact]
    public async Task A_holder_is_reminded_of_trainings_only_while_too_few_are_recorded_and_a_year_without_is_marked()
    {
        var agreement = await EnterAsync(years: 2);
        await years.AdvanceToAsync(ParisTime.At(First.PlusMonths(10), 10));
        Assert.Contains((agreement.Dossier.Id, "1-training-1-1-doctor"), years.Sent);

        await years.Get<TrainingBook>().RecordAsync(
            new Training(FacultyId, agreement.Rpps, First.PlusMonths(10), "Atelier", 180, Link.Doctor, years.Clock.GetUtcNow()), Cancellation);
        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusDays(2), 10));

        // The second reminder of the first year was reached, and said nothing.
        Assert.Equal(1, years.Reached[(agreement.Dossier.Id, "1-training-1-2")]);
        Assert.Equal(
            ["1-training-1-1-doctor", "1-training-2-1-doctor", "1-training-2-2-doctor"],
            years.Sent.Keys.Select(key => key.Mail).Where(mail => mail.Contains("training", StringComparison.Ordinal)).Order());
        var marks = (await years.Get<JournalBook>().ReadAsync(agreement.Dossier, cancellation: Cancellation))
            .Where(line => line.Fact == JournalFact.TrainingLacking);
        Assert.Contains("1er mars 2028", Assert.Single(marks).Sentence.Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task A_renewed_agreement_is_watched_over_from_the_end_of_its_first_term()
    {
        var agreement = await EnterAsync(years: 1);
        await years.AdvanceToAsync(ParisTime.At(agreement.Until.PlusMonths(-2), 10));
        var asked = DossierKey.New(FacultyId);
        var open = (await years.FindAsync(agreement.Dossier)).Renewal;
        if (open.Length == 0)
        {
            await years.ChangeAsync(Change(agreement, "opened", AgreementChangeKind.RenewalOpened) with { Dossier = asked.Id });
            open = asked.Id;
        }

        var renewed = (await years.ChangeAsync(Change(agreement, "renewed", AgreementChangeKind.Renewed) with
        {
            Dossier = open,
            Until = agreement.Until.PlusYears(1),
        }))!.Agreement;
        var first = Reached(agreement.Dossier).Count;
        await years.AdvanceToAsync(ParisTime.At(renewed.Until.PlusDays(2), 10));

        Assert.Equal(AgreementState.Lapsed, (await years.FindAsync(agreement.Dossier)).State);
        Assert.DoesNotContain((agreement.Dossier.Id, "1-end"), years.Reached);
        var second = Expected(renewed);
        AssertReached(agreement.Dossier, [.. Expected(agreement).Take(first), .. second]);
    }

    private async Task<AgreementRecord> EnterAsync(int years)
    {
        var agreement = SampleAgreement.Of(FacultyId, First, First.PlusYears(years).PlusDays(-1));
        await this.years.EnterAsync(agreement);
        await this.years.Engine.WhenQuietAsync(Cancellation);
        return agreement;
    }

    private AgreementChange Change(AgreementRecord agreement, string id, AgreementChangeKind kind) =>
        new(agreement.Dossier, id, kind, years.Clock.GetUtcNow(), "h-vasseur", "Pour un essai.");

    private async Task ChangeAsync(AgreementRecord agreement, string id, AgreementChangeKind kind, LocalDate? until = null)
    {
        var changed = await years.ChangeAsync(Change(agreement, id, kind) with { Until = until });
        Assert.True(changed!.IsDone);
    }

    private IReadOnlyList<string> Expected(AgreementRecord agreement)
    {
        var faculty = years.Get<FacultyBook>().Find(FacultyId)!;
        return [.. ExpectedMilestones.Of(agreement, faculty.RenewalRule, faculty.Calendar).Select(milestone => milestone.Id)];
    }

    private List<KeyValuePair<(string Agreement, string Milestone), int>> Reached(DossierKey agreement) =>
        [.. years.Reached.Where(entry => entry.Key.Agreement == agreement.Id)];

    private void AssertReached(DossierKey agreement, IReadOnlyList<string> expected)
    {
        Assert.Equal(expected.Order(), Reached(agreement).Select(entry => entry.Key.Milestone).Order());
        Assert.All(Reached(agreement), entry => Assert.Equal(1, entry.Value));
    }

    private Task<OrchestrationMetadata?> InstanceAsync(DossierKey agreement) =>
        years.Client.GetInstanceAsync(AgreementWatch.InstanceOf(agreement), Cancellation);

    private static ChangedFaculty WithRenewal(string rule) =>
        new(text => text.TrimEnd().TrimEnd('}').TrimEnd() + $",\n  \"renewal\": {rule}\n}}\n");
}
