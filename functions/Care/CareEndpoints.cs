using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>The tab « Suivi » of a dossier: who takes care of it, and what colleagues noted.</summary>
public sealed class CareEndpoints(
    DossierDesk dossiers, NoteBook notes, FollowDesk following, Doubles doubles, PageRenderer pages)
{
    /// <summary>Below a dossier's page.</summary>
    internal const string Path = "/suivi";

    /// <summary>Names of the fields.</summary>
    internal const string WhoField = "suivi-par", ActField = "acte", TextField = "note", RemoveField = "retirer";

    /// <summary>What is done: somebody is put in charge, a note is written.</summary>
    internal const string Follow = "suivre", Write = "noter";

    /// <summary>The tab.</summary>
    [Function("ConsoleCare")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/suivi")]
        HttpRequest request,
        string faculty,
        string dossier) =>
        dossiers.WithAsync(request, faculty, dossier, DossierPart.Office, view => PageAsync(request, view, "", FormErrors.None));

    /// <summary>Puts somebody in charge, writes a note or takes one back. Sent again it changes nothing.</summary>
    [Function("ConsoleCareAnswer")]
    public Task<IResult> ActAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/suivi")] HttpRequest request,
        string faculty,
        string dossier,
        [DurableClient] DurableTaskClient client) =>
        dossiers.TakeAsync(request, faculty, dossier, ConsolePage.Office, Path, async (view, form) =>
        {
            if (form.Text(RemoveField) is { Length: > 0 } note) return await RemoveAsync(view, note);
            return form.Text(ActField) switch
            {
                Follow => await FollowAsync(request, client, view, form.Text(WhoField)),
                Write => await WriteAsync(request, view, form.Text(FormId.Field), form.Paragraph(TextField)),
                _ => SeeOther.To(view.Address(Path)),
            };
        });

    /// <summary>Who may take care of a dossier: the secretariat and the coordination, and whoever looks if they may.</summary>
    internal static IReadOnlyList<StaffMember> PossibleOf(ConsoleCase visit)
    {
        var listed = visit.Faculty.People.Where(person => ConsolePage.Office.Any(person.Has)).ToList();
        return listed.All(person => person.Id != visit.Person.Id) && ConsolePage.Office.Any(visit.Person.Has)
            ? [.. listed, visit.Person]
            : listed;
    }

    /// <summary>Whether somebody may take a note back: its author, or the coordination.</summary>
    internal static bool MayRemove(Note note, StaffMember person) =>
        note.RemovedAt is null && (person.Has(StaffRole.Coordinator) || (note.By == person.Id && ConsolePage.Office.Any(person.Has)));

    private async Task<IResult> FollowAsync(HttpRequest request, DurableTaskClient client, DossierView view, string who)
    {
        var chosen = PossibleOf(view.Case).FirstOrDefault(person => person.Id == who);
        if (chosen is null && who.Length > 0)
        {
            var errors = new FormErrors().Add(WhoField, "Choisissez quelqu’un du secrétariat ou de la coordination.");
            return await PageAsync(request, view, "", errors);
        }

        await following.SetAsync(client, view.Key, chosen, view.Case.Person.Id, CancellationToken.None);
        return SeeOther.To(view.Address(Path));
    }

    private async Task<IResult> WriteAsync(HttpRequest request, DossierView view, string id, string text)
    {
        var errors = new FormErrors().Add(TextField, text.Length switch
        {
            0 => "Écrivez la note.",
            > Note.LongestText => $"Raccourcissez cette note : elle compte {text.Length} caractères, {Note.LongestText} au plus.",
            _ when !FormId.Is(id) => "Cette page a expiré : envoyez la note de nouveau.",
            _ => null,
        });
        if (!errors.Any && !await notes.AddAsync(view.Key, id, text, view.Case.Person, CancellationToken.None))
            errors.Add(TextField, $"Ce dossier a déjà {Note.Most} notes, le maximum.");
        return errors.Any ? await PageAsync(request, view, text, errors) : SeeOther.To(view.Address(Path));
    }

    private async Task<IResult> RemoveAsync(DossierView view, string id)
    {
        if ((await notes.ListAsync(view.Key)).FirstOrDefault(note => note.Id == id) is { } note && MayRemove(note, view.Case.Person))
            await notes.RemoveAsync(view.Key, id, view.Case.Person.Id, CancellationToken.None);
        return SeeOther.To(view.Address(Path));
    }

    private async Task<IResult> PageAsync(HttpRequest request, DossierView view, string text, FormErrors errors) => pages.Page<CarePage>(
        new
        {
            View = view,
            Others = await doubles.FindOthersAsync(view.Dossier, request.HttpContext.RequestAborted),
            Notes = PageOf.Of(await notes.ListAsync(view.Key, request.HttpContext.RequestAborted), request),
            Text = text,
            Errors = errors,
        },
        errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
