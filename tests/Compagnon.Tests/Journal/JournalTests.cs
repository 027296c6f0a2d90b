using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Journal;

public sealed class JournalTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2027, 3, 3, 9, 0, 0, TimeSpan.Zero);
    private readonly DossierKey dossier = DossierKey.New("val-de-dore");
    private JournalBook journal = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var account = await azurite.NewAccountAsync();
        var storage = new StorageClients(new TableServiceClient(account), new BlobServiceClient(account));
        journal = new JournalBook(storage, new FacultyBook(FacultyFiles.Load(SampleFaculties.Short),
            storage));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Lines_are_read_in_the_order_in_which_things_happened_whatever_the_order_of_writing()
    {
        await AppendAsync(JournalFact.Submitted, Now.AddDays(1));
        await AppendAsync(JournalFact.CandidacyReceived, Now);
        await AppendAsync(JournalFact.AddressConfirmed, Now.AddMilliseconds(1));

        Assert.Equal(
            [JournalFact.CandidacyReceived, JournalFact.AddressConfirmed, JournalFact.Submitted],
            (await journal.ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact));
    }

    [Fact]
    public async Task The_same_fact_written_twice_is_one_line_and_two_facts_of_one_moment_are_two()
    {
        await AppendAsync(JournalFact.DocumentAdded, Now, "doctor", "CV");
        await AppendAsync(JournalFact.DocumentAdded, Now, "doctor", "CV");
        await AppendAsync(JournalFact.DocumentAdded, Now, "doctor", "Lieu");

        Assert.Equal(
            ["Pièce déposée\u00A0: CV", "Pièce déposée\u00A0: Lieu"],
            (await journal.ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Sentence).Order());
    }

    [Fact]
    public async Task People_are_named_as_the_reader_knows_them()
    {
        await AppendAsync(JournalFact.Submitted, Now, "doctor");
        await AppendAsync(JournalFact.FoundComplete, Now.AddHours(1), "c-fontanel");
        await AppendAsync(JournalFact.Reminded, Now.AddHours(2), "", "décision");
        await AppendAsync(JournalFact.Granted, Now.AddHours(3), "somebody-who-left");

        var lines = await journal.ReadAsync(dossier, "vous", Cancellation);
        Assert.Equal(["vous", "Claire Fontanel, secrétariat du département", "", "le département"], lines.Select(line => line.Who));
    }

    [Fact]
    public async Task A_detail_that_is_too_long_is_cut_and_not_refused()
    {
        await AppendAsync(JournalFact.PiecesAsked, Now, "secretariat", new string('x', 50_000));

        Assert.EndsWith("x…", Assert.Single(await journal.ReadAsync(dossier, cancellation: Cancellation)).Sentence);
    }

    [Fact]
    public void Every_fact_has_a_sentence() => Assert.All(
        Enum.GetValues<JournalFact>(), fact => Assert.NotEmpty(JournalSentences.Of(fact, "détail")));

    [Fact]
    public void The_doctor_is_not_shown_who_reads_the_dossier_and_how_mails_fare() => Assert.Equal(
        [
            JournalFact.DocumentRead, JournalFact.MailSent, JournalFact.MailNotDelivered, JournalFact.LinkRenewed,
            JournalFact.OpinionGiven, JournalFact.ConflictDeclared,
            JournalFact.MinutesRead, JournalFact.ListRead, JournalFact.ListDownloaded,
            JournalFact.VisitorsAsked, JournalFact.VisitDeclined, JournalFact.VisitOfferLapsed, JournalFact.VisitGivenUp,
            JournalFact.VisitReportSigned, JournalFact.VisitReportReturned, JournalFact.Late, JournalFact.WithdrawalProposed,
            JournalFact.WithdrawalConfirmed, JournalFact.WithdrawalDeclined, JournalFact.WithdrawalUnconfirmed,
            JournalFact.StoodIn, JournalFact.HoldExplained, JournalFact.NoteWritten, JournalFact.NoteTakenBack, JournalFact.FollowerSet,
            JournalFact.FollowerRemoved, JournalFact.DoubleClosed, JournalFact.Exported, JournalFact.ListImported, JournalFact.MailReturned,
            JournalFact.MailSentAgain, JournalFact.MailPutAway,
        ],
        Enum.GetValues<JournalFact>().Where(fact => !JournalSentences.IsPublic(fact)));

    private Task AppendAsync(JournalFact fact, DateTimeOffset at, string by = "", string detail = "") =>
        journal.AppendAsync(new JournalEntry(dossier, at, fact, by, detail), Cancellation);
}
