using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Lifecycle;

namespace Compagnon.Tests.Care;

/// <summary>Two candidacies of one doctor, through the app as it runs.</summary>
public sealed class DoubleTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static int numbers;
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_two_is_closed_each_names_the_other_and_the_doctor_is_told()
    {
        var (closed, kept) = await StartTwoAsync();
        using var secretary = await app.SignInAsync(app.Secretary);
        var page = await secretary.OpenAsync(AddressOf(closed, "/suivi"), Cancellation);
        Assert.Contains("Un autre dossier de ce RPPS est en cours", page.Text);
        var form = await page.FollowAsync("Clore le dossier ouvert ici comme double", Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await form.PressAsync("Clore comme double", cancellation: Cancellation)).Status);
        form.Fill("Motif", "Vous avez déposé deux candidatures.");
        page = await form.PressAsync("Clore comme double", cancellation: Cancellation);
        await app.WhenQuietAsync(closed);
        await form.PressAsync("Clore comme double", cancellation: Cancellation);

        var (ended, other) = (await app.WhenQuietAsync(closed), await app.WhenQuietAsync(kept));
        Assert.Equal((DossierState.Withdrawn, kept.Id), (ended.State, ended.DoubleOf));
        Assert.Equal((DossierState.UnderReview, closed.Id), (other.State, Assert.Single(other.Doubles)));
        page = await secretary.OpenAsync(AddressOf(closed, "/suivi"), Cancellation);
        Assert.Contains("L’examen continue dans le dossier " + kept.Reference, page.Text);
        Assert.Contains("Dossier " + closed.Reference, (await secretary.OpenAsync(AddressOf(kept, "/suivi"), Cancellation)).Text);

        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(closed), "ce dossier est clos, un autre continue", cancellation: Cancellation);
        Assert.Contains("Vous avez déposé deux candidatures.", mail.Body);
        Assert.Contains(kept.Reference, mail.Body);
        Assert.DoesNotContain(await app.MailsOfAsync(closed), id => id.StartsWith("withdrawn", StringComparison.Ordinal));
        var doctor = await app.Visitor.OpenAsync(
            "/dossier/" + app.TokenFor(new Link(LinkKind.Dossier, closed, Link.Doctor, "", app.In(TimeSpan.FromDays(300)))), Cancellation);
        Assert.Contains("L’examen continue dans le dossier " + kept.Reference, doctor.Text);
        Assert.DoesNotContain("Vous avez retiré", doctor.Text);
        Assert.Equal([JournalFact.ClosedAsDouble], await FactsAsync(closed));
        Assert.Equal([JournalFact.DoubleClosed], await FactsAsync(kept));
    }

    [Fact]
    public async Task Two_people_who_close_one_for_the_other_at_once_close_one()
    {
        for (var round = 0; round < 3; round++)
        {
            var (one, other) = await StartTwoAsync();
            var doubles = app.Get<Doubles>();
            var asked = await Task.WhenAll(
                doubles.JoinAsync(app.Workflows, one, other, "A pour B.", app.Secretary.Id, Cancellation),
                doubles.JoinAsync(app.Workflows, other, one, "B pour A.", app.Coordinator.Id, Cancellation));

            Assert.Equal([DoubleAsked.Done, DoubleAsked.NotPossible], asked.Order());
            var ended = new[] { await app.WhenQuietAsync(one), await app.WhenQuietAsync(other) };
            Assert.Single(ended, dossier => dossier.IsFinal);
        }
    }

    [Fact]
    public async Task No_chain_of_doubles_closes_the_last()
    {
        var (a, b) = await StartTwoAsync();
        var c = await StartAsync((await FindAsync(a)).Doctor.Rpps);
        var doubles = app.Get<Doubles>();
        Assert.Equal(DoubleAsked.Done, await JoinAsync(a, b));
        Assert.Equal(DoubleAsked.Done, await JoinAsync(b, c));
        Assert.Equal(DoubleAsked.NotPossible, await JoinAsync(c, a));
        Assert.Equal(DoubleAsked.NotPossible, await JoinAsync(c, b));
        Assert.False((await app.WhenQuietAsync(c)).IsFinal);

        Task<DoubleAsked> JoinAsync(DossierKey closed, DossierKey kept) =>
            doubles.JoinAsync(app.Workflows, closed, kept, "Double.", app.Secretary.Id, Cancellation);
    }

    [Fact]
    public async Task A_dossier_that_was_decided_a_moment_before_stays_what_it_is()
    {
        var (decided, other) = await StartTwoAsync();
        // The row says that it is a double, and the app is killed; meanwhile the doctor withdraws.
        await NoteRowAsync(decided, other);
        await app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, decided, Link.Doctor, "Je déménage.", Cancellation);
        await app.WhenQuietAsync(decided);
        await SweepAsync();

        Assert.Equal("", (await FindAsync(decided)).DoubleOf);
        Assert.Empty((await FindAsync(other)).Doubles);
        Assert.Empty(await FactsAsync(other));
        Assert.DoesNotContain(await app.Get<Outstanding>().ListAsync(OutstandingKind.Care, TimeSpan.Zero, Cancellation), note => note.Dossier == decided);
    }

    [Fact]
    public async Task What_a_crash_cuts_off_behind_the_row_is_done_by_the_sweep()
    {
        var (closed, kept) = await StartTwoAsync();
        await NoteRowAsync(closed, kept);
        await SweepAsync();
        await SweepAsync();

        Assert.Equal((DossierState.Withdrawn, kept.Id), ((await FindAsync(closed)).State, (await FindAsync(closed)).DoubleOf));
        Assert.Equal([JournalFact.DoubleClosed], await FactsAsync(kept));
    }

    [Fact]
    public async Task Nobody_else_closes_and_nothing_but_a_double_is_closed()
    {
        var (one, other) = await StartTwoAsync();
        var stranger = await StartAsync(NextRpps());
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync(AddressOf(one, "/double/" + stranger.Id), Cancellation)).Status);
        Assert.Equal(DoubleAsked.NotPossible, await app.Get<Doubles>().JoinAsync(app.Workflows, one, stranger, "Non.", app.Secretary.Id, Cancellation));
        Assert.Equal(DoubleAsked.NotPossible, await app.Get<Doubles>().JoinAsync(app.Workflows, one, one, "Non.", app.Secretary.Id, Cancellation));
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string> { ["jeton"] = "x", ["motif"] = "Volé." });
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync(AddressOf(one, "/double/" + other.Id), forged, Cancellation)).StatusCode);
        foreach (var person in app.Faculty.People.Where(person => !person.Has(StaffRole.Secretariat) && !person.Has(StaffRole.Coordinator)))
        {
            using var visitor = await app.SignInAsync(person);
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(AddressOf(one, "/double/" + other.Id), Cancellation)).Status);
        }

        Assert.False((await app.WhenQuietAsync(one)).IsFinal || (await app.WhenQuietAsync(other)).IsFinal);
    }

    private async Task<(DossierKey One, DossierKey Other)> StartTwoAsync()
    {
        var rpps = NextRpps();
        return (await StartAsync(rpps), await StartAsync(rpps));
    }

    private async Task<DossierKey> StartAsync(string rpps)
    {
        var dossier = await app.StartDossierAsync("Deux", rpps);
        await app.WhenQuietAsync(dossier);
        return dossier;
    }

    private static string NextRpps() => SampleAgreement.RppsOf(500 + Interlocked.Increment(ref numbers));

    private async Task NoteRowAsync(DossierKey closed, DossierKey kept)
    {
        await app.Get<Outstanding>().NoteAsync(OutstandingKind.Care, closed, "double", Cancellation);
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Doubles, Cancellation);
        await table.TryAddAsync(
            new Azure.Data.Tables.TableEntity(closed.Faculty, (await FindAsync(closed)).Doctor.Rpps)
            {
                ["Joined"] = System.Text.Json.JsonSerializer.Serialize(
                    new[] { new JoinedDossier(closed.Id, kept.Id, "Double.", app.Secretary.Id, app.Clock.GetUtcNow()) }),
            },
            Cancellation);
    }

    private async Task SweepAsync()
    {
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Cancellation);
        await app.Make<Sweep>().RunAsync(null!, app.Workflows, Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
    }

    private async Task<DossierRecord> FindAsync(DossierKey dossier) => (await app.Get<DossierBook>().FindAsync(dossier, Cancellation))!;

    private async Task<IReadOnlyList<JournalFact>> FactsAsync(DossierKey dossier) =>
        [.. (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact)
            .Where(fact => fact is JournalFact.ClosedAsDouble or JournalFact.DoubleClosed)];

    private static string AddressOf(DossierKey dossier, string below) => $"/console/val-de-dore/dossiers/{dossier.Id}{below}";
}
