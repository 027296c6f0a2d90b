using System.Text.RegularExpressions;

namespace Compagnon.Dossiers;

/// <summary>
/// Mail addresses as people have them: ASCII, a domain with a dot, no quotes and no comments. What a link confirms is sure; this only
/// catches slips.
/// </summary>
public static partial class MailAddress
{
    /// <summary>Longest address that mail servers accept.</summary>
    public const int Longest = 254;

    /// <summary>Whether mail could be sent to <paramref name="address"/> as it stands.</summary>
    public static bool IsValid(string? address) =>
        address is { Length: > 0 and <= Longest } && address.IndexOf('@') is > 0 and <= 64 && Pattern().IsMatch(address);

    /// <summary>Without what a phone's keyboard or a copy adds around it; the domain in lower case.</summary>
    public static string Clean(string? typed)
    {
        var text = new string(
            [.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('\u200b' or '\ufeff'))]);
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) text = text["mailto:".Length..];
        var at = text.LastIndexOf('@');
        return at < 0 ? text : text[..at] + text[at..].ToLowerInvariant();
    }

    /// <summary>What makes two addresses the same for us: letter case never tells two doctors apart.</summary>
    public static string Key(string address) => address.ToLowerInvariant();

    /// <summary>
    /// What makes two addresses one mailbox when mails are counted: as <see cref="Key"/>, and without what many servers ignore from the
    /// first « + » on. Never what a dossier is found by.
    /// </summary>
    public static string Mailbox(string address)
    {
        var key = Key(address);
        var at = key.LastIndexOf('@');
        var plus = key.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? key[..plus] + key[at..] : key;
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        + @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z")]
    private static partial Regex Pattern();
}
