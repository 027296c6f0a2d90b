using AngleSharp.Html.Parser;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Web;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Compagnon.Tests.Mail;

public sealed class SampleMailsTests : IDisposable
{
    private static readonly IReadOnlyList<Faculty> Faculties = [.. FacultyFiles.Load(SampleFaculties.Short), .. FacultyFiles.Load(SampleFaculties.Delivered)];

    private readonly ServiceProvider services = new ServiceCollection().AddLogging().AddCompagnonWeb().BuildServiceProvider();

    public static TheoryData<string> Templates => [.. MailTemplates.Names];

    public void Dispose() => services.Dispose();

    [Fact]
    public void Every_mail_is_listed_once_and_nothing_else_is() => Assert.Equal(
        MailTemplates.Names.Order(StringComparer.Ordinal),
        SampleMails.Groups.SelectMany(group => group.Templates).Order(StringComparer.Ordinal));

    [Fact]
    public void Whom_a_mail_goes_to_is_whom_it_is_posted_to()
    {
        Assert.Null(SampleMails.RoleOf(MailTemplates.PiecesLastNotice));
        Assert.Null(SampleMails.RoleOf(MailTemplates.RenewalLastNotice));
        Assert.Equal(StaffRole.Secretariat, SampleMails.RoleOf(MailTemplates.GrantedNotice));
        Assert.Equal(StaffRole.Coordinator, SampleMails.RoleOf(MailTemplates.LateNotice));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_mail_can_be_shown_in_every_faculty_and_for_every_kind_of_dossier(string template)
    {
        foreach (var faculty in Faculties)
        {
            foreach (var kind in Enum.GetValues<DossierKind>())
            {
                var facts = SampleMails.FactsOf(template, faculty, kind, new Uri("https://site.example/console"), new LocalDate(2027, 3, 1));
                var html = await MailTemplates.HtmlAsync(services.GetRequiredService<PageRenderer>(), template, facts);
                var mail = new HtmlParser().ParseDocument(html);

                Assert.InRange(MailTemplates.SubjectOf(template, facts).Length, 20, 140);
                Assert.InRange(html.Length, 1000, 60_000);
                Assert.NotEmpty(mail.QuerySelector("h1")!.TextContent.Trim());
                Assert.Equal(SampleMails.RoleOf(template) is null, facts.Recipient == Link.Doctor);
            }
        }
    }
}
