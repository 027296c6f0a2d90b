using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;

namespace Compagnon.Dossiers.Changes;

/// <summary>What a link of the secretariat opens, whichever it is.</summary>
/// <param name="Token">Its token, for addresses below.</param>
/// <param name="Link">What it says.</param>
/// <param name="Faculty">The faculty as it stands today.</param>
/// <param name="Person">Who looks; of the secretariat.</param>
/// <param name="Dossier">The dossier.</param>
public sealed record StaffVisit(string Token, Link Link, Faculty Faculty, StaffMember Person, DossierRecord Dossier)
{
    /// <summary>An address below the link's own page.</summary>
    /// <param name="below"><c>/ouverture</c>.</param>
    public string Address(string below) => $"/demande/{Token}{below}";

    /// <summary>The page that the link itself opens.</summary>
    public string Back => $"/{LinkAddresses.PathOf(Link.Kind)}/{Token}";
}

/// <summary>
/// What the secretariat may do beside its assignments: from any of its links to a dossier, as long as the person has the role.
/// </summary>
public sealed class StaffDesk(LinkSigner signer, DossierBook dossiers, FacultyBook faculties, TimeProvider time)
{
    /// <summary>
    /// What a token opens; null when it is forged, cut, expired, of another kind, its dossier is gone or was begun by the doctor alone, or
    /// its recipient is not of the secretariat.
    /// </summary>
    public async Task<StaffVisit?> OpenAsync(string token, CancellationToken cancellation = default)
    {
        if (signer.Read(token, time.GetUtcNow()) is not LinkReading.Valid({ Kind: LinkKind.Assignment or LinkKind.Desk } link)) return null;
        Traces.IsAbout(link.Dossier);
        if (faculties.Find(link.Dossier.Faculty) is not { } faculty) return null;
        if (faculty.People.FirstOrDefault(known => known.Id == link.Recipient) is not { } person || !person.Has(StaffRole.Secretariat))
            return null;
        return await dossiers.FindAsync(link.Dossier, cancellation) is { } dossier and not { OpenedBy: "", Submitted: null }
            ? new StaffVisit(token, link, faculty, person, dossier)
            : null;
    }

    /// <summary>The address at which somebody who holds <paramref name="link"/> completes its dossier; it opens as long as the link does.</summary>
    public string AddressToComplete(Link link) =>
        $"/dossier/{signer.Sign(link with { Kind = LinkKind.Desk, Assignment = "" })}";
}
