using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Compagnon.Testing;

/// <summary>Documents as doctors send them: small, whole, and made here.</summary>
public static class SampleDocuments
{
    /// <summary>A one-page PDF that says <paramref name="text"/>, padded to at least <paramref name="size"/> bytes.</summary>
    public static byte[] Pdf(string text = "Curriculum vitae", int size = 0)
    {
        var page = $"BT /F1 18 Tf 72 760 Td ({text.Replace('(', '[').Replace(')', ']')}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {Encoding.Latin1.GetByteCount(page)} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ];

        var pdf = new StringBuilder("%PDF-1.4\n");
        if (size > 1200) pdf.Append('%').Append('x', size - 1200).Append('\n');
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append($"{place:D10} 00000 n \n");
        pdf.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        if (pdf.Length < size) pdf.Insert(9, "%" + new string('x', size - pdf.Length - 2) + "\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    /// <summary>A grey PNG of so many pixels.</summary>
    public static byte[] Png(int width = 8, int height = 8)
    {
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
            for (var row = 0; row < height; row++) zlib.Write([0, .. Enumerable.Repeat((byte)0x80, width)]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", [])];

        static byte[] Chunk(string type, byte[] data)
        {
            byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
            var chunk = new byte[named.Length + 8];
            BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
            named.CopyTo(chunk, 4);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc32.HashToUInt32(named));
            return chunk;
        }
    }

    /// <summary>A JPEG in its structure (frame, scan, end); what follows the end is what phones add.</summary>
    public static byte[] Jpeg(int scanLength = 300, int after = 0)
    {
        var scan = Enumerable.Range(0, scanLength).Select(i => (byte)(i % 255)).ToArray();
        return
        [
            0xFF, 0xD8,
            0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
            0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, .. scan,
            0xFF, 0xD9, .. new byte[after],
        ];
    }
}
