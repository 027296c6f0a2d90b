using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Legal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Web;
using Microsoft.AspNetCore.Components;

namespace Compagnon.Tests.Legal;

/// <summary>The legal notice, the privacy notice and the accessibility statement.</summary>
public sealed class LegalPagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.Running;

    public static TheoryData<string> Delivered => [.. FacultyFiles.Load(SampleFaculties.Delivered).Select(faculty => faculty.Id)];

    [Theory]
    [MemberData(nameof(Delivered))]
    public async Task Every_sample_faculty_says_what_the_law_asks_for(string id)
    {
        var faculty = FacultyFiles.Load(SampleFaculties.Delivered).Single(known => known.Id == id);
        var legal = faculty.Legal!;

        var notice = await TextAsync<LegalNoticePage>(faculty);
        foreach (var text in (string[])[legal.Editor, legal.Address, legal.Phone, legal.Director, legal.Host.Name, legal.Host.Address, legal.Host.Phone])
            Assert.Contains(text, notice, StringComparison.Ordinal);

        var privacy = await TextAsync<PrivacyPage>(faculty);
        foreach (var text in (string[])[
            legal.DataProtectionOfficer, legal.Basis, legal.Kept, "CNIL", $"{Retention.Unconfirmed.Days} jours", $"{Retention.Withdrawn.Days} jours", $"{Retention.Abandoned.Days} jours"])
            Assert.Contains(text, privacy, StringComparison.Ordinal);
        foreach (var rule in (faculty.Decisions ?? []).Where(rule => rule.By != DecisionAuthority.Commission))
            Assert.Contains(rule.Authority[1..], privacy, StringComparison.Ordinal);

        var statement = await TextAsync<AccessibilityPage>(faculty);
        foreach (var text in (string[])[LegalPage.Words(legal.Accessibility.State), legal.Accessibility.Contact, "Défenseur des droits", "site.example"])
            Assert.Contains(text, statement, StringComparison.Ordinal);
        Assert.Equal(legal.Accessibility.Audit is null, statement.Contains("Aucun audit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_foot_of_every_page_leads_to_those_of_its_faculty_and_says_how_accessible_it_is()
    {
        var faculty = FacultyFiles.Load(SampleFaculties.Delivered)[0];
        var foot = (await PageAsync<LegalNoticePage>(faculty)).QuerySelector(".site-footer")!;

        Assert.Equal(
            LegalPage.All.Select(page => $"/{page.Slug}/{faculty.Id}"), foot.QuerySelectorAll(".legal a").Select(link => link.GetAttribute("href")));
        Assert.Contains("Accessibilité\u00A0: partiellement conforme", foot.TextContent, StringComparison.Ordinal);

        var home = await app.Visitor.OpenAsync("/");
        Assert.Equal(LegalPage.All.Select(page => $"/{page.Slug}"), home.Document.QuerySelectorAll(".legal a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Without_a_faculty_one_is_chosen_and_one_that_says_nothing_says_so()
    {
        foreach (var page in LegalPage.All)
        {
            var choice = await app.Visitor.OpenAsync($"/{page.Slug}");
            Assert.Equal(page.Title, choice.Heading);
            var missing = await choice.FollowAsync(app.Faculty.Name);
            Assert.Contains("Ces informations n’ont pas encore été publiées", missing.Text, StringComparison.Ordinal);
            Assert.Contains(app.Faculty.Mailbox.Address, missing.Text, StringComparison.Ordinal);
            foreach (var other in (string[])["personne", "..%2Fconsole", new string('a', 3000)])
                Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync($"/{page.Slug}/{other}")).Status);
        }
    }

    private async Task<string> TextAsync<TPage>(Faculty faculty)
        where TPage : IComponent =>
        string.Join(' ', (await PageAsync<TPage>(faculty)).QuerySelector("main")!.TextContent
            .Replace('\u00A0', ' ').Replace('\u202F', ' ').Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private async Task<IHtmlDocument> PageAsync<TPage>(Faculty faculty)
        where TPage : IComponent => new HtmlParser().ParseDocument(
            await app.Get<PageRenderer>().MarkupAsync<TPage>(new { Faculty = faculty, Site = new Uri("https://site.example/") }));
}
