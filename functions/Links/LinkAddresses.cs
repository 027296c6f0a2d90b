using Microsoft.Extensions.Configuration;

namespace Compagnon.Links;

/// <summary>
/// The addresses that stand in mails. Their base comes from a setting, never from a request, whose headers anybody can write.
/// </summary>
public sealed class LinkAddresses
{
    private readonly LinkSigner signer;

    /// <summary>
    /// Takes the base from <c>Site:PublicAddress</c>; without it from <c>WEBSITE_HOSTNAME</c>, which Azure and the emulator set
    /// (http on this machine, https everywhere else).
    /// </summary>
    /// <exception cref="InvalidOperationException">Neither setting is there, or it is no http or https address.</exception>
    public LinkAddresses(LinkSigner signer, IConfiguration configuration)
    {
        this.signer = signer;
        var given = configuration.Read<SiteSettings>().PublicAddress.OrNull();
        if (given is null && configuration.Read<HostSettings>().Name is { Length: > 0 } host)
            given = (IsThisMachine(host) ? "http://" : "https://") + host;

        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException(
                "Site:PublicAddress must be the address that people reach this site at, such as https://agrement.example.fr, "
                + $"but it is '{given}'.");
        }

        Site = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <summary>The site's address; ends with a slash.</summary>
    public Uri Site { get; }

    /// <summary>The absolute address of <paramref name="link"/>.</summary>
    public Uri Of(Link link) => new(Site, PathOf(link.Kind) + "/" + signer.Sign(link));

    /// <summary>First segment of the addresses of <paramref name="kind"/>, without slashes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such kind.</exception>
    public static string PathOf(LinkKind kind) => kind switch
    {
        LinkKind.Confirmation => "confirmation",
        LinkKind.Dossier => "dossier",
        LinkKind.Assignment => "demande",
        LinkKind.Session => "seance",
        LinkKind.Desk => "dossier",
        LinkKind.AddressChange => "adresse",
        _ => throw new ArgumentOutOfRangeException(
            nameof(kind), kind, "A link confirms an address or its change, or opens a dossier, an assignment or a session."),
    };

    private static bool IsThisMachine(string host) =>
        Uri.TryCreate("http://" + host, UriKind.Absolute, out var address) && address.IsLoopback;
}
