using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;

namespace Compagnon.Assignments;

/// <summary>Opens the links of the department.</summary>
public sealed class DepartmentDesk(
    LinkSigner signer, AssignmentDesk desk, DossierBook dossiers, FacultyBook faculties, TimeProvider time)
{
    /// <summary>
    /// What a token opens; null for everything that is wrong with one, as if it did not exist: forged, cut, expired, of another kind, of
    /// somebody who has left, of a dossier that is gone.
    /// </summary>
    public async Task<DepartmentCase?> OpenAsync(string token, CancellationToken cancellation = default)
    {
        if (signer.Read(token, time.GetUtcNow()) is not LinkReading.Valid({ Kind: LinkKind.Assignment } link)) return null;
        Traces.IsAbout(link.Dossier);
        if (faculties.Find(link.Dossier.Faculty) is not { } faculty) return null;
        if (faculty.FindPerson(link.Recipient) is not { } person) return null;
        if (await dossiers.FindAsync(link.Dossier, cancellation) is not { ProcedureId.Length: > 0 } dossier) return null;
        var assignments = await desk.ListAsync(link.Dossier, cancellation);
        if (assignments.FirstOrDefault(known => known.Id == link.Assignment) is not { } assignment) return null;

        var submitted = await faculties.ProcedureAsync(link.Dossier.Faculty, dossier.ProcedureId, cancellation);
        var procedure = submitted.For(dossier);
        return new DepartmentCase(
            AnswerPlace.OfLink(token), faculty, procedure, person, dossier, assignment, assignments,
            await desk.ListClaimsAsync(link.Dossier, cancellation));
    }
}
