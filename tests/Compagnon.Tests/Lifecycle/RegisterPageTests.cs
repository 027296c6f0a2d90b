using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Renewals;
using Compagnon.Trainings;
using NodaTime;

namespace Compagnon.Tests.Lifecycle;

/// <summary>The register and its agreements on the console. Agreements are written into the register, not granted: that is quick.</summary>
public sealed class RegisterPageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/agrements";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalDate Today => ParisTime.DayOf(app.Clock.GetUtcNow());

    private AgreementList List => app.Get<AgreementList>();

    [Fact]
    public async Task An_agreement_is_found_by_name_and_its_change_shows_at_once()
    {
        var agreement = await EnterAsync(app.Faculty.Id, "Trouvée", 300);
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await secretary.OpenAsync(Page + "?onglet=fins&texte=trouvee", Cancellation);
        Assert.Contains("Dr Anne Trouvée", page.Text);
        Assert.Contains("Renouvellement : pas encore invité", page.Text);
        Assert.Equal(agreement.Number, page.Document.QuerySelector(".list .reference")!.TextContent);

        await app.Get<AgreementDesk>().ChangeAsync(
            app.Workflows,
            new AgreementChange(agreement.Dossier, "suspension-1", AgreementChangeKind.Suspended, app.Clock.GetUtcNow(), app.Secretary.Id, "Travaux."),
            Cancellation);

        Assert.Contains("Aucun agrément ne correspond", (await secretary.OpenAsync(Page + "?texte=trouvee", Cancellation)).Text);
        page = await secretary.OpenAsync(Page + "?onglet=suspendus&texte=trouvee", Cancellation);
        Assert.Contains("Suspendu", page.Text);
        Assert.Equal(agreement.Holder, (await page.FollowAsync("Dr Anne Trouvée", Cancellation)).Heading);
    }

    [Fact]
    public async Task The_page_of_an_agreement_tells_its_whole_history()
    {
        var agreement = await EnterAsync(app.Faculty.Id, "Longue", 200);
        var (key, now) = (agreement.Dossier, app.Clock.GetUtcNow());
        var journal = app.Get<JournalBook>();
        await app.Get<TrainingBook>().RecordAsync(
            new Training(key.Faculty, agreement.Rpps, Today.PlusDays(-9), "Évaluer un interne", 180, app.Secretary.Id, now), Cancellation);
        var renewal = SampleAgreement.DossierOf(agreement) with
        {
            Key = DossierKey.New(key.Faculty),
            Kind = DossierKind.Renewal,
            Agreement = key.Id,
            State = DossierState.AwaitingVisit,
        };
        await app.Get<DossierBook>().AddAsync(renewal, Cancellation);
        await app.Get<AgreementRegister>().ChangeAsync(
            new AgreementChange(key, "1-renewal", AgreementChangeKind.RenewalOpened, now, "") { Dossier = renewal.Key.Id }, Cancellation);
        await journal.AppendAsync(new JournalEntry(key, now, JournalFact.AmendmentOpened, Link.Doctor), Cancellation);
        await journal.AppendAsync(new JournalEntry(key, now, JournalFact.WithdrawalProposed, app.Secretary.Id), Cancellation);
        await journal.AppendAsync(new JournalEntry(key, now, JournalFact.DocumentRead, app.Secretary.Id, "Diplôme"), Cancellation);
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));

        var page = await reader.OpenAsync($"{Page}/{key.Id}", Cancellation);

        Assert.Contains("demande transmise : visite, depuis le", page.Text);
        Assert.Equal($"/console/val-de-dore/dossiers/{renewal.Key.Id}", Href(page, "demande transmise"));
        Assert.Equal($"/console/val-de-dore/dossiers/{key.Id}/attestation", Href(page, "Attestation"));
        Assert.Equal($"/console/val-de-dore/dossiers/{key.Id}/lettre", Href(page, "Lettre de la période"));
        Assert.Equal($"/console/val-de-dore/dossiers/{key.Id}", Href(page, "Le dossier"));
        Assert.Contains("Évaluer un interne", page.Text);
        Assert.Contains("3 h – enregistrée par le département", page.Text);
        Assert.Contains("Invitation à renouveler", page.Text);
        Assert.Contains("Changement signalé, demande d’avenant ouverte", page.Text);
        Assert.Contains("Retrait de l’agrément proposé", page.Text);
        Assert.DoesNotContain("Pièce consultée", page.Text);
        // Who only reads changes nothing.
        Assert.DoesNotContain("Suspendre", page.Text);
    }

    [Fact]
    public async Task Another_facultys_agreement_and_one_that_does_not_exist_are_the_same()
    {
        var foreign = await EnterAsync("rives-atlantiques", "Ailleurs", 500);
        using var secretary = await app.SignInAsync(app.Secretary);

        var answers = new List<string>();
        foreach (var id in (string[])[foreign.Dossier.Id, DossierKey.New("val-de-dore").Id, "x"])
        {
            var page = await secretary.OpenAsync($"{Page}/{id}", Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            answers.Add(page.Document.DocumentElement.OuterHtml);
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.OpenAsync("/console/rives-atlantiques/agrements", Cancellation)).Status);
        Assert.DoesNotContain("Ailleurs", (await secretary.OpenAsync(Page + "?onglet=tous", Cancellation)).Text);
    }

    [Fact]
    public async Task Somebody_without_the_role_sees_no_register()
    {
        var teacher = app.Faculty.People.FirstOrDefault(person => person.Roles is [StaffRole.Teacher])?.Address ?? "quelqu-un@ailleurs.example";
        using var visitor = await app.SignInAsync(teacher);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.OpenAsync(Page, Cancellation)).Status);
    }

    [Fact]
    public async Task A_list_that_was_lost_is_built_again_and_says_so_meanwhile()
    {
        await EnterAsync("val-de-dore", "Perdue", 700);
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Listings, Cancellation);
        await table.RemovePartitionAsync("agreements-1~val-de-dore", Cancellation);
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Contains("La liste se prépare", (await secretary.OpenAsync(Page + "?onglet=tous", Cancellation)).Text);

        Assert.True(await List.BuildAsync(Cancellation) >= 1);

        var built = await secretary.OpenAsync(Page + "?onglet=tous&texte=perdue", Cancellation);
        Assert.DoesNotContain("La liste se prépare", built.Text);
        Assert.Contains("Dr Anne Perdue", built.Text);
    }

    [Fact]
    public async Task A_full_page_of_long_names_weighs_less_than_100_kB_and_says_how_many_there_are()
    {
        var faculty = app.FacultyOf("rives-atlantiques");
        var lines = Enumerable.Range(0, 1234).Select(number => AgreementLine.Of(
            SampleAgreement.Of(faculty.Id, Today.PlusYears(-4), Today.PlusDays(number % 360), number) with
            {
                Holder = $"Dr Marie-Charlotte-Élisabeth de La Rochefoucauld-Montmorency {number}",
                Specialty = "chirurgie-thoracique-cardiovasculaire",
            },
            null,
            "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
            null,
            isBegun: false) with
        {
            Renewal = RenewalStanding.HandedOver,
            RenewalDossier = DossierKey.New(faculty.Id).Id,
            RenewalState = DossierState.AwaitingAuthority,
            RenewalSince = app.Clock.GetUtcNow(),
        }).ToDictionary(line => line.Id);
        await app.Get<ListingBook>().SetAsync(
            AgreementList.Name, faculty.Id, lines.Keys, id => Task.FromResult<AgreementLine?>(lines[id]), Cancellation);
        using var reader = await app.SignInAsync(faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        const string Asked = "/console/rives-atlantiques/agrements?onglet=fins&texte=montmorency&page=2";

        var weight = (await reader.Client.GetByteArrayAsync(Asked, Cancellation)).Length;
        var page = await reader.OpenAsync(Asked, Cancellation);

        Assert.InRange(weight, 1, 100_000);
        Assert.Equal(50, page.Document.QuerySelectorAll(".list tbody tr").Length);
        Assert.Contains("1 234 agréments : 51 à 100", page.Text);
        Assert.Equal("3", (await page.FollowAsync("Page suivante", Cancellation)).Address.Query.Split('=')[^1]);
    }

    private async Task<AgreementRecord> EnterAsync(string faculty, string lastName, int days)
    {
        var until = Today.PlusDays(days);
        var number = Random.Shared.Next(1, 90_000_000);
        var agreement = SampleAgreement.Of(faculty, until.PlusYears(-4), until, number) with { Holder = $"Dr Anne {lastName}" };
        var dossier = SampleAgreement.DossierOf(agreement);
        await app.Get<DossierBook>().AddAsync(dossier with { Doctor = dossier.Doctor with { LastName = lastName } }, Cancellation);
        await app.Get<AgreementRegister>().EnterAsync(agreement, Cancellation);
        await List.RefreshAsync(agreement.Dossier, Cancellation);
        return agreement;
    }

    private static string Href(VisitedPage page, string text) =>
        page.Document.QuerySelectorAll("main a[href]").First(link => link.TextContent.Trim().StartsWith(text, StringComparison.Ordinal)).GetAttribute("href")!;
}
