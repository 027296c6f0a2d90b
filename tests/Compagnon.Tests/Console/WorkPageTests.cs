using System.Net;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Storage;
using Compagnon.Territories;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Consoles;

/// <summary>The work list through the app as it runs.</summary>
public sealed class WorkPageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/travail";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dossier_is_on_the_list_of_whom_it_waits_for_and_moves_on_with_the_answer()
    {
        var dossier = await StartAsync("Verrier");
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        Assert.Contains("Dr Anne Verrier", (await secretary.OpenAsync(Page + "?texte=verrier")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Verrier", (await coordinator.OpenAsync(Page + "?onglet=moi")).Text, StringComparison.Ordinal);
        Assert.Contains("Dr Anne Verrier", (await coordinator.OpenAsync(Page + "?onglet=autres&texte=verrier")).Text, StringComparison.Ordinal);

        // Below the dossier is the same form as at the mail's link.
        var review = await (await (await secretary.OpenAsync(Page + "?texte=verrier")).FollowAsync("Dr Anne Verrier")).FollowAsync("Répondre");
        await Journey.SayCompleteAsync(review.Expect("Dr Anne Verrier"));
        await app.WhenQuietAsync(dossier);

        Assert.Contains("Aucun dossier ne correspond", (await secretary.OpenAsync(Page + "?onglet=moi&texte=verrier")).Text, StringComparison.Ordinal);
        var decision = await (await (await coordinator.OpenAsync(Page + "?texte=verrier")).FollowAsync("Dr Anne Verrier")).FollowAsync("Répondre");
        await decision.Tick("Accorder l’agrément pour 1 an").PressAsync("Enregistrer");
        await app.WhenQuietAsync(dossier);
        Assert.Contains("Aucun dossier ne correspond", (await secretary.OpenAsync(Page + "?onglet=tous&texte=verrier")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_only_reads_sees_the_dossier_and_cannot_answer()
    {
        await StartAsync("Lecture");
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));

        var dossier = await (await reader.OpenAsync(Page + "?texte=lecture")).FollowAsync("Dr Anne Lecture");

        Assert.Equal(HttpStatusCode.OK, dossier.Status);
        Assert.Empty(dossier.Document.QuerySelectorAll("main form[method=post]"));
    }

    [Fact]
    public async Task A_dossier_of_another_faculty_opens_to_nobody()
    {
        var dossier = await StartAsync("Ailleurs");
        using var other = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);

        Assert.DoesNotContain("Ailleurs", (await other.OpenAsync("/console/rives-atlantiques/travail?onglet=tous")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync($"/console/rives-atlantiques/dossiers/{dossier.Id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync($"/console/val-de-dore/dossiers/{dossier.Id}")).Status);
    }

    [Fact]
    public async Task Filters_are_kept_under_a_name_and_removed_again()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var filtered = await secretary.OpenAsync(Page + "?onglet=tous&zone=zip&page=7");

        var kept = await filtered.Fill("Garder ces filtres", "Zones <b>prioritaires</b>").PressAsync("Enregistrer la vue");
        Assert.DoesNotContain("prioritaires", (await coordinator.OpenAsync(Page)).Text, StringComparison.Ordinal);
        var again = await kept.FollowAsync("Zones <b>prioritaires</b>");
        Assert.Equal("?onglet=tous&zone=zip", again.Address.Query);

        var removed = await again.PressAsync("Supprimer la vue Zones");
        Assert.DoesNotContain("prioritaires", removed.Text, StringComparison.Ordinal);
        Assert.Equal("?onglet=tous&zone=zip", removed.Address.Query);
    }

    [Theory]
    [InlineData("", "Donnez un nom")]
    [InlineData("Un nom qui ne finit pas, un nom qui ne finit pas, un nom qui ne finit pas", "Raccourcissez ce nom")]
    public async Task A_view_without_a_good_name_is_asked_for_again(string name, string expected)
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await (await secretary.OpenAsync(Page)).Fill("Garder ces filtres", name).PressAsync("Enregistrer la vue");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(expected, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_somebody_else_s_keeps_nothing()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var theirs = (await coordinator.OpenAsync(Page)).Document.QuerySelector("input[name=jeton]")!.GetAttribute("value")!;
        foreach (var token in (string[])["", "x", theirs])
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["jeton"] = token, ["nom"] = "Volée" });
            Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync(Page, form, Cancellation)).StatusCode);
        }

        Assert.DoesNotContain("Volée", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_lost_is_built_again_and_says_so_meanwhile()
    {
        var dossier = await StartAsync("Perdu");
        var table = await app.Get<StorageClients>().TableAsync(TableNames.Listings, Cancellation);
        var earlier = new TableEntity("work-2~val-de-dore", "07");
        await table.UpsertEntityAsync(earlier, TableUpdateMode.Replace, Cancellation);
        await table.RemovePartitionAsync(WorkList.Name.PartitionOf("val-de-dore"), Cancellation);
        var work = app.Get<WorkList>();
        await work.RefreshAsync(await StartAsync("Nouveau"), Cancellation);
        using var secretary = await app.SignInAsync(app.Secretary);
        var meanwhile = await secretary.OpenAsync(Page + "?onglet=tous");
        Assert.Contains("La liste se prépare", meanwhile.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Dr Anne Perdu", meanwhile.Text, StringComparison.Ordinal);

        Assert.True(await work.BuildAsync(Cancellation) >= 2);

        var built = await secretary.OpenAsync(Page + "?onglet=tous&texte=perdu");
        Assert.DoesNotContain("La liste se prépare", built.Text, StringComparison.Ordinal);
        Assert.Contains("Dr Anne Perdu", built.Text, StringComparison.Ordinal);
        Assert.Equal(0, await work.BuildAsync(Cancellation));
        Assert.Null(await table.FindAsync(earlier.PartitionKey, earlier.RowKey, Cancellation));
        Assert.Equal(DossierState.UnderReview, (await app.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task The_first_dossiers_of_a_faculty_make_a_whole_list()
    {
        await StartAsync("Premier");
        Assert.True((await app.Get<WorkList>().ReadAsync("val-de-dore", Cancellation)).IsComplete);
    }

    [Fact]
    public async Task Building_takes_no_dossier_that_was_never_submitted()
    {
        var draft = DossierKey.New("val-de-dore");
        await app.Get<DossierBook>().AddAsync(draft, new Doctor("Anne", "Brouillon", "10003456789", "a@exemple.example", "63"), app.Clock.GetUtcNow(), Cancellation);

        await app.Get<WorkList>().RefreshAsync(draft, Cancellation);

        Assert.DoesNotContain((await app.Get<WorkList>().ReadAsync("val-de-dore", Cancellation)).Lines, line => line.Id == draft.Id);
    }

    [Fact]
    public async Task A_full_page_of_long_names_weighs_less_than_100_kB_and_says_how_many_there_are()
    {
        var (faculty, now) = (app.FacultyOf("rives-atlantiques"), app.Clock.GetUtcNow());
        var step = new AwaitedStep("visit-1-offer-1", AssignmentKind.VisitOffer, [.. faculty.People.Take(2).Select(person => person.Id)], now, now.AddDays(9));
        var lines = Enumerable.Range(0, 1234).Select(number => new WorkLine
        {
            Id = DossierKey.New(faculty.Id).Id,
            FirstName = "Marie-Charlotte-Élisabeth",
            LastName = $"de La Rochefoucauld-Montmorency {number}",
            Rpps = "10003456789",
            Commune = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
            Zone = ZoneClass.Zip,
            Specialty = "chirurgie-thoracique-cardiovasculaire",
            IsAccelerated = true,
            Kind = DossierKind.Renewal,
            State = DossierState.AwaitingVisit,
            LateFrom = now.AddDays(-1),
            Submitted = now,
            Since = now,
            Awaits = [step, step, step],
        }).ToDictionary(line => line.Id);
        await app.Get<ListingBook>().SetAsync(
            WorkList.Name, faculty.Id, lines.Keys, id => Task.FromResult<WorkLine?>(lines[id]), Cancellation);
        using var reader = await app.SignInAsync(faculty.People.First(person => person.Has(StaffRole.ReadOnly)));

        var weight = (await reader.Client.GetByteArrayAsync("/console/rives-atlantiques/travail?page=2", Cancellation)).Length;
        var page = await reader.OpenAsync("/console/rives-atlantiques/travail?page=2", Cancellation);

        Assert.InRange(weight, 1, 100_000);
        Assert.Equal(50, page.Document.QuerySelectorAll(".list tbody tr").Length);
        Assert.Contains("1 234 dossiers : 51 à 100", page.Text, StringComparison.Ordinal);
        Assert.Equal("3", (await page.FollowAsync("Page suivante", Cancellation)).Address.Query.Split('=')[^1]);
    }

    private async Task<DossierKey> StartAsync(string lastName)
    {
        var dossier = await app.StartDossierAsync(lastName);
        await app.WhenQuietAsync(dossier);
        return dossier;
    }
}
