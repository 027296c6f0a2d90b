using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Links;

namespace Compagnon.Web;

/// <summary>
/// Short signed notes that a page gives to the browser and gets back. Each purpose has a key of its own, derived from the links' keys, so
/// that none can be taken for another or for a link. Not secret: it says only what the browser that keeps it may know, and what is personal
/// travels in a cookie, never in an address.
/// </summary>
public sealed class Tickets(LinkKeys keys, TimeProvider time)
{
    /// <summary>The longest text, in bytes: room for a mail address and what goes with it.</summary>
    public const int LongestText = 320;

    private const int LongestToken = 600;

    /// <summary>A ticket that says <paramref name="text"/> until it expires.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="text">At most <see cref="LongestText"/> bytes.</param>
    /// <param name="lasts">How long it holds.</param>
    public string Issue(string purpose, string text, TimeSpan lasts)
    {
        var payload = new byte[8 + Encoding.UTF8.GetByteCount(text)];
        if (payload.Length > 8 + LongestText)
            throw new ArgumentException($"A ticket says at most {LongestText} bytes; got {payload.Length - 8}.", nameof(text));
        BinaryPrimitives.WriteInt64BigEndian(payload, (time.GetUtcNow() + lasts).ToUnixTimeSeconds());
        Encoding.UTF8.GetBytes(text, payload.AsSpan(8));
        return Base64Url.EncodeToString([.. payload, .. Sign(keys.Current, purpose, payload)]);
    }

    /// <summary>What a ticket says; null when it is not ours, is for something else or has expired.</summary>
    public string? Read(string purpose, string? token)
    {
        if (token is not { Length: > 0 and <= LongestToken } || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < 8 + HMACSHA256.HashSizeInBytes) return null;

        var payload = bytes[..^HMACSHA256.HashSizeInBytes];
        var signature = bytes.AsSpan(payload.Length);
        if (!CryptographicOperations.FixedTimeEquals(Sign(keys.Current, purpose, payload), signature)
            && !(keys.Previous is { } previous && CryptographicOperations.FixedTimeEquals(Sign(previous, purpose, payload), signature)))
        {
            return null;
        }
        return time.GetUtcNow().ToUnixTimeSeconds() < BinaryPrimitives.ReadInt64BigEndian(payload)
            ? Encoding.UTF8.GetString(payload.AsSpan(8))
            : null;
    }

    private static byte[] Sign(byte[] key, string purpose, byte[] payload) =>
        HMACSHA256.HashData(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes("compagnon ticket " + purpose)), payload);
}
