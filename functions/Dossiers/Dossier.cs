using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Compagnon.Dossiers;

/// <summary>Names one dossier everywhere: in links, tables, blobs and workflows.</summary>
/// <param name="Faculty">The faculty's id; the partition of its registers.</param>
/// <param name="Id">12 random characters of <c>0-9 a-z</c> without <c>i l o u</c>; shown to people in groups of four, in capitals.</param>
public readonly record struct DossierKey(string Faculty, string Id)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new dossier of <paramref name="faculty"/>, with an id that nobody can guess (60 bits).</summary>
    public static DossierKey New(string faculty) =>
        new(faculty, RandomNumberGenerator.GetString(Alphabet, 12));

    /// <summary>The dossier of <paramref name="faculty"/> that belongs to a secret of 60 bits or more: the same each time.</summary>
    public static DossierKey Of(string faculty, string secret)
    {
        var bits = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        return new(faculty, string.Create(12, bits, static (text, bits) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Alphabet[(int)((bits >> (5 * i)) & 31)];
        }));
    }

    /// <summary>
    /// The id that somebody typed from a mail or a page, in any case and grouping, with the letters that are taken for digits; null when it
    /// is none.
    /// </summary>
    public static string? ReadId(string? typed)
    {
        var id = new string([.. (typed ?? "").ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)
            .Select(c => c switch { 'i' or 'l' => '1', 'o' => '0', 'u' => 'v', _ => c })]);
        return IsId(id) ? id : null;
    }

    /// <summary>Whether <paramref name="id"/> has the form of a dossier's id.</summary>
    public static bool IsId(string? id) => id is { Length: 12 } && id.All(Alphabet.Contains);

    /// <summary>As people read it: <c>7KQ4-M2XZ-9ABC</c>. No part of what histories keep.</summary>
    [JsonIgnore]
    public string Reference => string.Create(14, Id, static (text, id) =>
    {
        id.AsSpan(0, 4).ToUpperInvariant(text);
        text[4] = '-';
        id.AsSpan(4, 4).ToUpperInvariant(text[5..]);
        text[9] = '-';
        id.AsSpan(8, 4).ToUpperInvariant(text[10..]);
    });
}

/// <summary>Where a dossier stands, as everybody understands it.</summary>
public enum DossierState
{
    /// <summary>The address is not confirmed yet; nothing is open.</summary>
    AwaitingConfirmation,

    /// <summary>The doctor is filling it.</summary>
    Draft,

    /// <summary>Submitted; the secretariat checks that it is complete.</summary>
    UnderReview,

    /// <summary>The doctor is asked for named pieces.</summary>
    AwaitingPieces,

    /// <summary>Complete; the coordinator decides.</summary>
    AwaitingDecision,

    /// <summary>Complete; the field visit is being arranged, made or reported.</summary>
    AwaitingVisit,

    /// <summary>It waits for the commission's session.</summary>
    AwaitingCommission,

    /// <summary>The commission has concluded; the dean signs.</summary>
    AwaitingSignature,

    /// <summary>The commission has proposed; another authority decides.</summary>
    AwaitingAuthority,

    /// <summary>The agreement is granted. Final.</summary>
    Granted,

    /// <summary>The agreement is refused, with reasons. Final.</summary>
    Refused,

    /// <summary>The doctor has withdrawn. Final.</summary>
    Withdrawn,

    /// <summary>Left alone beyond the delay: closed without decision. Final.</summary>
    ClosedWithoutDecision,
}

/// <summary>The doctor who asks, as given in the candidacy.</summary>
/// <param name="FirstName">1 to 100 characters.</param>
/// <param name="LastName">1 to 100 characters.</param>
/// <param name="Rpps">11 digits, the last a Luhn key.</param>
/// <param name="Address">Mail address, confirmed by a link before the dossier opens.</param>
/// <param name="Departement">Code of the département of practice.</param>
public sealed record Doctor(string FirstName, string LastName, string Rpps, string Address, string Departement)
{
    /// <summary>« Dr Anne Martin ».</summary>
    public string FullName => $"Dr {FirstName} {LastName}";

    /// <summary>Whether this is somebody of the department, who then has no say over the dossier: both have one mailbox.</summary>
    public bool Is(Faculties.StaffMember person) => string.Equals(Address, person.Address, StringComparison.OrdinalIgnoreCase);
}
