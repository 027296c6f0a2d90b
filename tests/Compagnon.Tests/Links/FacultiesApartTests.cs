using System.Net;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;

namespace Compagnon.Tests.Links;

/// <summary>Two faculties never see each other's dossiers, whatever kind of link is taken across.</summary>
public sealed class FacultiesApartTests(AzuriteFixture azurite)
{
    private const string Elsewhere = "rives-atlantiques";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_link_of_one_faculty_opens_anything_of_the_other_and_none_does_for_the_others_people()
    {
        await using var site = await CommissionSite.StartAsync(azurite, new SampleCommission(everywhere: true));
        var app = site.App;
        var (here, there) = (await site.ReadyAsync("Ici"), await site.ReadyAsync("Ailleurs", "10003456797", Elsewhere));
        await site.AdvanceToAsync(CommissionSite.April.PlusDays(-5), 12);
        await ApplyAsync(app, here, "63", "Ici");
        await ApplyAsync(app, there, "974", "Ailleurs");

        var links = await LinksOfAsync(app);
        // Else one of them would be taken for shut that was never tried.
        Assert.Equal(Enum.GetValues<LinkKind>(), links.Select(link => link.Kind).Distinct().Order());
        Assert.Equal([Elsewhere, RunningApp.FacultyId], links.Select(link => link.Dossier.Faculty).Distinct().Order(StringComparer.Ordinal));
        foreach (var link in links)
        {
            Assert.Equal(HttpStatusCode.OK, (await OpenAsync(app, link)).Status);

            var other = link.Dossier.Faculty == Elsewhere ? RunningApp.FacultyId : Elsewhere;
            var taken = link with { Dossier = link.Dossier with { Faculty = other } };
            await AssertShutAsync(app, taken);
            var (mine, theirs) = (app.FacultyOf(link.Dossier.Faculty).People, app.FacultyOf(other).People);
            foreach (var stranger in theirs.Select(person => person.Id).Except(mine.Select(person => person.Id)).Take(4))
            {
                await AssertShutAsync(app, taken with { Recipient = stranger });
                // The doctor's own pages know no other recipient than the doctor.
                if (link.Recipient != Link.Doctor) await AssertShutAsync(app, link with { Recipient = stranger });
            }
        }
    }

    // Somebody asks for a dossier, and the doctor of another for a new address: so there are links of these kinds too.
    private static async Task ApplyAsync(RunningApp app, DossierKey dossier, string departement, string lastName)
    {
        await new Journey(app.Visitor, app.Mailbox).ApplyAsync(SampleDoctor.New(departement) with { LastName = lastName });
        var link = new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(10)));
        var page = await app.Visitor.OpenAsync($"/dossier/{app.TokenFor(link)}/adresse", Cancellation);
        await page.Fill("Nouvelle adresse", $"nouvelle-{dossier.Id}@exemple.fr").PressAsync("Demander", cancellation: Cancellation);
        await app.WhenQuietAsync(dossier);
    }

    private static async Task<IReadOnlyList<Link>> LinksOfAsync(RunningApp app)
    {
        var links = new List<Link>();
        foreach (var mail in await app.Mailbox.AllAsync(Cancellation))
        {
            foreach (var address in mail.Links.Select(text => new Uri(text)))
            {
                if (app.Get<LinkSigner>().Read(address.Segments[^1], app.Clock.GetUtcNow()) is LinkReading.Valid(var link)) links.Add(link);
            }
        }

        // The secretariat's link to a doctor's pages stands on its own pages; one of each kind and faculty is enough.
        links.AddRange(links.Where(link => link is { Kind: LinkKind.Assignment, Assignment: "review-1" }).ToList()
            .Select(link => link with { Kind = LinkKind.Desk, Assignment = "" }));
        return [.. links.DistinctBy(link => (link.Kind, link.Dossier.Faculty))];
    }

    private static Task<VisitedPage> OpenAsync(RunningApp app, Link link) =>
        app.Visitor.OpenAsync($"/{LinkAddresses.PathOf(link.Kind)}/{app.TokenFor(link)}", Cancellation);

    private static async Task AssertShutAsync(RunningApp app, Link link)
    {
        var page = await OpenAsync(app, link);
        Assert.True(page.Status == HttpStatusCode.NotFound, $"Expected {link} to open nothing; it shows « {page.Heading} ».");
        Assert.DoesNotContain("Ici", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ailleurs", page.Text, StringComparison.Ordinal);
    }
}
