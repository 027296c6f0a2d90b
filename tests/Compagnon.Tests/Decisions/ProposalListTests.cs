using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Consoles;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Decisions;

/// <summary>The list that goes to the agency after a session, and the table that comes back.</summary>
public sealed class ProposalListTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Header = "dossier;cycle;decision;numero;date;motifs\n";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartAsync(azurite, new SampleCommission(faculty =>
        faculty["decisions"] = JsonNode.Parse(
            """
            [{ "cycle": "third", "by": "agency", "authority": "Le directeur général de l’agence régionale de santé", "reminders": [14, 28] }]
            """)));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_list_shows_each_proposal_and_then_what_came_back()
    {
        var (one, two) = await ConcludedAsync();
        var session = await site.OpenAsync(April, Secretary);
        var list = await session.FollowAsync("Liste des propositions", Cancellation);

        Assert.Contains("Dr Anne Martin", list.Text);
        Assert.Contains("RPPS 10003456789", list.Text);
        Assert.Contains("Accordé sous conditions, 8 mois, agrément complémentaire", list.Text);
        Assert.Contains("Recommandations : Deux journées de formation.", list.Text);
        Assert.Contains("Refusé", list.Text);
        Assert.Contains("Motifs : =Activité insuffisante.", list.Text);
        Assert.Contains("Troisième cycle", list.Text);
        Assert.Contains("Médecine générale", list.Text);

        var preview = await SendAsync(Header + Line(one, "accordé", "ARS-1") + Line(two, "Refusée", "ARS-2", "Conforme."));
        Assert.Contains("Dr Anne Martin", preview.Text);
        Assert.Null(await ClaimOfAsync(one));
        var done = await preview.PressAsync("Enregistrer ces 2 décisions", cancellation: Cancellation);

        Assert.Contains("2 décisions sont enregistrées", done.Text);
        Assert.Contains("n° ARS-2", done.Text);
        Assert.Contains("Conforme.", done.Text);
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(one)).State);
        Assert.Equal(DossierState.Refused, (await App.WhenQuietAsync(two)).State);
        var agreement = (await App.Get<AgreementRegister>().FindAsync(one, Cancellation))!;
        Assert.Equal(AgreementCategory.Complementary, agreement.Category);
        Assert.Equal(("ARS-1", new LocalDate(2027, 4, 15)), (agreement.Decisions[0].Number, agreement.Decisions[0].On));
        var claim = (await ClaimOfAsync(one))!;
        Assert.Equal((Choices.Granted, Secretary, "2027-04-15"), (claim.Choice, claim.By, claim.Text(AuthorityForm.DayField)));
    }

    [Fact]
    public async Task Pages_of_the_session_say_that_it_proposes_and_who_decides()
    {
        var (one, two) = await ConcludedAsync();
        const string Decider = "La décision revient à : le directeur général de l’agence régionale de santé (troisième cycle).";

        var session = await site.OpenAsync(April, Chair);
        Assert.Contains("Accord sous conditions proposé", session.Text);
        Assert.Contains("Refus proposé", session.Text);
        foreach (var path in (string[])[$"/dossiers/{one.Id}", $"/dossiers/{two.Id}", "/compte-rendu"])
        {
            var page = await site.OpenAsync(April, Chair, path);
            Assert.Contains("commission propose d", page.Text);
            Assert.Contains(Decider, page.Text);
            Assert.DoesNotContain("grément accordé", page.Text);
            Assert.DoesNotContain("Agrément refusé", page.Text);
        }
    }

    [Fact]
    public async Task Whoever_reads_or_downloads_the_list_or_the_minutes_is_in_the_sessions_journal()
    {
        await ConcludedAsync();
        await App.Clock.WhenQuietAsync(Cancellation);
        await site.OpenAsync(April, Secretary, "/liste");
        await App.Visitor.Client.GetByteArrayAsync(site.PathOf(April, App.Coordinator.Id, "/liste.csv"), Cancellation);
        await site.OpenAsync(April, Lemaire, "/compte-rendu");

        var lines = await App.Get<JournalBook>().ReadAsync(Session(April), cancellation: Cancellation);
        Assert.Equal(
            [
                ("Compte rendu consulté", "Dr Sophie Lemaire"),
                ("Liste des propositions consultée", App.Secretary.Name),
                ("Liste téléchargée : propositions-2027-04-15.csv", App.Coordinator.Name),
            ],
            lines.Where(line => line.Fact is JournalFact.ListRead or JournalFact.ListDownloaded or JournalFact.MinutesRead)
                .Select(line => (line.Sentence.Replace('\u00A0', ' '), line.Who)).Order());
    }

    [Fact]
    public async Task The_table_comes_back_as_it_went_and_its_cells_do_not_run()
    {
        var (one, two) = await ConcludedAsync();
        var bytes = await App.Visitor.Client.GetByteArrayAsync(site.PathOf(April, Secretary, "/liste.csv"), Cancellation);

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(3));
        Assert.Equal(string.Join(';', ProposalTable.Columns), text.Split("\r\n")[0]);
        Assert.EndsWith("decision;numero;date;motifs", text.Split("\r\n")[0]);
        Assert.Contains(";'=Activité insuffisante.;", text);
        Assert.Contains("2 lignes ne sont pas remplies", (await SendAsync(bytes)).Text);

        await EnterAsync(Header + Line(one, "accordé", "-12") + Line(two, "refusé", "ARS-2", "Conforme."));
        var filled = await App.Visitor.Client.GetByteArrayAsync(site.PathOf(April, Secretary, "/liste.csv"), Cancellation);
        Assert.Contains(";accordé;'-12;15/04/2027;", Encoding.UTF8.GetString(filled));
        var again = await SendAsync(filled);
        Assert.Contains("2 décisions étaient déjà enregistrées. Il n’y a rien de nouveau à enregistrer.", again.Text);
        Assert.DoesNotContain("Déjà enregistré autrement", again.Text);
    }

    [Fact]
    public async Task The_same_table_goes_out_and_comes_back_on_the_console()
    {
        var (one, two) = await ConcludedAsync();
        using var secretary = await App.SignInAsync(App.Secretary);
        var list = await (await secretary.OpenAsync($"/console/{RunningApp.FacultyId}/seances/{Session(April).Id}")).FollowAsync("Propositions à transmettre");
        Assert.Contains("2 dossiers proposés à une autre autorité", list.Text);
        Assert.Equal(
            await App.Visitor.Client.GetByteArrayAsync(site.PathOf(April, Secretary, "/liste.csv"), Cancellation),
            await secretary.Client.GetByteArrayAsync(list.Address.AbsolutePath + ".csv", Cancellation));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await list.PressAsync("Vérifier le tableau")).Status);

        var table = Encoding.UTF8.GetBytes(Header + Line(one, "accordé", "ARS-1"));
        var preview = await list.Attach("Tableau rempli", "decisions.csv", table).PressAsync("Vérifier le tableau");
        var entered = await preview.PressAsync("Enregistrer cette décision");
        Assert.Contains("La décision est enregistrée", entered.Text);
        Assert.Equal("ARS-1", (await ClaimOfAsync(one))!.Text(AuthorityForm.NumberField));

        // By the other way it is there already.
        Assert.Contains("Une décision était déjà enregistrée", (await SendAsync(table)).Text);
        Assert.Null(await ClaimOfAsync(two));
        using var member = await App.SignInAsync(App.Faculty.People.Single(person => person.Id == Lemaire));
        Assert.Equal(HttpStatusCode.NotFound, (await member.OpenAsync(list.Address.AbsolutePath)).Status);
    }

    [Fact]
    public async Task Entering_twice_changes_nothing_and_another_decision_is_reported_and_not_entered()
    {
        var (one, two) = await ConcludedAsync();
        var preview = await SendAsync(Header + Line(one, "accordé", "ARS-1"));
        await preview.PressAsync("Enregistrer cette décision", cancellation: Cancellation);
        var before = await ClaimOfAsync(one);
        await preview.PressAsync("Enregistrer cette décision", cancellation: Cancellation);

        var other = await SendAsync(Header + Line(one, "refusé", "ARS-7", "Non.") + Line(two, "refusé", "ARS-2", "Conforme."));
        Assert.Contains("Déjà enregistré autrement", other.Text);
        Assert.Contains("le fichier dit « refusé, n° ARS-7 du 15 avril 2027, Non. », il est enregistré « accordé, n° ARS-1", other.Text);
        await other.PressAsync("Enregistrer cette décision", cancellation: Cancellation);
        Assert.Equal("ARS-2", (await ClaimOfAsync(two))!.Text(AuthorityForm.NumberField));
        Assert.Equivalent(before, await ClaimOfAsync(one), strict: true);
    }

    [Fact]
    public async Task Whoever_confirms_after_somebody_answered_otherwise_is_shown_the_first_answer()
    {
        var (one, _) = await ConcludedAsync();
        var first = await SendAsync(Header + Line(one, "accordé", "ARS-1"));
        var second = await SendAsync(Header + Line(one, "accordé", "ARS-8"));
        await first.PressAsync("Enregistrer", cancellation: Cancellation);

        Assert.Contains("Déjà enregistré autrement", (await second.PressAsync("Enregistrer", cancellation: Cancellation)).Text);
        Assert.Equal("ARS-1", (await ClaimOfAsync(one))!.Text(AuthorityForm.NumberField));
    }

    [Fact]
    public async Task As_long_as_a_line_is_wrong_nothing_is_entered_and_each_mistake_is_named()
    {
        var (one, two) = await ConcludedAsync();
        var elsewhere = await App.StartDossierAsync("Autre", "10101234563", "rives-atlantiques");
        await App.WhenQuietAsync(elsewhere);

        var page = await SendAsync(
            Header + Line(one, "accordé", "ARS-1") + Line(two, "peut-être", "") + Line(one, "accordé", "ARS-1")
            + Line(elsewhere, "accordé", "X") + Line(DossierKey.New("rives-atlantiques"), "accordé", "X") + "le second;3;accordé;X;15/04/2027;\n"
            + Line(two, "refusé", "N").Replace(";3;", ";2;", StringComparison.Ordinal)
            + Line(two, "refusé", "N").Replace("15/04/2027", "31/12/2027", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("Ligne 3, colonne « decision » : « accordé » ou « refusé » est attendu.", page.Text);
        Assert.Contains("Ligne 3, colonne « numero » : Saisissez le numéro", page.Text);
        Assert.Contains("Ligne 4, colonne « dossier » : Ce dossier et ce cycle figurent déjà à la ligne 2.", page.Text);
        Assert.Contains("Ligne 5, colonne « dossier » : Dossier inconnu dans la liste de cette séance.", page.Text);
        Assert.Contains("Ligne 6, colonne « dossier » : Dossier inconnu dans la liste de cette séance.", page.Text);
        Assert.Contains("Ligne 7, colonne « dossier » : Une référence de dossier est attendue", page.Text);
        Assert.Contains("Ligne 8, colonne « cycle » : Pour ce dossier, 3 est attendu.", page.Text);
        Assert.Contains("Ligne 9, colonne « date » : Saisissez le jour", page.Text);
        Assert.Contains("Ligne 9, colonne « motifs » : Donnez les motifs", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("input[name=decisions]"));

        // Nor by a form that was made by hand.
        using var table = new MemoryStream(Encoding.UTF8.GetBytes(Header + Line(one, "accordé", "ARS-1") + Line(two, "peut-être", "")));
        var (status, _) = await site.PostAsync(
            site.PathOf(April, Secretary, "/liste/decisions"), ("decisions", Base64Url.EncodeToString(table.ToArray())));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Null(await ClaimOfAsync(one));
        Assert.Null(await App.Get<AssignmentDesk>().FindClaimAsync(elsewhere, "authority-3-1", Cancellation));
    }

    [Fact]
    public async Task A_decision_that_is_awaited_no_more_is_not_entered()
    {
        var (one, _) = await ConcludedAsync();
        await App.Get<AssignmentDesk>().WithdrawAsync(App.Workflows, one, Compagnon.Links.Link.Doctor, "", Cancellation);
        await App.WhenQuietAsync(one);

        var page = await SendAsync(Header + Line(one, "accordé", "ARS-1"));
        Assert.Contains("Ligne 2 : Aucune décision n’est plus attendue", page.Text);
        Assert.Contains("Sans objet", (await site.OpenAsync(April, Chair, "/liste")).Text);
    }

    [Fact]
    public async Task The_list_is_for_the_secretariat_the_coordination_and_the_chair_and_only_the_secretariat_enters()
    {
        var (one, _) = await ConcludedAsync();
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(site.PathOf(April, App.Coordinator.Id, "/liste")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Lemaire, "/liste")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Lemaire, "/liste.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(June, Secretary, "/liste")));
        Assert.DoesNotContain("Liste des propositions", (await site.OpenAsync(April, Lemaire)).Text);

        var chair = await site.OpenAsync(April, Chair, "/liste");
        Assert.Empty(chair.Document.QuerySelectorAll("input[type=file]"));
        await site.PostAsync(
            site.PathOf(April, Chair, "/liste/decisions"),
            ("decisions", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header + Line(one, "accordé", "ARS-1")))));
        Assert.Null(await ClaimOfAsync(one));
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_none_is_said_on_the_page()
    {
        await ConcludedAsync();
        var large = await SendAsync(new byte[DecisionFile.Largest + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        Assert.Contains("1 Mo au plus", large.Text);
        var none = await (await site.OpenAsync(April, Secretary, "/liste")).PressAsync("Vérifier", cancellation: Cancellation);
        Assert.Contains("Choisissez un fichier.", none.Text);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await site.PostAsync(site.PathOf(April, Secretary, "/liste/decisions"), ("decisions", "§"))).Status);
    }

    [Fact]
    public async Task A_kind_of_agreement_that_does_not_exist_is_said_at_its_field()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);

        var (status, body) = await site.PostAsync(
            site.PathOf(April, Chair, $"/dossiers/{dossier.Id}/decision"), ("choix", Choices.Granted), ("agrement", "Autre"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Choisissez un agrément principal, complémentaire ou fonctionnel.", body);
        Assert.Null(await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "commission-1", Cancellation));
    }

    [Fact]
    public async Task A_decision_that_comes_before_the_deans_signature_is_not_entered()
    {
        await site.DisposeAsync();
        site = await CommissionSite.StartAsync(azurite, new SampleCommission(faculty =>
        {
            faculty["people"]!.AsArray().Add(new JsonObject
            {
                ["id"] = "a-roche",
                ["roles"] = new JsonArray("dean"),
                ["name"] = "Pr Alix Roche",
                ["address"] = "doyenne@medecine-valdedore.example",
            });
            faculty["decisions"] = JsonNode.Parse(
                """
                [
                  { "cycle": "second", "by": "dean", "authority": "La doyenne de la faculté", "reminders": [3] },
                  { "cycle": "third", "by": "agency", "authority": "Le directeur général", "reminders": [14] }
                ]
                """);
        }));
        var (one, _) = await ConcludedAsync();

        Assert.Contains("Signature du décanat attendue", (await site.OpenAsync(April, Secretary, "/liste")).Text);
        var early = await SendAsync(Header + Line(one, "accordé", "ARS-1"));
        Assert.Contains("Ligne 2 : Cette décision n’est pas encore attendue", early.Text);
        await site.PostAsync(
            "/demande/" + App.TokenFor(one, "a-roche", "signature-2-1"), ("choix", Choices.Declined), ("mot", "La visite manque."));
        await App.WhenQuietAsync(one);
        Assert.Contains("Sans objet", (await site.OpenAsync(April, Secretary, "/liste")).Text);
    }

    /// <summary>Two dossiers before the session of April: one granted on conditions, one refused.</summary>
    private async Task<(DossierKey One, DossierKey Two)> ConcludedAsync()
    {
        var one = await site.ReadyAsync();
        var two = await site.ReadyAsync("Petit", "10101234563");
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);
        var page = await site.OpenAsync(April, Chair, one);
        await page.Tick("Agrément à accorder sous conditions", "Proposition").Tick("Complémentaire", "Nature").Fill("Durée", "8")
            .Fill("Recommandations", "Deux journées de formation.").PressAsync("Enregistrer la proposition", cancellation: Cancellation);
        await site.RecordAsync(April, two, "Agrément à refuser", "=Activité insuffisante.");
        await App.WhenQuietAsync(one);
        return (one, two);
    }

    private static string Line(DossierKey dossier, string decision, string number, string reasons = "") =>
        $"{dossier.Reference};3;{decision};{number};15/04/2027;{reasons}\n";

    private Task<VisitedPage> SendAsync(string table) => SendAsync(Encoding.UTF8.GetBytes(table));

    private async Task<VisitedPage> SendAsync(byte[] table) =>
        await (await site.OpenAsync(April, Secretary, "/liste")).Attach("Tableau rempli", "decisions.csv", table)
            .PressAsync("Vérifier le tableau", cancellation: Cancellation);

    private async Task EnterAsync(string table)
    {
        await (await SendAsync(table)).PressAsync("Enregistrer", cancellation: Cancellation);
        await App.Clock.WhenQuietAsync(Cancellation);
    }

    private Task<Claim?> ClaimOfAsync(DossierKey dossier) =>
        App.Get<AssignmentDesk>().FindClaimAsync(dossier, "authority-3-1", Cancellation);
}
