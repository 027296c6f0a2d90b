using System.Net;
using AngleSharp.Html.Parser;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Web;

namespace Compagnon.Tests.Web;

public sealed class SiteTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Http => app.Visitor.Client;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_home_page_says_what_this_is_and_leads_on()
    {
        var page = await app.Visitor.OpenAsync("/", Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Devenir maître de stage des universités", page.Heading);
        Assert.Equal("Où exercez-vous ?", (await page.FollowAsync("Déposer une candidature", Cancellation)).Heading);
        Assert.Equal("J’ai perdu mon lien", (await page.FollowAsync("J’ai perdu mon lien", Cancellation)).Heading);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/candidature/63")]
    [InlineData("/lien-perdu")]
    [InlineData("/nulle-part")]
    [InlineData("/dossier/faux")]
    [InlineData("/confirmation/faux")]
    public async Task Every_page_has_the_headers_that_keep_a_browser_from_harm(string address)
    {
        using var answer = await Http.GetAsync(address, Cancellation);

        string Header(string name) => string.Join(",", answer.Headers.GetValues(name));
        Assert.StartsWith("default-src 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.DoesNotContain("public", Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_people_reach_by_https_tells_browsers_never_to_come_otherwise()
    {
        const string Header = "Strict-Transport-Security";
        using var plain = await Http.GetAsync("/", Cancellation);
        Assert.False(plain.Headers.Contains(Header));

        await app.RestartAsync("--Site:PublicAddress", "https://agrement.example.fr");
        foreach (var address in (string[])["/", "/nulle-part", SiteAssets.AddressOf("compagnon.css")])
        {
            using var encrypted = await Http.GetAsync(address, Cancellation);
            Assert.Equal("max-age=31536000", encrypted.Headers.GetValues(Header).Single());
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/candidature")]
    [InlineData("/candidature/974")]
    [InlineData("/lien-perdu")]
    public async Task A_page_is_light_and_has_nothing_inline_and_nothing_from_elsewhere(string address)
    {
        var html = await Http.GetStringAsync(address, Cancellation);
        var page = new HtmlParser().ParseDocument(html);
        var total = html.Length;
        foreach (var asset in page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon]").Select(e => e.GetAttribute("href")!)
                     .Concat(page.QuerySelectorAll("script").Select(e => e.GetAttribute("src")!)))
        {
            Assert.StartsWith("/assets/", asset, StringComparison.Ordinal);
            total += (await Http.GetByteArrayAsync(asset, Cancellation)).Length;
        }

        Assert.InRange(total, 1000, 100_000);
        Assert.Empty(page.QuerySelectorAll("style, [style], script:not([src]), [onclick], [onload]"));
        Assert.Equal("fr", page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.All(
            page.QuerySelectorAll("form[method=post]"), form => Assert.NotNull(form.QuerySelector($"input[name={FormTokens.FieldName}]")));
    }

    [Fact]
    public async Task An_asset_is_kept_for_good_under_its_version_and_not_at_all_under_another()
    {
        var address = SiteAssets.AddressOf("compagnon.css");
        using var asset = await Http.GetAsync(address, Cancellation);
        Assert.Equal("text/css; charset=utf-8", asset.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromDays(365), asset.Headers.CacheControl!.MaxAge);
        Assert.True(asset.Headers.CacheControl.Public);

        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { asset.Headers.ETag! } } };
        using var unchanged = await Http.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        using var old = await Http.GetAsync("/assets/0123456789ab/compagnon.css", Cancellation);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        Assert.True(old.Headers.CacheControl!.NoCache);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/assets/x/../../host.json", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/assets/x/autre.css", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("/nulle-part")]
    [InlineData("/a/b/c/d/e")]
    [InlineData("/candidature/20")]
    [InlineData("/candidature/63/autre")]
    [InlineData("/dossier")]
    public async Task What_does_not_exist_gets_a_page_with_404(string address)
    {
        using var answer = await Http.GetAsync(address, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/", "GET, HEAD")]
    [InlineData("DELETE", "/candidature", "GET, HEAD")]
    [InlineData("PUT", "/candidature/63", "GET, HEAD, POST")]
    [InlineData("PATCH", "/dossier/abc/envoi", "GET, HEAD, POST")]
    public async Task A_method_that_an_address_does_not_know_gets_405_with_those_it_does(string method, string address, string allowed)
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address), Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed.Split(", "), answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task HEAD_gets_what_GET_gets_without_the_page()
    {
        using var get = await Http.GetAsync("/", Cancellation);
        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_form_that_is_too_large_or_no_form_is_refused_with_a_page()
    {
        using var large = await Http.PostAsync(
            "/lien-perdu",
            new StringContent("adresse=" + new string('a', 300_000), null, "application/x-www-form-urlencoded"),
            Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);

        using var json = await Http.PostAsync("/lien-perdu", new StringContent("{}", null, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);

        var fields = string.Join('&', Enumerable.Range(0, 500).Select(i => $"f{i}=1"));
        using var many = await Http.PostAsync(
            "/lien-perdu", new StringContent(fields, null, "application/x-www-form-urlencoded"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
    }

    [Fact]
    public async Task A_form_that_another_site_sends_is_refused_and_the_page_leads_back_to_it()
    {
        using var stranger = new Visitor(app.Addresses.Root);
        var fields = new Dictionary<string, string> { ["adresse"] = "a@exemple.example", ["numero"] = "79927398713" };

        using var bare = await stranger.Client.PostAsync("/lien-perdu", new FormUrlEncodedContent(fields), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);

        // A token of one browser is of no use to another.
        var own = await app.Visitor.OpenAsync("/lien-perdu", Cancellation);
        fields[FormTokens.FieldName] = own.Document.QuerySelector($"input[name={FormTokens.FieldName}]")!.GetAttribute("value")!;
        await stranger.OpenAsync("/lien-perdu", Cancellation);
        using var lent = await stranger.Client.PostAsync("/lien-perdu", new FormUrlEncodedContent(fields), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, lent.StatusCode);
        Assert.Contains("href=\"/lien-perdu\"", await lent.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forms_cookie_is_out_of_scripts_and_other_sites_reach()
    {
        using var stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Addresses.Root };
        using var answer = await stranger.GetAsync("/lien-perdu", Cancellation);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
    }
}
