using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Legal;

/// <summary>The legal notice, the privacy notice and the accessibility statement of each faculty, which publishes its own part of the site.</summary>
public sealed class LegalEndpoints(FacultyBook faculties, LinkAddresses site, PageRenderer pages, Problems problems)
{
    /// <summary>The faculties whose legal notice there is.</summary>
    [Function("LegalNotices")]
    public IResult ChooseNotice([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "mentions-legales")] HttpRequest request) =>
        Choose(LegalPage.Notice);

    /// <summary>A faculty's legal notice.</summary>
    [Function("LegalNotice")]
    public IResult ShowNotice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "mentions-legales/{faculty}")] HttpRequest request, string faculty) =>
        Show<LegalNoticePage>(faculty);

    /// <summary>The faculties whose privacy notice there is.</summary>
    [Function("PrivacyNotices")]
    public IResult ChoosePrivacy([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "confidentialite")] HttpRequest request) =>
        Choose(LegalPage.Privacy);

    /// <summary>A faculty's privacy notice.</summary>
    [Function("PrivacyNotice")]
    public IResult ShowPrivacy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "confidentialite/{faculty}")] HttpRequest request, string faculty) =>
        Show<PrivacyPage>(faculty);

    /// <summary>The faculties whose accessibility statement there is.</summary>
    [Function("AccessibilityStatements")]
    public IResult ChooseAccessibility([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "accessibilite")] HttpRequest request) =>
        Choose(LegalPage.Accessibility);

    /// <summary>A faculty's accessibility statement.</summary>
    [Function("AccessibilityStatement")]
    public IResult ShowAccessibility(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "accessibilite/{faculty}")] HttpRequest request, string faculty) =>
        Show<AccessibilityPage>(faculty);

    // Where there is one faculty there is nothing to choose.
    private IResult Choose(LegalPage page) => faculties.All is [var only]
        ? SeeOther.To(page.AddressFor(only))
        : pages.Page<LegalChoicePage>(new { Page = page, Faculties = faculties.All }).WithoutPersonalData();

    private PageResult Show<TPage>(string faculty)
        where TPage : Microsoft.AspNetCore.Components.IComponent => faculties.Find(faculty) is { } found
        ? pages.Page<TPage>(new { Faculty = found, Site = site.Site }).WithoutPersonalData()
        : problems.NotFound();
}
