using System.Net;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers.Changes;

/// <summary>Another place of practice, between submission and decision.</summary>
public sealed class PlaceChangeTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.Running;
    private DoctorVisit doctor = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        doctor = new DoctorVisit(app, await app.StartDossierAsync());
        await app.WhenQuietAsync(doctor.Dossier);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_place_in_another_departement_of_the_faculty_stands_beside_the_old_one_and_the_secretariat_is_told()
    {
        var page = await (await doctor.OpenAsync()).FollowAsync("Changer de lieu d’exercice", Cancellation);
        var after = await Moving(page, "03").PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Equal("Votre dossier d’agrément", after.Heading);
        Assert.Contains("Lieu d’exercice changé : Je rejoins un cabinet.", after.Text, StringComparison.Ordinal);
        Assert.Equal("03", (await doctor.RecordAsync()).Doctor.Departement);
        Assert.Equal("Moulins", (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Place!.CommuneName);
        Assert.True((await app.Get<FormBook>().FindAsync(doctor.Dossier, Cancellation)).IsSealed);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Contains($"place-000002-{app.Secretary.Id}", await app.MailsOfAsync(doctor.Dossier));

        var review = await app.Visitor.OpenAsync($"/demande/{app.TokenFor(doctor.Dossier, app.Secretary.Id, "review-1")}", Cancellation);
        foreach (var shown in (string[])["Un changement de lieu", "Clermont-Ferrand", "Moulins", "Allier (03)", "Je rejoins un cabinet."])
            Assert.Contains(shown, review.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pressing_twice_changes_once_and_another_page_of_before_is_told()
    {
        var page = await doctor.OpenAsync("/lieu");
        var other = await doctor.OpenAsync("/lieu");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Moving(page, "03").PressAsync("Changer de lieu", cancellation: Cancellation)));
        var late = await Moving(other, "15").PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("entre-temps", late.Text, StringComparison.Ordinal);
        Assert.Single(await app.Get<PlaceChanges>().ListAsync(doctor.Dossier, Cancellation));
        Assert.Single(await LinesAsync(), line => line.Fact == JournalFact.PlaceChanged);
        // Read again, it is saved.
        var again = await late.PressAsync("Changer de lieu", cancellation: Cancellation);
        Assert.Equal("Votre dossier d’agrément", again.Heading);
        Assert.Equal("15", (await doctor.RecordAsync()).Doctor.Departement);
    }

    [Fact]
    public async Task A_place_of_another_faculty_is_refused_with_what_to_do()
    {
        var page = await Moving(await doctor.OpenAsync("/lieu"), "86").PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("dépend d’une autre faculté", page.Text, StringComparison.Ordinal);
        Assert.Contains("Retirez cette candidature", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "ne dépend pas de cette faculté",
            (await Moving(page, "75").PressAsync("Changer de lieu", cancellation: Cancellation)).Text,
            StringComparison.Ordinal);
        Assert.Empty(await app.Get<PlaceChanges>().ListAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task What_is_missing_or_too_long_is_said_at_its_field_and_what_was_typed_is_kept()
    {
        var page = await doctor.OpenAsync("/lieu");
        page = await Moving(page, "03").Fill("Pourquoi", "").Fill("Numéro et rue", "").PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        var links = page.Document.QuerySelectorAll(".error-summary a").Select(link => link.GetAttribute("href")).ToList();
        Assert.Equal(["#motif", "#adresse"], links);
        Assert.Contains("Moulins", page.Document.QuerySelector("main form")!.OuterHtml, StringComparison.Ordinal);
        page = await page.Fill("Pourquoi", new string('x', PlaceChanges.LongestReason + 1)).PressAsync("Changer de lieu", cancellation: Cancellation);
        Assert.Contains("ne peut pas dépasser", page.Text, StringComparison.Ordinal);
        using var empty = await doctor.Http.PostAsync(doctor.Address + "/lieu", new FormUrlEncodedContent([]), Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
    }

    [Fact]
    public async Task After_the_decision_the_page_says_whom_to_write_to_and_takes_nothing()
    {
        var page = Moving(await doctor.OpenAsync("/lieu"), "03");
        await AnswerAsync("review-1", Choices.Complete);
        await AnswerAsync("decision-1", Choices.Granted);

        var late = await page.PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Contains("Écrivez au département", late.Text, StringComparison.Ordinal);
        Assert.Contains(app.Faculty.Mailbox.Address, late.Text, StringComparison.Ordinal);
        Assert.Empty(late.Document.QuerySelectorAll("main form"));
        Assert.Equal("63", (await doctor.RecordAsync()).Doctor.Departement);
        Assert.Contains("Signaler un changement de mon lieu", (await doctor.OpenAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_was_taken_a_moment_ago_comes_before_the_place()
    {
        await AnswerAsync("review-1", Choices.Complete);
        var page = Moving(await doctor.OpenAsync("/lieu"), "03");
        var desk = app.Get<AssignmentDesk>();
        var decision = (await desk.FindAsync(doctor.Dossier, "decision-1", Cancellation))!;
        await desk.ClaimAsync(
            decision, new Claim(doctor.Dossier, "decision-1", Choices.Granted, [], "", app.Coordinator.Id, app.Clock.GetUtcNow()), Cancellation);

        await page.PressAsync("Changer de lieu", cancellation: Cancellation);

        Assert.Equal("63", (await doctor.RecordAsync()).Doctor.Departement);
        Assert.Empty(await app.Get<PlaceChanges>().ListAsync(doctor.Dossier, Cancellation));
        await desk.RaiseAsync(app.Workflows, doctor.Dossier, "decision-1", Cancellation);
    }

    [Fact]
    public async Task A_change_that_a_crash_cut_off_after_its_row_is_finished()
    {
        await Moving(await doctor.OpenAsync("/lieu"), "03").PressAsync("Changer de lieu", cancellation: Cancellation);
        // As it was after the row of a second change and before everything else.
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Changes, Cancellation);
        TableEntity row = await table.GetEntityAsync<TableEntity>(doctor.Dossier.Id, "place-000002", cancellationToken: Cancellation);
        row.RowKey = "place-000003";
        row["Version"] = 3;
        row["Departement"] = "15";
        row["After"] = row.GetString("After")!.Replace("Moulins", "Aurillac", StringComparison.Ordinal);
        await table.AddEntityAsync(row, Cancellation);

        for (var i = 0; i < 2; i++)
            Assert.True(await app.Get<PlaceChanges>().FinishAsync(app.Workflows, doctor.Dossier, "place-000003", Cancellation));
        Assert.False(await app.Get<PlaceChanges>().FinishAsync(app.Workflows, doctor.Dossier, "place-000009", Cancellation));

        Assert.Equal("15", (await doctor.RecordAsync()).Doctor.Departement);
        Assert.Equal("Aurillac", (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Place!.CommuneName);
        // The first one, taken up late, does not come back.
        await app.Get<PlaceChanges>().FinishAsync(app.Workflows, doctor.Dossier, "place-000002", Cancellation);
        Assert.Equal("15", (await doctor.RecordAsync()).Doctor.Departement);
        Assert.Equal("Aurillac", (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Place!.CommuneName);
    }

    [Fact]
    public async Task Opening_the_page_changes_nothing()
    {
        var before = await doctor.RecordAsync();
        await doctor.OpenAsync("/lieu");
        using var head = await doctor.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, doctor.Address + "/lieu"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(before, await doctor.RecordAsync());
    }

    [Fact]
    public async Task A_step_that_the_department_asks_for_anew_is_answered_there_and_not_here()
    {
        await AnswerAsync("review-1", Choices.Missing, "cv");
        await app.Get<FormBook>().ReopenAsync(doctor.Dossier, [FormStep.Place], "completion-1", Cancellation);

        var page = await doctor.OpenAsync("/lieu");

        Assert.Contains("vous demande déjà", page.Text, StringComparison.Ordinal);
        Assert.False(await app.Get<FormBook>().ReplaceHandedOverAsync(
            doctor.Dossier, FormStep.Place, SampleForm.Of("A", "B", "03").Place!, 2, Cancellation));
        Assert.Equal("Clermont-Ferrand", (await app.Get<FormBook>().FindHandedOverAsync(doctor.Dossier, Cancellation)).Place!.CommuneName);
    }

    private static VisitedPage Moving(VisitedPage page, string departement)
    {
        var place = departement == "75" ? SampleForm.Of("A", "B", "63").Place! : SampleForm.Of("A", "B", departement).Place!;
        return page
            .Fill("Pourquoi", "Je rejoins un cabinet.")
            .Fill("Département du nouveau lieu", departement)
            .Fill("Numéro et rue", "3 place du Marché")
            .Fill("Code postal", place.PostalCode)
            .Fill("Commune", place.CommuneName);
    }

    private async Task<IReadOnlyList<JournalLine>> LinesAsync() =>
        await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation);

    private async Task AnswerAsync(string assignment, string choice, params string[] pieces)
    {
        var desk = app.Get<AssignmentDesk>();
        var asked = (await desk.FindAsync(doctor.Dossier, assignment, Cancellation))!;
        var claim = new Claim(doctor.Dossier, assignment, choice, pieces, "Un mot.", asked.Assignees[0], app.Clock.GetUtcNow());
        await desk.ClaimAsync(asked, claim, Cancellation);
        await desk.RaiseAsync(app.Workflows, doctor.Dossier, assignment, Cancellation);
        await app.WhenQuietAsync(doctor.Dossier);
    }
}
