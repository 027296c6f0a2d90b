using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Dossiers;
using Microsoft.DurableTask.Client;

namespace Compagnon.Tests.Agreements;

/// <summary>Completeness: piece by piece, to the same person, with more time where it is granted, and a notice before the end.</summary>
public sealed class CompletenessTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartOnMondayAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_is_refused_comes_back_with_its_own_word_and_what_was_accepted_stays_accepted()
    {
        var doctor = await StartAsync();
        var review = await ReviewAsync(doctor, "review-1");
        Assert.Empty(review.Document.QuerySelectorAll("input[type=radio][value=accepted][checked]:not([name=piece-formation])"));
        Journey.Judge(review, "Curriculum vitae").Fill("Mot au médecin : Curriculum vitae", "La page 2 est coupée.")
            .Fill("Mot au médecin : " + LabelOf("lieu"), "Très clair.").Tick(StepForm.Of(FormStep.Premises).Title)
            .Fill("Ce qui est à reprendre : " + StepForm.Of(FormStep.Premises).Title, "Où l’interne dort-il ?");
        await review.PressAsync("Enregistrer la vérification", cancellation: Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);

        var mail = WebUtility.HtmlDecode((await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(doctor.Dossier), "pièces à fournir", cancellation: Cancellation)).Body);
        foreach (var said in (string[])["Curriculum vitae", "à refaire", "La page 2 est coupée.", "Où l’interne dort-il"]) Assert.Contains(said, mail);
        Assert.DoesNotContain("Très clair.", mail);
        var page = await doctor.OpenAsync();
        Assert.Equal(["Curriculum vitae détaillé"], Journey.PiecesToDeposit(page));
        foreach (var said in (string[])["À refaire – La page 2 est coupée.", "Où l’interne dort-il", "Acceptée", "Très clair."])
            Assert.Contains(said, page.Text);

        // What is accepted takes no new document.
        await doctor.OpenAsync("/pieces/lieu");
        Assert.Equal(page.Address, (await doctor.OpenAsync("/pieces/lieu")).Address);
        page = await new Journey(app.Visitor, app.Mailbox).DepositAllAsync(page);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await page.PressAsync("Renvoyer", cancellation: Cancellation)).Status);
        var step = await doctor.OpenAsync("/formulaire/" + StepForm.Of(FormStep.Premises).Slug);
        page = await step.Fill("Ce qui est prévu pour la sécurité", "Digicode.").PressAsync("Enregistrer", cancellation: Cancellation);
        await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);

        review = await ReviewAsync(doctor, "review-2");
        var marked = review.Document.QuerySelectorAll("main form .tag").Select(tag => tag.ParentElement!.TextContent.Trim()).ToList();
        Assert.Equal(2, marked.Count);
        Assert.StartsWith("Curriculum vitae", marked[0]);
        Assert.StartsWith(StepForm.Of(FormStep.Premises).Title, marked[1]);
        Assert.Equal(
            app.Faculty.Pieces.Select(piece => piece.Id).Where(id => id != "cv").Order(),
            review.Document.QuerySelectorAll("input[value=accepted][checked]").Select(input => input.GetAttribute("name")!["piece-".Length..]).Order());
        Assert.Contains("La page 2 est coupée.", review.Text);
        review.Tick("Acceptée", "Curriculum vitae");
        await review.PressAsync("Enregistrer la vérification", cancellation: Cancellation);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(doctor.Dossier)).State);
    }

    [Fact]
    public async Task A_granted_extension_moves_the_last_day_for_everybody_and_its_end_is_announced_anew()
    {
        var doctor = await AskedAsync();
        await AskForTimeAsync(doctor, "Mon scanner est en panne.");
        Assert.Contains("est chez la coordination", (await doctor.OpenAsync()).Text);
        Assert.DoesNotContain("Demander plus de temps", (await doctor.OpenAsync()).Text);

        var asked = await app.Mailbox.NextAsync(app.Coordinator.Address, "délai demandé", cancellation: Cancellation);
        Assert.Contains("Mon scanner est en panne.", asked.Body);
        var page = await app.Visitor.OpenAsync(asked.Link("/demande/"), Cancellation);
        Assert.Contains("31 mars 2027", page.Text);
        Assert.Contains("15 avril 2027", page.Text);
        var granted = await page.Tick("Accorder le délai").Fill("Un mot", "Bon courage.").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains("Le délai est prolongé", granted.Text);

        var due = new DateTimeOffset(2027, 4, 15, 22, 0, 0, TimeSpan.Zero);
        var record = await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal((DossierState.AwaitingPieces, "completion-1", due), (record.State, record.WaitsOn, record.Due));
        Assert.Equal(due, (await app.Get<AssignmentDesk>().FindAsync(doctor.Dossier, "completion-1", Cancellation))!.Due);
        Assert.Contains("prolongé jusqu’au 15 avril 2027", Folded((await doctor.OpenAsync()).Text));
        Assert.Contains("jusqu’au 15 avril 2027", Folded((await ReviewAsync(doctor, "review-1")).Text));
        Assert.Contains("15 avril 2027", Folded(WebUtility.HtmlDecode((await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(doctor.Dossier), "vous avez jusqu’au", cancellation: Cancellation)).Body)));
        Assert.Contains("completion-1-extension-1-told-" + app.Secretary.Id, await app.MailsOfAsync(doctor.Dossier));
        Assert.Contains(await PublicJournalAsync(doctor), line => Folded(line.Sentence) == "Délai prolongé jusqu’au 15 avril 2027 inclus");

        await app.Clock.AdvanceToAsync(due.AddMinutes(-1), Cancellation);
        Assert.Equal(DossierState.AwaitingPieces, (await app.WhenQuietAsync(doctor.Dossier)).State);
        // The first would have been for the 31 March, and was never needed.
        Assert.Equal(
            ["completion-1-notice-2-doctor"],
            (await app.MailsOfAsync(doctor.Dossier)).Where(id => id.StartsWith("completion-1-notice", StringComparison.Ordinal)));
        var notice = await app.Mailbox.NextAsync(RunningApp.DoctorOf(doctor.Dossier), "dernier avis", cancellation: Cancellation);
        Assert.Contains("15 avril 2027", Folded(WebUtility.HtmlDecode(notice.Body)));
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(doctor.Dossier)).State);
    }

    [Fact]
    public async Task A_refused_extension_leaves_the_last_day_and_cannot_be_asked_for_again()
    {
        var doctor = await AskedAsync();
        await AskForTimeAsync(doctor, "Je pars en vacances.");
        await AnswerAsync(doctor, Choices.Declined, "Le délai est le même pour tous.");

        var record = await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal(new DateTimeOffset(2027, 3, 31, 22, 0, 0, TimeSpan.Zero), record.Due);
        var page = await doctor.OpenAsync();
        Assert.Contains("Le délai est le même pour tous.", page.Text);
        Assert.DoesNotContain("Demander plus de temps", page.Text);
        await PostAsync(doctor, "Encore.");
        Assert.Null(await FindAsync(doctor, "completion-1-request-2"));
        Assert.Contains("completion-1-extension-1-told-doctor", await app.MailsOfAsync(doctor.Dossier));
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(40), Cancellation);
        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(doctor.Dossier)).State);
    }

    [Fact]
    public async Task Silence_grants_nothing_and_the_coordinator_is_reminded_until_the_last_day_and_never_after()
    {
        var doctor = await AskedAsync();
        await AskForTimeAsync(doctor, "Mon scanner est en panne.");
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 31, 22, 0, 0, TimeSpan.Zero), Cancellation);

        Assert.Equal(DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(doctor.Dossier)).State);
        Assert.NotEqual(Choices.Accepted, (await FindAsync(doctor, "completion-1-extension-1"))!.Choice);
        var reminders = await RemindersOfTheStepAsync(doctor);
        Assert.InRange(reminders, 2, 30);
        var late = await AnswerAsync(doctor, Choices.Accepted);
        Assert.DoesNotContain("Le délai est prolongé", late.Text);
        Assert.Empty(late.Document.QuerySelectorAll("form"));
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal(reminders, await RemindersOfTheStepAsync(doctor));
        Assert.Equal(DossierState.ClosedWithoutDecision, (await doctor.RecordAsync()).State);
    }

    [Fact]
    public async Task Where_the_faculty_allows_two_the_last_day_moves_twice_and_not_a_third_time()
    {
        using var files = new ChangedFaculty(text =>
            text.Replace("\"linkDays\": 60", "\"linkDays\": 60, \"extension\": { \"days\": 7, \"times\": 2, \"reminders\": [1] }"));
        await app.RestartAsync("--Faculties:Path", files.Folder);
        var doctor = await AskedAsync();
        foreach (var (number, day) in ((string, int)[])[("1", 7), ("2", 14)])
        {
            await AskForTimeAsync(doctor, "Encore un peu.");
            await AnswerAsync(doctor, Choices.Accepted, number: number);
            Assert.Equal(new DateTimeOffset(2027, 4, day, 22, 0, 0, TimeSpan.Zero), (await app.WhenQuietAsync(doctor.Dossier)).Due);
        }

        Assert.DoesNotContain("Demander plus de temps", (await doctor.OpenAsync()).Text);
        await PostAsync(doctor, "Encore.");
        Assert.Null(await FindAsync(doctor, "completion-1-request-3"));
    }

    [Fact]
    public async Task A_grant_and_the_deadline_at_the_same_moment_end_in_one_of_the_two()
    {
        for (var round = 0; round < 3; round++)
        {
            var doctor = await AskedAsync(rpps: $"1000345678{round}");
            await AskForTimeAsync(doctor, "Mon scanner est en panne.");
            var due = (await doctor.RecordAsync()).Due!.Value;
            await app.Clock.AdvanceToAsync(due.AddSeconds(-1), Cancellation);
            await app.WhenQuietAsync(doctor.Dossier);

            await Task.WhenAll(
                app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation),
                Task.Run(() => AnswerAsync(doctor, Choices.Accepted), Cancellation));

            var record = await app.WhenQuietAsync(doctor.Dossier);
            var isGranted = (await FindAsync(doctor, "completion-1-extension-1"))!.Choice == Choices.Accepted;
            Assert.Equal(isGranted ? DossierState.AwaitingPieces : DossierState.ClosedWithoutDecision, record.State);
            Assert.Equal(isGranted, await FindAsync(doctor, "completion-1") is null);
            var mails = await app.MailsOfAsync(doctor.Dossier);
            Assert.Equal(isGranted, mails.Contains("completion-1-extension-1-told-doctor"));
            Assert.Equal(!isGranted, mails.Contains("closed-doctor"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_provides_or_withdraws_while_time_is_asked_for_ends_the_request(bool withdraws)
    {
        var doctor = await AskedAsync();
        await AskForTimeAsync(doctor, "Mon scanner est en panne.");
        if (withdraws)
        {
            await app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, doctor.Dossier, Link.Doctor, "", Cancellation);
        }
        else
        {
            var page = await new Journey(app.Visitor, app.Mailbox).DepositAllAsync(await doctor.OpenAsync());
            await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        }

        Assert.Equal(withdraws ? DossierState.Withdrawn : DossierState.UnderReview, (await app.WhenQuietAsync(doctor.Dossier)).State);
        Assert.Equal(Choices.Cancelled, (await FindAsync(doctor, "completion-1-extension-1"))!.Choice);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
        Assert.Equal(0, await RemindersOfTheStepAsync(doctor));
        Assert.DoesNotContain(await app.MailsOfAsync(doctor.Dossier), id => id.StartsWith("completion-1-reminder", StringComparison.Ordinal)
            || id.StartsWith("completion-1-notice", StringComparison.Ordinal));
        Assert.Equal(
            OrchestrationRuntimeStatus.Completed,
            (await app.Workflows.GetInstanceAsync(AssignmentFlow.InstanceOf(doctor.Dossier, "completion-1-extension-1"), Cancellation))!
                .RuntimeStatus);
    }

    [Fact]
    public async Task A_request_pressed_twice_or_cut_off_by_a_crash_is_one_request()
    {
        var doctor = await AskedAsync();
        await Task.WhenAll(PostAsync(doctor, "Une fois."), PostAsync(doctor, "Deux fois."));
        await app.WhenQuietAsync(doctor.Dossier);
        Assert.Single(await app.MailsOfAsync(doctor.Dossier), id => id == "completion-1-extension-1-" + app.Coordinator.Id);
        Assert.Single(await PublicJournalAsync(doctor), line => line.Fact == JournalFact.ExtensionAsked);

        // Answered, and the event lost: the sweep tells it.
        var other = await AskedAsync(rpps: "10003456780");
        var completion = (await app.Get<AssignmentDesk>().FindAsync(other.Dossier, "completion-1", Cancellation))!;
        var step = await app.Get<AssignmentDesk>().OpenAsync(
            completion with { Id = "completion-1-request-1", Kind = AssignmentKind.ExtensionRequest, Stage = completion.Id }, Cancellation);
        await app.Get<AssignmentDesk>().ClaimAsync(
            step, new Claim(other.Dossier, step.Id, Choices.Done, [], "Perdue.", Link.Doctor, app.Clock.GetUtcNow()), Cancellation);
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.WhenQuietAsync(other.Dossier);
        Assert.Contains("completion-1-extension-1-" + app.Coordinator.Id, await app.MailsOfAsync(other.Dossier));
    }

    [Fact]
    public async Task A_request_without_a_reason_or_with_too_long_a_one_is_refused_and_what_was_typed_is_kept()
    {
        var doctor = await AskedAsync();
        foreach (var reason in (string[])["", " \n ", new string('x', 1001)])
        {
            var page = await (await doctor.OpenAsync()).Fill("Pourquoi", reason).PressAsync("Demander un délai", cancellation: Cancellation);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
            Assert.Equal("#raison", page.Document.QuerySelector("#resume-erreurs a")!.GetAttribute("href"));
            Assert.NotNull(page.Document.QuerySelector("details[open] textarea#raison"));
            Assert.Equal(reason.Trim(), page.Document.QuerySelector("textarea#raison")!.TextContent);
        }

        Assert.Null(await FindAsync(doctor, "completion-1-request-1"));
        // Nothing is asked of this one, so there is no time to ask for.
        var idle = await StartAsync();
        await PostAsync(idle, "Par avance.");
        Assert.Equal(DossierState.UnderReview, (await app.WhenQuietAsync(idle.Dossier)).State);
        Assert.Single(await app.Get<AssignmentDesk>().ListAsync(idle.Dossier, Cancellation));
    }

    [Fact]
    public async Task What_the_doctor_answers_comes_back_to_whoever_reviewed_first_and_to_all_once_that_person_has_left()
    {
        const string first = "secretariat-ocean-indien";
        var all = await CompleteOnceAsync("10003456789");
        Assert.Equal(["review-2-" + first], await OfReviewAsync(all, "review-2"));
        var steps = app.FacultyOf("rives-atlantiques").Delays.ReviewReminders;
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(steps[0] + 1), Cancellation);
        await app.WhenQuietAsync(all);
        Assert.Equal(["review-2-reminder-1-" + first, "review-2-" + first], await OfReviewAsync(all, "review-2"));
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(steps[1] - steps[0]), Cancellation);
        await app.WhenQuietAsync(all);
        Assert.Contains("review-2-reminder-2-secretariat", await OfReviewAsync(all, "review-2"));

        // A colleague may answer in the first one's place.
        var page = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(all, "secretariat", "review-2")}", Cancellation);
        await Journey.SayCompleteAsync(page);
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(all)).State);

        var left = await AskedOnceAsync("10003456780");
        using var files = new ChangedFaculty(text => text, (name, text) =>
            name == "rives-atlantiques.json" ? text.Replace($"\"{first}\"", "\"a-payet\"") : text);
        await app.RestartAsync("--Faculties:Path", files.Folder);
        await ProvideAsync(left);
        Assert.Equal(["review-2-a-payet", "review-2-secretariat"], await OfReviewAsync(left, "review-2"));

        async Task<DossierKey> AskedOnceAsync(string rpps)
        {
            var dossier = await app.StartDossierAsync(rpps: rpps, facultyId: "rives-atlantiques");
            await app.WhenQuietAsync(dossier);
            Assert.Equal(2, (await OfReviewAsync(dossier, "review-1")).Count);
            var review = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(dossier, first, "review-1")}", Cancellation);
            await Journey.SayMissingAsync(review, app.FacultyOf("rives-atlantiques").Pieces[0].Label, "Illisible.");
            await app.WhenQuietAsync(dossier);
            return dossier;
        }

        async Task<DossierKey> CompleteOnceAsync(string rpps)
        {
            var dossier = await AskedOnceAsync(rpps);
            await ProvideAsync(dossier);
            return dossier;
        }

        async Task ProvideAsync(DossierKey dossier)
        {
            var page = await new Journey(app.Visitor, app.Mailbox).DepositAllAsync(await new DoctorVisit(app, dossier).OpenAsync());
            await page.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
            await app.WhenQuietAsync(dossier);
        }

        async Task<IReadOnlyList<string>> OfReviewAsync(DossierKey dossier, string review) =>
            [.. (await app.MailsOfAsync(dossier)).Where(id => id.StartsWith(review, StringComparison.Ordinal))];
    }

    private async Task<DoctorVisit> StartAsync(string rpps = "10003456789")
    {
        var doctor = new DoctorVisit(app, await app.StartDossierAsync(rpps: rpps));
        await app.WhenQuietAsync(doctor.Dossier);
        return doctor;
    }

    /// <summary>A doctor who is asked for the curriculum vitae.</summary>
    private async Task<DoctorVisit> AskedAsync(string rpps = "10003456789")
    {
        var doctor = await StartAsync(rpps);
        await Journey.SayMissingAsync(await ReviewAsync(doctor, "review-1"), "Curriculum vitae", "La page 2 est coupée.");
        Assert.Equal(DossierState.AwaitingPieces, (await app.WhenQuietAsync(doctor.Dossier)).State);
        return doctor;
    }

    private Task<VisitedPage> ReviewAsync(DoctorVisit doctor, string assignment) =>
        app.Visitor.OpenAsync($"/demande/{app.TokenFor(doctor.Dossier, app.Secretary.Id, assignment)}", Cancellation);

    private async Task AskForTimeAsync(DoctorVisit doctor, string reason)
    {
        var page = await (await doctor.OpenAsync()).Fill("Pourquoi", reason).PressAsync("Demander un délai", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        await app.WhenQuietAsync(doctor.Dossier);
    }

    private async Task PostAsync(DoctorVisit doctor, string reason)
    {
        using var form = new FormUrlEncodedContent([new("raison", reason)]);
        using var answer = await doctor.Http.PostAsync(doctor.Address + "/delai", form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task<VisitedPage> AnswerAsync(DoctorVisit doctor, string choice, string word = "", string number = "1")
    {
        var address = $"/demande/{app.TokenFor(doctor.Dossier, app.Coordinator.Id, "completion-1-extension-" + number)}";
        using var form = new FormUrlEncodedContent([new("choix", choice), new("mot", word)]);
        using var answer = await app.Visitor.Client.PostAsync(address, form, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return await app.Visitor.OpenAsync(address, Cancellation);
    }

    private Task<Claim?> FindAsync(DoctorVisit doctor, string assignment) =>
        app.Get<AssignmentDesk>().FindClaimAsync(doctor.Dossier, assignment, Cancellation);

    private async Task<IEnumerable<JournalLine>> PublicJournalAsync(DoctorVisit doctor) =>
        (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, cancellation: Cancellation)).Where(line => line.IsPublic);

    private async Task<int> RemindersOfTheStepAsync(DoctorVisit doctor) => (await app.MailsOfAsync(doctor.Dossier))
        .Count(id => id.StartsWith("completion-1-extension-1-reminder", StringComparison.Ordinal));

    private string LabelOf(string piece) => app.Faculty.Pieces.First(known => known.Id == piece).Label;

    private static string Folded(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
