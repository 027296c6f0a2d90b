using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

/// <summary>A crash between what a doctor did and its line in the journal.</summary>
public sealed class UnwrittenLinesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_was_stored_and_not_written_down_is_written_at_the_submission_once()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        // One of them has its line.
        var cv = (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!;
        var label = app.Faculty.Pieces.First(piece => piece.Id == "cv").Label;
        await app.Get<JournalBook>().AppendAsync(
            new JournalEntry(doctor.Dossier, cv.At, JournalFact.DocumentReplaced, Link.Doctor, label), Cancellation);

        var page = await (await doctor.OpenAsync()).FollowAsync("Vérifier et envoyer", Cancellation);
        await page.PressAsync("Envoyer mon dossier", cancellation: Cancellation);
        await app.Get<AgreementStarter>().StartAsync(app.Workflows, doctor.Dossier, Cancellation);

        Assert.Equal(
            [
                (JournalFact.CandidacyReceived, 1), (JournalFact.AddressConfirmed, 1),
                (JournalFact.DocumentAdded, app.Faculty.Pieces.Count(piece => piece.Required) - 1), (JournalFact.DocumentReplaced, 1),
                (JournalFact.CharterAccepted, 1), (JournalFact.Submitted, 1),
            ],
            await LinesAsync(doctor));
        var record = await doctor.RecordAsync();
        var lines = await app.Get<JournalBook>().ReadAsync(doctor.Dossier, cancellation: Cancellation);
        Assert.Equal(record.CharterAccepted, lines.Single(line => line.Fact == JournalFact.CharterAccepted).At);
        Assert.Equal(record.Submitted, lines.Single(line => line.Fact == JournalFact.Submitted).At);
    }

    [Fact]
    public async Task A_document_that_was_asked_for_later_is_written_down_when_it_is_sent_back()
    {
        var dossier = await app.StartDossierAsync();
        await AnswerAsync(dossier, "review-1", Choices.Missing, "cv");
        using var content = new MemoryStream(SampleDocuments.Pdf("nouveau"));
        var stored = await app.Get<DocumentBook>().StoreAsync(dossier, "cv", "completion-1", "cv.pdf", content, Cancellation);

        await AnswerAsync(dossier, "completion-1", Choices.Provided);

        Assert.Contains(
            await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation),
            line => line.Fact == JournalFact.DocumentAdded && line.At == Assert.IsType<Deposit.Stored>(stored).Document.At);
    }

    [Fact]
    public async Task About_a_draft_nothing_is_written()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);

        await app.Get<UnwrittenLines>().WriteAsync(doctor.Dossier, Cancellation);

        Assert.Empty(await LinesAsync(doctor));
    }

    private async Task<IEnumerable<(JournalFact Fact, int Count)>> LinesAsync(DoctorVisit doctor) =>
        (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, cancellation: Cancellation))
            .Where(line => line.Fact <= JournalFact.Submitted)
            .CountBy(line => line.Fact).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key);

    private async Task AnswerAsync(DossierKey dossier, string assignment, string choice, params string[] pieces)
    {
        await app.WhenQuietAsync(dossier);
        var desk = app.Get<AssignmentDesk>();
        var open = (await desk.FindAsync(dossier, assignment, Cancellation))!;
        await desk.ClaimAsync(open, new Claim(dossier, assignment, choice, pieces, "", open.Assignees[0], app.Clock.GetUtcNow()), Cancellation);
        await desk.RaiseAsync(app.Workflows, dossier, assignment, Cancellation);
        await app.WhenQuietAsync(dossier);
    }
}
