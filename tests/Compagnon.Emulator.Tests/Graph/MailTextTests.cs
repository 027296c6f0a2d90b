using Compagnon.Emulator.Graph;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Graph;

public sealed class MailTextTests
{
    [Theory]
    [InlineData("<p>Bonjour</p><p>Docteur</p>", "Bonjour Docteur")]
    [InlineData("Votre agr&eacute;ment &amp; la suite", "Votre agrément & la suite")]
    [InlineData("<head><title>Titre</title><style>p{color:red}</style></head><body><!-- rien -->Texte</body>", "Texte")]
    [InlineData("<div>Court.&nbsp;&zwnj;&#8203;&#847;&#8199;&shy;&nbsp;</div><p>Suite</p>", "Court. Suite")]
    [InlineData("a<br/>b<td>c</td>", "a b c")]
    [InlineData("<p>non fermé", "non fermé")]
    public void A_body_is_told_in_one_line_of_text(string html, string expected) =>
        Assert.Equal(expected, MailText.Plain(new MailContent { IsHtml = true, Body = html }));

    [Theory]
    [InlineData("Agrément", "agrement")]
    [InlineData("ÉLÈVE Œuvre", "eleve œuvre")]
    public void Folding_takes_case_and_accents_away(string text, string expected) => Assert.Equal(expected, MailText.Fold(text));

    [Fact]
    public void Any_body_has_a_preview_that_is_its_beginning() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<bool>(),
        (text, html) =>
        {
            var plain = MailText.Plain(new MailContent { IsHtml = html, Body = string.Concat(Enumerable.Repeat(text.Get, 20)) });
            var preview = MailText.Preview(plain);
            MailText.Fold(plain);
            return preview.Length <= 255 && plain.StartsWith(preview, StringComparison.Ordinal)
                && (preview.Length == 0 || preview.Length == plain.Length || !char.IsHighSurrogate(preview[^1]));
        }).QuickCheckThrowOnFailure();
}
