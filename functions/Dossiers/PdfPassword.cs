using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Compagnon.Dossiers;

/// <summary>
/// Whether an encrypted PDF opens without a password: its « user password » is empty, as scanners set it that only forbid changes. Checked
/// as viewers do, by the standard security handler of ISO 32000 (revisions 2 to 6); what is protected in another way counts as closed.
/// </summary>
internal static class PdfPassword
{
    // What a password is filled up with; of an empty one nothing else is left.
    private static readonly byte[] Padding =
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    internal static bool OpensWithNone(PdfStructure.Entries encryption, byte[] id)
    {
        if (encryption.Filter != "Standard") return false;
        return encryption.Revision switch
        {
            >= 2 and <= 4 when encryption is { Owner.Length: >= 32, User.Length: >= 32 } => OpensByCipher(encryption, id),
            5 when encryption.User.Length >= 48 => OpensByHash(encryption.User, SHA256.HashData(encryption.User.AsSpan(32, 8))),
            6 when encryption.User.Length >= 48 => OpensByHash(encryption.User, Hardened(encryption.User.AsSpan(32, 8))),
            _ => false,
        };
    }

    private static bool OpensByHash(byte[] user, byte[] hash) => user.AsSpan(0, 32).SequenceEqual(hash);

#pragma warning disable CA5351, CA5350 // The format asks for them; nothing of ours is protected by them.
    private static bool OpensByCipher(PdfStructure.Entries encryption, byte[] id)
    {
        var revision = encryption.Revision;
        var length = (int)(encryption.Version switch { 1 => 5, 4 => 16, _ => Math.Clamp(encryption.Length / 8, 5, 16) });
        if (revision == 2) length = 5;

        var permissions = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, unchecked((int)encryption.Permissions));
        byte[] unencryptedMetadata = revision == 4 && !encryption.EncryptsMetadata ? [0xFF, 0xFF, 0xFF, 0xFF] : [];
        var key = MD5.HashData([.. Padding, .. encryption.Owner[..32], .. permissions, .. id, .. unencryptedMetadata]);
        if (revision >= 3)
            for (var i = 0; i < 50; i++) key = MD5.HashData(key.AsSpan(0, length));
        key = key[..length];

        if (revision == 2) return encryption.User.AsSpan(0, 32).SequenceEqual(Cipher(key, Padding));
        var expected = MD5.HashData([.. Padding, .. id]);
        for (var i = 0; i < 20; i++) expected = Cipher(Array.ConvertAll(key, b => (byte)(b ^ i)), expected);
        return encryption.User.AsSpan(0, 16).SequenceEqual(expected);
    }

    /// <summary>The hash of revision 6 (ISO 32000-2, algorithm 2.B) of an empty password.</summary>
    private static byte[] Hardened(ReadOnlySpan<byte> salt)
    {
        var key = SHA256.HashData(salt);
        for (var round = 0; ; round++)
        {
            var input = new byte[key.Length * 64];
            for (var i = 0; i < 64; i++) key.CopyTo(input, i * key.Length);
            using var aes = Aes.Create();
            aes.Key = key[..16];
            var encrypted = aes.EncryptCbc(input, key.AsSpan(16, 16), PaddingMode.None);
            // The first 16 bytes as a number, of which only the remainder by three is asked for: 256 leaves one.
            key = (encrypted.AsSpan(0, 16).ToArray().Sum(b => b) % 3) switch
            {
                0 => SHA256.HashData(encrypted),
                1 => SHA384.HashData(encrypted),
                _ => SHA512.HashData(encrypted),
            };
            // Ends with a probability of one in eight or more each time; a format of strangers gets a bound all the same.
            if ((round >= 63 && encrypted[^1] <= round - 32) || round > 1000) return key[..32];
        }
    }
#pragma warning restore CA5351, CA5350

    /// <summary>RC4, which no library of the platform has any more.</summary>
    private static byte[] Cipher(byte[] key, byte[] data)
    {
        var state = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        for (int i = 0, j = 0; i < 256; i++)
        {
            j = (j + state[i] + key[i % key.Length]) & 0xFF;
            (state[i], state[j]) = (state[j], state[i]);
        }

        var result = new byte[data.Length];
        for (int n = 0, i = 0, j = 0; n < data.Length; n++)
        {
            i = (i + 1) & 0xFF;
            j = (j + state[i]) & 0xFF;
            (state[i], state[j]) = (state[j], state[i]);
            result[n] = (byte)(data[n] ^ state[(state[i] + state[j]) & 0xFF]);
        }
        return result;
    }
}
