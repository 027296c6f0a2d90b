using System.Buffers.Binary;

namespace Compagnon.Dossiers;

/// <summary>What a document's content turned out to be. The name and the type that a browser claims are not asked.</summary>
public enum ContentKind
{
    /// <summary>Nothing that we take.</summary>
    Other,

    /// <summary>A PDF.</summary>
    Pdf,

    /// <summary>A JPEG photograph.</summary>
    Jpeg,

    /// <summary>A PNG image.</summary>
    Png,
}

/// <summary>
/// Looks at a document while it streams by: which kind it is, by its first bytes, and whether it is whole, by its structure. Keeps a few
/// kilobytes at most.
/// </summary>
public sealed class DocumentContent
{
    private const int HeadLength = 1024;
    private const int TailLength = 2048;

    private readonly byte[] head = new byte[HeadLength];
    private readonly byte[] tail = new byte[TailLength];
    private int headLength;
    private long length;
    private IStructure? structure;
    private PdfStructure? pdf;

    /// <summary>Bytes seen.</summary>
    public long Length => length;

    /// <summary>The kind that the first bytes announce; <see cref="ContentKind.Other"/> before any came.</summary>
    public ContentKind Kind => KindOf(head.AsSpan(0, headLength));

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        var before = headLength;
        var room = Math.Min(bytes.Length, HeadLength - headLength);
        bytes[..room].CopyTo(head.AsSpan(headLength));
        headLength += room;
        length += bytes.Length;

        if (bytes.Length >= TailLength)
        {
            bytes[^TailLength..].CopyTo(tail);
        }
        else
        {
            tail.AsSpan(bytes.Length).CopyTo(tail);
            bytes.CopyTo(tail.AsSpan(TailLength - bytes.Length));
        }

