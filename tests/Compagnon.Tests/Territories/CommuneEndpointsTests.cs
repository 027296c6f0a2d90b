using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Territories;

public sealed class CommuneEndpointsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Http => shared.Running.Visitor.Client;

    [Fact]
    public async Task Communes_are_suggested_as_JSON_that_a_browser_may_keep_for_a_day()
    {
        using var answer = await Http.GetAsync("/communes?q=st+flour&departement=15", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.Public);
        Assert.Equal(TimeSpan.FromDays(1), answer.Headers.CacheControl.MaxAge);
        var first = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation))[0];
        Assert.Equal("15187", first.GetProperty("code").GetString());
        Assert.Equal("Saint-Flour (15100)", first.GetProperty("label").GetString());
        Assert.Equal("15100", first.GetProperty("postalCodes")[0].GetString());
        Assert.Equal("15", first.GetProperty("departement").GetString());
        Assert.NotNull(first.GetProperty("group").GetString());
    }

    [Theory]
    [InlineData("/communes?q=saint", 20)]
    [InlineData("/communes?q=saint&departement=974&departement=976", 12)]
    [InlineData("/communes?q=clermont&departement=75", 0)]
    [InlineData("/communes?q=riom&departement=", 3)]
    public async Task Those_of_the_asked_departements_are_suggested_and_at_most_twenty(string address, int count)
    {
        var found = await Http.GetFromJsonAsync<JsonElement>(address, Cancellation);

        Assert.Equal(count, found.GetArrayLength());
    }

    [Theory]
    [InlineData("/communes", "Indiquez le nom ou le code postal d’une commune.")]
    [InlineData("/communes?q=", "Indiquez le nom ou le code postal d’une commune.")]
    [InlineData("/communes?q=--", "Indiquez le nom ou le code postal d’une commune.")]
    [InlineData("/communes?q=a&q=b", "Indiquez le nom ou le code postal d’une commune.")]
    [InlineData("/communes?q=%00%01", "Indiquez le nom ou le code postal d’une commune.")]
    [InlineData("/communes?q=riom&departement=20", "Indiquez le département par son code, par exemple 63, 2A ou 974.")]
    [InlineData("/communes?q=riom&departement=63,15", "Indiquez le département par son code, par exemple 63, 2A ou 974.")]
    [InlineData(
        "/communes?q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "Le nom d’une commune a 80 caractères au plus. Indiquez-en seulement le début.")]
    public async Task What_cannot_be_answered_gets_400_with_what_is_expected_and_is_not_kept(string address, string message)
    {
        using var answer = await Http.GetAsync(address, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(message, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Nothing_but_reading_is_allowed()
    {
        using var answer = await Http.PostAsync("/communes?q=riom", null, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }
}
