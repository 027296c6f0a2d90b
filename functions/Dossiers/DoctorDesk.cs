using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;

namespace Compagnon.Dossiers;

/// <summary>What a doctor's link opens.</summary>
/// <param name="Token">The link's token, for the page's own addresses.</param>
/// <param name="Record">The dossier.</param>
/// <param name="Faculty">The faculty as it stands today: whom to write to.</param>
/// <param name="Procedure">The procedure that holds for this dossier: as it stands today until submission, as it was then from submission
/// on.</param>
/// <param name="Acting">Who of the secretariat acts in the doctor's stead, at the telephone; null where it is the doctor.</param>
public sealed record OpenedDossier(
    string Token, DossierRecord Record, Faculty Faculty, Faculty Procedure, StaffMember? Acting = null)
{
    /// <summary>Who acts: the id that claims and the journal name.</summary>
    public string By => Acting?.Id ?? Link.Doctor;

    /// <summary>On every page of somebody who acts in the doctor's stead: for whom. Null on the doctor's own.</summary>
    public string? ActingFor => Acting is null ? null : Record.Doctor.FullName;

    /// <summary>Which dossier.</summary>
    public DossierKey Key => Record.Key;

    /// <summary>The address of the dossier's page, or of one below it.</summary>
    /// <param name="below">Nothing, or <c>/pieces/cv</c>.</param>
    public string Address(string below = "") => $"/dossier/{Token}{below}";

    /// <summary>The heading of its pages.</summary>
    public string Title => Record.Kind switch
    {
        DossierKind.Amendment => "Votre demande d’avenant",
        DossierKind.Renewal => "Le renouvellement de votre agrément",
        _ => "Votre dossier d’agrément",
    };

    /// <summary>The steps of its form, in their order.</summary>
    public IReadOnlyList<StepForm> Steps => StepForm.Of(Record);

    /// <summary>The piece with this id, or null.</summary>
    public Piece? Piece(string id) => Procedure.Pieces.FirstOrDefault(piece => piece.Id == id);
}

/// <summary>What is asked of the doctor after submission.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Pieces">Ids of the pieces that are missing or to be redone.</param>
/// <param name="Word">The department's word; may be empty.</param>
/// <param name="Answer">The answer, once there is one.</param>
/// <param name="Findings">What the department said piece by piece.</param>
/// <param name="Extensions">The requests for more time.</param>
/// <param name="IsOfCommission">Whether the commission asks, before it decides; else the secretariat does.</param>
public sealed record PiecesRequest(
    Assignment Assignment,
    IReadOnlyList<string> Pieces,
    string Word,
    Claim? Answer,
    ReviewFindings Findings,
    IReadOnlyList<ExtensionRequest> Extensions,
    bool IsOfCommission);

/// <summary>A doctor's request for more time.</summary>
/// <param name="Asked">The request, with its reason.</param>
/// <param name="Answer">The coordinator's answer, or the end of the request without one; null while it is waited for.</param>
public sealed record ExtensionRequest(Claim Asked, Claim? Answer);

