using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>Somebody who is signed in, as the directory (Microsoft Entra ID) says it. Whether they may do anything here is not
/// said.</summary>
/// <param name="ObjectId">The directory's id of them: never changes, never given to somebody else.</param>
/// <param name="Name">How the directory calls them.</param>
/// <param name="Addresses">Every address by which the directory knows them: at most 10.</param>
/// <param name="Groups">Object ids of the groups that they are in, in lower case.</param>
public sealed record SignedIn(string ObjectId, string Name, IReadOnlyList<string> Addresses, IReadOnlySet<string> Groups)
{
    /// <summary>The header in which App Service authentication says who is signed in.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>The longest header that is read, in characters: someone in 200 groups has some 20,000.</summary>
    public const int LongestHeader = 64 * 1024;

    private const int MostClaims = 1000;
    private const int MostAddresses = 10;
    private const int LongestName = 200;
    private const string Provider = "aad";

    private static readonly string[] ObjectIdClaims = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];

    private static readonly string[] AddressClaims =
    [
        "preferred_username", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "email",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "upn",
    ];

    private static readonly string[] GroupClaims = ["groups", "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"];

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    /// <summary>
    /// The id under which somebody acts who comes by a group and is not listed: opaque, and the same in this faculty for good, whatever
    /// becomes of their name and address. Made of the directory's random id, from which alone it can be made again.
    /// </summary>
    public string IdIn(string faculty) => StaffMember.GroupPrefix
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{faculty}\n{ObjectId.ToLowerInvariant()}")))[..24];

    /// <summary>Reads the header. Null for whatever is not exactly one that App Service writes: nobody is signed in then.</summary>
    /// <remarks>Only where the platform is known to drop such headers from outside: see <see cref="SignedInReader"/>.</remarks>
    public static SignedIn? Read(IHeaderDictionary headers)
    {
        if (headers[Header] is not [{ Length: > 0 and <= LongestHeader } text]) return null;
        var json = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, json, out var length)) return null;
        try
        {
            using var principal = JsonDocument.Parse(json.AsMemory(0, length), Shallow);
            return Read(principal.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SignedIn? Read(JsonElement principal)
    {
        if (principal.ValueKind != JsonValueKind.Object || TextOf(principal, "auth_typ") != Provider) return null;
        if (!principal.TryGetProperty("claims", out var list) || list.ValueKind != JsonValueKind.Array) return null;
        if (list.GetArrayLength() > MostClaims) return null;

        var claims = list.EnumerateArray()
            .Select(claim => (Type: TextOf(claim, "typ"), Value: TextOf(claim, "val")))
            .ToLookup(claim => claim.Type, claim => claim.Value, StringComparer.Ordinal);
        if (Of(claims, ObjectIdClaims).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is not [var id] || !Guid.TryParse(id, out _))
            return null;

        var addresses = Of(claims, AddressClaims).Where(MailAddress.IsValid)
            .DistinctBy(MailAddress.Key, StringComparer.Ordinal).Take(MostAddresses).ToList();
        var name = claims["name"].FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? addresses.FirstOrDefault() ?? "";
        return new SignedIn(
            id,
            name.Length <= LongestName ? name : name[..LongestName],
            addresses,
            Of(claims, GroupClaims).Select(group => group.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Of(ILookup<string, string> claims, string[] types) => types.SelectMany(type => claims[type]);

    private static string TextOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
