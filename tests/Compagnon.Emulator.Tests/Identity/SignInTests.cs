using System.Net;
using System.Text.Json;
using Compagnon.Emulator.Tests.Worker;

namespace Compagnon.Emulator.Tests.Identity;

public sealed class SignInTests : IAsyncLifetime
{
    private readonly string people = Directory.CreateTempSubdirectory("compagnon-people-").FullName;
    private SampleHost host = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(people, "b.json"), """
            { "name": "Bees", "hives": 3, "people": [{ "name": "Anna <b>", "address": "anna@bees.example", "roles": ["queen"] }, { "name": "nobody" }, 7] }
            """);
        await File.WriteAllTextAsync(Path.Combine(people, "a.json"), """{ "people": [{ "name": "Zoé", "address": "zoe@ants.example" }] }""");
        await File.WriteAllTextAsync(Path.Combine(people, "broken.json"), "{");
        await File.WriteAllTextAsync(Path.Combine(people, "other.json"), """{ "people": { "name": "x" } }""");
        host = await SampleHost.StartAsync("--Emulator:People", people);
        client = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        Directory.Delete(people, recursive: true);
    }

    [Fact]
    public async Task The_page_offers_the_people_of_the_folder_s_files()
    {
        var page = await client.GetStringAsync("/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fhello");

        Assert.Contains("<h2>Bees</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<button>Anna &lt;b&gt;</button> <span class=\"soft\">queen</span>", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<button>Zoé</button>", StringComparison.Ordinal) < page.IndexOf("Anna", StringComparison.Ordinal));
        Assert.DoesNotContain("nobody", page, StringComparison.Ordinal);
        Assert.Contains("name=\"post_login_redirect_uri\" value=\"/api/hello\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_is_handed_to_the_app_in_App_Service_s_headers_and_leaves_with_the_sign_out()
    {
        Assert.Equal("", await SeenAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/.auth/me")).StatusCode);

        var answer = await SignInAsync(client, "anna@bees.example", "/api/hello", "0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f");

        Assert.Equal((HttpStatusCode.Redirect, "/api/hello"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var seen = JsonDocument.Parse(Convert.FromBase64String(await SeenAsync())).RootElement;
        Assert.Equal("aad", seen.GetProperty("auth_typ").GetString());
        var claims = seen.GetProperty("claims").EnumerateArray()
            .ToLookup(claim => claim.GetProperty("typ").GetString()!, claim => claim.GetProperty("val").GetString()!);
        Assert.Equal(["anna@bees.example"], claims["preferred_username"]);
        Assert.Equal(["0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f"], claims["groups"]);
        Assert.True(Guid.TryParse(claims["http://schemas.microsoft.com/identity/claims/objectidentifier"].Single(), out _));
        var me = JsonDocument.Parse(await client.GetStringAsync("/.auth/me")).RootElement[0];
        Assert.Equal("anna@bees.example", me.GetProperty("user_id").GetString());

        var left = await client.GetAsync("/.auth/logout?post_logout_redirect_uri=%2F");
        Assert.Equal("/", left.Headers.Location!.OriginalString);
        Assert.Equal("", await SeenAsync());
    }

    [Theory]
    [InlineData("X-MS-CLIENT-PRINCIPAL")]
    [InlineData("x-ms-client-principal")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-NAME")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-ID")]
    [InlineData("X-MS-TOKEN-AAD-ID-TOKEN")]
    public async Task Such_a_header_of_a_client_is_dropped(string name)
    {
        Assert.Equal("", await SeenAsync(name, "forged"));
        await SignInAsync(client, "anna@bees.example", "/");
        Assert.DoesNotContain("forged", await SeenAsync(name, "forged"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_authentication_is_off_nothing_is_dropped_and_nobody_can_sign_in()
    {
        await using var off = await SampleHost.StartAsync("--WEBSITE_AUTH_ENABLED", "false");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/header?name=X-MS-CLIENT-PRINCIPAL");
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", "forged");

        Assert.Equal("forged", await (await off.Http.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await off.Http.GetAsync("/.auth/login/aad")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_site(string address)
    {
        Assert.Equal("/", (await SignInAsync(client, "anna@bees.example", address)).Headers.Location!.OriginalString);
        var left = await client.GetAsync("/.auth/logout?post_logout_redirect_uri=" + Uri.EscapeDataString(address));
        Assert.Equal("/.auth/logout/complete", left.Headers.Location!.OriginalString);
        Assert.Contains("You are signed out", await client.GetStringAsync("/.auth/logout/complete"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_is_not_ours_signs_nobody_in()
    {
        var cookie = (await SignInAsync(client, "anna@bees.example", "/")).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.NotEqual("", await SeenAsync(cookie: cookie));
        foreach (var wrong in (string[])["AppServiceAuthSession=", "AppServiceAuthSession=a.b", cookie[..^2], cookie.Replace("=e", "=f")])
            Assert.Equal("", await SeenAsync(cookie: wrong));
    }

    [Theory]
    [InlineData("nobody", "", "An address has an @")]
    [InlineData("é@bees.example", "", "only ASCII")]
    [InlineData("a@bees.example", "queens", "named by its object id")]
    public async Task What_cannot_be_is_refused_with_what_is_expected(string address, string groups, string why)
    {
        var answer = await SignInAsync(client, address, "/", groups);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_s_page_signs_nobody_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/.auth/login/aad") { Content = Form("anna@bees.example", "/", "") };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
    }

    private HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = host.Http.BaseAddress };

    private async Task<string> SeenAsync(string name = "X-MS-CLIENT-PRINCIPAL", string? value = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/header?name=" + name);
        if (value is not null) request.Headers.Add(name, value);
        if (cookie is null) return await (await client.SendAsync(request)).Content.ReadAsStringAsync();
        request.Headers.Add("Cookie", cookie);
        return await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync();
    }

    private static FormUrlEncodedContent Form(string address, string back, string groups) => new(new Dictionary<string, string>
    {
        ["address"] = address,
        ["post_login_redirect_uri"] = back,
        ["groups"] = groups,
    });

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string address, string back, string groups = "") =>
        client.PostAsync("/.auth/login/aad", Form(address, back, groups));
}
