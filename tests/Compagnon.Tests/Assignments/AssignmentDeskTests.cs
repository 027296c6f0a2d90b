using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Microsoft.DurableTask.Client;
using NSubstitute;

namespace Compagnon.Tests.Assignments;

public sealed class AssignmentDeskTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2027, 3, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly DossierKey dossier = DossierKey.New("val-de-dore");
    private readonly DurableTaskClient workflows = Substitute.For<DurableTaskClient>("test");
    private AssignmentDesk desk = null!;
    private DossierBook dossiers = null!;
    private Outstanding outstanding = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var account = await azurite.NewAccountAsync();
        var storage = new StorageClients(new TableServiceClient(account), new BlobServiceClient(account));
        dossiers = new DossierBook(storage);
        outstanding = new Outstanding(storage, TimeProvider.System);
        desk = new AssignmentDesk(storage, outstanding, dossiers, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_assignment_that_is_opened_twice_stays_as_it_was_opened_first()
    {
        var first = await OpenAsync("review-1", AssignmentKind.Review);
        var second = await desk.OpenAsync(first with { Opened = Now.AddDays(1), Instance = "another" }, Cancellation);

        Assert.Equal((first.Opened, first.Instance), (second.Opened, second.Instance));
        Assert.Equal(["secretariat", "secretariat-2"], second.Assignees);
    }

    [Fact]
    public async Task Of_twenty_answers_at_once_one_holds_and_everybody_is_shown_that_one()
    {
        var assignment = await OpenAsync("decision-1", AssignmentKind.Decision);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => desk.ClaimAsync(
            assignment,
            Answer("decision-1", number % 2 == 0 ? Choices.Granted : Choices.Refused, by: $"person-{number}"), Cancellation))));

        Assert.Single(results, result => result.Mine);
        Assert.Single(results.Select(result => (result.Stored.By, result.Stored.Choice)).Distinct());
        Assert.Equal(results[0].Stored.By, (await desk.FindClaimAsync(dossier, "decision-1", Cancellation))!.By);
    }

    [Fact]
    public async Task An_answer_that_meets_itself_is_still_mine()
    {
        var assignment = await OpenAsync("review-1", AssignmentKind.Review);
        var claim = Answer("review-1", Choices.Missing) with { Pieces = ["cv", "lieu"], Word = "Deux pièces." };

        Assert.True((await desk.ClaimAsync(assignment, claim, Cancellation)).Mine);
        var again = await desk.ClaimAsync(assignment, claim, Cancellation);
        Assert.True(again.Mine);
        Assert.Equal(["cv", "lieu"], again.Stored.Pieces);
    }

    [Theory]
    [InlineData(AssignmentKind.Review, Choices.Granted)]
    [InlineData(AssignmentKind.Review, Choices.Provided)]
    [InlineData(AssignmentKind.Completion, Choices.Complete)]
    [InlineData(AssignmentKind.Decision, Choices.Missing)]
    [InlineData(AssignmentKind.Decision, "something else")]
    public async Task A_choice_of_another_kind_is_refused_and_nothing_is_stored(AssignmentKind kind, string choice)
    {
        var assignment = await OpenAsync("one-1", kind);

        await Assert.ThrowsAsync<ArgumentException>(() => desk.ClaimAsync(assignment, Answer("one-1", choice), Cancellation));
        Assert.Null(await desk.FindClaimAsync(dossier, "one-1", Cancellation));
    }

    [Fact]
    public async Task The_event_goes_to_the_instance_that_waits_and_the_note_goes_away()
    {
        var assignment = await OpenAsync("review-1", AssignmentKind.Review);
        await desk.ClaimAsync(assignment, Answer("review-1", Choices.Complete), Cancellation);
        Assert.True(await outstanding.IsNotedAsync(OutstandingKind.Claim, dossier, "review-1", Cancellation));

        await desk.CatchUpAsync(workflows, dossier, "review-1", Cancellation);
        await desk.CatchUpAsync(workflows, dossier, "review-1", Cancellation);

        await workflows.Received(1).RaiseEventAsync(assignment.Instance, AssignmentDesk.AnsweredEvent, "review-1", Cancellation);
        Assert.False(await outstanding.IsNotedAsync(OutstandingKind.Claim, dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task Without_an_answer_no_event_is_raised()
    {
        await OpenAsync("review-1", AssignmentKind.Review);

        await desk.RaiseAsync(workflows, dossier, "review-1", Cancellation);

        await workflows.DidNotReceiveWithAnyArgs().RaiseEventAsync("", "", null, Cancellation);
    }

    [Fact]
    public async Task Telling_of_no_answer_leaves_the_note_of_whoever_is_about_to_answer()
    {
        await OpenAsync("review-1", AssignmentKind.Review);
        await outstanding.NoteAsync(OutstandingKind.Claim, dossier, "review-1", Cancellation);

        Assert.False(await desk.RaiseAsync(workflows, dossier, "review-1", Cancellation));

        Assert.True(await outstanding.IsNotedAsync(OutstandingKind.Claim, dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task What_is_closed_is_no_longer_open()
    {
        await OpenAsync("review-1", AssignmentKind.Review);
        await desk.CloseAsync(dossier, "review-1", Cancellation);
        Assert.Null(await desk.FindOpenAsync(dossier, Cancellation));

        await OpenAsync("decision-1", AssignmentKind.Decision);
        Assert.Equal("decision-1", (await desk.FindOpenAsync(dossier, Cancellation))!.Id);
        Assert.Equal(2, (await desk.ListAsync(dossier, Cancellation)).Count);
    }

    [Fact]
    public async Task Withdrawing_answers_whatever_is_open()
    {
        await SubmitAsync();
        await OpenAsync("completion-1", AssignmentKind.Completion);

        Assert.Equal(Withdrawal.Done, await desk.WithdrawAsync(workflows, dossier, Link.Doctor, "Je déménage.", Cancellation));

        var claim = (await desk.FindClaimAsync(dossier, "completion-1", Cancellation))!;
        Assert.Equal((Choices.Withdrawn, Link.Doctor, "Je déménage."), (claim.Choice, claim.By, claim.Word));
    }

    [Fact]
    public async Task Withdrawing_follows_the_workflow_to_its_next_assignment()
    {
        await SubmitAsync();
        var review = await OpenAsync("review-1", AssignmentKind.Review);
        await desk.ClaimAsync(review, Answer("review-1", Choices.Complete), Cancellation);

        var withdrawal = desk.WithdrawAsync(workflows, dossier, Link.Doctor, "", Cancellation);
        await desk.CloseAsync(dossier, "review-1", Cancellation);
        await OpenAsync("decision-1", AssignmentKind.Decision);

        Assert.Equal(Withdrawal.Done, await withdrawal);
        Assert.Equal(Choices.Withdrawn, (await desk.FindClaimAsync(dossier, "decision-1", Cancellation))!.Choice);
    }

    [Fact]
    public async Task Withdrawing_after_the_decision_comes_too_late()
    {
        await SubmitAsync();
        var decision = await OpenAsync("decision-1", AssignmentKind.Decision);
        await desk.ClaimAsync(decision, Answer("decision-1", Choices.Granted), Cancellation);

        Assert.Equal(Withdrawal.AlreadyEnded, await desk.WithdrawAsync(workflows, dossier, Link.Doctor, "", Cancellation));
        Assert.Equal(Choices.Granted, (await desk.FindClaimAsync(dossier, "decision-1", Cancellation))!.Choice);
    }

    [Fact]
    public async Task Nothing_is_withdrawn_before_submission_and_where_there_is_no_dossier()
    {
        Assert.Equal(Withdrawal.NotUnderWay, await desk.WithdrawAsync(workflows, dossier, Link.Doctor, "", Cancellation));
        await dossiers.AddAsync(dossier, new Doctor("Anne", "Martin", "10003456789", "a@exemple.fr", "63"), Now, Cancellation);
        Assert.Equal(Withdrawal.NotUnderWay, await desk.WithdrawAsync(workflows, dossier, Link.Doctor, "", Cancellation));
    }

    private async Task SubmitAsync()
    {
        await dossiers.AddAsync(dossier, new Doctor("Anne", "Martin", "10003456789", "a@exemple.fr", "63"), Now, Cancellation);
        await dossiers.ChangeAsync(dossier, record => record with { State = DossierState.UnderReview, Submitted = Now }, Cancellation);
    }

    private Task<Assignment> OpenAsync(string id, AssignmentKind kind) => desk.OpenAsync(
        new Assignment(dossier, id, kind, ["secretariat", "secretariat-2"], $"{dossier.Id}-{id}", Now, null), Cancellation);

    private Claim Answer(string assignment, string choice, string by = "secretariat") => new(dossier, assignment, choice, [], "", by, Now);
}
