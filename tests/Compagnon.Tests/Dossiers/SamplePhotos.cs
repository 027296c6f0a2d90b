using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Compagnon.Tests.Dossiers;

/// <summary>Photos as phones take them, small, and what became of them in a PDF.</summary>
internal static class SamplePhotos
{
    /// <summary>Stands in the metadata of a photo, as the place where it was taken would.</summary>
    public const string Place = "45.7772N 3.0870E";

    /// <summary>A photo of one colour with a black corner at the top left of its pixels, and metadata.</summary>
    /// <param name="colour">Its colour.</param>
    /// <param name="width">Pixels as they are stored.</param>
    /// <param name="height">Pixels as they are stored.</param>
    /// <param name="orientation">How it is to be turned: 1 to 8, as EXIF counts.</param>
    public static byte[] Jpeg(SKColor colour, int width, int height, int orientation = 1)
    {
        var jpeg = Encode(colour, width, height, SKEncodedImageFormat.Jpeg);
        var note = Encoding.ASCII.GetBytes(Place + "\0");
        var exif = new byte[6 + 8 + 2 + 24 + 4 + note.Length];
        "Exif\0\0MM\0*"u8.CopyTo(exif);
        var tiff = exif.AsSpan(6);
        BinaryPrimitives.WriteInt32BigEndian(tiff[4..], 8);
        BinaryPrimitives.WriteInt16BigEndian(tiff[8..], 2);
        Entry(tiff[10..], 0x010E, 2, note.Length, 38);
        Entry(tiff[22..], 0x0112, 3, 1, orientation << 16);
        note.CopyTo(tiff[38..]);
        byte[] length = [(byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2)];
        return [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];

        static void Entry(Span<byte> to, short tag, short type, int count, int value)
        {
            BinaryPrimitives.WriteInt16BigEndian(to, tag);
            BinaryPrimitives.WriteInt16BigEndian(to[2..], type);
            BinaryPrimitives.WriteInt32BigEndian(to[4..], count);
            BinaryPrimitives.WriteInt32BigEndian(to[8..], value);
        }
    }

    /// <summary>A picture of one colour with a black corner at the top left.</summary>
    public static byte[] Png(SKColor colour, int width, int height) => Encode(colour, width, height, SKEncodedImageFormat.Png);

    /// <summary>A picture that nothing makes small: every pixel another.</summary>
    public static byte[] Noise(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new Random(4).NextBytes(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    /// <summary>The pictures of a PDF that was made of photos, in their order.</summary>
    public static IReadOnlyList<byte[]> PagesOf(Stream pdf)
    {
        using var copy = new MemoryStream();
        pdf.CopyTo(copy);
        var bytes = copy.ToArray().AsSpan();
        var pages = new List<byte[]>();
        while (bytes.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) is >= 0 and var start)
        {
            bytes = bytes[start..];
            var end = bytes.IndexOf("endstream"u8);
            pages.Add(bytes[..end].ToArray());
            bytes = bytes[end..];
        }
        return pages;
    }

    /// <summary>« #ff0000 », as far as a JPEG keeps it, at a place of a picture, from 0 to 1 each way.</summary>
    public static string ColourAt(byte[] picture, double x, double y)
    {
        using var bitmap = SKBitmap.Decode(picture);
        var colour = bitmap.GetPixel((int)(x * bitmap.Width), (int)(y * bitmap.Height));
        return $"#{Round(colour.Red):x2}{Round(colour.Green):x2}{Round(colour.Blue):x2}";

        static int Round(byte value) => value < 40 ? 0 : value > 215 ? 255 : value;
    }

    private static byte[] Encode(SKColor colour, int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(colour);
        using var black = new SKPaint { Color = SKColors.Black };
        surface.Canvas.DrawRect(0, 0, width / 4f, height / 4f, black);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }
}
