using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Links;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Tests.Links;

public sealed class LinkSignerTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 3, 9, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(48);
    private static readonly LinkSigner Signer = new(new LinkKeys(Key));

    private static readonly Gen<string> Text = Gen.Choose(0, 40).SelectMany(length =>
        Gen.Elements("abcdefghijklmnopqrstuvwxyz0123456789-é".ToCharArray()).ArrayOf(length).Select(letters => new string(letters)));

    private static readonly Arbitrary<Link> AnyLink = (
        from kind in Gen.Elements(LinkKind.Confirmation, LinkKind.Dossier, LinkKind.Assignment)
        from faculty in Text
        from recipient in Text
        from assignment in Text
        from seconds in Gen.Choose(-1_000_000, 1_000_000_000)
        select new Link(kind, DossierKey.New(faculty), recipient, assignment, Now.AddSeconds(seconds))).ToArbitrary();

    [Fact]
    public void Any_link_reads_as_it_was_signed() => Prop.ForAll(AnyLink, link =>
        Signer.Read(Signer.Sign(link), Now) switch
        {
            LinkReading.Valid valid => valid.Link == link && Now < link.Expires,
            LinkReading.Expired expired => expired.Link == link && Now >= link.Expires,
            _ => false,
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_changed_character_is_forged() => Prop.ForAll(AnyLink, Gen.Choose(0, int.MaxValue).ToArbitrary(), (link, seed) =>
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=% ";
        var token = Signer.Sign(link);
        var random = new System.Random(seed);
        var (place, letter) = (random.Next(token.Length), alphabet[random.Next(alphabet.Length)]);
        if (token[place] == letter) return true;

        var changed = token[..place] + letter + token[(place + 1)..];
        return Signer.Read(changed, Now) is LinkReading.Forged;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_character_that_could_end_a_token_is_forged_but_the_one_written()
    {
        var token = Signer.Sign(AnyLinkOf(Now.AddDays(1)));
        foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        {
            if (last == token[^1]) continue;
            Assert.IsType<LinkReading.Forged>(Signer.Read(token[..^1] + last, Now));
        }
    }

    [Fact]
    public void Any_cut_token_is_forged()
    {
        var token = Signer.Sign(AnyLinkOf(Now.AddDays(1)));
        for (var length = 0; length < token.Length; length++)
            Assert.IsType<LinkReading.Forged>(Signer.Read(token[..length], Now));
    }

    [Fact]
    public void Any_text_at_all_is_read_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Signer.Read(text, Now) is LinkReading.Forged).QuickCheckThrowOnFailure();

    [Fact]
    public void A_token_of_a_million_characters_is_forged() =>
        Assert.IsType<LinkReading.Forged>(Signer.Read(new string('A', 1_000_000), Now));

    [Fact]
    public void The_longest_link_fits_into_the_longest_token()
    {
        var text = new string('a', 40);
        var token = Signer.Sign(new Link(LinkKind.Assignment, DossierKey.New(text), text, text, Now));
        Assert.InRange(token.Length, 1, LinkSigner.MaximumLength);
    }

    [Fact]
    public void A_link_signed_with_another_key_is_forged()
    {
        var other = new LinkSigner(new LinkKeys(RandomNumberGenerator.GetBytes(32)));
        Assert.IsType<LinkReading.Forged>(Signer.Read(other.Sign(AnyLinkOf(Now.AddDays(1))), Now));
    }

    [Fact]
    public void A_link_signed_with_the_previous_key_stays_valid()
    {
        var rotated = new LinkSigner(new LinkKeys(RandomNumberGenerator.GetBytes(32), Previous: Key));
        var link = AnyLinkOf(Now.AddDays(1));
        Assert.Equal(new LinkReading.Valid(link), rotated.Read(Signer.Sign(link), Now));
        Assert.IsType<LinkReading.Forged>(Signer.Read(rotated.Sign(link), Now));
    }

    [Fact]
    public void A_link_of_another_version_of_the_payload_is_forged_even_when_it_is_signed()
    {
        byte[] payload = [2, .. Encoding.UTF8.GetBytes("something else altogether")];
        var token = Base64Url.EncodeToString([.. payload, .. HMACSHA256.HashData(Key, payload)]);
        Assert.IsType<LinkReading.Forged>(Signer.Read(token, Now));
    }

    [Fact]
    public void A_link_expires_at_its_very_second()
    {
        var token = Signer.Sign(AnyLinkOf(Now));
        Assert.IsType<LinkReading.Valid>(Signer.Read(token, Now.AddTicks(-1)));
        Assert.IsType<LinkReading.Expired>(Signer.Read(token, Now));
    }

    [Fact]
    public void A_fraction_of_a_second_is_refused_and_not_lost() =>
        Assert.Throws<ArgumentException>(() => Signer.Sign(AnyLinkOf(Now.AddMilliseconds(1))));

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("not base64!", "not base64")]
    [InlineData("c2hvcnQ=", "5 bytes")]
    public void A_bad_key_is_refused_with_what_is_wrong(string? key, string reason)
    {
        var error = Assert.Throws<InvalidOperationException>(() => LinkKeys.From(Settings(("Links:CurrentKey", key))));
        Assert.Contains("Links:CurrentKey", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void A_bad_previous_key_is_refused_too() => Assert.Contains("Links:PreviousKey", Assert.Throws<InvalidOperationException>(() =>
        LinkKeys.From(Settings(("Links:CurrentKey", Convert.ToBase64String(Key)), ("Links:PreviousKey", "c2hvcnQ=")))).Message);

    [Fact]
    public void The_mark_of_the_sample_settings_is_no_key() => Assert.Contains("not base64",
        Assert.Throws<InvalidOperationException>(() => LinkKeys.From(Settings(("Links:CurrentKey", "{{random}}")))).Message);

    [Theory]
    [InlineData("https://agrement.example.fr", null, "https://agrement.example.fr/demande/")]
    [InlineData("https://example.fr/msu/", "ignored.example", "https://example.fr/msu/demande/")]
    [InlineData(null, "localhost:7071", "http://localhost:7071/demande/")]
    [InlineData(null, "127.0.0.1:7071", "http://127.0.0.1:7071/demande/")]
    [InlineData("", "compagnon.azurewebsites.net", "https://compagnon.azurewebsites.net/demande/")]
    public void An_address_begins_with_the_site_of_the_settings(string? site, string? host, string start)
    {
        var addresses = new LinkAddresses(Signer, Settings(("Site:PublicAddress", site), ("WEBSITE_HOSTNAME", host)));
        var link = AnyLinkOf(Now.AddDays(1));
        var address = addresses.Of(link).AbsoluteUri;
        Assert.StartsWith(start, address);
        Assert.Equal(new LinkReading.Valid(link), Signer.Read(address[start.Length..], Now));
    }

    [Fact]
    public void Without_any_address_the_start_is_refused() => Assert.Contains("Site:PublicAddress",
        Assert.Throws<InvalidOperationException>(() => new LinkAddresses(Signer, Settings())).Message);

    private static Link AnyLinkOf(DateTimeOffset expires) =>
        new(LinkKind.Assignment, DossierKey.New("clermont"), "secretariat-1", "review-1", expires);

    private static IConfiguration Settings(params (string Name, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Name, value => value.Value)).Build();
}
