using System.Text;
using System.Text.Json;
using Compagnon.Consoles;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace Compagnon.Tests.Consoles;

public sealed class SignedInTests
{
    private const string ObjectIdClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const string AddressClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    private const string Id = "b7a1f2c3-0d4e-4f5a-9b6c-7d8e9f0a1b2c";

    private static readonly (string Type, string Value)[] Claire =
    [
        (ObjectIdClaim, Id), ("name", "Claire Fontanel"), ("preferred_username", "Claire@Medecine.example"),
        (AddressClaim, "claire@medecine.example"), ("groups", "0B5D3F6E-8a1c-4d5e-9f70-1a2b3c4d5e6f"),
    ];

    [Fact]
    public void The_header_says_who_is_signed_in_by_name_addresses_and_groups()
    {
        var signedIn = Read(Header(Claire))!;

        Assert.Equal((Id, "Claire Fontanel"), (signedIn.ObjectId, signedIn.Name));
        Assert.Equal(["Claire@Medecine.example"], signedIn.Addresses);
        Assert.Equal(["0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f"], signedIn.Groups);
    }

    [Fact]
    public void The_id_of_somebody_who_is_not_listed_is_the_same_for_good_and_says_nothing()
    {
        var before = Read(Header(Claire))!;
        var married = Read(Header((ObjectIdClaim, Id.ToUpperInvariant()), ("name", "Claire Durand"), ("email", "claire.durand@medecine.example")))!;

        Assert.Equal(before.IdIn("val-de-dore"), married.IdIn("val-de-dore"));
        Assert.NotEqual(before.IdIn("val-de-dore"), before.IdIn("rives-atlantiques"));
        Assert.Matches("^entra-[0-9a-f]{24}$", before.IdIn("val-de-dore"));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "empty", "" },
        { "not base64", "{\"auth_typ\":\"aad\"}" },
        { "base64 of no JSON", Encode("auth_typ=aad") },
        { "JSON that is cut", Encode("{\"auth_typ\":\"aad\",\"claims\":[") },
        { "a list", Encode("[]") },
        { "a text", Encode("\"aad\"") },
        { "null", Encode("null") },
        { "no claims", Encode("{\"auth_typ\":\"aad\"}") },
        { "claims that are no list", Encode("{\"auth_typ\":\"aad\",\"claims\":{}}") },
        { "claims that are numbers", Encode("{\"auth_typ\":\"aad\",\"claims\":[1,null,[]]}") },
        { "another provider", Header("google", Claire) },
        { "no object id", Header(Claire[1..]) },
        { "an object id that is none", Header((ObjectIdClaim, "claire"), ("name", "Claire")) },
        { "two object ids", Header((ObjectIdClaim, Id), ("oid", Guid.Empty.ToString())) },
        { "too many claims", Header([.. Claire, .. Enumerable.Range(0, 1000).Select(i => ("roles", $"{i}"))]) },
        { "too long", Header([.. Claire, ("bio", new string('x', SignedIn.LongestHeader))]) },
        { "too deep", Encode("{\"auth_typ\":\"aad\",\"claims\":" + new string('[', 200) + new string(']', 200) + "}") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Nobody_is_signed_in_by_a_header_that_is_not_one(string what, string header) => Assert.True(Read(header) is null, what);

    [Fact]
    public void Nobody_is_signed_in_by_two_headers() => Assert.Null(Read(new StringValues([Header(Claire), Header(Claire)])));

    [Fact]
    public void Addresses_that_are_none_are_left_out_and_ten_are_enough()
    {
        var signedIn = Read(Header(
            [(ObjectIdClaim, Id), ("email", "not an address"), .. Enumerable.Range(0, 50).Select(i => ("email", $"claire{i}@medecine.example"))]))!;

        Assert.Equal(10, signedIn.Addresses.Count);
        Assert.DoesNotContain("not an address", signedIn.Addresses);
    }

    [Fact]
    public void No_header_whatever_it_holds_is_an_error() =>
        Prop.ForAll<string>(text =>
        {
            _ = Read(text ?? "");
            _ = Read(Encode(text ?? ""));
            _ = Read(Encode($"{{\"auth_typ\":\"aad\",\"claims\":[{{\"typ\":\"oid\",\"val\":{JsonSerializer.Serialize(text)}}}]}}"));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_header_is_believed_only_where_App_Service_says_that_it_is_in_front(string? setting, bool isBelieved)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>(SignedInReader.EnabledSetting, setting)]).Build();
        var request = new DefaultHttpContext().Request;
        request.Headers[SignedIn.Header] = Header(Claire);

        Assert.Equal(isBelieved, new SignedInReader(settings, NullLogger<SignedInReader>.Instance).Read(request) is not null);
    }

    internal static string Header(params (string Type, string Value)[] claims) => Header("aad", claims);

    private static string Header(string provider, (string Type, string Value)[] claims) => Encode(JsonSerializer.Serialize(new
    {
        auth_typ = provider,
        claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
        name_typ = AddressClaim,
        role_typ = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    }));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static SignedIn? Read(StringValues header) => SignedIn.Read(new HeaderDictionary { [SignedIn.Header] = header });
}
