using System.IO.Compression;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Dossiers;

/// <summary>
/// The files of the folder Pdfs were made with qpdf: « open » has an owner's password only, « closed » the user's « secret » too.
/// </summary>
public sealed class PdfStructureTests
{
    private static readonly string[] Ways =
        ["rc4-40", "rc4-128", "aes-128", "aes-128-plain-metadata", "aes-256-draft", "aes-256", "aes-256-packed-objects"];

    public static TheoryData<string> Protected => [.. Ways];

    [Theory]
    [MemberData(nameof(Protected))]
    public void A_password_that_is_needed_is_noticed_and_one_that_nobody_is_asked_for_does_not_matter(string way)
    {
        var closed = Read(Sample(way + "-closed"));
        var open = Read(Sample(way + "-open"));

        Assert.True(closed.NeedsPassword);
        Assert.Contains("mot de passe", closed.Advice, StringComparison.Ordinal);
        Assert.Contains("sans protection", closed.Advice, StringComparison.Ordinal);
        Assert.True(open is { IsWhole: true, NeedsPassword: false });
    }

    [Theory]
    [InlineData("packed-objects")]
    [InlineData("linearized")]
    public void Pages_are_found_wherever_a_file_has_them(string name) =>
        Assert.True(Read(Sample(name)) is { IsWhole: true, NeedsPassword: false });

    [Fact]
    public void A_handler_of_certificates_counts_as_closed()
    {
        var pdf = Pdf("<< /Type /Page >>", "/Encrypt << /Filter /Adobe.PubSec /V 4 /R 4 >>");

        Assert.True(Read(pdf).NeedsPassword);
    }

