using Compagnon.Web;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Web;

public sealed class TypographyTests
{
    [Theory]
    [InlineData("<p>Une question ?</p>", "<p>Une question\u202F?</p>")]
    [InlineData("Ceci : cela ; et !", "Ceci\u00A0: cela\u202F; et\u202F!")]
    [InlineData("« Déposer »", "«\u00A0Déposer\u00A0»")]
    [InlineData("10 Mo, 3 ans, 7 jours, 5 %", "10\u00A0Mo, 3\u00A0ans, 7\u00A0jours, 5\u00A0%")]
    [InlineData("3 ansérines", "3 ansérines")]
    [InlineData("<a title=\"a : b > c ?\">a : b</a>", "<a title=\"a : b > c ?\">a\u00A0: b</a>")]
    [InlineData("<textarea>a : b</textarea> c : d", "<textarea>a : b</textarea> c\u00A0: d")]
    [InlineData("<pre>a : b</pre><prefix>a : b</prefix>", "<pre>a : b</pre><prefix>a\u00A0: b</prefix>")]
    [InlineData("<!-- a : b --><p>c !</p>", "<!-- a : b --><p>c\u202F!</p>")]
    [InlineData("a &amp; b ; c", "a &amp; b\u202F; c")]
    [InlineData("<a title=\"jamais fermé", "<a title=\"jamais fermé")]
    public void Punctuation_gets_its_spaces_in_text_and_nowhere_else(string markup, string expected) =>
        Assert.Equal(expected, Typography.French(markup));

    [Fact]
    public void Only_spaces_ever_change_and_a_second_time_changes_nothing() =>
        Prop.ForAll<string>(text =>
        {
            var once = Typography.French(text ?? "");
            return once.Length == (text ?? "").Length
                && once.Zip(text ?? "").All(pair => pair.First == pair.Second || (pair.Second == ' ' && pair.First is '\u00A0' or '\u202F'))
                && Typography.French(once) == once;
        }).QuickCheckThrowOnFailure();
}
