using System.Net;
using System.Text;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Imports;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Compagnon.Tests.Imports;

/// <summary>A faculty's own list, through the console, the workflow and the tables.</summary>
public sealed class ImportWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalDate Today => ParisTime.DayOf(app.Clock.GetUtcNow());

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_list_is_looked_at_line_by_line_then_entered_once()
    {
        using var visitor = await app.SignInAsync(app.Secretary);
        var csv = Table(Line(1, 400), Line(2, -10), Line(3, 800).Replace("@", "", StringComparison.Ordinal), Line(4, 1200, "A-7"));
        var plan = await SendAsync(visitor, csv);
        Assert.Equal("Vérifier la liste", plan.Heading);
        Assert.Contains("Reprendre ces 3 agréments", plan.Text);
        Assert.Contains("Colonne « courriel » : Une adresse électronique est attendue", plan.Text);
        Assert.Empty(await ListAsync());

        await plan.PressAsync("Reprendre ces 3 agréments");
        await app.Clock.WhenQuietAsync(Cancellation);
        var done = await visitor.OpenAsync(plan.Address.AbsolutePath, Cancellation);
        Assert.Contains("La reprise est terminée", done.Text);
        Assert.Contains("3 agréments repris", done.Text);

        var all = (await ListAsync()).ToDictionary(agreement => agreement.Rpps);
        Assert.Equal(3, all.Count);
        var (holds, lapsed, numbered) = (all[SampleAgreement.RppsOf(1)], all[SampleAgreement.RppsOf(2)], all[SampleAgreement.RppsOf(4)]);
        Assert.Equal((AgreementState.Active, AgreementState.Lapsed, "A-7"), (holds.State, lapsed.State, numbered.Number));
        Assert.Matches("^[0-9]{4}-0001$", holds.Number);
        Assert.Equal(holds.Dossier, (await app.Get<VerificationBook>().FindAsync(holds.Code, Cancellation))?.Dossier);
        Assert.Contains(holds.Dossier, await app.Get<AddressBook>().DossiersOfAsync("medecin1@exemple.fr", Cancellation));
        var dossier = (await app.Get<DossierBook>().FindAsync(holds.Dossier, Cancellation))!;
        Assert.Equal(DossierState.Granted, dossier.State);
        Assert.NotEmpty(dossier.ProcedureId);
        Assert.False(dossier.IsUnconfirmed);
        Assert.NotNull(await InstanceAsync(holds.Dossier));
        Assert.Null(await InstanceAsync(lapsed.Dossier));

        // The register lists them at once; the journal and each history say who entered them; they are no dossiers that anybody handed over.
        Assert.Equal(
            all.Values.Select(agreement => agreement.Number).Order(),
            (await app.Get<AgreementList>().ReadAsync(RunningApp.FacultyId, Cancellation)).Lines.Select(line => line.Number).Order());
        var own = Assert.Single(await app.Get<JournalBook>().ReadAsync(JournalBook.OfFaculty(RunningApp.FacultyId), cancellation: Cancellation));
        Assert.Equal(("Liste d’agréments reprise\u00A0: 3 agréments", app.Secretary.Name), (own.Sentence, own.Who));
        var page = await visitor.OpenAsync($"/console/{RunningApp.FacultyId}/agrements/{holds.Dossier.Id}", Cancellation);
        Assert.EndsWith("Repris de la liste que la faculté avait" + app.Secretary.Name, page.Text);
        Assert.Contains(holds.Number, (await page.FollowAsync("Attestation d’agrément", Cancellation)).Text);
        await app.Get<WorkList>().RefreshAsync(holds.Dossier, Cancellation);
        Assert.Empty((await app.Get<WorkList>().ReadAsync(RunningApp.FacultyId, Cancellation)).Lines);

        // The same again changes nothing; a corrected line is told, and changes nothing either.
        var again = await SendAsync(visitor, csv);
        Assert.DoesNotContain("Reprendre ces", again.Text);
        Assert.Contains("Déjà repris", again.Text);
        var corrected = await SendAsync(visitor, csv.Replace("Martin;", "Martine;", StringComparison.Ordinal));
        Assert.Contains("Déjà repris, avec autre chose dans la colonne « nom »", corrected.Text);
        Assert.Equal(3, (await ListAsync()).Count);
        Assert.Equal("Dr Anne Martin", (await app.Get<AgreementRegister>().FindAsync(holds.Dossier, Cancellation))!.Holder);

        using var report = await visitor.Client.GetAsync(corrected.Address.AbsolutePath + "/rapport.csv", Cancellation);
        var lines = (await report.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Contains("déjà repris autrement", lines[1]);
        Assert.Contains("à corriger", lines[3]);

        // Whoever is in time is written to later; nobody because of the list, and nobody at all whose agreement was over.
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(3), Cancellation);
        Assert.Empty(await app.MailsOfAsync(lapsed.Dossier));
        Assert.Empty(await app.MailsOfAsync(numbered.Dossier));
    }

    [Fact]
    public async Task An_import_that_is_cut_off_goes_on_and_nothing_is_there_twice()
    {
        const int Count = 1200;
        var faculty = app.Faculty;
        var id = await app.Get<ImportDesk>().KeepAsync(
            faculty, Encoding.UTF8.GetBytes(Table([.. Enumerable.Range(1, Count).Select(number => Line(number, 300 + number))])), Cancellation);
        await app.Get<ImportDesk>().StartAsync(app.Workflows, faculty, id, app.Secretary.Id, Cancellation);
        while ((await ProgressAsync(id))?.Done is null or 0) await Task.Yield();

        await app.RestartAsync();
        await app.Workflows.WaitForInstanceCompletionAsync(AgreementImport.InstanceOf(faculty.Id, id), Cancellation);

        var all = await ListAsync();
        Assert.Equal(Count, all.Count);
        Assert.Equal(Count, all.Select(agreement => agreement.Rpps).Distinct().Count());
        Assert.Equal(Count, all.Select(agreement => agreement.Number).Distinct().Count());
        Assert.Equal(Count, all.Select(agreement => agreement.Code).Distinct().Count());
        var dossiers = 0;
        await foreach (var _ in app.Get<DossierBook>().ListAsync(faculty.Id, Cancellation)) dossiers++;
        Assert.Equal(Count, dossiers);
        foreach (var agreement in all) Assert.NotNull(await InstanceAsync(agreement.Dossier));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        using var visitor = await app.SignInAsync(app.Secretary);
        var page = await visitor.OpenAsync($"/console/{RunningApp.FacultyId}/import", Cancellation);
        var refused = await page.Attach("Liste des agréments", "trop.csv", new byte[50_000_000]).PressAsync("Vérifier la liste");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Status);
        Assert.Contains("trop volumineux : 16 Mo au plus", refused.Text);
    }

    [Fact]
    public async Task Whoever_runs_no_department_cannot_open_it()
    {
        using var visitor = await app.SignInAsync("quelqu-un@ailleurs.example");
        var page = await visitor.OpenAsync($"/console/{RunningApp.FacultyId}/import", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
    }

    private async Task<ImportProgress?> ProgressAsync(string id) =>
        (await app.Workflows.GetInstanceAsync(AgreementImport.InstanceOf(RunningApp.FacultyId, id), true, Cancellation))?
            .ReadCustomStatusAs<ImportProgress>();

    private Task<OrchestrationMetadata?> InstanceAsync(DossierKey agreement) =>
        app.Workflows.GetInstanceAsync(AgreementWatch.InstanceOf(agreement), Cancellation);

    private async Task<List<AgreementRecord>> ListAsync()
    {
        var all = new List<AgreementRecord>();
        await foreach (var agreement in app.Get<AgreementRegister>().ListAsync(RunningApp.FacultyId, Cancellation)) all.Add(agreement);
        return all;
    }

    private static string Table(params string[] lines) =>
        "rpps;prenom;nom;courriel;departement;debut;fin;numero\n" + string.Join('\n', lines) + "\n";

    private string Line(int number, int days, string given = "")
    {
        var until = Today.PlusDays(days);
        return $"{SampleAgreement.RppsOf(number)};Anne;{NameOf(number)};medecin{number}@exemple.fr;63;"
            + $"{until.PlusYears(-4):uuuu-MM-dd};{until:uuuu-MM-dd};{given}";
    }

    // Names have no digits.
    private static string NameOf(int number) => number == 1 ? "Martin" : "Petit";

    private static async Task<VisitedPage> SendAsync(Visitor visitor, string csv)
    {
        var page = await visitor.OpenAsync($"/console/{RunningApp.FacultyId}/import", Cancellation);
        return await page.Attach("Liste des agréments", "agrements.csv", Encoding.UTF8.GetBytes(csv)).PressAsync("Vérifier la liste");
    }
}
