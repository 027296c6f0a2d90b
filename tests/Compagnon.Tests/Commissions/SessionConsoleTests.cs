using System.Net;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Visits;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Commissions;

/// <summary>The commission's sessions on the console, through the app as it runs.</summary>
public sealed class SessionConsoleTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Page = "/console/val-de-dore/seances";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string PageOf(LocalDate day) => $"{Page}/{Session(day).Id}";

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartAsync(
        azurite, new SampleCommission(faculty => VisitedFaculty.AddVisitors(faculty)));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_session_shows_its_dossiers_who_has_answered_and_what_was_concluded_to_whom_may_know()
    {
        var first = await site.ReadyAsync("Verrier");
        var second = await site.ReadyAsync("Pascal", "10003456797");
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        await site.GiveOpinionAsync(April, Cordier, first, "Favorable avec réserves", "À revoir.");
        await site.GiveOpinionAsync(April, Lemaire, second, "J’ai un lien d’intérêts");
        using var secretary = await App.SignInAsync(Person(Secretary));
        using var cordier = await App.SignInAsync(Person(Cordier));
        using var lemaire = await App.SignInAsync(Person(Lemaire));
        using var chair = await App.SignInAsync(Person(Chair));

        var listed = await secretary.OpenAsync(Page);
        Assert.Contains("Avril 2027", listed.Text, StringComparison.Ordinal);
        Assert.Contains("Salle du conseil · 2 dossiers", listed.Text, StringComparison.Ordinal);
        var opened = await listed.FollowAsync("Jeudi 15 avril 2027");
        Assert.Equal("Séance du 15 avril 2027", opened.Heading);
        Assert.Contains("Dr Anne Verrier", opened.Text, StringComparison.Ordinal);
        Assert.Contains("1 avis sur 3", opened.Text, StringComparison.Ordinal);
        Assert.Contains("1 avis sur 2", opened.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Favorable avec réserves", opened.Text, StringComparison.Ordinal);
        Assert.Contains("n° 2027-04-15/01", opened.Text, StringComparison.Ordinal);

        // What opinions say: whoever chairs, and each member after giving one. A dossier that somebody is excluded from is nobody's to them.
        foreach (var reader in (Visitor[])[chair, cordier])
            Assert.Contains("Favorable avec réserves : 1", (await reader.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);
        var excluded = await lemaire.OpenAsync(PageOf(April));
        Assert.DoesNotContain("Pascal", excluded.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Favorable avec réserves", excluded.Text, StringComparison.Ordinal);

        await site.AdvanceToAsync(April, 15);
        Assert.Contains("Conclusions à enregistrer", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, first, "Agrément accordé pour");
        await site.RecordAsync(April, second, "Reporté à la séance suivante", "Dossier non lu.");
        await App.WhenQuietAsync(first);

        var held = await secretary.OpenAsync(PageOf(April));
        Assert.Contains("Accordé", held.Text, StringComparison.Ordinal);
        Assert.Contains("Reporté", held.Text, StringComparison.Ordinal);
        Assert.Contains("Compte rendu établi", held.Text, StringComparison.Ordinal);
        Assert.Contains("excusé", held.Text, StringComparison.Ordinal);
        Assert.Contains("Dr Anne Pascal", (await secretary.OpenAsync(PageOf(June))).Text, StringComparison.Ordinal);
        Assert.StartsWith("Commission d’agrément", (await held.FollowAsync("Lire le compte rendu")).Heading, StringComparison.Ordinal);
        await site.AdvanceToAsync(April.PlusDays(1), 9);
        Assert.DoesNotContain("15 avril", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
        Assert.Contains("15 avril", (await secretary.OpenAsync(Page + "?annee=2027")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_moved_from_its_page_by_whom_its_link_lets_do_so()
    {
        await site.ReadyAsync();
        using var secretary = await App.SignInAsync(Person(Secretary));
        var form = await (await secretary.OpenAsync(PageOf(April))).FollowAsync("Déplacer ou annuler");
        var moved = await form.Fill("Nouveau jour", "2027-04-22").Fill("Pourquoi la séance change", "La salle est prise.").PressAsync("Déplacer la séance");
        Assert.Equal("Séance du 22 avril 2027", moved.Heading);
        Assert.Contains("La salle est prise.", (await secretary.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);

        foreach (var role in (StaffRole[])[StaffRole.Member, StaffRole.ReadOnly])
        {
            using var other = await App.SignInAsync(App.Faculty.People.First(person => person.Has(role)));
            Assert.DoesNotContain("Déplacer", (await other.OpenAsync(PageOf(April))).Text, StringComparison.Ordinal);
        }

        using var reader = await App.SignInAsync(App.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.OpenAsync(PageOf(April) + "/ouvrir")).Status);
    }

    [Fact]
    public async Task Another_faculty_s_session_and_one_that_is_not_there_are_the_same()
    {
        await site.ReadyAsync();
        using var other = await App.SignInAsync(App.FacultyOf("rives-atlantiques").People[0]);
        foreach (var below in (string[])["", "/ouvrir"])
        {
            foreach (var id in (string[])[Session(April).Id, DossierKey.New("x").Id, "x", "../agrements"])
                Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync($"/console/rives-atlantiques/seances/{Uri.EscapeDataString(id)}{below}")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(PageOf(April) + below)).Status);
        }

        using var teacher = await App.SignInAsync(App.Faculty.People.First(person => person.Roles is [StaffRole.Teacher]));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.OpenAsync(Page)).Status);
        using var secretary = await App.SignInAsync(Person(Secretary));
        foreach (var odd in (string[])["?annee=99999", "?annee=-1", "?annee=x", "?annee=0001"])
            Assert.Equal(HttpStatusCode.OK, (await secretary.OpenAsync(Page + odd)).Status);
        foreach (var odd in (string[])["?partie=0", "?partie=9999999999", "?partie=7", "?partie=x"])
            Assert.Contains("Dr Anne Martin", (await secretary.OpenAsync(PageOf(April) + odd)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_what_the_session_s_own_page_says()
    {
        var dossier = await site.ReadyAsync();
        await site.GiveOpinionAsync(April, Cordier, dossier, "Défavorable", "Non.");
        var session = await site.SessionAsync(April);
        var truth = Assert.Single((await App.Get<SessionReader>().ReadAsync(session, Cancellation)).Items);

        var line = Assert.Single((await App.Get<WorkList>().ReadAsync(RunningApp.FacultyId, Cancellation)).Lines, it => it.Id == dossier.Id);
        var item = Assert.Single(SessionConsole.ItemsOf(session, [line], []));

        Assert.Equal(
            (truth.Entry.Assignment, truth.Entry.Number, truth.Entry.IsPriority, truth.IsProposal),
            (item.Round.Assignment, item.Number, item.Round.IsPriority, item.Round.IsProposal));
        Assert.Equal(truth.Opinions.Select(it => (it.Member, it.Kind)), item.Round.Opinions.Select(it => (it.Member, it.Kind)));
    }

    private StaffMember Person(string id) => App.Faculty.People.Single(person => person.Id == id);
}
