using System.Net;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Figures;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.Tests.Figures;

/// <summary>The page of figures through the app as it runs.</summary>
public sealed class FigurePageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/chiffres";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_what_the_lists_say_with_a_table_beside_each_chart()
    {
        await app.SeedDossiersAsync("val-de-dore", 600, Cancellation);
        await app.SeedAgreementsAsync("val-de-dore", 400, Cancellation);
        using var reader = await app.SignInAsync(app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));

        var page = await reader.OpenAsync(Page + "?periode=12-mois");

        var open = (await app.Get<WorkList>().ReadAsync("val-de-dore", Cancellation)).Lines.Count(line => !line.State.IsFinal());
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal($"{open}", page.Document.QuerySelector("section[aria-labelledby=etapes] .total td")!.TextContent);
        var sections = page.Document.QuerySelectorAll("section.figure");
        Assert.Equal(7, sections.Length);
        Assert.All(sections, section => Assert.Single(section.QuerySelectorAll("svg[role=img][aria-label]")));
        Assert.All(sections, section => Assert.NotEmpty(section.QuerySelectorAll("table caption")));
        Assert.Empty(page.Document.QuerySelectorAll("script"));
        Assert.Empty(page.Document.QuerySelectorAll("[id]").GroupBy(element => element.Id).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.InRange((await reader.Client.GetByteArrayAsync(Page + "?periode=toutes", Cancellation)).Length, 10_000, 100_000);
    }

    [Fact]
    public async Task A_period_that_is_none_is_said_beside_its_field()
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await secretary.OpenAsync(Page + "?du=2027-13-01&au=%3Cb%3E");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(["#du", "#au"], page.Document.QuerySelectorAll(".error-summary a").Select(link => link.GetAttribute("href")));
        Assert.Equal("true", page.Document.QuerySelector("#du")!.GetAttribute("aria-invalid"));
        Assert.Empty(page.Document.QuerySelectorAll("form.filter b"));
    }

    [Fact]
    public async Task A_faculty_s_figures_are_for_its_own_readers()
    {
        using var other = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);
        using var stranger = new Visitor(app.Addresses.Root);

        Assert.False(FigureEndpoints.Page.IsOpenTo(new StaffMember("t", [StaffRole.Teacher, StaffRole.Member, StaffRole.Supervisor], "", "")));
        Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(Page)).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.OpenAsync("/console/rives-atlantiques/chiffres")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.Client.GetAsync(Page, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_export_has_every_number_of_the_page()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        var exports = await secretary.OpenAsync("/console/val-de-dore/exports");
        var form = exports.Document.QuerySelector("form[action$='/exports/chiffres']")!;

        using var fields = new FormUrlEncodedContent(
            form.QuerySelectorAll("input").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? ""));
        using var answer = await secretary.Client.PostAsync(form.GetAttribute("action"), fields, Cancellation);
        var lines = (await answer.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var page = await secretary.OpenAsync(Page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(page.Document.QuerySelectorAll("table.numbers td").Length, lines.Length - 1);
        foreach (var row in page.Document.QuerySelectorAll("section[aria-labelledby=etapes] tbody tr"))
        {
            var (label, dossiers) = (row.QuerySelector("th")!.TextContent, row.QuerySelector("td")!.TextContent);
            Assert.Contains(lines, line => line.TrimEnd() == $"Dossiers en cours par étape;{label};Dossiers;{dossiers}");
        }
    }
}
