using System.IO.Compression;
using System.Text;

namespace Compagnon.Dossiers;

/// <summary>
/// Reads a PDF's structure while its bytes stream by, from the first to the last and never back: objects, trailers, what lies in object
/// streams. It follows no reference and calls nothing again, so no file can make it loop, and it keeps no more than a few entries of one
/// dictionary at a time. Readers that follow references can be sent in circles by a file made for it; this one judges files of strangers.
/// </summary>
internal sealed class PdfStructure
{
    /// <summary>Longest text of a token that is kept, in bytes; the longest that is asked for is a password's entry of 127.</summary>
    private const int LongestText = 160;

    /// <summary>Largest object stream that is unpacked, in bytes as it comes; in practice they are of some tens of kilobytes.</summary>
    private const int LargestPacked = 1 << 20;

    /// <summary>Bytes unpacked of one file at most: what says that it is more is looked at no further.</summary>
    private const long MostUnpacked = 32 << 20;

    /// <summary>Encryption dictionaries that are kept; a file has one.</summary>
    private const int MostProtections = 4;

    private static readonly byte[] EndOfStream = "endstream"u8.ToArray();

    private readonly bool packed;
    private readonly byte[] text = new byte[LongestText];
    private readonly Dictionary<long, Entries> protections = [];

    // The token that is being read.
    private Reading reading;
    private int textLength;
    private int parentheses;
    private int octal, octalDigits;
    private bool escaped;
    private int nibble = -1;

    // Where it stands.
    private int dictionaries, arrays;
    private Entries entries = new();
    private Entries? inner;
    private string key = "";
    private bool wantsKey;
    private bool inTrailer, hasDictionary;
    private long number, earlierNumber, objectNumber;

    // A stream that passes by.
    private int matched;
    private MemoryStream? collected;

    private long unpacked;
    private Entries? trailer;

    internal PdfStructure()
        : this(packed: false)
    {
    }

    private PdfStructure(bool packed) => this.packed = packed;

    private enum Reading
    {
        Between,
        Word,
        Name,
        Text,
        Hexadecimal,
        Comment,
        Opening,
        Closing,
        Stream,
    }

    /// <summary>Whether a trailer names a catalogue and at least one page was met, or may lie where this reading does not reach.</summary>
    internal bool IsWhole => trailer is { HasRoot: true } && (HasPage || MayHavePage || IsProtected);

    /// <summary>Whether its content is encrypted; many scanners do so without a password that it would take to open it.</summary>
    private bool IsProtected => trailer is { } known && (known.Encryption is not null || known.EncryptionAt is not null);

    /// <summary>Whether nobody can open it without a password or a certificate, or this cannot be told.</summary>
    internal bool NeedsPassword
    {
        get
        {
            if (!IsProtected) return false;
            var protection = trailer!.Encryption ?? protections.GetValueOrDefault(trailer.EncryptionAt ?? -1);
            return protection is null || !PdfPassword.OpensWithNone(protection, trailer.Id);
        }
    }

    private bool HasPage { get; set; }

    private bool MayHavePage { get; set; }

