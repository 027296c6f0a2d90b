using Compagnon.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Tests.Web;

public sealed class PageRendererTests
{
    private readonly PageRenderer pages = new ServiceCollection()
        .AddLogging()
        .AddCompagnonWeb()
        .BuildServiceProvider()
        .GetRequiredService<PageRenderer>();

    [Fact]
    public async Task What_a_person_typed_is_encoded_and_accents_stay_readable() =>
        Assert.Equal(
            "<dt>Nom</dt><dd>&lt;script&gt;alert(1)&lt;/script&gt; é « ici »</dd>".Replace("« ici »", "«\u00A0ici\u00A0»"),
            await pages.MarkupAsync<Pair>(new { Label = "Nom", Text = "<script>alert(1)</script> é « ici »" }));

    [Fact]
    public async Task A_parameter_that_the_component_does_not_have_is_an_error() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => pages.MarkupAsync<Pair>(new { Titre = "x" }));

    [Fact]
    public async Task A_page_is_sent_whole_with_its_status_and_is_not_kept()
    {
        var (context, body) = await SendAsync(pages.Page<Pair>(new { Label = "a", Text = "b" }, 404), "GET");

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Equal("<dt>a</dt><dd>b</dd>", body);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        Assert.Equal("text/html; charset=utf-8", context.Response.ContentType);
        Assert.Equal(body.Length, context.Response.ContentLength);
    }

    [Fact]
    public async Task HEAD_gets_the_headers_alone()
    {
        var (context, body) = await SendAsync(pages.Page<Pair>(new { Label = "a", Text = "b" }), "HEAD");

        Assert.Equal("", body);
        Assert.Equal(20, context.Response.ContentLength);
    }

    [Fact]
    public async Task A_page_without_personal_data_may_be_kept_by_the_browser()
    {
        var (context, _) = await SendAsync(pages.Page<Pair>(new { Label = "a", Text = "b" }).WithoutPersonalData(), "GET");

        Assert.Equal("private, no-cache", context.Response.Headers.CacheControl);
    }

    private static async Task<(HttpContext Context, string Body)> SendAsync(PageResult page, string method)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Method = method }, Response = { Body = body } };
        await page.ExecuteAsync(context);
        return (context, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class Pair : ComponentBase
    {
        [Parameter] public string Label { get; set; } = "";

        [Parameter] public string Text { get; set; } = "";

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "dt");
            builder.AddContent(1, Label);
            builder.CloseElement();
            builder.OpenElement(2, "dd");
            builder.AddContent(3, Text);
            builder.CloseElement();
        }
    }
}