        if (structure is null)
        {
            structure = Kind switch { ContentKind.Png => new PngStructure(), ContentKind.Jpeg => new JpegStructure(), _ => null };
            // The first bytes may have come one by one, before they said what they begin.
            structure?.Append(head.AsSpan(0, before));
        }
        structure?.Append(bytes);
        AppendPdf(bytes, room);
    }

    /// <summary>Whether the content, seen to its end, is whole: a cut or damaged file is not.</summary>
    public bool IsWhole => Kind switch
    {
        ContentKind.Pdf => pdf!.IsWhole && Tail.IndexOf("startxref"u8) is >= 0 and var at && Tail[at..].IndexOf("%%EOF"u8) > 0,
        ContentKind.Png or ContentKind.Jpeg => structure!.IsWhole,
        _ => false,
    };

    /// <summary>
    /// Whether a PDF, seen to its end, takes a password or a certificate to be opened. One that is encrypted and opens without, as many
    /// scanners make them, does not.
    /// </summary>
    public bool NeedsPassword => pdf?.NeedsPassword ?? false;

    /// <summary>What to tell somebody whose document is not taken: what is the matter with it, and what to do.</summary>
    public string Advice => Kind switch
    {
        ContentKind.Pdf when NeedsPassword =>
            "Ce PDF est protégé par un mot de passe. Ouvrez-le, enregistrez-en une copie sans protection (par exemple avec "
            + "« Imprimer », puis « Enregistrer au format PDF ») ou numérisez de nouveau le document, puis déposez-le.",
        ContentKind.Pdf =>
            "Ce PDF est incomplet ou endommagé. Enregistrez-le ou exportez-le de nouveau depuis le logiciel qui l’a produit, ou numérisez "
            + "de nouveau le document, puis déposez-le.",
        ContentKind.Jpeg or ContentKind.Png =>
            "Cette image est incomplète ou endommagée. Ouvrez-la pour la vérifier, reprenez la photo au besoin, puis déposez-la de "
            + "nouveau.",
        _ => AdviceOn(head.AsSpan(0, headLength)),
    };

    /// <summary>The media type that <paramref name="kind"/> is stored and served with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing that we take.</exception>
    public static string TypeOf(ContentKind kind) => kind switch
    {
        ContentKind.Pdf => "application/pdf",
        ContentKind.Jpeg => "image/jpeg",
        ContentKind.Png => "image/png",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind that is stored: PDF, JPEG or PNG."),
    };

    /// <summary>The endings of file names of a kind, with their dots; the usual one first.</summary>
    public static IReadOnlyList<string> EndingsOf(ContentKind kind) => kind switch
    {
        ContentKind.Pdf => [".pdf"],
        ContentKind.Jpeg => [".jpg", ".jpeg"],
        ContentKind.Png => [".png"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind that is stored: PDF, JPEG or PNG."),
    };

    private ReadOnlySpan<byte> Tail => tail.AsSpan((int)(TailLength - Math.Min(length, TailLength)));

    private void AppendPdf(ReadOnlySpan<byte> bytes, int room)
    {
        if (pdf is null && Kind == ContentKind.Pdf)
        {
            pdf = new PdfStructure();
            var known = head.AsSpan(0, headLength);
            pdf.Append(known[known.IndexOf("%PDF-"u8)..]);
            bytes = bytes[room..];
        }
        pdf?.Append(bytes);
    }

    private static ContentKind KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return ContentKind.Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ContentKind.Jpeg;
        // Scanners and mail programs leave a few bytes before the header, and readers accept them; nothing that another format begins with.
        var pdf = head.IndexOf("%PDF-"u8);
        return pdf >= 0 && pdf + 5 < head.Length && char.IsAsciiDigit((char)head[pdf + 5]) && !LooksLikeAnother(head)
            ? ContentKind.Pdf
            : ContentKind.Other;
    }

    private static bool LooksLikeAnother(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK"u8)
        || head.StartsWith("MZ"u8)
        || head.StartsWith("<"u8)
        || head.StartsWith("GIF8"u8)
        || head.StartsWith("RIFF"u8)
        || head.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F'])
        || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    private static string AdviceOn(ReadOnlySpan<byte> head)
    {
        const string Accepted = "Les formats acceptés sont PDF, JPEG et PNG.";
        if (head.StartsWith("PK"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return "Ce fichier semble être un document de traitement de texte ou une archive. Enregistrez-le au format PDF, "
                + "puis déposez-le de nouveau.";
        if (head.Length > 12 && head[4..8].SequenceEqual("ftyp"u8))
            return "Cette photo est dans un format propre à votre téléphone (HEIC). Enregistrez-la en JPEG ou en PDF (sur iPhone : "
                + "Réglages, Appareil photo, Formats, « Le plus compatible », puis reprenez la photo), puis déposez-la de nouveau.";
        if (head.StartsWith("GIF8"u8)
            || head.StartsWith("RIFF"u8)
            || head.StartsWith("BM"u8)
            || head.StartsWith("II*\0"u8)
            || head.StartsWith("MM\0*"u8))
            return "Cette image n’est pas dans un format accepté. Enregistrez-la en JPEG, en PNG ou en PDF, puis déposez-la de nouveau.";
        return "Le contenu de ce fichier n’est pas celui d’un PDF ou d’une image. " + Accepted;
    }

    private interface IStructure
    {
        bool IsWhole { get; }

        void Append(ReadOnlySpan<byte> bytes);
    }

    /// <summary>Walks from chunk to chunk: the header first, with a size; at least one of data; the end.</summary>
    private sealed class PngStructure : IStructure
    {
        private readonly byte[] piece = new byte[16];
        private int have;
        private long skip = 8;
        private bool header, data, end, broken;

        public bool IsWhole => header && data && end && !broken;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0 && !end && !broken)
            {
                if (skip > 0)
                {
                    var step = (int)Math.Min(skip, bytes.Length);
                    skip -= step;
                    bytes = bytes[step..];
                    continue;
                }

                // A chunk's length and type; of the first chunk also the image's size.
                var wanted = header ? 8 : 16;
                var take = Math.Min(wanted - have, bytes.Length);
                bytes[..take].CopyTo(piece.AsSpan(have));
                have += take;
                bytes = bytes[take..];
                if (have == wanted) Read(wanted);
            }
        }

        private void Read(int taken)
        {
            have = 0;
            var chunk = BinaryPrimitives.ReadUInt32BigEndian(piece);
            var type = piece.AsSpan(4, 4);
            skip = chunk + 4L - (taken - 8);
            if (!header)
            {
                header = chunk == 13 && type.SequenceEqual("IHDR"u8)
                    && BinaryPrimitives.ReadUInt32BigEndian(piece.AsSpan(8)) > 0
                        && BinaryPrimitives.ReadUInt32BigEndian(piece.AsSpan(12)) > 0;
                broken = !header;
                return;
            }
            data |= type.SequenceEqual("IDAT"u8);
            end = type.SequenceEqual("IEND"u8) && chunk == 0;
            broken = chunk > int.MaxValue || type.ContainsAnyExceptInRange((byte)'A', (byte)'z');
        }
    }

    /// <summary>
    /// Walks from segment to segment: a frame with a size, then a scan, and somewhere after it the end (phones add more after that).
    /// </summary>
    private sealed class JpegStructure : IStructure
    {
        private readonly byte[] piece = new byte[9];
        private int have;
        private long skip = 2;
        private bool frame, scan, end, broken, marker;

        public bool IsWhole => frame && scan && end && !broken;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0 && !end && !broken)
            {
                if (skip > 0)
                {
                    var step = (int)Math.Min(skip, bytes.Length);
                    skip -= step;
                    bytes = bytes[step..];
                    continue;
                }
                if (scan)
                {
                    Scan(bytes);
                    return;
                }

                piece[have++] = bytes[0];
                bytes = bytes[1..];
                if (have == 1 && piece[0] != 0xFF) broken = true;
                else if (have == 2 && piece[1] == 0xFF) have = 1; // fill bytes before a marker
                else if (have >= 4 && (have == 9 || !IsFrame(piece[1]))) Read();
            }
        }

        private void Scan(ReadOnlySpan<byte> bytes)
        {
            if (marker && bytes[0] == 0xD9) end = true;
            end |= bytes.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;
            marker = bytes[^1] == 0xFF;
        }

        private void Read()
        {
            var segment = BinaryPrimitives.ReadUInt16BigEndian(piece.AsSpan(2));
            if (IsFrame(piece[1]))
                frame = BinaryPrimitives.ReadUInt16BigEndian(piece.AsSpan(5)) > 0
                    && BinaryPrimitives.ReadUInt16BigEndian(piece.AsSpan(7)) > 0;
            scan = piece[1] == 0xDA;
            skip = segment + 2L - have;
            broken = skip < 0 || piece[1] is 0x00 or 0xD8 or 0xD9;
            have = 0;
        }

        private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
    }
}
