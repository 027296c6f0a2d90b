using System.Net;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Compagnon.Tests.Consoles;

public sealed class ConsoleAccessTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string OfReaders = "6f1c2b7a-4d3e-4a58-9b60-7c8d9e0f1a2b";
    private const string OfSecretaries = "0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f";
    private const string OfOtherReaders = "a3e9d1c4-27b8-4f06-8d15-3b4c5d6e7f80";
    private readonly RunningApp app = shared.Running;

    [Theory]
    [InlineData("/console", "%2Fconsole")]
    [InlineData("/console/val-de-dore", "%2Fconsole%2Fval-de-dore")]
    [InlineData("/console/val-de-dore?etape=visite&page=2", "%2Fconsole%2Fval-de-dore%3Fetape%3Dvisite%26page%3D2")]
    [InlineData("/console/no-such-faculty", "%2Fconsole%2Fno-such-faculty")]
    public async Task Whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(string address, string back)
    {
        using var visitor = new Visitor(app.Addresses.Root);

        using var answer = await visitor.Client.GetAsync(address);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/.auth/login/aad?post_login_redirect_uri={back}", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_way_back_is_on_this_site_whatever_the_request_claims()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/val-de-dore");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Prefix", "//evil.example");
        request.Headers.Add("X-Original-URL", "//evil.example");
        using var visitor = new Visitor(app.Addresses.Root);

        using var answer = await visitor.Client.SendAsync(request);

        Assert.DoesNotContain("evil", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_signs_in_from_the_page_they_wanted_and_comes_back_to_it()
    {
        using var visitor = new Visitor(app.Addresses.Root);
        var signIn = (await visitor.OpenAsync("/console/val-de-dore")).Expect("Sign in");

        signIn.Fill("Address", app.Secretary.Address.ToUpperInvariant());
        var console = await signIn.PressAsync("Sign in");

        Assert.StartsWith("/console/val-de-dore", console.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, console.Status);
        Assert.Contains(app.Secretary.Name, Folded(console), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_a_faculty_not_even_whether_it_exists()
    {
        using var visitor = await app.SignInAsync("quelqu-un@ailleurs.example", "Quelqu’un");

        var answers = new List<string>();
        foreach (var faculty in (string[])["val-de-dore", "rives-atlantiques", "no-such-faculty"])
        {
            var page = await visitor.OpenAsync($"/console/{faculty}");
            Assert.Equal(HttpStatusCode.Forbidden, page.Status);
            answers.Add(page.Document.DocumentElement.OuterHtml);
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("Vous n’avez pas accès à cette page", answers[0], StringComparison.Ordinal);
        Assert.DoesNotContain(app.Faculty.Name, answers[0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.OpenAsync("/console")).Status);
    }

    [Fact]
    public async Task Somebody_of_one_faculty_is_a_stranger_in_another()
    {
        using var visitor = await app.SignInAsync(app.Secretary);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.OpenAsync("/console/rives-atlantiques")).Status);
        Assert.StartsWith(
            "/console/val-de-dore", (await visitor.OpenAsync("/console")).Address.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_two_faculties_chooses()
    {
        using var visitor = await app.SignInAsync("marie@scolarite.example", "Marie", OfReaders, OfOtherReaders);

        var choice = (await visitor.OpenAsync("/console")).Expect("Choisissez une faculté");
        var console = await choice.FollowAsync(app.FacultyOf("rives-atlantiques").Name);

        Assert.StartsWith("/console/rives-atlantiques", console.Address.AbsolutePath, StringComparison.Ordinal);
        await console.FollowAsync("Changer de faculté");
    }

    [Fact]
    public async Task Headers_that_a_client_sends_sign_nobody_in()
    {
        var forged = SignedInTests.Header(
            ("http://schemas.microsoft.com/identity/claims/objectidentifier", Guid.NewGuid().ToString()),
            ("preferred_username", app.Secretary.Address));
        foreach (var name in (string[])["X-MS-CLIENT-PRINCIPAL", "x-ms-client-principal"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/console/val-de-dore");
            request.Headers.Add(name, forged);
            request.Headers.Add(name + "-NAME", app.Secretary.Address);
            using var visitor = new Visitor(app.Addresses.Root);

            Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Client.SendAsync(request)).StatusCode);
        }

        // Nor do they make a stranger of the faculty.
        using var stranger = await app.SignInAsync("quelqu-un@ailleurs.example");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/console/val-de-dore");
        again.Headers.Add("X-MS-CLIENT-PRINCIPAL", forged);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Whoever_signs_out_is_led_to_the_sign_in_again()
    {
        using var visitor = await app.SignInAsync(app.Secretary);
        var console = await visitor.OpenAsync("/console/val-de-dore");

        await console.FollowAsync("Se déconnecter");

        using var answer = await visitor.Client.GetAsync("/console/val-de-dore");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public void Roles_come_by_address_whatever_its_case_and_by_groups()
    {
        var faculty = app.Faculty;
        var listed = ConsoleDesk.PersonIn(faculty, Directory(faculty.People[0].Address.ToUpperInvariant()))!;
        Assert.Equal(faculty.People[0].Id, listed.Id);
        Assert.Equal(faculty.People[0].Roles, listed.Roles);

        var more = ConsoleDesk.PersonIn(faculty, Directory(faculty.People[0].Address, OfReaders))!;
        Assert.Equal((faculty.People[0].Id, true, true), (more.Id, more.Has(StaffRole.Secretariat), more.Has(StaffRole.ReadOnly)));

        var unlisted = ConsoleDesk.PersonIn(faculty, Directory("marie@scolarite.example", OfSecretaries.ToUpperInvariant(), OfOtherReaders))!;
        Assert.Equal([StaffRole.Secretariat], unlisted.Roles);
        Assert.StartsWith(StaffMember.GroupPrefix, unlisted.Id, StringComparison.Ordinal);

        Assert.Null(ConsoleDesk.PersonIn(faculty, Directory("marie@scolarite.example", OfOtherReaders)));
        Assert.Null(ConsoleDesk.PersonIn(faculty, Directory("x" + faculty.People[0].Address)));
    }

    [Fact]
    public void A_page_is_for_those_who_have_one_of_its_roles()
    {
        var page = new ConsolePage("essai", "Essai", 1, ConsolePage.Office);
        var (secretary, reader) = (app.Secretary, app.Faculty.People.First(person => person.Has(StaffRole.ReadOnly)));
        var desk = app.Get<ConsoleDesk>();

        Assert.True(desk.TryOpen(RequestOf(secretary), app.Faculty.Id, page, out var visit, out _));
        Assert.Equal((secretary.Id, page), (visit.Person.Id, visit.Page));
        Assert.False(desk.TryOpen(RequestOf(reader), app.Faculty.Id, page, out _, out var refusal));
        Assert.Equal(StatusCodes.Status403Forbidden, ((IStatusCodeHttpResult)refusal).StatusCode);
        Assert.True(desk.TryOpen(RequestOf(reader), app.Faculty.Id, page with { Roles = ConsolePage.Readers }, out _, out _));
    }

    [Fact]
    public void A_form_is_taken_from_the_person_it_was_made_for_in_the_faculty_it_was_made_for()
    {
        var (desk, secretary, coordinator) = (app.Get<ConsoleDesk>(), app.Secretary, app.Coordinator);
        Assert.True(desk.TryOpen(RequestOf(secretary), app.Faculty.Id, null, out var hers, out _));
        Assert.True(desk.TryOpen(RequestOf(coordinator), app.Faculty.Id, null, out var his, out _));

        Assert.True(desk.IsOurs(hers.Token, RequestOf(secretary), hers));
        Assert.False(desk.IsOurs(his.Token, RequestOf(secretary), hers));
        Assert.False(desk.IsOurs(hers.Token, RequestOf(secretary), hers with { Faculty = app.FacultyOf("rives-atlantiques") }));
        foreach (var wrong in (string[])["", hers.Token[..^1], "x" + hers.Token, app.Get<Tickets>().Issue("form", "x", TimeSpan.FromDays(1))])
            Assert.False(desk.IsOurs(wrong, RequestOf(secretary), hers));
    }

    [Theory]
    [InlineData("post")]
    [InlineData("put")]
    [InlineData("delete")]
    public async Task The_console_s_first_addresses_take_no_other_method(string method)
    {
        using var visitor = await app.SignInAsync(app.Secretary);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/console/val-de-dore");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await visitor.Client.SendAsync(request)).StatusCode);
    }

    private static HttpRequest RequestOf(StaffMember person)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[SignedIn.Header] = new StringValues(SignedInTests.Header(
            ("oid", new Guid(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(person.Id))).ToString()),
            ("name", person.Name), ("preferred_username", person.Address)));
        return request;
    }

    private static SignedIn Directory(string address, params string[] groups) =>
        new(Guid.NewGuid().ToString(), "Marie", [address], groups.Select(group => group.ToLowerInvariant()).ToHashSet());

    private static string Folded(VisitedPage page) =>
        string.Join(' ', page.Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
