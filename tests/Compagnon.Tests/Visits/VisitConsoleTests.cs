using System.Net;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Consoles;
using Compagnon.Visits;
using NodaTime;

namespace Compagnon.Tests.Visits;

/// <summary>The visits on the console, through the app as it runs.</summary>
public sealed class VisitConsoleTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Page = "/console/val-de-dore/visites";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartVisitedAsync(azurite);

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_department_sees_agreed_visits_in_their_month_and_those_without_a_date_or_report()
    {
        var agreed = await App.AgreedVisitAsync("Verrier", "teacher-1", "2027-03-12T14:30");
        await App.UnarrangedVisitAsync("Pascal", "10003456797");
        using var secretary = await App.SignInAsync(App.Secretary);

        var month = await secretary.OpenAsync(Page);
        Assert.Contains("mars 2027", month.Text, StringComparison.Ordinal);
        var day = Assert.Single(month.Document.QuerySelectorAll(".month ol > li:not(.blank)"));
        Assert.Contains("vendredi 12 mars", Folded(day.TextContent), StringComparison.Ordinal);
        Assert.Contains("14 h 30 Dr Anne Verrier Clermont-Ferrand · Dr Teacher 1", Folded(day.TextContent), StringComparison.Ordinal);
        Assert.Equal($"/console/val-de-dore/dossiers/{agreed.Id}", day.QuerySelector("a")!.GetAttribute("href"));
        // The commission's session stands in the same calendar.
        var april = await month.FollowAsync("avril 2027");
        Assert.Contains("Séance de la commission", april.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Verrier", april.Text, StringComparison.Ordinal);

        var undated = await month.FollowAsync("Sans date");
        Assert.Contains("Dr Anne Pascal", undated.Text, StringComparison.Ordinal);
        Assert.Contains("depuis aujourd’hui", undated.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Verrier", undated.Text, StringComparison.Ordinal);

        await site.AdvanceToAsync(new LocalDate(2027, 3, 15), 10);
        await App.WhenQuietAsync(agreed);
        var reports = await secretary.OpenAsync(Page + "?vue=comptes-rendus");
        Assert.Contains("Dr Anne Verrier", reports.Text, StringComparison.Ordinal);
        Assert.Contains("vendredi 12 mars 2027", reports.Text, StringComparison.Ordinal);
        Assert.Contains("compte rendu attendu", (await secretary.OpenAsync(Page + "?mois=2027-03")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_goes_sees_their_visits_alone_and_is_led_to_what_is_asked()
    {
        var mine = await App.AgreedVisitAsync("Verrier", "teacher-1", "2027-03-12T14:30");
        var theirs = await App.AgreedVisitAsync("Pascal", "teacher-2", "2027-03-12T16:30");
        using var visitor = await App.SignInAsync(App.Faculty.People.Single(person => person.Id == "teacher-1"));

        var month = await visitor.OpenAsync(Page);
        Assert.Equal("Mes visites", month.Heading);
        Assert.DoesNotContain("Pascal", month.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Séance", month.Text, StringComparison.Ordinal);
        var visit = await month.FollowAsync("Dr Anne Verrier");
        Assert.Equal(HttpStatusCode.OK, visit.Status);
        Assert.StartsWith($"/console/{RunningApp.FacultyId}/dossiers/{mine.Id}/demandes/visit-1-", visit.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Verrier", visit.Text, StringComparison.Ordinal);
        foreach (var other in (string[])[theirs.Id, DossierKey.New("x").Id, "x"])
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync($"{Page}/{other}")).Status);

        using var stranger = await App.SignInAsync(App.FacultyOf("rives-atlantiques").People[0]);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.OpenAsync($"{Page}/{mine.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync($"/console/rives-atlantiques/visites/{mine.Id}")).Status);
        Assert.DoesNotContain("Verrier", (await stranger.OpenAsync("/console/rives-atlantiques/visites?mois=2027-03")).Text, StringComparison.Ordinal);
        using var member = await App.SignInAsync(App.Faculty.People.First(person => person.Roles is [StaffRole.Member]));
        Assert.Equal(HttpStatusCode.Forbidden, (await member.OpenAsync(Page)).Status);
    }

    [Theory]
    [InlineData("?mois=2027-13")]
    [InlineData("?mois=9999-12")]
    [InlineData("?mois=-0001-01")]
    [InlineData("?vue=x&partie=-1")]
    [InlineData("?vue=sans-date&partie=99999999999")]
    public async Task What_no_address_of_ours_asks_shows_what_there_is(string query)
    {
        using var secretary = await App.SignInAsync(App.Secretary);

        Assert.Equal(HttpStatusCode.OK, (await secretary.OpenAsync(Page + query)).Status);
    }

    [Fact]
    public async Task The_list_knows_the_version_of_the_invitation_that_went_out_last()
    {
        var dossier = await App.AgreedVisitAsync("Verrier", "teacher-1", "2027-03-12T14:30");
        Assert.Equal((0, "2027-03-12T14:30", VisitProgress.Agreed), await VisitAsync(dossier));

        await App.AnswerAsync(dossier, "visit-1-meeting-1", Choices.Declined, "teacher-1");
        Assert.Equal(VisitProgress.Undated, (await VisitAsync(dossier)).Progress);
        await App.AgreeAsync(dossier, 2, "teacher-1", "2027-03-19T14:30");
        Assert.Equal((await SentVersionAsync(dossier), "2027-03-19T14:30", VisitProgress.Agreed), await VisitAsync(dossier));
    }

    private async Task<int> SentVersionAsync(DossierKey dossier)
    {
        var mail = await App.Mailbox.NextAsync("teacher.1@visites.example", "visite le vendredi 19", cancellation: Cancellation);
        var sent = CalendarInvitationTests.Parse(await App.Mailbox.ReadAsync(Assert.Single(mail.Attachments).Address, Cancellation));
        Assert.Equal($"{dossier.Id}-visit-1@compagnon", CalendarInvitationTests.TextOf(sent, "UID"));
        return int.Parse(CalendarInvitationTests.TextOf(sent, "SEQUENCE"), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<(int Version, string Date, VisitProgress Progress)> VisitAsync(DossierKey dossier)
    {
        var lines = (await App.Get<WorkList>().ReadAsync(RunningApp.FacultyId, Cancellation)).Lines;
        var visit = Assert.Single(lines, line => line.Id == dossier.Id).Visit!;
        return (visit.Version, visit.Date, visit.Progress);
    }

    private static string Folded(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
