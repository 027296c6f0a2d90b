using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Web;

namespace Compagnon.Assignments;

/// <summary>A document of the dossier, as the department sees it.</summary>
/// <param name="Label">The piece's label.</param>
/// <param name="Document">The document.</param>
/// <param name="Address">Where it is shown.</param>
public sealed record DepartmentDocument(string Label, Document Document, string Address);

/// <summary>An assignment on a dossier, opened by somebody of the department.</summary>
/// <param name="Place">Where: at a link, or on the console.</param>
/// <param name="Faculty">The faculty as it stands today.</param>
/// <param name="Procedure">The procedure that the dossier was submitted under.</param>
/// <param name="Person">Who looks.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">What was asked.</param>
/// <param name="Assignments">Everything that was asked on the dossier, oldest first.</param>
/// <param name="Claims">Every answer that was given on it, by assignment.</param>
public sealed record DepartmentCase(
    AnswerPlace Place,
    Faculty Faculty,
    Faculty Procedure,
    StaffMember Person,
    DossierRecord Dossier,
    Assignment Assignment,
    IReadOnlyList<Assignment> Assignments,
    IReadOnlyDictionary<string, Claim> Claims)
{
    /// <summary>The answer; null while there is none.</summary>
    public Claim? Claim => Claims.GetValueOrDefault(Assignment.Id);
}

/// <summary>What a page of the department shows: one assignment on one dossier, to one of its people.</summary>
/// <param name="Form">How this kind of assignment is asked and answered.</param>
/// <param name="Model">What <see cref="AssignmentForm.ReadModelAsync"/> read.</param>
/// <param name="Place">Where it is shown: addresses below the page.</param>
/// <param name="Faculty">The faculty as it stands today: names and contact.</param>
/// <param name="Procedure">The procedure that the dossier was submitted under.</param>
/// <param name="Person">Who looks.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">What was asked.</param>
/// <param name="Claim">The answer; null while there is none.</param>
/// <param name="AnsweredBy">Who answered, as people know them; empty for the deadline.</param>
/// <param name="Years">Decision: how many years a grant holds.</param>
/// <param name="Agreement">The register's entry; null where there is none.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Missing">Labels of pieces for which there is no document, of those that the procedure requires.</param>
/// <param name="History">What happened, oldest first.</param>
/// <param name="Answer">What was typed.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record DepartmentView(
    AssignmentForm Form,
    object? Model,
    AnswerPlace Place,
    Faculty Faculty,
    Faculty Procedure,
    StaffMember Person,
    DossierRecord Dossier,
    Assignment Assignment,
    Claim? Claim,
    string AnsweredBy,
    int Years,
    AgreementRecord? Agreement,
    IReadOnlyList<DepartmentDocument> Documents,
    IReadOnlyList<string> Missing,
    IReadOnlyList<JournalLine> History,
    DepartmentAnswer Answer,
    FormErrors Errors)
{
    /// <summary>In whose stead this person answers; null where they do for themselves.</summary>
    public StandIn? StandIn { get; init; }

    /// <summary>Whether this person may answer this assignment: nobody does on a dossier of their own.</summary>
    public bool CanAnswer => Claim is null && (StandIn is not null || AssignmentKinds.MayAnswer(Assignment, Person)) && !IsOwn;

    /// <summary>Whether it is this person's own dossier.</summary>
    public bool IsOwn => Dossier.Doctor.Is(Person);

    /// <summary>The page's words.</summary>
    public AssignmentWords Words => Form.WordsFor(this);

    /// <summary>Labels of the pieces that the answer names.</summary>
    public IEnumerable<string> ClaimedPieces => (Claim?.Pieces ?? [])
        .Select(piece => Procedure.Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece);
}
