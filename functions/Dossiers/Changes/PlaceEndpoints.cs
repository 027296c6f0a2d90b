using System.Globalization;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Territories;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>What the page of a change of place shows.</summary>
/// <param name="Opened">The dossier.</param>
/// <param name="IsPossible">Whether the place can be changed now.</param>
/// <param name="IsAsked">Whether the department asks for the place anew: then the form's step is where it is changed.</param>
/// <param name="Current">The place on record; null where the form has none.</param>
/// <param name="Departement">Code of the département that is chosen.</param>
/// <param name="Reason">Why.</param>
/// <param name="Typed">What stands in the fields of the place.</param>
/// <param name="Questions">The fields of the place.</param>
/// <param name="Version">The version of the step that the page was made from.</param>
/// <param name="Errors">What is to be corrected.</param>
public sealed record PlaceView(
    OpenedDossier Opened,
    bool IsPossible,
    bool IsAsked,
    Place? Current,
    string Departement,
    string Reason,
    Answers Typed,
    IReadOnlyList<Question> Questions,
    int Version,
    FormErrors Errors);

/// <summary>Another place of practice, between submission and decision.</summary>
public sealed class PlaceEndpoints(
    DoctorDesk desk,
    PlaceChanges changes,
    FormBook forms,
    FacultyBook faculties,
    CommuneBook communes,
    LinkPages links,
    PageRenderer pages,
    TimeProvider time)
{
    private static readonly StepForm Step = StepForm.Of(FormStep.Place);

    /// <summary>The form.</summary>
    [Function("PlaceChange")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/lieu")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record.State == DossierState.Draft) return SeeOther.To(opened.Address($"/formulaire/{Step.Slug}"));

        var stored = await forms.FindAsync(opened.Key, cancellation);
        var place = stored.Steps.GetValueOrDefault(FormStep.Place);
        var departement = opened.Record.Doctor.Departement;
        return await PageAsync(
            opened, stored, departement, "", place?.Typed ?? Answers.None, place?.Version ?? 0, FormErrors.None, StatusCodes.Status200OK, cancellation);
    }

    /// <summary>Changes the place. Pressing again leads to the dossier too.</summary>
    [Function("PlaceChangeAnswers")]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/lieu")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (!opened.Record.State.IsBeforeConclusion()) return SeeOther.To(opened.Address("/lieu"));

        var fields = await Web.Forms.ReadAsync(request, cancellation);
        var stored = await forms.FindAsync(opened.Key, cancellation);
        var (departement, reason) = (fields.Text(PlacePage.DepartementField), fields.Paragraph(PlacePage.ReasonField));
        var typed = Answers.From(fields, Step.Questions);
        _ = int.TryParse(fields.Text(FormEndpoints.VersionField), NumberStyles.None, CultureInfo.InvariantCulture, out var version);

        var errors = new FormErrors()
            .Add(PlacePage.ReasonField, reason.Length switch
            {
                0 => "Dites en quelques mots pourquoi votre lieu d’exercice change.",
                > PlaceChanges.LongestReason => $"Ce texte ne peut pas dépasser {PlaceChanges.LongestReason} caractères.",
                _ => null,
            })
            .Add(PlacePage.DepartementField, Mistake(opened, departement));
        object? answer = null;
        if (errors.For(PlacePage.DepartementField) is null)
        {
            Step.TryRead(typed, ContextOf(opened, stored, departement), out answer, out var wrong);
            errors.AddAll(wrong);
        }
        if (errors.Any || answer is not Place place)
        {
            return await PageAsync(
                opened, stored, departement, reason, typed, version, errors, StatusCodes.Status422UnprocessableEntity, cancellation);
        }

        switch (await changes.ChangeAsync(client, opened, place, departement, reason, version, cancellation))
        {
            case PlaceAsked.Overtaken:
                var current = stored.Steps.GetValueOrDefault(FormStep.Place)?.Version ?? 0;
                errors.Add("", "Le lieu a été changé entre-temps depuis une autre page. Relisez ce que vous avez saisi, puis enregistrez de nouveau.");
                return await PageAsync(opened, stored, departement, reason, typed, current, errors, StatusCodes.Status409Conflict, cancellation);
            case PlaceAsked.NotNow:
                return SeeOther.To(opened.Address("/lieu"));
            default:
                return SeeOther.To(opened.Address());
        }
    }

    private string? Mistake(OpenedDossier opened, string code)
    {
        if (Departement.Find(code) is not { } departement) return "Choisissez le département où vous exercerez.";
        if (opened.Faculty.Departements.Contains(code)) return null;
        return faculties.Serving(code) is { } other
            ? $"{departement.Label} dépend d’une autre faculté ({other.Name}). Retirez cette candidature, puis déposez-en une là-bas."
            : $"{departement.Label} ne dépend pas de cette faculté. Retirez cette candidature et adressez-vous à la faculté de ce département.";
    }

    private FormContext ContextOf(OpenedDossier opened, StoredForm stored, string departement) =>
        new(opened.Record.Doctor with { Departement = departement }, time.GetUtcNow(), stored.Form, communes);

    private async Task<IResult> PageAsync(
        OpenedDossier opened,
        StoredForm stored,
        string departement,
        string reason,
        Answers typed,
        int version,
        FormErrors errors,
        int status,
        CancellationToken cancellation) =>
        pages.Page<PlacePage>(
            new
            {
                View = new PlaceView(
                    opened,
                    await changes.IsPossibleAsync(opened.Record, cancellation),
                    stored.RoundOf(FormStep.Place) is not null,
                    stored.Form.Place,
                    departement,
                    reason,
                    typed,
                    [.. Step.QuestionsFor(typed, ContextOf(opened, stored, departement))],
                    version,
                    errors),
            },
            status);
}
