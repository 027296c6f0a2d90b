using System.Text;
using Compagnon.Dossiers;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("cv.pdf", "cv.pdf")]
    [InlineData("CV d’Anne – été « 2026 ».pdf", "CV d’Anne – été « 2026 ».pdf")]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\Anne\cv.pdf", "cv.pdf")]
    [InlineData("cv\u202Efdp.exe", "cvfdp.exe")]
    [InlineData("cv\0\r\n\t.pdf", "cv .pdf")]
    [InlineData("履歴書 📄.pdf", "履歴書 📄.pdf")]
    [InlineData("..", "document")]
    [InlineData("", "document")]
    [InlineData(null, "document")]
    [InlineData("\u200B", "document")]
    public void A_name_is_shown_as_it_was_without_path_and_tricks(string? given, string shown) =>
        Assert.Equal(shown, FileName.Display(given));

    [Theory]
    [InlineData("cv.pdf", ContentKind.Pdf, "cv.pdf")]
    [InlineData("CV.PDF", ContentKind.Pdf, "CV.PDF")]
    [InlineData("photo.jpeg", ContentKind.Jpeg, "photo.jpeg")]
    [InlineData("cv.exe", ContentKind.Pdf, "cv.exe.pdf")]
    [InlineData("cv.pdf.exe", ContentKind.Pdf, "cv.pdf.exe.pdf")]
    [InlineData("cv.pdf", ContentKind.Jpeg, "cv.pdf.jpg")]
    [InlineData("cv.html", ContentKind.Png, "cv.html.png")]
    [InlineData("pdf", ContentKind.Pdf, "pdf.pdf")]
    [InlineData("", ContentKind.Pdf, "document.pdf")]
    public void A_name_ends_as_its_content_says(string given, ContentKind content, string shown) =>
        Assert.Equal(shown, FileName.Display(given, DocumentContent.EndingsOf(content)));

    [Fact]
    public void A_long_name_of_another_ending_is_shortened_and_ends_as_its_content_says()
    {
        var shown = FileName.Display(new string('a', 200) + ".exe", DocumentContent.EndingsOf(ContentKind.Pdf));

        Assert.True(shown.Length <= FileName.Longest);
        Assert.EndsWith(".pdf", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        var shown = FileName.Display(new string('é', 300) + ".pdf");

        Assert.Equal(FileName.Longest, shown.Length);
        Assert.EndsWith("…​.pdf".Replace("\u200B", ""), shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_typed_the_name_is_short_whole_and_no_path() =>
        Prop.ForAll<string>(given =>
        {
            var shown = FileName.Display(given);
            return shown.Length is > 0 and <= FileName.Longest
                && !shown.Contains('/')
                && !shown.Contains('\\')
                && !shown.Any(char.IsControl)
                && new UTF8Encoding(false, true).GetByteCount(shown) > 0 && FileName.Display(shown) == shown;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_name_of_characters_in_two_halves_is_never_cut_in_half() =>
        Assert.DoesNotContain(
            '\uFFFD',
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(FileName.Display("a" + string.Concat(Enumerable.Repeat("📄", 150)) + ".pdf"))));
}
