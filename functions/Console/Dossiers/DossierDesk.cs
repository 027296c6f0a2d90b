using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Operations;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Consoles;

/// <summary>
/// Opens dossiers on the console. A dossier of another faculty, one that does not exist, one that this person may not see, and a part of
/// one that they may not see are the same: status 404.
/// </summary>
public sealed class DossierDesk(
    ConsoleDesk console,
    DossierBook dossiers,
    AssignmentDesk assignments,
    OpinionBook opinions,
    FacultyBook faculties,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Opens a part of a dossier and answers with <paramref name="answer"/>; else with the refusal. Three requests to the tables,
    /// four for whoever sees it as a member of the commission.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="dossier">The dossier's id, as it stands in the address.</param>
    /// <param name="part">What is to be seen.</param>
    /// <param name="answer">Answers.</param>
    public async Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, DossierPart part, Func<DossierView, Task<IResult>> answer)
    {
        if (!console.TryOpen(request, faculty, WorkEndpoints.Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        return await OpenAsync(visit, dossier, cancellation) is { } view && view.Rights.May(part)
            ? await answer(view)
            : problems.NotFound();
    }

    /// <summary>
    /// Opens a dossier for whoever does something with it beside the procedure, and answers with <paramref name="answer"/>; else with the
    /// refusal.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="dossier">The dossier's id, as it stands in the address.</param>
    /// <param name="roles">Whoever has one of these may do it: mostly <see cref="ConsolePage.Office"/>.</param>
    /// <param name="answer">Answers.</param>
    public Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, IReadOnlyList<StaffRole> roles, Func<DossierView, Task<IResult>> answer) =>
        WithAsync(request, faculty, dossier, DossierPart.Office, view =>
            roles.Any(view.Case.Person.Has) ? answer(view) : Task.FromResult<IResult>(problems.NotFound()));

    /// <summary>The same with the form that they send; one that has expired does nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="dossier">The dossier's id, as it stands in the address.</param>
    /// <param name="roles">Whoever has one of these may do it.</param>
    /// <param name="below">Where the form is, below the dossier's page.</param>
    /// <param name="answer">Answers.</param>
    public Task<IResult> TakeAsync(
        HttpRequest request,
        string faculty,
        string dossier,
        IReadOnlyList<StaffRole> roles,
        string below,
        Func<DossierView, IFormCollection, Task<IResult>> answer) =>
        WithAsync(request, faculty, dossier, roles, view =>
            console.TakeAsync(request, view.Case, view.Address(below), form => answer(view, form)));

    /// <summary>
    /// Opens something that was asked on a dossier, for whoever may read the dossier's papers, and answers with <paramref name="answer"/>;
    /// else with the refusal. Whether they may answer is another question.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="faculty">The faculty's id, as it stands in the address.</param>
    /// <param name="dossier">The dossier's id, as it stands in the address.</param>
    /// <param name="assignment">The assignment's id, as it stands in the address.</param>
    /// <param name="answer">Answers.</param>
    public Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, string assignment, Func<DossierView, DepartmentCase, Task<IResult>> answer) =>
        WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
            view.Assignments.FirstOrDefault(pair => pair.Assignment.Id == assignment).Assignment is { } asked
            && view.Dossier.Submitted is not null
                ? await answer(view, new DepartmentCase(
                    AnswerPlace.OfConsole(view.Case, view.Key, asked.Id),
                    view.Case.Faculty,
                    view.Procedure,
                    view.Case.Person,
                    view.Dossier,
                    asked,
                    [.. view.Assignments.Select(pair => pair.Assignment)],
                    view.Claims))
                : problems.NotFound());

    /// <summary>The dossier, for whoever may see anything of it; else null.</summary>
    public async Task<DossierView?> OpenAsync(ConsoleCase visit, string dossier, CancellationToken cancellation = default)
    {
        if (!DossierKey.IsId(dossier)) return null;

        // These tables know dossiers by their ids alone: nothing of them is shown before the first says that it is this faculty's.
        var key = new DossierKey(visit.Faculty.Id, dossier);
        Traces.IsAbout(key);
        var (record, asked, claims) = (
            dossiers.FindAsync(key, cancellation),
            assignments.ListWithStateAsync(key, cancellation),
            assignments.ListClaimsAsync(key, cancellation));
        var given = DossierRights.HangOnOpinions(visit.Person)
            ? opinions.ListAsync(key, cancellation)
            : Task.FromResult<IReadOnlyList<Opinion>>([]);
        await Task.WhenAll(record, asked, claims, given);
        if (await record is not { } found) return null;

        var rights = DossierRights.Of(visit.Person, found, await asked, await claims, await given);
        if (rights.Parts.Count == 0) return null;
        var procedure = found.ProcedureId.Length > 0
            ? (await faculties.ProcedureAsync(key.Faculty, found.ProcedureId, cancellation)).For(found)
            : visit.Faculty.For(found);
        return new DossierView(visit, found, procedure, await asked, await claims, rights, time.GetUtcNow());
    }
}
