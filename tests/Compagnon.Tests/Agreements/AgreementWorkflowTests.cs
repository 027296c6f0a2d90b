using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Graph;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Assignments;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Compagnon.Tests.Agreements;

/// <summary>The procedure, through the app as it runs: pages, workflows, storage, mails, the clock.</summary>
public sealed class AgreementWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartOnMondayAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_complete_dossier_is_granted_and_stands_in_the_register()
    {
        var dossier = await app.StartDossierAsync();

        var review = await OpenFromMailAsync(app.Secretary.Address, "nouveau dossier à vérifier");
        Assert.Contains("Vérifier le dossier du Dr Anne Martin", review.Heading);
        var reviewed = await Journey.SayCompleteAsync(review);
        Assert.Contains("Le dossier a été déclaré complet", reviewed.Text);

        var decision = await OpenFromMailAsync(app.Coordinator.Address, "décision à prendre");
        var decided = await decision.Tick("Accorder l’agrément pour 1 an").PressAsync("Enregistrer");
        Assert.Contains("L’agrément est accordé", decided.Text);

        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
        var agreement = (await app.Get<AgreementRegister>().FindAsync(dossier, Cancellation))!;
        Assert.Equal(("Dr Anne Martin", "10003456789", "63"), (agreement.Holder, agreement.Rpps, agreement.Departement));
        Assert.Equal((new LocalDate(2027, 3, 1), new LocalDate(2028, 2, 29)), (agreement.From, agreement.Until));
        Assert.Equal(
            ["acknowledgement-doctor", "decision-1-h-vasseur", "granted-doctor", "granted-notice-c-fontanel", "review-1-c-fontanel"],
            await app.MailsOfAsync(dossier));
        Assert.Equal(
            [JournalFact.ReviewAsked, JournalFact.FoundComplete, JournalFact.DecisionAsked, JournalFact.Granted],
            (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation))
                .Where(line => line.IsPublic).Select(line => line.Fact).SkipWhile(fact => fact <= JournalFact.Submitted));
        Assert.Equal(OrchestrationRuntimeStatus.Completed,
            (await app.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_refusal_tells_the_doctor_why_and_how_to_appeal()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await AnswerAsync(dossier, "decision-1", Choices.Refused, word: "Trop peu de patients.\nRevenez dans un an.");

        Assert.Equal(DossierState.Refused, (await app.WhenQuietAsync(dossier)).State);
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "décision sur votre candidature", cancellation: Cancellation);
        Assert.Contains("Revenez dans un an.", mail.Body);
        Assert.Contains("tribunal administratif", mail.Body);
        Assert.Null(await app.Get<AgreementRegister>().FindAsync(dossier, Cancellation));
        Assert.Contains("refused-notice-c-fontanel", await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task Missing_pieces_go_to_the_doctor_and_back_to_the_secretariat()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV s’arrête en 2019.", "cv");

        var waiting = await app.WhenQuietAsync(dossier);
        Assert.Equal((DossierState.AwaitingPieces, "completion-1"), (waiting.State, waiting.WaitsOn));
        Assert.Equal(new DateTimeOffset(2027, 3, 31, 22, 0, 0, TimeSpan.Zero), waiting.Due);
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "pièces à fournir", cancellation: Cancellation);
        Assert.Contains("Curriculum vitae détaillé", mail.Body);
        Assert.Contains("Le CV s’arrête en 2019.", mail.Body);
        Assert.Contains("31\u00A0mars 2027 inclus", WebUtility.HtmlDecode(mail.Body));

        await ClaimAsync(dossier, "completion-1", Choices.Provided, Link.Doctor);
        Assert.Equal((DossierState.UnderReview, "review-2"),
            (await app.WhenQuietAsync(dossier)) is var again ? (again.State, again.WaitsOn) : default);
        var second = await OpenFromMailAsync(app.Secretary.Address, "pièces reçues à vérifier");
        await Journey.SayCompleteAsync(second);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task A_doctor_who_does_not_answer_is_reminded_and_the_dossier_is_closed_at_midnight_after_the_last_day()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");

        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 31, 21, 59, 0, TimeSpan.Zero), Cancellation);
        Assert.Equal(DossierState.AwaitingPieces, (await app.WhenQuietAsync(dossier)).State);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(dossier)).State);

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(90), Cancellation);
        Assert.Equal(
            [
                "acknowledgement-doctor", "closed-doctor", "closed-notice-c-fontanel", "closed-notice-h-vasseur", "completion-1-doctor",
                "completion-1-notice-1-doctor", "completion-1-reminder-1-doctor", "completion-1-reminder-2-doctor", "completion-1-reminder-3-doctor",
                "review-1-c-fontanel",
            ],
            await app.MailsOfAsync(dossier));
        var claim = (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "completion-1", Cancellation))!;
        Assert.Equal((Choices.Deadline, "", new DateTimeOffset(2027, 3, 31, 22, 0, 0, TimeSpan.Zero)), (claim.Choice, claim.By, claim.At));
    }

    [Fact]
    public async Task The_department_is_reminded_at_nine_in_Paris_until_it_answers_and_never_after()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);

        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 8, 7, 59, 0, TimeSpan.Zero), Cancellation);
        Assert.DoesNotContain("review-1-reminder-1-c-fontanel", await app.MailsOfAsync(dossier));
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Contains("review-1-reminder-1-c-fontanel", await app.MailsOfAsync(dossier));

        // 7, 14, and on at the same interval: 21, 28.
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(21), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Equal(4, (await app.MailsOfAsync(dossier)).Count(id => id.StartsWith("review-1-reminder", StringComparison.Ordinal)));

        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(200), Cancellation);
        Assert.Equal(4, (await app.MailsOfAsync(dossier)).Count(id => id.Contains("reminder", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Years_of_waiting_leave_a_short_history()
    {
        var dossier = await app.StartDossierAsync();
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(365 * 2), Cancellation);
        await app.WhenQuietAsync(dossier);

        var history = await app.Workflows.GetOrchestrationHistoryAsync(AssignmentFlow.InstanceOf(dossier, "review-1"), Cancellation);
        Assert.InRange(history.Count, 1, 40);
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task The_doctor_can_withdraw_while_it_is_reviewed_completed_and_decided()
    {
        foreach (var steps in (string[][])[[], ["review-1:missing"], ["review-1:complete"]])
        {
            var dossier = await app.StartDossierAsync();
            foreach (var step in steps) await AnswerAsync(dossier, step.Split(':')[0], step.Split(':')[1], "Le CV manque.", "cv");
            await app.WhenQuietAsync(dossier);

            Assert.Equal(Withdrawal.Done, await WithdrawAsync(dossier, "Je déménage."));

            Assert.Equal(DossierState.Withdrawn, (await app.WhenQuietAsync(dossier)).State);
            var mails = await app.MailsOfAsync(dossier);
            Assert.Contains("withdrawn-doctor", mails);
            Assert.Contains("withdrawn-notice-c-fontanel", mails);
            Assert.Contains("withdrawn-notice-h-vasseur", mails);
            Assert.Equal(Withdrawal.AlreadyEnded, await WithdrawAsync(dossier));
        }
    }

    [Fact]
    public async Task A_withdrawal_and_a_decision_at_the_same_moment_end_in_one_of_the_two()
    {
        for (var round = 0; round < 4; round++)
        {
            var dossier = await app.StartDossierAsync(rpps: $"1000345678{round}");
            await AnswerAsync(dossier, "review-1", Choices.Complete);
            await app.WhenQuietAsync(dossier);

            var withdrawal = Task.Run(() => WithdrawAsync(dossier), Cancellation);
            var decision = Task.Run(() => ClaimAsync(dossier, "decision-1", Choices.Granted, app.Coordinator.Id), Cancellation);
            await Task.WhenAll(withdrawal, decision);

            var record = await app.WhenQuietAsync(dossier);
            var withdrawn = await withdrawal == Withdrawal.Done;
            Assert.Equal(withdrawn ? DossierState.Withdrawn : DossierState.Granted, record.State);
            Assert.Equal(withdrawn, await app.Get<AgreementRegister>().FindAsync(dossier, Cancellation) is null);
            var mails = await app.MailsOfAsync(dossier);
            Assert.Equal(withdrawn, mails.Contains("withdrawn-doctor"));
            Assert.Equal(!withdrawn, mails.Contains("granted-doctor"));
        }
    }

    [Fact]
    public async Task The_deadline_and_an_answer_at_the_same_moment_end_in_one_of_the_two()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Missing, "Le CV manque.", "cv");
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 31, 21, 59, 59, TimeSpan.Zero), Cancellation);
        await app.WhenQuietAsync(dossier);

        await Task.WhenAll(
            app.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Cancellation),
            Task.Run(() => ClaimAsync(dossier, "completion-1", Choices.Provided, Link.Doctor), Cancellation));

        var record = await app.WhenQuietAsync(dossier);
        var claim = (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "completion-1", Cancellation))!;
        Assert.Equal(claim.Choice == Choices.Deadline ? DossierState.ClosedWithoutDecision : DossierState.UnderReview, record.State);
        var mails = await app.MailsOfAsync(dossier);
        Assert.Equal(claim.Choice == Choices.Deadline, mails.Contains("closed-doctor"));
        Assert.Equal(claim.Choice == Choices.Provided, mails.Contains("review-2-c-fontanel"));
    }

    [Fact]
    public async Task An_hour_without_Graph_is_an_hours_delay_and_nothing_else()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable, RetryAfter = 60 });
        var dossier = await app.StartDossierAsync();
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(1), Cancellation);
        Assert.Empty(await app.MailsOfAsync(dossier));

        app.Graph.Clear();
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Equal(["acknowledgement-doctor", "review-1-c-fontanel"], await app.MailsOfAsync(dossier));
        Assert.Empty(await app.Get<Outstanding>().ListAsync(OutstandingKind.Mail, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task A_mail_that_Graph_does_not_take_for_weeks_is_given_up_and_the_dossier_goes_on()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable });
        var dossier = await app.StartDossierAsync();
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(22), Cancellation);
        await app.WhenQuietAsync(dossier);

        var mails = await app.Get<MailJournal>().ListAsync(dossier, Cancellation);
        Assert.Equal(MailState.NotDelivered, mails.Single(mail => mail.Posting.Id == "acknowledgement-doctor").State);
        Assert.Contains(
            await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation), line => line.Fact == JournalFact.MailNotDelivered);
        app.Graph.Clear();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task A_restart_in_the_middle_changes_nothing()
    {
        var dossier = await app.StartDossierAsync();
        await app.RestartAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await app.RestartAsync();
        await AnswerAsync(dossier, "decision-1", Choices.Granted);

        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
        var mails = await app.MailsOfAsync(dossier);
        Assert.Equal(5, mails.Count);
        Assert.Equal(mails.Distinct(), mails);
    }

    [Fact]
    public async Task An_answer_taken_by_a_machine_whose_clock_is_behind_still_ends_the_dossier()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        var desk = app.Get<AssignmentDesk>();
        var decision = (await desk.FindAsync(dossier, "decision-1", Cancellation))!;
        var late = decision.Opened.AddMinutes(-3);
        await desk.ClaimAsync(decision, new Claim(dossier, "decision-1", Choices.Refused, [], "Non.", app.Coordinator.Id, late), Cancellation);
        await desk.RaiseAsync(app.Workflows, dossier, "decision-1", Cancellation);

        var ended = await app.WhenQuietAsync(dossier);
        Assert.Equal((DossierState.Refused, late), (ended.State, ended.Since));
    }

    [Fact]
    public async Task A_workflow_that_has_failed_is_started_again_by_the_sweep_and_watched_until_it_ends()
    {
        var dossier = await app.SubmitAsync();
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);
        await app.Workflows.ScheduleNewOrchestrationInstanceAsync(
            Agreement.Orchestration, "no dossier", new StartOrchestrationOptions { InstanceId = Agreement.InstanceOf(dossier) }, Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, await StatusAsync());

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        Assert.Equal("review-1", (await app.WhenQuietAsync(dossier)).WaitsOn);
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        Assert.True(await IsWatchedAsync());

        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, await StatusAsync());
        Assert.False(await IsWatchedAsync());

        async Task<OrchestrationRuntimeStatus> StatusAsync() =>
            (await app.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation))!.RuntimeStatus;

        Task<bool> IsWatchedAsync() =>
            app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);
    }

    [Fact]
    public async Task Whoever_takes_over_from_somebody_who_has_left_is_reminded_and_decides_and_the_old_link_is_dead()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        var old = app.TokenFor(dossier, "h-vasseur", "decision-1");

        using var files = new ChangedFaculty(text => text
            .Replace("h-vasseur", "m-delorme").Replace("helene.vasseur@", "m.delorme@")
            .Replace("c-fontanel", "l-brun").Replace("secretariat.dmg@", "l.brun@"));
        await app.RestartAsync("--Faculties:Path", files.Folder);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(15), Cancellation);
        await app.WhenQuietAsync(dossier);

        Assert.Contains("decision-1-reminder-1-m-delorme", await app.MailsOfAsync(dossier));
        using var dead = await app.Visitor.Client.GetAsync("/demande/" + old, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
        Assert.Contains("granted-notice-l-brun", await app.MailsOfAsync(dossier));
        Assert.DoesNotContain("granted-notice-c-fontanel", await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_faculty_whose_file_is_gone_asks_nobody_and_goes_on_when_it_is_back()
    {
        var dossier = await app.SubmitAsync();
        var reminder = Assert.Single(app.Faculty.Delays.ReviewReminders.Take(1));
        using var files = new ChangedFaculty(text => null);
        await app.RestartAsync("--Faculties:Path", files.Folder);
        await app.Get<AgreementStarter>().StartAsync(app.Workflows, dossier, Cancellation);

        Assert.Equal("review-1", (await app.WhenQuietAsync(dossier)).WaitsOn);
        Assert.Empty(await app.MailsOfAsync(dossier));

        await app.RestartAsync();
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(reminder + 1), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Equal(
            ["acknowledgement-doctor", "review-1-reminder-1-" + app.Secretary.Id], await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task Starting_a_dossier_again_starts_no_second_workflow_even_when_the_first_has_ended()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Complete);
        await AnswerAsync(dossier, "decision-1", Choices.Granted);
        await app.WhenQuietAsync(dossier);
        var before = (await app.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation))!;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            app.Get<AgreementStarter>().StartAsync(app.Workflows, dossier, Cancellation)));
        await app.WhenQuietAsync(dossier);

        var after = (await app.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation))!;
        Assert.Equal(before.LastUpdatedAt, after.LastUpdatedAt);
        Assert.Equal(5, (await app.MailsOfAsync(dossier)).Count);
    }

    [Fact]
    public async Task The_sweep_takes_up_what_a_crash_left_undone()
    {
        // A submission without its workflow.
        var dossier = await app.SubmitAsync();
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        Assert.Equal("review-1", (await app.WhenQuietAsync(dossier)).WaitsOn);

        // A claim without its event.
        var desk = app.Get<AssignmentDesk>();
        var review = (await desk.FindAsync(dossier, "review-1", Cancellation))!;
        await desk.ClaimAsync(
            review, new Claim(dossier, "review-1", Choices.Complete, [], "", app.Secretary.Id, app.Clock.GetUtcNow()), Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        Assert.Equal("decision-1", (await app.WhenQuietAsync(dossier)).WaitsOn);

        // A mail without its delivery.
        var posting = new MailPosting(dossier, "left-behind", MailTemplates.NewLink, Link.Doctor, new Dictionary<string, string>());
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Mail, dossier, posting.Id, Cancellation);
        await app.Get<MailJournal>().AddAsync(posting, Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.Contains("left-behind", await app.MailsOfAsync(dossier));
    }

    [Fact]
    public async Task A_note_without_a_submission_starts_nothing_and_is_gone_after_a_day()
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        var doctor = new Doctor("Anne", "Martin", "10003456789", "a@exemple.fr", "63");
        await app.Get<DossierBook>().AddAsync(dossier, doctor, app.Clock.GetUtcNow(), Cancellation);
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.WhenQuietAsync(dossier);

        Assert.Null(await app.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation));
        // Somebody may be about to submit.
        Assert.True(await app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation));
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(24), Cancellation);
        await app.WhenQuietAsync(dossier);
        Assert.False(await app.Get<Outstanding>().IsNotedAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation));
    }

    private async Task<VisitedPage> OpenFromMailAsync(string recipient, string subject)
    {
        var mail = await app.Mailbox.NextAsync(recipient, subject, cancellation: Cancellation);
        return await app.Visitor.OpenAsync(mail.Link("/demande/"), Cancellation);
    }

    private async Task AnswerAsync(DossierKey dossier, string assignment, string choice, string word = "", params string[] pieces)
    {
        await app.WhenQuietAsync(dossier);
        var person = assignment.StartsWith("decision", StringComparison.Ordinal) ? app.Coordinator : app.Secretary;
        using var form = new FormUrlEncodedContent(assignment.StartsWith("review", StringComparison.Ordinal)
            ? Reviews.Fields(app.Faculty, word, choice == Choices.Missing ? pieces : [])
            : [new("choix", choice), new("mot", word)]);
        using var answer = await app.Visitor.Client.PostAsync(
            $"/demande/{app.TokenFor(dossier, person.Id, assignment)}", form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await app.WhenQuietAsync(dossier);
    }

    private Task<Withdrawal> WithdrawAsync(DossierKey dossier, string word = "") =>
        app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, dossier, Link.Doctor, word, Cancellation);

    private async Task ClaimAsync(DossierKey dossier, string assignment, string choice, string by)
    {
        var desk = app.Get<AssignmentDesk>();
        var open = (await desk.FindAsync(dossier, assignment, Cancellation))!;
        await desk.ClaimAsync(open, new Claim(dossier, assignment, choice, [], "", by, app.Clock.GetUtcNow()), Cancellation);
        await desk.RaiseAsync(app.Workflows, dossier, assignment, Cancellation);
    }
}
