using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Dossiers;

namespace Compagnon.Links;

/// <summary>
/// Turns a <see cref="Link"/> into a token for an address, and back. A token is base64url of a version, the link's fields and their
/// HMAC-SHA256; it is not secret, only impossible to make or change without a key.
/// </summary>
public sealed class LinkSigner(LinkKeys keys)
{
    /// <summary>No token is longer, in characters; what is longer is forged and costs nothing to refuse.</summary>
    public const int MaximumLength = 400;

    private const byte Version = 1;
    private const int MaximumText = 80;

    /// <summary>The token of <paramref name="link"/>, signed with the current key.</summary>
    /// <exception cref="ArgumentException">A text of the link has more than 80 bytes, or its expiry is not in whole seconds.</exception>
    public string Sign(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (link.Expires.ToUnixTimeSeconds() * 1000 != link.Expires.ToUnixTimeMilliseconds())
            throw new ArgumentException($"A link expires at a whole second; got {link.Expires:O}.", nameof(link));

        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write((byte)link.Kind);
            writer.Write(link.Expires.ToUnixTimeSeconds());
            foreach (var text in (string[])[link.Dossier.Faculty, link.Dossier.Id, link.Recipient, link.Assignment])
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > MaximumText)
                    throw new ArgumentException($"A text of a link has at most {MaximumText} bytes; got {bytes.Length}.", nameof(link));
                writer.Write((byte)bytes.Length);
                writer.Write(bytes);
            }
        }

        var signed = payload.ToArray();
        return Base64Url.EncodeToString([.. signed, .. HMACSHA256.HashData(keys.Current, signed)]);
    }

    /// <summary>What <paramref name="token"/> is at <paramref name="now"/>. Never throws, whatever comes.</summary>
    public LinkReading Read(string? token, DateTimeOffset now)
    {
        if (Open(token) is not { } link) return new LinkReading.Forged();
        return now < link.Expires ? new LinkReading.Valid(link) : new LinkReading.Expired(link);
    }

    private Link? Open(string? token)
    {
        if (token is not { Length: > 0 and <= MaximumLength } || !Base64Url.IsValid(token)) return null;

        var bytes = Base64Url.DecodeFromChars(token);
        // The last character may carry bits that decoding ignores: only the one spelling that we write is ours.
        if (bytes.Length <= HMACSHA256.HashSizeInBytes || Base64Url.EncodeToString(bytes) != token) return null;

        var signed = bytes[..^HMACSHA256.HashSizeInBytes];
        var signature = bytes[^HMACSHA256.HashSizeInBytes..];
        return IsSignedWith(keys.Current) || (keys.Previous is { } previous && IsSignedWith(previous)) ? Parse(signed) : null;

        bool IsSignedWith(byte[] key) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, signed), signature);
    }

    // Signed by us, so well-formed as long as the version is the one that is written here.
    private static Link? Parse(byte[] signed)
    {
        using var reader = new BinaryReader(new MemoryStream(signed), Encoding.UTF8);
        if (reader.ReadByte() != Version) return null;

        var kind = (LinkKind)reader.ReadByte();
        var expires = DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64());
        var dossier = new DossierKey(Text(), Text());
        return new Link(kind, dossier, Recipient: Text(), Assignment: Text(), expires);

        string Text() => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadByte()));
    }
}
