using Compagnon.Dossiers;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers;

public sealed class DocumentContentTests
{
    public static TheoryData<string, ContentKind> Whole => new()
    {
        { "pdf", ContentKind.Pdf }, { "pdf-large", ContentKind.Pdf }, { "pdf-late", ContentKind.Pdf },
        { "png", ContentKind.Png }, { "jpeg", ContentKind.Jpeg }, { "jpeg-phone", ContentKind.Jpeg },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void A_whole_document_is_known_by_its_content_however_it_is_cut_into_pieces(string sample, ContentKind kind)
    {
        var bytes = Sample(sample);
        Prop.ForAll(Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(1, 5000)).ToArbitrary(), step =>
        {
            var content = Read(bytes, step);
            return content.Kind == kind && content.IsWhole && content.Length == bytes.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void A_document_that_is_cut_is_not_whole(string sample, ContentKind kind)
    {
        var bytes = Sample(sample);
        if (sample == "jpeg-phone") bytes = bytes[..^100_000];
        Prop.ForAll(Gen.Choose(0, bytes.Length - 12).ToArbitrary(), length =>
        {
            var content = Read(bytes[..length], 997);
            return !content.IsWhole && content.Kind is ContentKind.Other || (content.Kind == kind && !content.IsWhole);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Noise_is_nothing_and_never_throws() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            foreach (var start in (byte[][])[[], SampleDocuments.Png()[..8], SampleDocuments.Jpeg()[..4], "%PDF-1.7\n"u8.ToArray()])
                if (Read([.. start, .. bytes ?? []], 3).IsWhole) return false;
            return true;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("PK\u0003\u0004 word/document.xml", "traitement de texte")]
    [InlineData("\0\0\0\u0018ftypheic........", "HEIC")]
    [InlineData("GIF89a", "Cette image")]
    [InlineData("<html><script>alert(1)</script>%PDF-1.4", "PDF, JPEG et PNG")]
    [InlineData("MZ........%PDF-1.4", "PDF, JPEG et PNG")]
    [InlineData("bonjour", "PDF, JPEG et PNG")]
    public void What_is_not_taken_is_told_in_words_that_help(string text, string advice)
    {
        var content = Read(System.Text.Encoding.Latin1.GetBytes(text), 5);

        Assert.Equal(ContentKind.Other, content.Kind);
        Assert.False(content.IsWhole);
        Assert.Contains(advice, content.Advice, StringComparison.Ordinal);
    }

    private static byte[] Sample(string name) => name switch
    {
        "pdf" => SampleDocuments.Pdf(),
        "pdf-large" => SampleDocuments.Pdf(size: 60_000),
        "pdf-late" => [.. "\r\n\r\n"u8, .. SampleDocuments.Pdf()],
        "png" => SampleDocuments.Png(40, 40),
        "jpeg" => SampleDocuments.Jpeg(),
        _ => SampleDocuments.Jpeg(5000, after: 100_000),
    };

    private static DocumentContent Read(byte[] bytes, int step)
    {
        var content = new DocumentContent();
        for (var at = 0; at < bytes.Length; at += step) content.Append(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
        return content;
    }
}