    [Theory]
    [InlineData("<< /Type /Pages /Kids [] /Count 0 >>")] // no page
    [InlineData("(<< /Type /Page >>)")] // a page in a text only
    [InlineData("% << /Type /Page >>")] // a page in a remark only
    [InlineData("<< /Length 20 >> stream\n<< /Type /Page >>\nendstream")] // a page in a stream only
    [InlineData("<< /X << /Type /Page >> >>")] // a page within something else
    [InlineData("<< /Type /Page")] // a page that is cut
    public void A_file_without_a_page_is_not_whole_and_the_advice_is_to_make_it_again(string body)
    {
        var content = Read(Pdf(body));

        Assert.Equal(ContentKind.Pdf, content.Kind);
        Assert.False(content.IsWhole);
        Assert.Contains("numérisez de nouveau", content.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<< /Type /Page >>")]
    [InlineData("<</Type/Page>>")]
    [InlineData("<< /A (\\) >> \\\\) /B <28> /C [ << /Type /X >> [ ] ] /D << /E << >> >> /Type % remark >>\n /Page >>")]
    public void A_page_is_a_page_however_it_is_written(string body) => Assert.True(Read(Pdf(body)).IsWhole);

    [Fact]
    public void A_file_without_a_trailer_or_without_a_table_is_not_whole()
    {
        var pdf = Encoding.Latin1.GetString(SampleDocuments.Pdf());

        foreach (var part in (string[])["/Root 1 0 R", "trailer", "startxref", "%%EOF"])
            Assert.False(Read(Encoding.Latin1.GetBytes(pdf.Replace(part, "", StringComparison.Ordinal))).IsWhole);
        // Torn out of the middle: from the first page to the end of the file's body.
        Assert.False(Read(Encoding.Latin1.GetBytes(pdf.Remove(pdf.IndexOf("3 0 obj", StringComparison.Ordinal), 200))).IsWhole);
    }

    [Fact]
    public void What_is_seen_does_not_depend_on_how_the_bytes_come_and_damage_never_throws()
    {
        var samples = Ways.SelectMany(way => (string[])[way + "-open", way + "-closed"])
            .Append("packed-objects").Append("linearized").Select(Sample).ToArray();
        var marks = Gen.Elements("<>()[]/% \\0".Select(c => (int)c).ToArray());
        var damaged =
            from sample in Gen.Elements(samples)
            from places in Gen.ArrayOf(Gen.Choose(9, sample.Length - 1), 6)
            from bytes in Gen.ArrayOf(Gen.OneOf(marks, Gen.Choose(0, 255)), 6)
            from step in Gen.Choose(1, 40)
            select (sample, places, bytes, step);

        Prop.ForAll(damaged.ToArbitrary(), it =>
        {
            var pdf = it.sample.ToArray();
            foreach (var (place, value) in it.places.Zip(it.bytes)) pdf[place] = (byte)value;
            var (whole, parts) = (Read(pdf), Read(pdf, it.step));
            return (whole.IsWhole, whole.NeedsPassword, whole.Advice) == (parts.IsWhole, parts.NeedsPassword, parts.Advice);
        }).QuickCheckThrowOnFailure();
    }

    public static TheoryData<string> Hostile =>
    [
        "arrays", "dictionaries", "texts", "hexadecimal", "names", "objects", "streams", "numbers", "circle", "bomb", "bombs",
        "protections",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_file_made_to_exhaust_its_reader_costs_little(string kind)
    {
        byte[] pdf = [.. "%PDF-1.7\n"u8, .. HostileBody(kind), .. "\nstartxref\n9\n%%EOF\n"u8];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var content = new DocumentContent();
        for (var at = 0; at < pdf.Length; at += 1 << 20) content.Append(pdf.AsSpan(at, Math.Min(1 << 20, pdf.Length - at)));

        Assert.False(content.IsWhole);
        Assert.False(content.NeedsPassword);
        // Of what is thrown away at once; never more than a part of it is held.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    private static byte[] HostileBody(string kind) => kind switch
    {
        "arrays" => Many("[", 3_000_000),
        "dictionaries" => Many("<</A", 1_000_000),
        "texts" => Many("(", 3_000_000),
        "hexadecimal" => [.. "1 0 obj <<"u8, .. Many("<4", 1_000_000)],
        "names" => [.. "1 0 obj <</"u8, .. Many("Type", 1_000_000)],
        "objects" => Many("1 0 obj ", 500_000),
        "streams" => Many("1 0 obj <</Length 9>>stream\nendstrendstream ", 100_000),
        "numbers" => [.. "trailer <</Size "u8, .. Many("9", 1_000_000), .. "/Encrypt -99999999999999999999 0 R>>"u8],
        "circle" => "1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj trailer <</Root 1 0 R/Prev 9>> "u8.ToArray(),
        "bomb" => Bomb(20_000_000),
        "bombs" => [.. Enumerable.Repeat(Bomb(1_000_000), 20).SelectMany(bomb => bomb)],
        "protections" => Many("1 0 obj <</Filter/Standard/R 6/U(x)>> endobj ", 50_000),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of hostile file."),
    };

    private static byte[] Bomb(int size)
    {
        var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) packing.Write(new byte[size]);
        return [.. "1 0 obj <</Type/ObjStm/Filter/FlateDecode>>stream\n"u8, .. packed.ToArray(), .. "\nendstream endobj\n"u8];
    }

    private static byte[] Many(string text, int times)
    {
        var one = Encoding.Latin1.GetBytes(text);
        var all = new byte[one.Length * times];
        for (var i = 0; i < times; i++) one.CopyTo(all, i * one.Length);
        return all;
    }

    private static byte[] Pdf(string body, string trailer = "") => Encoding.Latin1.GetBytes(
        $"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n{body}\nendobj\n"
        + $"trailer\n<< /Root 1 0 R {trailer} >>\nstartxref\n9\n%%EOF\n");

    private static DocumentContent Read(byte[] bytes, int step = int.MaxValue)
    {
        var content = new DocumentContent();
        for (long at = 0; at < bytes.Length; at += step)
            content.Append(bytes.AsSpan((int)at, (int)Math.Min(step, bytes.Length - at)));
        return content;
    }

    private static byte[] Sample(string name) => SamplePdfs.Read(name);
}
