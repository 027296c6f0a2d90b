using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Compagnon.Emulator.Storage;
using Compagnon.Testing;

namespace Compagnon.Tour;

/// <summary>One dossier from the home page to the register.</summary>
internal static class TheTour
{
    private const string Secretariat = "secretariat.dmg@medecine-valdedore.example";
    private const string Coordinator = "helene.vasseur@medecine-valdedore.example";
    private const string Faculty = "val-de-dore";

    public static async Task<int> RunAsync(TourOptions options, TextWriter output, CancellationToken cancellation)
    {
        var total = Stopwatch.StartNew();
        var state = Directory.CreateTempSubdirectory("compagnon-tour-");
        var log = new StepLog(output);
        AppProcess? app = null;
        AzuriteProcess? azurite = null;
        try
        {
            string storage;
            if (options.App is null)
            {
                azurite = await log.RunAsync("storage starts", () => AzuriteProcess.StartAsync(
                    new AzuriteOptions { Folder = Path.Combine(state.FullName, "storage") }, cancellation));
                storage = azurite.ConnectionString;
                app = await log.RunAsync("the app starts", () => AppProcess.StartAsync(
                    Path.Combine(state.FullName, "app"),
                    new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage, ["Links:CurrentKey"] = AppProcess.NewLinkKey() },
                    cancellation));
            }
            else
            {
                storage = options.Storage ?? await log.RunAsync("the app says where its register is", () => StorageOfAsync(options.App, cancellation));
            }

            using var visitor = new Visitor(options.App ?? app!.Pages);
            using var mailbox = new Mailbox(options.Mailbox ?? app!.Mailbox);
            await WalkAsync(log, new Journey(visitor, mailbox), mailbox, visitor, app?.Clock, storage);
            output.WriteLine($"The agreement stands in the register, and each mail exactly once in the mailbox. {Seconds(total)} in all.");
            return 0;
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            output.WriteLine($"failed: {failed.Message}");
            if (app is not null) output.WriteLine($"\nThe app printed:\n{app.Output}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("interrupted");
            return 1;
        }
        finally
        {
            if (app is not null) await app.DisposeAsync();
            if (azurite is not null) await azurite.DisposeAsync();
            state.Delete(recursive: true);
        }
    }

    private static async Task WalkAsync(StepLog log, Journey journey, Mailbox mailbox, Visitor visitor, Uri? clock, string storage)
    {
        var doctor = SampleDoctor.New();
        VisitedPage page = null!;
        var reference = "";
        string Of(string fact) => $"{reference}\u00A0: {fact}";

        await log.RunAsync("a doctor finds the faculty of the Puy-de-Dôme, is eligible, and applies", () => journey.ApplyAsync(doctor));
        page = await log.RunAsync("confirms the address by the link; the dossier opens", () => journey.ConfirmAsync(doctor));
        reference = page.Document.QuerySelector(".reference")!.TextContent;
        page = await log.RunAsync("deposits the pieces one by one", () => journey.DepositAllAsync(page));
        page = await log.RunAsync("fills the form step by step and signs it", () => journey.FillFormAsync(page, doctor));
        page = await log.RunAsync("accepts the charter", () => journey.AcceptCharterAsync(page));
        await log.RunAsync("reads it once more and sends it", () => journey.SubmitAsync(page));
        await log.RunAsync("gets the acknowledgement", () => mailbox.NextAsync(doctor.Address, "nous avons bien reçu"));

        await log.RunAsync("the secretariat finds a piece to be redone", async () =>
        {
            var review = await journey.OpenAssignmentAsync(Secretariat, Of("nouveau dossier à vérifier"));
            await Journey.SayMissingAsync(review, "Curriculum vitae", "La deuxième page est illisible : pouvez-vous la numériser de nouveau ?");
        });
        if (clock is not null)
        {
            await log.RunAsync("ten days pass: the doctor is reminded", async () =>
            {
                await MoveAsync(clock, "P10D");
                await mailbox.NextAsync(doctor.Address, "rappel");
            });
        }

        await log.RunAsync("the doctor redoes it and sends the dossier back", async () =>
        {
            var dossier = await journey.OpenDossierAsync(doctor, "pièces à fournir");
            dossier = await journey.DepositAllAsync(dossier);
            await dossier.PressAsync("Renvoyer mon dossier");
        });
        await log.RunAsync("the secretariat finds it complete", async () =>
            await Journey.SayCompleteAsync(await journey.OpenAssignmentAsync(Secretariat, Of("pièces reçues"))));
        await log.RunAsync("the coordinator grants; a second click changes nothing", async () =>
        {
            var decision = await journey.OpenAssignmentAsync(Coordinator, Of("décision à prendre"));
            await Journey.GrantAsync(decision);
            await Journey.RefuseAsync(decision, "Une seconde décision qui ne doit pas compter.");
        });
        page = await log.RunAsync("the doctor reads the decision", () => journey.OpenDossierAsync(doctor, "accordé"));

        await log.RunAsync("the agreement stands in the register", () => CheckRegisterAsync(storage, doctor));
        await log.RunAsync("each mail stands in the mailbox exactly once", () => CheckMailsAsync(mailbox, reference, clock is not null));
    }

    private static async Task CheckRegisterAsync(string storage, SampleDoctor doctor)
    {
        var table = new TableClient(storage, "Agreements");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Faculty} and Rpps eq {doctor.Rpps}");
        var found = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter)) found.Add(row);
        if (found is not [var agreement]) throw new InvalidOperationException($"Expected one agreement in the register; there are {found.Count}.");
        if (agreement.GetString("State") != "Active") throw new InvalidOperationException($"Expected an active agreement; it is {agreement.GetString("State")}.");
    }

    private static async Task CheckMailsAsync(Mailbox mailbox, string reference, bool reminded)
    {
        var mails = await mailbox.AllAsync();
        var mine = mails.Where(mail => mail.Subject.Contains(reference, StringComparison.Ordinal)).ToList();
        string[] expected =
        [
            "confirmez votre adresse", "votre dossier est ouvert", "nous avons bien reçu", "nouveau dossier à vérifier", "pièces à fournir", "pièces reçues",
            "décision à prendre", "votre agrément est accordé", "agrément accordé – ",
        ];
        if (reminded) expected = [.. expected, "rappel, pièces à fournir"];
        foreach (var fact in expected)
        {
            var count = mine.Count(mail => mail.Subject.Contains($": {fact}", StringComparison.Ordinal) || mail.Subject.Contains($":\u00A0{fact}", StringComparison.Ordinal));
            if (count != 1) throw new InvalidOperationException($"Expected « {fact} » exactly once in the mailbox; it is there {count} times.");
        }

        if (mine.Count != expected.Length)
            throw new InvalidOperationException($"Expected {expected.Length} mails on {reference}; there are {mine.Count}: {string.Join(" | ", mine.Select(mail => mail.Subject))}.");
    }

    private static async Task<string> StorageOfAsync(Uri app, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(app, "/emulator/storage"), cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancellation)
            : throw new InvalidOperationException($"The app at {app} does not say where its storage is; give it with --storage.");
    }

    private static async Task MoveAsync(Uri clock, string duration)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync(clock, new { by = duration });
        answer.EnsureSuccessStatusCode();
    }

    private static string Seconds(Stopwatch watch) => watch.Elapsed.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
