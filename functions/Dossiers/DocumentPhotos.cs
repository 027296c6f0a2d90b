using System.Buffers.Binary;
using SkiaSharp;

namespace Compagnon.Dossiers;

/// <summary>
/// Joins photos into one PDF, an A4 page each: the right way up, no larger than it takes to read it, and as new pictures, so that nothing
/// that a phone writes beside a photo (place, time, owner, a second picture) comes along.
/// </summary>
internal sealed class DocumentPhotos : IDisposable
{
    /// <summary>Photos in one document at most.</summary>
    internal const int Most = 12;

    /// <summary>Largest photo that is to be joined, in bytes.</summary>
    internal const long Largest = 20_000_000;

    /// <summary>All photos together at most, in bytes as they are sent.</summary>
    internal const long LargestTogether = 50_000_000;

    /// <summary>Largest JPEG, in pixels: somewhat more than today's phones take. It is never unpacked at this size.</summary>
    private const long MostPixels = 56_000_000;

    /// <summary>Largest PNG, in pixels: it can only be unpacked whole, 4 bytes each.</summary>
    private const long MostPixelsUnpacked = 25_000_000;

    /// <summary>A progressive JPEG has some ten scans; thousands, each over the whole picture, only keep a machine busy.</summary>
    private const int MostScans = 32;

    // So that the most photos still fit into one document.
    private const long LargestPage = (DocumentBook.LargestDocument - 100_000) / Most;

    // In points, 72 an inch.
    private const float ShortSide = 595.28f;
    private const float LongSide = 841.89f;
    private const float Margin = 14;

    /// <summary>
    /// The longer side in pixels (2339: 200 an inch on A4) and the quality, best first; the last fits whatever the picture shows.
    /// </summary>
    private static readonly (int Side, int Quality)[] Ways = [(2339, 82), (2339, 70), (2000, 65), (1654, 60), (1169, 50)];

    // Unpacking takes up to some hundred megabytes: one photo at a time, whoever sends some.
    private static readonly SemaphoreSlim Gate = new(1);

    private readonly FileStream file = DocumentScratch.Open();
    private readonly SKDocument pdf;

    internal DocumentPhotos() => pdf = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Creator = "Compagnon", RasterDpi = 200 });

    /// <summary>Appends a page.</summary>
    /// <param name="photo">A JPEG or PNG; can seek.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether it could be read: what is damaged, or too large to be looked at, is left out.</returns>
    internal async Task<bool> AppendAsync(Stream photo, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        try
        {
            photo.Position = 0;
            using var data = SKData.Create(photo);
            return await Task.Run(() => Append(data), cancellation);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>The PDF, from its first byte; closed with this.</summary>
    internal Stream Finish()
    {
        pdf.Close();
        file.Flush();
        file.Position = 0;
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pdf.Dispose();
        file.Dispose();
    }

    private bool Append(SKData data)
    {
        if (ScansOf(data.AsSpan()) > MostScans) return false;
        using var codec = SKCodec.Create(data);
        if (codec is null || !IsOfASize(codec.Info, codec.EncodedFormat)) return false;
        using var unpacked = Unpack(codec);
        if (unpacked is null) return false;

        using var picture = Pack(unpacked, codec.EncodedOrigin);
        using var image = SKImage.FromEncodedData(picture);
        Draw(image);
        return true;
    }

    private static bool IsOfASize(SKImageInfo info, SKEncodedImageFormat format)
    {
        var pixels = (long)info.Width * info.Height;
        return pixels > 0 && pixels <= (format == SKEncodedImageFormat.Jpeg ? MostPixels : MostPixelsUnpacked);
    }

    /// <summary>A JPEG is unpacked in eighths of its size: the fewest that are enough.</summary>
    private static SKBitmap? Unpack(SKCodec codec)
    {
        var enough = (float)Ways[0].Side / Math.Max(codec.Info.Width, codec.Info.Height);
        var size = codec.GetScaledDimensions(Math.Clamp(MathF.Ceiling(enough * 8) / 8, 0.125f, 1));
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        return null;
    }

    private static SKData Pack(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        SKData? packed = null;
        foreach (var (side, quality) in Ways)
        {
            packed?.Dispose();
            using var upright = Upright(bitmap, origin, side);
            packed = upright.Encode(SKEncodedImageFormat.Jpeg, quality);
            if (packed.Size <= LargestPage) break;
        }
        return packed!;
    }

    /// <summary>The picture as it is to be looked at, on white, its longer side at most <paramref name="side"/> pixels.</summary>
    private static SKImage Upright(SKBitmap bitmap, SKEncodedOrigin origin, int side)
    {
        var scale = Math.Min(1, (float)side / Math.Max(bitmap.Width, bitmap.Height));
        var (width, height) = (Math.Max(1, MathF.Round(bitmap.Width * scale)), Math.Max(1, MathF.Round(bitmap.Height * scale)));
        // From 5 on (the order of EXIF) it lies on its side.
        var lies = origin >= SKEncodedOrigin.LeftTop;
        var (across, down) = lies ? (height, width) : (width, height);
        using var surface = SKSurface.Create(
            new SKImageInfo((int)across, (int)down, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Concat(Turn(origin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static SKMatrix Turn(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private void Draw(SKImage image)
    {
        var (width, height) = image.Width > image.Height ? (LongSide, ShortSide) : (ShortSide, LongSide);
        var scale = Math.Min((width - (2 * Margin)) / image.Width, (height - (2 * Margin)) / image.Height);
        var (left, top) = ((width - (image.Width * scale)) / 2, (height - (image.Height * scale)) / 2);
        pdf.BeginPage(width, height)
            .DrawImage(
                image,
                new SKRect(left, top, left + (image.Width * scale), top + (image.Height * scale)),
                new SKSamplingOptions(SKFilterMode.Linear));
        pdf.EndPage();
    }

    /// <summary>How often a JPEG goes over its picture, up to its end; 0 for what is none.</summary>
    private static int ScansOf(ReadOnlySpan<byte> bytes)
    {
        var scans = 0;
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8) return 0;
        for (var at = 2; at + 4 <= bytes.Length;)
        {
            // To the next marker: what lies between is the scan's content, where 0xFF is followed by 0 or a restart.
            if (bytes[at] != 0xFF || bytes[at + 1] is 0x00 or 0xFF or (>= 0xD0 and <= 0xD7))
            {
                at += bytes[at] == 0xFF && bytes[at + 1] != 0xFF ? 2 : 1;
                var next = bytes[at..].IndexOf((byte)0xFF);
                if (next < 0) break;
                at += next;
                continue;
            }
            if (bytes[at + 1] == 0xD9) break;
            if (bytes[at + 1] == 0xDA) scans++;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return scans;
    }
}