    /// <summary>Takes the next bytes; the first are those of the header.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = reading switch
            {
                Reading.Stream => Pass(bytes),
                Reading.Comment => Comment(bytes),
                _ => Take(bytes[0]),
            };
            bytes = bytes[taken..];
        }
    }

    private static bool IsSpace(byte b) => b is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsDelimiter(byte b) => b is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']'
        or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    private int Comment(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0) return bytes.Length;
        reading = Reading.Between;
        return end + 1;
    }

    /// <summary>One byte; 0 where it ended a token and is to be looked at again.</summary>
    private int Take(byte b)
    {
        switch (reading)
        {
            case Reading.Word or Reading.Name:
                if (!IsSpace(b) && !IsDelimiter(b)) return Keep(b);
                if (reading == Reading.Name) Name();
                else Word();
                // The keyword « stream » has begun what follows: its line end belongs to it.
                if (reading != Reading.Stream) reading = Reading.Between;
                return 0;
            case Reading.Text:
                Text(b);
                return 1;
            case Reading.Hexadecimal:
                if (b == '>') Value(isText: true);
                else if (Uri.IsHexDigit((char)b)) Hexadecimal(Convert.ToInt32(((char)b).ToString(), 16));
                return 1;
            case Reading.Opening:
                if (b == '<')
                {
                    reading = Reading.Between;
                    Open();
                    return 1;
                }
                (reading, nibble, textLength) = (Reading.Hexadecimal, -1, 0);
                return 0;
            case Reading.Closing:
                reading = Reading.Between;
                if (b != '>') return 0;
                Close();
                return 1;
            default:
                Begin(b);
                return 1;
        }
    }

    private void Begin(byte b)
    {
        if (IsSpace(b)) return;
        textLength = 0;
        switch (b)
        {
            case (byte)'/':
                reading = Reading.Name;
                break;
            case (byte)'(':
                (reading, parentheses, escaped, octalDigits) = (Reading.Text, 1, false, 0);
                break;
            case (byte)'<':
                reading = Reading.Opening;
                break;
            case (byte)'>':
                reading = Reading.Closing;
                break;
            case (byte)'%':
                reading = Reading.Comment;
                break;
            case (byte)'[':
                arrays++;
                break;
            case (byte)']':
                arrays = Math.Max(0, arrays - 1);
                if (arrays == 0 && dictionaries > 0) wantsKey = true;
                break;
            default:
                if (IsDelimiter(b)) return;
                reading = Reading.Word;
                Keep(b);
                break;
        }
    }

    private int Keep(byte b)
    {
        // What is longer is no entry that is looked for; its length must still not be taken for that of a shorter one.
        if (textLength < LongestText) text[textLength++] = b;
        return 1;
    }

    private void Text(byte b)
    {
        if (octalDigits > 0)
        {
            if (b is >= (byte)'0' and <= (byte)'7' && octalDigits < 3)
            {
                (octal, octalDigits) = ((octal * 8) + b - '0', octalDigits + 1);
                return;
            }
            Keep((byte)octal);
            octalDigits = 0;
        }
        if (escaped)
        {
            escaped = false;
            switch (b)
            {
                case >= (byte)'0' and <= (byte)'7':
                    (octal, octalDigits) = (b - '0', 1);
                    break;
                case (byte)'n':
                    Keep((byte)'\n');
                    break;
                case (byte)'r':
                    Keep((byte)'\r');
                    break;
                case (byte)'t':
                    Keep((byte)'\t');
                    break;
                case (byte)'b':
                    Keep((byte)'\b');
                    break;
                case (byte)'f':
                    Keep((byte)'\f');
                    break;
                // A line that is broken goes on.
                case (byte)'\r' or (byte)'\n':
                    break;
                default:
                    Keep(b);
                    break;
            }
            return;
        }
        switch (b)
        {
            case (byte)'\\':
                escaped = true;
                return;
            case (byte)'(':
                parentheses++;
                break;
            case (byte)')' when --parentheses == 0:
                Value(isText: true);
                return;
            default:
                break;
        }
        Keep(b);
    }

    private void Hexadecimal(int digit)
    {
        if (nibble < 0)
        {
            nibble = digit;
            return;
        }
        Keep((byte)((nibble * 16) + digit));
        nibble = -1;
    }

    private void Open()
    {
        dictionaries++;
        if (dictionaries == 1) (entries, hasDictionary, arrays) = (new Entries(), false, 0);
        else if (dictionaries == 2 && arrays == 0 && key == "Encrypt") inner = entries.Encryption = new Entries();
        else if (dictionaries == 2 && key == "DecodeParms") entries.HasParameters = true;
        wantsKey = true;
    }

    private void Close()
    {
        if (dictionaries == 0) return;
        dictionaries--;
        wantsKey = dictionaries > 0;
        if (dictionaries == 1) inner = null;
        if (dictionaries > 0) return;

        hasDictionary = true;
        arrays = 0;
        if (inTrailer) Trailer();
        else if (packed) Object();
    }

    private void Name()
    {
        var name = Encoding.Latin1.GetString(text, 0, textLength);
        if (dictionaries is 1 or 2 && arrays == 0 && wantsKey)
        {
            // A key of a dictionary further in is not one of the object's.
            if (dictionaries == 1 || inner is not null) key = name;
            else if (dictionaries == 2) return;
            wantsKey = false;
            return;
        }
        if (Target() is { } target) target.Name(key, name);
        if (arrays == 0) wantsKey = true;
    }

    private void Value(bool isText)
    {
        reading = Reading.Between;
        if (nibble >= 0) Hexadecimal(0);
        // The last escape may still be waiting for its digits.
        if (octalDigits > 0) Keep((byte)octal);
        octalDigits = 0;
        if (isText && Target() is { } target) target.Text(key, text.AsSpan(0, textLength).ToArray());
        if (arrays == 0) wantsKey = true;
    }

    private Entries? Target() => (dictionaries, inner) switch
    {
        (1, _) => entries,
        (2, { } deeper) => deeper,
        _ => null,
    };

    private void Word()
    {
        var word = text.AsSpan(0, textLength);
        if (long.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out var value))
        {
            (earlierNumber, number) = (number, value);
            if (!wantsKey && arrays == 0) Target()?.Number(key, value);
            if (arrays == 0) wantsKey = true;
            return;
        }
        if (dictionaries > 0)
        {
            if (!wantsKey && word.SequenceEqual("false"u8)) Target()?.False(key);
            if (arrays == 0) wantsKey = true;
            // An object whose end is missing must not swallow the next one.
            if (!word.SequenceEqual("endobj"u8) && !word.SequenceEqual("obj"u8)) return;
            (dictionaries, arrays, inner, hasDictionary) = (0, 0, null, false);
        }
        if (packed) return;

        if (word.SequenceEqual("obj"u8))
        {
            Object();
            (objectNumber, inTrailer, arrays) = (earlierNumber, false, 0);
        }
        else if (word.SequenceEqual("trailer"u8))
        {
            Object();
            inTrailer = true;
        }
        else if (word.SequenceEqual("endobj"u8)) Object();
        else if (word.SequenceEqual("stream"u8) && hasDictionary) Stream();
    }

    private void Object()
    {
        if (!hasDictionary) return;
        hasDictionary = false;
        HasPage |= entries.Type == "Page";
        if (entries.Revision is not null && protections.Count < MostProtections) protections.TryAdd(objectNumber, entries);
    }

    private void Stream()
    {
        hasDictionary = false;
        (reading, matched) = (Reading.Stream, 0);
        if (entries.Type == "XRef") Trailer();
        if (entries.Type != "ObjStm" || HasPage) return;
        if (entries.Filter == "FlateDecode" && !entries.HasParameters) collected = new MemoryStream();
        else MayHavePage = true;
    }

    private void Trailer()
    {
        inTrailer = false;
        // A file has one for each time it was saved; whichever protects it protects all of it.
        trailer ??= new Entries();
        trailer.HasRoot |= entries.HasRoot;
        trailer.Encryption ??= entries.Encryption;
        trailer.EncryptionAt ??= entries.EncryptionAt;
        if (trailer.Id.Length == 0) trailer.Id = entries.Id;
    }

    /// <summary>Goes on until a stream's end, which may come in two parts.</summary>
    private int Pass(ReadOnlySpan<byte> bytes)
    {
        if (matched == 0)
        {
            var start = bytes.IndexOf((byte)'e');
            if (start < 0) start = bytes.Length;
            Collect(bytes[..start]);
            if (start == bytes.Length) return start;
            matched = 1;
            return start + 1;
        }
        if (bytes[0] != EndOfStream[matched])
        {
            // « endstre » ends with what the keyword begins with.
            var kept = matched == 7 ? 1 : 0;
            Collect(EndOfStream.AsSpan(0, matched - kept));
            matched = kept;
            return 0;
        }
        if (++matched < EndOfStream.Length) return 1;

        reading = Reading.Between;
        Unpack();
        return 1;
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        if (collected is null) return;
        if (collected.Length + bytes.Length > LargestPacked)
        {
            MayHavePage = true;
            collected = null;
            return;
        }
        collected.Write(bytes);
    }

    private void Unpack()
    {
        if (collected is not { } bytes) return;
        collected = null;
        var content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        // The keyword's line end, and nothing else of what follows: the first byte of packed data is no line end.
        var start = content.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0) return;

        var inside = new PdfStructure(packed: true);
        using var unpacking = new ZLibStream(
            new MemoryStream(bytes.GetBuffer(), start, content.Length - start, writable: false), CompressionMode.Decompress);
        var buffer = new byte[8192];
        try
        {
            int read;
            while (!inside.HasPage && (read = unpacking.Read(buffer)) > 0)
            {
                unpacked += read;
                if (unpacked > MostUnpacked)
                {
                    MayHavePage = true;
                    return;
                }
                inside.Append(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException)
        {
            // Damaged, or encrypted: there is no page to be seen in it.
        }
        HasPage |= inside.HasPage;
    }

    /// <summary>What is looked for in a dictionary: of an object, a trailer or an encryption.</summary>
    internal sealed class Entries
    {
        internal string Type { get; private set; } = "";

        internal string Filter { get; private set; } = "";

        internal bool HasParameters { get; set; }

        internal bool HasRoot { get; set; }

        /// <summary>The encryption's dictionary, where it stands in the trailer.</summary>
        internal Entries? Encryption { get; set; }

        /// <summary>The number of its object, where it stands alone.</summary>
        internal long? EncryptionAt { get; set; }

        internal byte[] Id { get; set; } = [];

        internal long Version { get; private set; }

        internal long? Revision { get; private set; }

        internal long Length { get; private set; } = 40;

        internal long Permissions { get; private set; }

        internal byte[] Owner { get; private set; } = [];

        internal byte[] User { get; private set; } = [];

        internal bool EncryptsMetadata { get; private set; } = true;

        internal void Name(string key, string value)
        {
            if (key == "Type") Type = value;
            // Of several filters the first says enough: an object stream that has more is not unpacked.
            else if (key == "Filter") Filter = Filter.Length == 0 ? value : "several";
        }

        internal void Text(string key, byte[] value)
        {
            if (key == "O") Owner = value;
            else if (key == "U") User = value;
            else if (key == "ID" && Id.Length == 0) Id = value;
        }

        internal void Number(string key, long value)
        {
            switch (key)
            {
                case "Root":
                    HasRoot = true;
                    break;
                case "Encrypt":
                    EncryptionAt = value;
                    break;
                case "R":
                    Revision = value;
                    break;
                case "Length":
                    Length = value;
                    break;
                case "P":
                    Permissions = value;
                    break;
                case "DecodeParms":
                    HasParameters = true;
                    break;
                case "V":
                    Version = value;
                    break;
                default:
                    break;
            }
        }

        internal void False(string key) => EncryptsMetadata &= key != "EncryptMetadata";
    }
}
