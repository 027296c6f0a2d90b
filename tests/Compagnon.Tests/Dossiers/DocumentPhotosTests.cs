using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Testing;
using SkiaSharp;

namespace Compagnon.Tests.Dossiers;

public sealed class DocumentPhotosTests
{
    private static readonly (string Name, double X, double Y)[] Corners =
        [("top left", 0.1, 0.1), ("top right", 0.9, 0.1), ("bottom left", 0.1, 0.9), ("bottom right", 0.9, 0.9)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "top left")]
    [InlineData(2, "top right")]
    [InlineData(3, "bottom right")]
    [InlineData(4, "bottom left")]
    [InlineData(5, "top left")]
    [InlineData(6, "top right")]
    [InlineData(7, "bottom right")]
    [InlineData(8, "bottom left")]
    public async Task A_photo_stands_the_right_way_up(int orientation, string corner)
    {
        var pdf = await JoinAsync(SamplePhotos.Jpeg(SKColors.Red, 400, 300, orientation));

        var picture = Assert.Single(SamplePhotos.PagesOf(pdf));
        var info = SKBitmap.DecodeBounds(picture);
        Assert.Equal(orientation >= 5 ? (300, 400) : (400, 300), (info.Width, info.Height));
        foreach (var (name, x, y) in Corners) Assert.Equal(name == corner ? "#000000" : "#ff0000", SamplePhotos.ColourAt(picture, x, y));
        // A page as the photo lies.
        Assert.Matches(
            orientation >= 5 ? @"/MediaBox \[0 0 595\.\d+ 842" : @"/MediaBox \[0 0 842\.\d+ 595", Encoding.Latin1.GetString(pdf.ToArray()));
    }

    [Fact]
    public async Task Nothing_that_a_phone_writes_beside_a_photo_comes_along()
    {
        var photo = SamplePhotos.Jpeg(SKColors.Red, 400, 300);
        Assert.Contains(SamplePhotos.Place, Encoding.Latin1.GetString(photo), StringComparison.Ordinal);

        var pdf = Encoding.Latin1.GetString((await JoinAsync(photo, photo)).ToArray());

        Assert.DoesNotContain(SamplePhotos.Place, pdf, StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", pdf, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_photos_as_may_be_joined_fit_into_one_document_whatever_they_show()
    {
        var noise = SamplePhotos.Noise(2400, 1800);
        var pdf = await JoinAsync([.. Enumerable.Repeat(noise, DocumentPhotos.Most)]);

        Assert.InRange(pdf.Length, 1_000_000, DocumentBook.LargestDocument);
        Assert.Equal(DocumentPhotos.Most, SamplePhotos.PagesOf(pdf).Count);
    }

    [Fact]
    public async Task A_photo_of_fifty_megapixels_becomes_a_page_at_two_hundred_dots_an_inch()
    {
        var picture = Assert.Single(SamplePhotos.PagesOf(await JoinAsync(SamplePhotos.Jpeg(SKColors.Red, 8160, 6120))));

        var info = SKBitmap.DecodeBounds(picture);
        Assert.Equal((2339, 1754), (info.Width, info.Height));
    }

    [Fact]
    public async Task What_can_be_seen_through_is_white_on_paper()
    {
        var picture = Assert.Single(SamplePhotos.PagesOf(await JoinAsync(SamplePhotos.Png(SKColors.Transparent, 40, 40))));

        Assert.Equal("#ffffff", SamplePhotos.ColourAt(picture, 0.8, 0.8));
    }

    [Fact]
    public async Task The_document_is_one_that_we_take()
    {
        var pdf = (await JoinAsync(SamplePhotos.Jpeg(SKColors.Red, 40, 30), SamplePhotos.Png(SKColors.Red, 30, 40))).ToArray();

        var content = new DocumentContent();
        content.Append(pdf);
        Assert.True(content is { Kind: ContentKind.Pdf, IsWhole: true, NeedsPassword: false });
    }

    public static TheoryData<string> Hostile => ["huge png", "huge jpeg", "many scans", "structure only", "cut", "noise"];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_photo_that_cannot_be_read_or_is_made_to_exhaust_its_reader_is_left_out(string kind)
    {
        var photo = SamplePhotos.Jpeg(SKColors.Red, 400, 300);
        var scan = photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var frame = photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        byte[] hostile = kind switch
        {
            "huge png" => Sized(SamplePhotos.Png(SKColors.Red, 40, 40), 50_000, 50_000),
            "huge jpeg" => [.. photo[..(frame + 5)], 0xFF, 0xFF, 0xFF, 0xFF, .. photo[(frame + 9)..]],
            "many scans" => [.. photo[..^2], .. Enumerable.Repeat(photo[scan..^2], 40).SelectMany(it => it), 0xFF, 0xD9],
            "structure only" => SampleDocuments.Jpeg(),
            "cut" => photo[..(scan + 20)],
            _ => Enumerable.Range(0, 5000).Select(i => (byte)(i * 7)).ToArray(),
        };

        using var photos = new DocumentPhotos();

        Assert.False(await photos.AppendAsync(new MemoryStream(hostile), Cancellation));
        Assert.True(await photos.AppendAsync(new MemoryStream(photo), Cancellation));
    }

    [Fact]
    public async Task One_file_stays_as_it_was()
    {
        var photo = SamplePhotos.Jpeg(SKColors.Red, 400, 300, 6);
        await using var intake = new DocumentIntake();

        Assert.Null(await intake.TakeAsync("IMG_1.jpg", new MemoryStream(photo), Cancellation));

        var (name, content) = intake.Finish()!.Value;
        Assert.Equal("IMG_1.jpg", name);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Cancellation);
        Assert.Equal(photo, copy.ToArray());
    }

    [Fact]
    public async Task Too_many_too_large_empty_and_other_files_are_refused_with_the_one_that_is_meant()
    {
        var photo = SamplePhotos.Jpeg(SKColors.Red, 40, 30);

        Assert.Equal(DepositRefusal.TooMany, (await RefusalAsync([.. Enumerable.Repeat(photo, DocumentPhotos.Most + 1)]))!.Reason);
        var empty = (await RefusalAsync(photo, []))!;
        Assert.Equal(DepositRefusal.Empty, empty.Reason);
        Assert.StartsWith("« 1.jpg » : Ce fichier est vide", empty.Message, StringComparison.Ordinal);
        var tooLarge = (await RefusalAsync(photo, [.. photo, .. new byte[21_000_000]]))!;
        Assert.StartsWith("« 1.jpg » : Cette photo dépasse", tooLarge.Message, StringComparison.Ordinal);
        byte[] large = [.. photo, .. new byte[18_000_000]];
        Assert.Contains("dépasse 50 Mo", (await RefusalAsync(large, large, large))!.Message, StringComparison.Ordinal);
        Assert.Contains("HEIC", (await RefusalAsync(photo, [0, 0, 0, 24, .. "ftypheic........"u8]))!.Message, StringComparison.Ordinal);
        var pdf = SampleDocuments.Pdf();
        foreach (var mixed in (byte[][][])[[photo, pdf], [pdf, photo], [pdf, pdf]])
            Assert.Equal(DocumentIntake.Mixed, await RefusalAsync(mixed));
        Assert.Null(await RefusalAsync(photo, photo));
    }

    [Fact]
    public void What_lies_on_disk_has_no_name_and_is_gone_when_it_is_closed()
    {
        using var file = DocumentScratch.Open();

        file.Write("photo"u8);

        Assert.False(File.Exists(file.Name));
        file.Position = 0;
        Assert.Equal('p', file.ReadByte());
    }

    private static async Task<Deposit.Refused?> RefusalAsync(params byte[][] files)
    {
        await using var intake = new DocumentIntake();
        for (var i = 0; i < files.Length; i++)
            if (await intake.TakeAsync($"{i}.jpg", new MemoryStream(files[i]), Cancellation) is { } refused) return refused;
        return null;
    }

    private static async Task<MemoryStream> JoinAsync(params byte[][] files)
    {
        using var photos = new DocumentPhotos();
        foreach (var file in files) Assert.True(await photos.AppendAsync(new MemoryStream(file), Cancellation));
        var pdf = new MemoryStream();
        await photos.Finish().CopyToAsync(pdf, Cancellation);
        pdf.Position = 0;
        return pdf;
    }

    private static byte[] Sized(byte[] png, int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32.HashToUInt32(png.AsSpan(12, 17)));
        return png;
    }
}
