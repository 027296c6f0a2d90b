using System.Diagnostics;
using System.Globalization;
using Compagnon.Emulator.Storage;
using Compagnon.Faculties;
using Compagnon.Testing;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Tour;

/// <summary>One dossier from the home page to the register, to the page that verifies its certificate, and through the years.</summary>
internal static class TheTour
{
    private const string FacultyId = "val-de-dore";

    private static Faculty Faculty => FacultyFiles.Load(SampleFaculties.Delivered).Single(faculty => faculty.Id == FacultyId);

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
                    new Dictionary<string, string>
                    {
                        ["AzureWebJobsStorage"] = storage,
                        ["Links:CurrentKey"] = AppProcess.NewLinkKey(),
                        ["Faculties:Path"] = options.IsShort ? SampleFaculties.Short : SampleFaculties.Delivered,
                    },
                    cancellation));
            }
            else
            {
                storage = options.Storage ?? await log.RunAsync("the app says where its register is", () => StorageOfAsync(options.App, cancellation));
            }

            using var visitor = new Visitor(options.App ?? app!.Pages);
            using var mailbox = new Mailbox(options.Mailbox ?? app!.Mailbox);
            if (options.IsShort)
            {
                var applicant = SampleDoctor.New();
                await new FirstGrant(visitor, mailbox, applicant, log.RunAsync).WalkAsync();
                await log.RunAsync("the agreement stands in the register", () => CheckRegisterAsync(storage, applicant));
                output.WriteLine($"The agreement stands in the register, after {Seconds(total)}.");
                return 0;
            }

            using var clock = new EmulatedClock(options.Clock ?? app!.Clock);
            log.Clock = clock;
            var began = await clock.NowAsync();
            var doctor = SampleDoctor.New();
            var procedure = new WholeProcedure(visitor, mailbox, clock, Faculty, doctor, log.RunAsync);
            await procedure.WalkAsync();
            await log.RunAsync("the agreement stands in the register", () => CheckRegisterAsync(storage, doctor));
            var granted = $"{Days(await clock.NowAsync() - began)} simulated days in {Seconds(total)}";
            output.WriteLine($"The agreement stands in the register, and each mail exactly once in the mailbox. {granted}.");

            using var secretary = new Visitor(options.App ?? app!.Pages);
            var years = new TheYears(visitor, secretary, mailbox, clock, Faculty, doctor, storage, log.RunAsync);
            await years.WalkAsync();
            output.WriteLine(
                $"The second term goes on, and the agreement of somebody who never answered has lapsed. "
                + $"{Days(await clock.NowAsync() - began)} simulated days in {Seconds(total)}.");
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

    private static async Task CheckRegisterAsync(string storage, SampleDoctor doctor)
    {
        var agreement = await Register.FindAsync(storage, FacultyId, doctor.Rpps);
        if (agreement.State != "Active") throw new InvalidOperationException($"Expected an active agreement; it is {agreement.State}.");
    }

    private static async Task<string> StorageOfAsync(Uri app, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(app, "/emulator/storage"), cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancellation)
            : throw new InvalidOperationException($"The app at {app} does not say where its storage is; give it with --storage.");
    }

    private static string Days(TimeSpan time) => time.TotalDays.ToString("0", CultureInfo.InvariantCulture);

    private static string Seconds(Stopwatch watch) => watch.Elapsed.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
