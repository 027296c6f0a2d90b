using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;

namespace Compagnon.Dossiers.Changes;

/// <summary>Somebody of the secretariat at a dossier, or about to open one: at a link of theirs, whichever it is, or on the console.</summary>
/// <param name="Root">What the addresses of what they do lie below.</param>
/// <param name="Back">The page that they came from.</param>
/// <param name="Opening">Where a dossier is opened.</param>
/// <param name="Faculty">The faculty as it stands today.</param>
/// <param name="Person">Who looks; of the secretariat.</param>
/// <param name="Console">Who is signed in; null where a link was opened.</param>
public sealed record StaffVisit(string Root, string Back, string Opening, Faculty Faculty, StaffMember Person, ConsoleCase? Console = null)
{
    /// <summary>An address of what they do.</summary>
    /// <param name="below"><c>/adresse</c>.</param>
    public string Address(string below) => Root + below;

    /// <summary>On the console, at a dossier.</summary>
    public static StaffVisit At(DossierView view) =>
        new(view.Address(), view.Address(), view.Case.Address(OpeningEndpoints.ConsolePath), view.Case.Faculty, view.Case.Person, view.Case);

    /// <summary>On the console, about to open a dossier.</summary>
    public static StaffVisit Of(ConsoleCase visit) => new(
        visit.Address(), WorkEndpoints.Page.AddressIn(visit.Faculty), visit.Address(OpeningEndpoints.ConsolePath), visit.Faculty, visit.Person,
        visit with { Page = WorkEndpoints.Page });
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
    public async Task<(StaffVisit Visit, DossierRecord Dossier, Link Link)?> OpenAsync(string token, CancellationToken cancellation = default)
    {
        if (signer.Read(token, time.GetUtcNow()) is not LinkReading.Valid({ Kind: LinkKind.Assignment or LinkKind.Desk } link)) return null;
        Traces.IsAbout(link.Dossier);
        if (faculties.Find(link.Dossier.Faculty) is not { } faculty) return null;
        if (faculty.FindPerson(link.Recipient) is not { } person || !person.Has(StaffRole.Secretariat))
            return null;
        if (await dossiers.FindAsync(link.Dossier, cancellation) is not { } dossier || dossier is { OpenedBy: "", Submitted: null }) return null;
        var root = $"/demande/{token}";
        return (new StaffVisit(root, $"/{LinkAddresses.PathOf(link.Kind)}/{token}", root + "/ouverture", faculty, person), dossier, link);
    }

    /// <summary>The address at which somebody who holds <paramref name="link"/> completes its dossier; it opens as long as the link does.</summary>
    public string AddressToComplete(Link link) =>
        $"/dossier/{signer.Sign(link with { Kind = LinkKind.Desk, Assignment = "" })}";

    /// <summary>The address at which somebody who is signed in completes a dossier, for as long as they are likely to be.</summary>
    public string AddressToComplete(StaffMember person, DossierKey dossier) =>
        AddressToComplete(new Link(LinkKind.Desk, dossier, person.Id, "", WorkEndpoints.LinkEnds(time.GetUtcNow())));
}
