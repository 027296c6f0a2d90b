using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Compagnon.Emulator.Hosting;

namespace Compagnon.Emulator.Identity;

/// <summary>What the cookie of somebody who is signed in says: who, and until when; signed with a key of the state folder.</summary>
/// <param name="key">The key.</param>
internal sealed class LocalSession(byte[] key)
{
    private const string FileName = "sign-in.key";
    private const int LongestCookie = 3800;

    // As App Service has it unless it is told otherwise.
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(8);

    /// <summary>Sessions that outlive a restart: the key is made once and kept in the state folder.</summary>
    public static LocalSession Of(StateFolder state)
    {
        var file = state.At(FileName);
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: 32 } kept) return new LocalSession(kept);

        var made = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(made);
        return new LocalSession(made);
    }

    /// <summary>The cookie's value; null where it would be longer than a browser takes.</summary>
    public string? Write(LocalPrincipal principal)
    {
        // Real time: a browser's cookie does not follow the emulator's clock.
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Content(
            principal.Name, principal.Address, principal.Groups, DateTimeOffset.UtcNow + Lasts));
        var cookie = $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
        return cookie.Length <= LongestCookie ? cookie : null;
    }

    /// <summary>Whom a cookie names; null where it is none of ours or its time is over.</summary>
    public LocalPrincipal? Read(string? cookie)
    {
        if (cookie is not { Length: > 0 and <= LongestCookie } || cookie.Split('.') is not [var said, var signed]) return null;
        if (!Base64Url.IsValid(said) || !Base64Url.IsValid(signed)) return null;

        var payload = Base64Url.DecodeFromChars(said);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, payload), Base64Url.DecodeFromChars(signed))) return null;
        return JsonSerializer.Deserialize<Content>(payload) is { } content && DateTimeOffset.UtcNow < content.Until
            ? new LocalPrincipal(content.Name, content.Address, content.Groups)
            : null;
    }

    private sealed record Content(string Name, string Address, IReadOnlyList<string> Groups, DateTimeOffset Until);
}
