using System.Net;
using System.Net.Http.Headers;
using Compagnon.Faculties;
using Compagnon.Feeds;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Consoles;
using Compagnon.Tests.Visits;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Feeds;

/// <summary>The secret address of somebody's calendar, through the app as it runs.</summary>
public sealed class CalendarPageTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Page = "/console/val-de-dore/agenda";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartVisitedAsync(azurite);

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task An_address_shows_one_s_visits_and_sessions_until_it_is_renewed_or_removed()
    {
        var dossier = await App.AgreedVisitAsync("Verrier", "teacher-1", "2027-03-12T14:30");
        using var visitor = await App.SignInAsync(Person("teacher-1"));

        var page = await (await visitor.OpenAsync(Page)).PressAsync("Créer mon adresse");
        var first = AddressOn(page);
        var file = await FetchAsync(first);
        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (file.Status, file.Type));
        Assert.Contains($"UID:{dossier.Id}-visit-1@compagnon", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("session-", file.Body, StringComparison.Ordinal);
        // What was not changed is not sent again.
        Assert.Equal(HttpStatusCode.NotModified, (await FetchAsync(first, file.Tag)).Status);
        Assert.Equal("no-cache, private", file.Cache);

        // The same form again shows the same address; the page alone shows none.
        using var chair = await App.SignInAsync(Person(Chair));
        var theirs = AddressOn(await (await chair.OpenAsync(Page)).PressAsync("Créer mon adresse"));
        Assert.Contains($"UID:session-{Session(April).Id}@compagnon", (await FetchAsync(theirs)).Body, StringComparison.Ordinal);
        var again = await visitor.OpenAsync(Page);
        Assert.Null(again.Document.QuerySelector(".secret"));

        var renewed = AddressOn(await again.PressAsync("Créer une nouvelle adresse"));
        Assert.Equal(renewed, AddressOn(await again.PressAsync("Créer une nouvelle adresse")));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await FetchAsync(first)).Status, (await FetchAsync(renewed)).Status));
        await (await visitor.OpenAsync(Page)).PressAsync("Supprimer mon adresse");
        Assert.Equal(HttpStatusCode.NotFound, (await FetchAsync(renewed)).Status);
        // A form from before gives nothing back.
        Assert.Equal(HttpStatusCode.Conflict, (await again.PressAsync("Créer une nouvelle adresse")).Status);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await FetchAsync(renewed)).Status, (await FetchAsync(theirs)).Status));
    }

    [Fact]
    public async Task What_is_no_address_and_whoever_has_left_are_the_same()
    {
        var teacher = Person("teacher-1");
        var (addresses, token) = (App.Get<CalendarAddressBook>(), CalendarAddressBook.NewToken());
        Assert.True(await addresses.SetAsync(App.Faculty, teacher, token, null, App.Clock.GetUtcNow(), Cancellation));
        var gone = CalendarAddressBook.NewToken();
        Assert.True(await addresses.SetAsync(App.Faculty, teacher with { Id = "somebody-who-left" }, gone, null, App.Clock.GetUtcNow(), Cancellation));
        var dean = CalendarAddressBook.NewToken();
        var reader = App.Faculty.People.First(person => person.Roles is [StaffRole.ReadOnly]);
        Assert.True(await addresses.SetAsync(App.Faculty, reader, dean, null, App.Clock.GetUtcNow(), Cancellation));

        Assert.Equal(HttpStatusCode.OK, (await FetchAsync($"/calendrier/val-de-dore/{token}.ics")).Status);
        var bodies = new HashSet<string>();
        foreach (var path in (string[])[
            $"val-de-dore/{gone}.ics", $"val-de-dore/{dean}.ics", $"val-de-dore/{CalendarAddressBook.NewToken()}.ics", $"val-de-dore/{token}", $"val-de-dore/{token[..^1]}.ics",
            $"val-de-dore/{token}%2F.ics", "val-de-dore/.ics", $"val-de-dore/{new string('A', 5000)}.ics", $"rives-atlantiques/{token}.ics", $"personne/{token}.ics",
            "val-de-dore/person~teacher-1.ics"])
        {
            var answer = await FetchAsync("/calendrier/" + path);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            bodies.Add(answer.Body);
        }

        Assert.Single(bodies);
    }

    [Fact]
    public async Task Nobody_makes_an_address_for_somebody_else_or_without_a_form_of_ours()
    {
        using var visitor = await App.SignInAsync(Person("teacher-1"));
        using var secretary = await App.SignInAsync(App.Secretary);
        var (theirs, mine) = (await secretary.OpenAsync(Page), await visitor.OpenAsync(Page));

        foreach (var (token, ticket) in new[] { ("x", Value(mine, "billet")), (Value(mine, "jeton"), "x"), (Value(mine, "jeton"), Value(theirs, "billet")), (Value(theirs, "jeton"), Value(mine, "billet")) })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["jeton"] = token, ["billet"] = ticket });
            Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Client.PostAsync(Page, form, Cancellation)).StatusCode);
        }

        Assert.Null(await App.Get<CalendarAddressBook>().FindAsync(App.Faculty, Person("teacher-1"), Cancellation));
        using var stranger = await App.SignInAsync(App.FacultyOf("rives-atlantiques").People[0]);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.OpenAsync(Page)).Status);
    }

    [Fact]
    public async Task Whoever_comes_by_a_group_has_no_address_since_their_roles_stand_nowhere()
    {
        using var visitor = await App.SignInAsync("marie@scolarite.example", "Marie", "0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f");

        var page = await visitor.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(page.Document.QuerySelectorAll("form"));
    }

    private StaffMember Person(string id) => App.Faculty.People.Single(person => person.Id == id);

    private static string AddressOn(VisitedPage page) =>
        new Uri(page.Document.QuerySelector(".secret")?.TextContent ?? throw new InvalidOperationException($"No address on the page: {page.Text}")).AbsolutePath;

    private static string Value(VisitedPage page, string field) => page.Document.QuerySelector($"input[name={field}]")!.GetAttribute("value")!;

    private async Task<(HttpStatusCode Status, string? Type, string? Cache, EntityTagHeaderValue? Tag, string Body)> FetchAsync(
        string path, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        using var answer = await App.Visitor.Client.SendAsync(request, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.ToString(), answer.Headers.ETag, body);
    }
}
