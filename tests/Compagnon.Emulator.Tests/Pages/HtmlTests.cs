using AngleSharp.Html.Parser;
using Compagnon.Emulator.Pages;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Pages;

public sealed class HtmlTests
{
    [Fact]
    public void Any_text_stays_text_in_content_and_attributes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), given =>
        {
            // What an HTML parser itself replaces or folds is left out.
            var text = new string(
                given.Get.Where(character => character is not '\0' and not '\r' && !char.IsSurrogate(character)).ToArray());
            var markup = Html.Of($"<!doctype html><body><p title=\"{text}\">a{text}</p>").ToString();
            var paragraph = new HtmlParser().ParseDocument(markup).QuerySelector("p")!;
            return paragraph.GetAttribute("title") == text && paragraph.TextContent == "a" + text && paragraph.Children.Length == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Html_within_html_is_not_encoded_twice()
    {
        var items = new[] { "a", "<b>" }.Select(item => Html.Of($"<li>{item}</li>"));
        Assert.Equal("<p>ab</p>", Html.Of($"<p>{new List<Html> { Html.Of($"a"), Html.Of($"b") }}</p>").ToString());
        Assert.Equal("<ul><li>a</li><li>&lt;b&gt;</li></ul>3é", Html.Of($"<ul>{items}</ul>{3}{"é"}{Html.Empty}").ToString());
    }
}
