using Compagnon.Dossiers;

namespace Compagnon.Links;

/// <summary>What a link opens.</summary>
public enum LinkKind
{
    /// <summary>Confirms the doctor's address, and so opens the dossier.</summary>
    Confirmation = 1,

    /// <summary>The doctor's dossier: the draft until submission, then what is asked of the doctor and the tracking page.</summary>
    Dossier = 2,

    /// <summary>One assignment of somebody of the department: a review, a decision.</summary>
    Assignment = 3,

    /// <summary>A session of the commission: its agenda, its dossiers, its minutes. The link names the session where others name a dossier.</summary>
    Session = 4,

    /// <summary>A dossier that the secretariat completes in its doctor's stead, at the telephone; its recipient is the one who does.</summary>
    Desk = 5,

    /// <summary>One side of a change of address: the mailbox that is left, or the one that takes its place.</summary>
    AddressChange = 6,
}

/// <summary>What a signed link says. It carries no personal data: the recipient is an opaque id.</summary>
/// <param name="Kind">What it opens.</param>
/// <param name="Dossier">On which dossier; of a <see cref="LinkKind.Session"/>: which session.</param>
/// <param name="Recipient">Whom it was sent to: <see cref="Doctor"/> or the id of a <see cref="Faculties.StaffMember"/>.</param>
/// <param name="Assignment">
/// The assignment's id where <paramref name="Kind"/> is <see cref="LinkKind.Assignment"/>; the side and the change's id where it is
/// <see cref="LinkKind.AddressChange"/>; of the doctor's other links <see cref="DossierRecord.LinkMark"/>; else empty.
/// </param>
/// <param name="Expires">From this moment on it opens nothing and offers a new one. Whole seconds.</param>
public sealed record Link(LinkKind Kind, DossierKey Dossier, string Recipient, string Assignment, DateTimeOffset Expires)
{
    /// <summary>The recipient of every link that is the doctor's.</summary>
    public const string Doctor = "doctor";
}
