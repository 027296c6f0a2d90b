using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Compagnon.Emulator.Identity;

/// <summary>Somebody who is signed in, as App Service authentication with Microsoft Entra ID hands them over.</summary>
/// <param name="Name">The name that is shown.</param>
/// <param name="Address">The mail address that they sign in with.</param>
/// <param name="Groups">Object ids of the groups that they are in.</param>
internal sealed record LocalPrincipal(string Name, string Address, IReadOnlyList<string> Groups)
{
    private const string Provider = "aad";

    // The names that App Service gives the claims of an Entra token.
    private const string AddressClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    private const string IdClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const string SubjectClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";
    private const string TenantClaim = "http://schemas.microsoft.com/identity/claims/tenantid";
    private const string RoleClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
    private const string Tenant = "00000000-0000-4000-8000-000000000001";

    /// <summary>The object id: the same for an address each time, whatever its case.</summary>
    public string Id => GuidOf("object " + Address.ToLowerInvariant());

    /// <summary>The claims, each with its name.</summary>
    public IEnumerable<(string Type, string Value)> Claims =>
    [
        (AddressClaim, Address),
        ("preferred_username", Address),
        ("name", Name),
        (IdClaim, Id),
        (SubjectClaim, GuidOf("subject " + Address.ToLowerInvariant())),
        (TenantClaim, Tenant),
        .. Groups.Select(group => ("groups", group)),
    ];

    /// <summary>The headers that requests of this person carry.</summary>
    public IEnumerable<(string Name, string Value)> Headers =>
    [
        (LocalSignIn.PrincipalHeader, Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
        {
            auth_typ = Provider,
            claims = Claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
            name_typ = AddressClaim,
            role_typ = RoleClaim,
        }))),
        (LocalSignIn.PrincipalHeader + "-ID", Id),
        (LocalSignIn.PrincipalHeader + "-IDP", Provider),

        // A header holds no é.
        (LocalSignIn.PrincipalHeader + "-NAME", Address),
    ];

    /// <summary>What <c>/.auth/me</c> answers.</summary>
    public object Me => new[]
    {
        new
        {
            provider_name = Provider,
            user_id = Address,
            user_claims = Claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
        },
    };

    private static string GuidOf(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString("D");
}
