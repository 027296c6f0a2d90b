using System.Net;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Consoles;

/// <summary>The procedure and its mails on the console, through the app as it runs.</summary>
public sealed class ProcedurePageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Page = "/console/val-de-dore/procedure";
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_procedure_says_what_the_file_says_and_leads_to_every_mail()
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await secretary.OpenAsync(Page);

        Assert.Equal("La procédure de la faculté", page.Heading);
        foreach (var piece in app.Faculty.Pieces) Assert.Contains(piece.Label, page.Text, StringComparison.Ordinal);
        foreach (var person in app.Faculty.People) Assert.Contains(person.Name, page.Text, StringComparison.Ordinal);
        Assert.Contains(app.Faculty.Appeal[..40], page.Text, StringComparison.Ordinal);
        var linked = page.Document.QuerySelectorAll(".mails a").Select(link => link.GetAttribute("href")!.Split('/')[^1]).ToList();
        Assert.Equal(MailTemplates.Names.Order(StringComparer.Ordinal), linked.Order(StringComparer.Ordinal));
        Assert.True(page.Document.Source.Length < 100_000);
        // What the contents lead to is there.
        foreach (var link in page.Document.QuerySelectorAll(".contents a")) Assert.NotNull(page.Document.QuerySelector(link.GetAttribute("href")!));
    }

    [Fact]
    public async Task A_mail_is_shown_shut_in_and_in_the_words_of_what_is_asked_for()
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        var page = await secretary.OpenAsync($"{Page}/courriels/{MailTemplates.Acknowledgement}");
        var frame = page.Document.QuerySelector("iframe")!;
        Assert.Equal("", frame.GetAttribute("sandbox"));
        Assert.Contains("nous avons bien reçu votre candidature", page.Text, StringComparison.Ordinal);
        var renewal = await page.FollowAsync("Renouvellement");
        Assert.Contains("nous avons bien reçu votre demande de renouvellement", renewal.Text, StringComparison.Ordinal);

        using var body = await secretary.Client.GetAsync(frame.GetAttribute("src"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, body.StatusCode);
        Assert.Contains("sandbox", string.Join(' ', body.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(["SAMEORIGIN"], body.Headers.GetValues("X-Frame-Options"));
        Assert.Contains("Bonjour Docteur Martin", WebUtility.HtmlDecode(await body.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);

        // One that says the same for all has no tabs.
        Assert.Empty((await secretary.OpenAsync($"{Page}/courriels/{MailTemplates.NewLink}")).Document.QuerySelectorAll(".tabs"));
    }

    [Theory]
    [InlineData("/courriels/x")]
    [InlineData("/courriels/x/apercu")]
    [InlineData("/courriels/Acknowledgement")]
    public async Task There_are_no_other_mails(string below)
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync(Page + below)).Status);
    }

    [Fact]
    public async Task Another_faculty_s_procedure_opens_to_nobody()
    {
        using var other = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);
        foreach (var below in (string[])["", "/courriels/granted", "/courriels/granted/apercu"])
            Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(Page + below)).Status);
    }

    [Fact]
    public void Rules_are_sentences()
    {
        Assert.Equal("7, 14 et 25 jours après", ProcedureWords.Steps([7, 14, 25]));
        Assert.Equal("1 jour après", ProcedureWords.Steps([1]));
        Assert.Equal("aucun", ProcedureWords.Before([]));
        Assert.Equal("9\u00A0mois", ProcedureWords.Period("P9M"));
        Assert.Equal("1\u00A0an et 2\u00A0semaines", ProcedureWords.Period("P1Y2W"));
        Assert.Equal("6\u00A0mois, 3\u00A0mois et 1\u00A0semaine", ProcedureWords.Several(["P6M", "P3M", "P1W"]));
        foreach (var kind in Enum.GetValues<VisitTeam>()) Assert.NotEmpty(ProcedureWords.Of(kind));
        foreach (var mode in Enum.GetValues<VisitMode>()) Assert.NotEmpty(ProcedureWords.Of(mode));
    }
}
