using System.Net;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Hosting;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.Tests.Acting;

/// <summary>Links and sign-ins of a mailbox that several share: who it was is asked, kept and shown.</summary>
public sealed class SharedMailboxTests(SharedMailboxTests.SharedSecretariat shared) : IClassFixture<SharedMailboxTests.SharedSecretariat>
{
    private const string Word = "Merci, <tout> y est & bien.\nÀ bientôt.";
    private readonly RunningApp app = shared.Running;

    [Fact]
    public async Task The_page_asks_who_it_is_and_the_name_stays_beside_the_answer()
    {
        var (dossier, visitor) = (await app.StartDossierAsync(), Anonymous());
        await app.WhenQuietAsync(dossier);
        var address = AddressOf(dossier);

        var asked = (await visitor.OpenAsync(address + "?suite=1")).Expect("Dites qui vous êtes");
        var refused = await asked.Fill("Votre nom", " ").PressAsync("Continuer");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Raccourcissez", (await refused.Fill("Votre nom", new string('a', 61)).PressAsync("Continuer")).Text, StringComparison.Ordinal);
        var page = (await refused.Fill("Votre nom", "Mme <b>Lebrun</b>").PressAsync("Continuer")).Expect("Vérifier le dossier");
        Assert.Equal("?suite=1", page.Address.Query);
        Assert.Contains("Vous agissez en tant que Mme <b>Lebrun</b>", page.Text, StringComparison.Ordinal);

        await Journey.SayCompleteAsync(page);
        await app.WhenQuietAsync(dossier);

        var given = await visitor.OpenAsync(address);
        Assert.Contains("(Mme <b>Lebrun</b>)", given.Text, StringComparison.Ordinal);
        var found = (await app.Get<JournalBook>().ReadAsync(dossier)).Single(line => line.Fact == JournalFact.FoundComplete);
        Assert.Equal($"{app.Secretary.Name} (Mme <b>Lebrun</b>)", found.Who);
        Assert.Equal("Mme <b>Lebrun</b>", (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1"))!.Actor);

        // The coordinator's mailbox is theirs alone.
        using var coordinator = Anonymous();
        Assert.DoesNotContain("Dites qui", (await coordinator.OpenAsync("/demande/" + app.TokenFor(dossier, app.Coordinator.Id, "decision-1"))).Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_was_typed_before_the_name_was_asked_arrives_with_it()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        var cookies = new CookieContainer();
        using var visitor = new Visitor(app.Addresses.Root, new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { Name = "M. Autre" };
        var page = Journey.Judge(await visitor.OpenAsync(AddressOf(dossier)), "Curriculum").Fill("Mot au médecin : Curriculum", Word);
        // Twelve hours later the browser has forgotten the name.
        foreach (Cookie cookie in cookies.GetAllCookies()) cookie.Expired = true;
        visitor.Name = null;

        var asked = (await page.PressAsync("Enregistrer")).Expect("Dites qui vous êtes");
        Assert.Contains("Rien de ce que vous avez saisi n’est perdu", asked.Text, StringComparison.Ordinal);
        // Neither by a mistake in the name.
        asked = (await asked.Fill("Votre nom", "").PressAsync("Continuer")).Expect("Dites qui vous êtes");
        await asked.Fill("Votre nom", "Mme Exacte").PressAsync("Continuer");

        var claim = (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1"))!;
        Assert.Equal((Choices.Missing, "Mme Exacte"), (claim.Choice, claim.Actor));
        Assert.Contains(Word, claim.Data!.Values);
    }

    [Fact]
    public async Task Who_signs_in_to_a_shared_account_says_who_they_are_and_can_be_another()
    {
        using var visitor = new Visitor(app.Addresses.Root) { Name = "Mme Une" };
        await visitor.SignInAsync(app.Secretary.Address, app.Secretary.Name);

        var page = await visitor.OpenAsync("/console/val-de-dore/travail?onglet=tous");
        Assert.Equal("?onglet=tous", page.Address.Query);
        Assert.Contains("Mme Une", page.Text, StringComparison.Ordinal);

        visitor.Name = null;
        var again = (await page.FollowAsync("Ce n’est pas vous ?")).Expect("Dites qui vous êtes");
        Assert.Equal("Mme Une", again.Document.QuerySelector("input[name=qui-agit]")!.GetAttribute("value"));
        Assert.Contains("Mme Deux", (await again.Fill("Votre nom", "Mme Deux").PressAsync("Continuer")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_counts_only_with_what_the_page_gave_and_for_the_mailbox_that_it_was_given_for()
    {
        var (dossier, visitor) = (await app.StartDossierAsync(), Anonymous());
        await app.WhenQuietAsync(dossier);
        using var forged = new FormUrlEncodedContent([new("qui-agit", "Mme Fausse"), new("qui-agit-seul", "1"), new("qui-agit-jeton", "forged")]);
        using var answer = await visitor.Client.PostAsync(new Uri(AddressOf(dossier), UriKind.Relative), forged);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(value => value.StartsWith("compagnon-qui=", StringComparison.Ordinal)));
        (await visitor.OpenAsync(AddressOf(dossier))).Expect("Dites qui vous êtes");
    }

    private string AddressOf(DossierKey dossier) => "/demande/" + app.TokenFor(dossier, app.Secretary.Id, "review-1");

    private Visitor Anonymous() => new(app.Addresses.Root) { Name = null };

    /// <summary>The app of a faculty whose secretariat is a mailbox that several share.</summary>
    public sealed class SharedSecretariat(AzuriteFixture azurite) : IAsyncLifetime
    {
        private readonly ChangedFaculty faculty = new(text => text.Replace("\"roles\": [\"secretariat\"],\n      \"name\"", "\"roles\": [\"secretariat\"],\n      \"shared\": true,\n      \"name\"", StringComparison.Ordinal));

        public RunningApp Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder);

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            faculty.Dispose();
        }
    }
}