/// <summary>What the doctor's pages share: opening a link, and knowing what is asked.</summary>
public sealed class DoctorDesk(
    LinkSigner signer, DossierBook dossiers, FacultyBook faculties, AssignmentDesk assignments, TimeProvider time)
{
    /// <summary>
    /// What a token opens: the doctor's own, and where the dossier is asked for that of somebody of the secretariat
    /// (<see cref="LinkKind.Desk"/>); null when it is forged, cut, expired, of another kind, or its dossier or faculty is gone: the caller shows one
    /// and the same page for all of these.
    /// </summary>
    public async Task<OpenedDossier?> OpenAsync(string token, LinkKind kind, CancellationToken cancellation = default)
    {
        if (signer.Read(token, time.GetUtcNow()) is not LinkReading.Valid(var link)) return null;
        Traces.IsAbout(link.Dossier);
        var acting = kind == LinkKind.Dossier ? FindActing(link) : null;
        if (acting is null && (link.Recipient != Link.Doctor || link.Kind != kind)) return null;
        if (await dossiers.FindAsync(link.Dossier, cancellation) is not { } record) return null;
        if (acting is null)
        {
            // Sent to an address that is no longer the doctor's.
            if (link.Assignment != record.LinkMark) return null;
            // A link to the dossier is sent once its address is confirmed; before, there is nothing to open.
            if (kind == LinkKind.Dossier && record.IsUnconfirmed) return null;
        }
        // What the doctor alone has begun is nobody else's before it is handed over.
        else if (record is { OpenedBy: "", Submitted: null }) return null;

        var procedure = record.ProcedureId.Length > 0
            ? (await faculties.ProcedureAsync(record.Key.Faculty, record.ProcedureId, cancellation)).For(record)
            : null;
        return (faculties.Find(record.Key.Faculty) ?? procedure) is { } faculty
            ? new OpenedDossier(token, record, faculty, procedure ?? faculty.For(record), acting)
            : null;
    }

    /// <summary>The faculty of a dossier as it stands today; null where its file is gone.</summary>
    public Faculty? FacultyOf(DossierRecord record) => faculties.Find(record.Key.Faculty);

    // Whoever completes a dossier at the telephone: as long as the role lasts.
    // Of whoever came by a group nothing is known but the link, which the console signed for some hours.
    private StaffMember? FindActing(Link link)
    {
        if (link.Kind != LinkKind.Desk || faculties.Find(link.Dossier.Faculty) is not { } faculty) return null;
        return link.Recipient.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal)
            ? new StaffMember(link.Recipient, [StaffRole.Secretariat], "Une personne du secrétariat", "")
            : faculty.People.FirstOrDefault(person => person.Id == link.Recipient && person.Has(StaffRole.Secretariat));
    }

    /// <summary>The pieces that the workflow waits for, if it waits for the doctor.</summary>
    public async Task<PiecesRequest?> FindRequestAsync(DossierRecord record, CancellationToken cancellation = default)
    {
        if (record.State != DossierState.AwaitingPieces) return null;
        var all = await assignments.ListAsync(record.Key, cancellation);
        if (all.LastOrDefault(assignment => assignment.Stage.Length == 0) is not { Kind: AssignmentKind.Completion } completion)
            return null;

        var asking = all.Last(assignment => assignment.Kind is AssignmentKind.Review or AssignmentKind.Commission);
        var asked = await assignments.FindClaimAsync(record.Key, asking.Id, cancellation);
        return new PiecesRequest(
            completion,
            asked?.Pieces ?? [],
            asked?.Word ?? "",
            await assignments.FindClaimAsync(record.Key, completion.Id, cancellation),
            asked is null ? ReviewFindings.None : ReviewFindings.Of(asked),
            await ListExtensionsAsync(completion, cancellation),
            asking.Kind == AssignmentKind.Commission);
    }

    /// <summary>What the last review said piece by piece; nothing before the first.</summary>
    public async Task<ReviewFindings> FindFindingsAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        foreach (var review in (await assignments.ListAsync(dossier, cancellation)).Reverse())
        {
            if (review.Kind == AssignmentKind.Review && await assignments.FindClaimAsync(dossier, review.Id, cancellation) is { } claim)
                return ReviewFindings.Of(claim);
        }

        return ReviewFindings.None;
    }

    /// <summary>Whether more time can be asked for now: the faculty's rule allows another request, none waits for its answer, and the delay
    /// does not stand still.</summary>
    public bool MayAskForTime(OpenedDossier opened, PiecesRequest request) =>
        !opened.Record.IsHeld && request is { Answer: null, Assignment.Due: { } due } && due > time.GetUtcNow()
        && request.Extensions.Count < opened.Procedure.Delays.ExtensionRule.Times
        && request.Extensions.All(extension => extension.Answer is not null);

    private async Task<IReadOnlyList<ExtensionRequest>> ListExtensionsAsync(Assignment completion, CancellationToken cancellation)
    {
        var all = new List<ExtensionRequest>();
        while (await FindAsync(CompletionExtension.RequestOf(completion.Id, all.Count + 1)) is { } asked)
            all.Add(new ExtensionRequest(asked, await FindAsync(CompletionExtension.StepOf(completion.Id, all.Count + 1))));
        return all;

        Task<Claim?> FindAsync(string id) => assignments.FindClaimAsync(completion.Dossier, id, cancellation);
    }

    /// <summary>The round in which a piece may be deposited now; null when it may not.</summary>
    public async Task<string?> RoundOfAsync(OpenedDossier opened, string piece, CancellationToken cancellation = default)
    {
        if (opened.Record.State == DossierState.Draft) return Rounds.Draft;
        return await FindRequestAsync(opened.Record, cancellation) is { Answer: null } request && request.Pieces.Contains(piece)
            ? request.Assignment.Id
            : null;
    }
}
