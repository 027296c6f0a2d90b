using System.Net;
using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;

namespace Compagnon.BrowserTests;

/// <summary>Every page of the console, as the routes list them, after one dossier has gone the longest way.</summary>
public sealed class ConsoleRoutesTests(WalkedFaculty walked) : IClassFixture<WalkedFaculty>
{
    private const int MostBytes = 100_000;

    public static TheoryData<string> Pages =>
        [.. PageRoutes.Pages.Where(route => route.StartsWith(PageRoutes.Console, StringComparison.Ordinal))];

    public static TheoryData<string> Readings => [.. PageRoutes.Readings];

    public static TheoryData<string> Forms =>
        [.. PageRoutes.Forms.Where(route => route.StartsWith(PageRoutes.Console, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nobody_is_kept_out_of_a_page_and_none_is_heavy(string route)
    {
        await walked.AppAsync();
        var person = await walked.Window.OfAsync(WalkedDossier.PersonFor(walked.Faculty, route).Address);

        var answer = (await person.Page.GotoAsync(walked.Dossier.AddressOf(route)))!;

        // A list that was sent with mistakes is shown with them.
        Assert.Equal(route.Contains("length(32)", StringComparison.Ordinal) ? 422 : 200, answer.Status);
        Assert.InRange((await answer.BodyAsync()).Length, 1, MostBytes);
        await person.AssertOpenToAllAsync(route);
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Whoever_belongs_to_another_faculty_learns_nothing_of_this_one(string route)
    {
        var app = await walked.AppAsync();
        using var nobody = new Visitor(app.Addresses.Root);
        using var stranger = await app.SignInAsync(walked.Other.People.First(person => person.Has(StaffRole.Coordinator)));

        using var unsigned = await nobody.Client.GetAsync(walked.Dossier.AddressOf(route), TestContext.Current.CancellationToken);
        using var here = await stranger.Client.GetAsync(walked.Dossier.AddressOf(route), TestContext.Current.CancellationToken);
        using var nowhere = await stranger.Client.GetAsync(walked.Dossier.AddressOf(route, "nulle-part"), TestContext.Current.CancellationToken);
        using var there = await stranger.Client.GetAsync(walked.Dossier.AddressOf(route, walked.Other.Id), TestContext.Current.CancellationToken);

        Assert.StartsWith("/.auth/login/aad", unsigned.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, here.StatusCode);
        Assert.Equal(
            await nowhere.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await here.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await AssertTellsNothingAsync(there);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_is_taken_neither_from_another_faculty_nor_from_another_site(string route)
    {
        var app = await walked.AppAsync();
        using var stranger = await app.SignInAsync(walked.Other.People.First(person => person.Has(StaffRole.Coordinator)));
        using var own = await app.SignInAsync(WalkedDossier.PersonFor(walked.Faculty, route));

        using var here = await PostAsync(stranger, walked.Dossier.AddressOf(route));
        using var there = await PostAsync(stranger, walked.Dossier.AddressOf(route, walked.Other.Id));
        using var forged = await PostAsync(own, walked.Dossier.AddressOf(route));

        Assert.Equal(HttpStatusCode.Forbidden, here.StatusCode);
        await AssertTellsNothingAsync(there);

        // A document is not read before there is a report that it is for: whoever sends one elsewhere is led back.
        if (!route.EndsWith("/visite/pieces", StringComparison.Ordinal)) Assert.InRange((int)forged.StatusCode, 400, 499);
    }

    [Fact]
    public void Every_page_of_the_site_is_looked_at_somewhere()
    {
        var missing = PageRoutes.Pages
            .Where(route => !route.StartsWith(PageRoutes.Console, StringComparison.Ordinal))
            .Except(AccessibilityTests.Routes.Keys)
            .Except(WholeProcedureTests.Routes)
            .ToList();

        Assert.True(missing.Count == 0, "Nobody looks at these, add them to AccessibilityTests.Routes:\n" + string.Join("\n", missing));
    }

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, string address) => visitor.Client.PostAsync(
        address, new FormUrlEncodedContent(new Dictionary<string, string> { ["jeton"] = "faux" }), TestContext.Current.CancellationToken);

    private async Task AssertTellsNothingAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 200, 499);
        Assert.All(walked.Dossier.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }
}
