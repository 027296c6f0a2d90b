using AngleSharp.Html.Parser;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Web;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Compagnon.Tests.Mail;

public sealed class MailTemplatesTests : IDisposable
{
    private const string Address = "https://agrement.exemple.fr/demande/abc-DEF_123";

    private static readonly Faculty Faculty =
        FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore");

    private readonly ServiceProvider services = new ServiceCollection().AddLogging().AddCompagnonWeb().BuildServiceProvider();

    public static TheoryData<string> Templates => [.. MailTemplates.Names];

    public void Dispose() => services.Dispose();

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_mail_leads_to_its_page_by_one_button_and_by_the_bare_address(string template)
    {
        var mail = new HtmlParser().ParseDocument(await HtmlAsync(template));

        var button = Assert.Single(mail.QuerySelectorAll(".button a")).GetAttribute("href")!;
        Assert.StartsWith(Address, button, StringComparison.Ordinal);
        var links = mail.QuerySelectorAll($"a[href='{button}']");
        Assert.Equal(2, links.Length);
        Assert.Equal(button, links[1].TextContent);
        // Who is invited to renew may decline beside it: nobody is sent anywhere else.
        var beside = mail.QuerySelectorAll($"a[href^='{Address}']").Except(links).Select(link => link.GetAttribute("href"));
        Assert.Equal(RenewalMailTexts.MayDecline(template) ? [Address + RenewalEndpoints.DeclinePath] : [], beside);
        Assert.Equal("fr", mail.DocumentElement.GetAttribute("lang"));
        Assert.NotEmpty(mail.QuerySelector("h1")!.TextContent.Trim());
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_mail_is_signed_by_its_faculty_and_loads_nothing(string template)
    {
        var html = await HtmlAsync(template);

        Assert.Contains($"mailto:{Faculty.Mailbox.Address}", html);
        Assert.Contains(Faculty.Name, html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("url(", html);
        // Mail clients cut what is longer than about 100 kB.
        Assert.InRange(html.Length, 1000, 60_000);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task French_signs_have_their_no_break_spaces(string template) =>
        Assert.DoesNotMatch("[\\w’] [:;!?»]|« ", new HtmlParser().ParseDocument(await HtmlAsync(template)).QuerySelector(
            ".sheet")!.TextContent);

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_subject_begins_with_the_reference_and_says_nothing_private(string template)
    {
        var subject = MailTemplates.SubjectOf(template, Facts(template));

        Assert.StartsWith(
            MailTemplates.IsAboutSession(template) ? "Séance du 15\u00A0avril 2027\u00A0: " : "Dossier 7KQ4-M2XZ-9ABC\u00A0: ", subject);
        Assert.DoesNotContain("10003456789", subject);
        Assert.DoesNotContain("@", subject);
        Assert.InRange(subject.Length, 30, 110);
    }

    [Fact]
    public void The_doctors_subject_of_a_refusal_does_not_give_it_away() =>
        Assert.DoesNotContain("refus", MailTemplates.SubjectOf(MailTemplates.Refused, Facts(MailTemplates.Refused)));

    [Fact]
    public async Task What_people_typed_is_shown_and_never_run()
    {
        var html = await HtmlAsync(MailTemplates.Refused, "<script>alert(1)</script> & \"fin\"\nDeuxième ligne");

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;", html);
        Assert.Contains("Deuxième ligne", html);
    }

    [Fact]
    public async Task A_refusal_carries_its_reasons_and_the_ways_to_appeal()
    {
        var text = await TextAsync(MailTemplates.Refused, "Trop peu d’activité.");

        Assert.Contains("Trop peu d’activité.", text);
        Assert.Contains(Faculty.Appeal[..20], text);
    }

    [Fact]
    public async Task Missing_pieces_are_named_with_the_word_and_the_last_day()
    {
        var text = await TextAsync(MailTemplates.PiecesMissing, "Le CV est ancien.");

        Assert.Contains("Curriculum vitae détaillé", text);
        Assert.Contains("Le CV est ancien.", text);
        Assert.Contains("31\u00A0mars 2027 inclus", text);
    }

    [Fact]
    public async Task Each_piece_is_named_with_its_state_and_its_own_word()
    {
        var facts = Facts(MailTemplates.PiecesMissing);
        var data = new Dictionary<string, string>(facts.Data)
        {
            [MailData.Asked(0)] = new AskedPiece("Curriculum vitae", PieceState.Redo, "Page 2 coupée.\n<b>Merci</b>").ToText(),
            [MailData.Asked(1)] = new AskedPiece("Description du lieu", PieceState.Missing, "").ToText(),
        };
        var html = await MailTemplates.HtmlAsync(
            services.GetRequiredService<PageRenderer>(), MailTemplates.PiecesMissing, facts with { Data = data });
        var items = new HtmlParser().ParseDocument(html).QuerySelectorAll("li").Select(item => string.Join(
            ' ', item.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(["Curriculum vitae – à refairePage 2 coupée.<b>Merci</b>", "Description du lieu – à fournir"], items);
    }

    [Fact]
    public void Only_reminders_remind() => Assert.Equal(
        [
            "agreement-withdrawal-reminder", "authority-reminder", "decision-reminder", "deferred-reminder", "extension-reminder", "pieces-last-notice", "pieces-reminder",
            "renewal-last-notice", "renewal-reminder", "renewal-unanswered", "review-reminder", "signature-reminder", "visit-coming", "visit-confirmation-reminder",
            "visit-dates-reminder", "visit-offer-reminder", "visit-report-reminder", "visit-signature-reminder", "visit-slot-reminder", "visit-team-reminder",
        ],
        MailTemplates.Names.Where(MailTemplates.IsReminder).Order());

    private async Task<string> TextAsync(string template, string word) =>
        new HtmlParser().ParseDocument(await HtmlAsync(template, word)).Body!.TextContent;

    private Task<string> HtmlAsync(string template, string word = "Un mot.") =>
        MailTemplates.HtmlAsync(services.GetRequiredService<PageRenderer>(), template, Facts(template, word));

    private static MailFacts Facts(string template, string word = "Un mot.") => new(
        Faculty,
        new DossierKey(Faculty.Id, "7kq4m2xz9abc"),
        MailTemplates.IsAboutSession(template) ? null : new Doctor("Anne", "Martin", "10003456789", "anne@exemple.fr", "63"),
        template.EndsWith("-notice", StringComparison.Ordinal) || MailTemplates.IsAboutSession(template) ? "secretariat" : Link.Doctor,
        new Uri(Address),
        new LocalDate(2027, 6, 3),
        new Dictionary<string, string>
        {
            [MailData.Pieces] = "Curriculum vitae détaillé\nDescription du lieu d’exercice",
            [MailData.Word] = word,
            [MailData.LastDay] = "2027-03-31",
            [MailData.From] = "2027-03-03",
            [MailData.Until] = "2030-03-02",
            [MailData.LateStage] = "la vérification du dossier",
            [MailData.Target] = "15",
            [MailData.Number] = "2027-0042",
            [MailData.Kept] = "7kq4m2xz9abc",
            [MailData.Author] = "h-vasseur",
            [MailData.Owed] = "1",
            [MailData.Attended] = "0",
            [MailData.WaitsOn] = "le secrétariat du département",
            [MailData.Since] = "2027-03-01",
            [MailData.Session] = "2027-04-15",
            [MailData.Time] = "14:30",
            [MailData.Place] = "Salle du conseil",
            [MailData.Video] = "https://video.example/commission",
            [MailData.Before] = "2027-04-08",
            [MailData.Agenda] = "Dr Anne Martin\nDr Paul Durand (zone sous-dotée)",
        });
}
