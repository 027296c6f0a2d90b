using System.Security.Cryptography;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>What the secretariat types to open a dossier for a doctor.</summary>
/// <param name="Departement">Code of the département of practice.</param>
/// <param name="Doctor">Who; the address may be empty.</param>
/// <param name="MeetsConditions">Whether the doctor has said yes to each of the faculty's questions.</param>
public sealed record OpeningForm(string Departement, CandidacyForm Doctor, bool MeetsConditions)
{
    /// <summary>Names of the fields beside the doctor's.</summary>
    public const string DepartementField = "departement", ConditionsField = "conditions", AttemptField = "essai";

    /// <summary>Nothing typed yet.</summary>
    public static OpeningForm Empty { get; } = new("", CandidacyForm.Empty, false);

    /// <summary>Reads the form.</summary>
    public static OpeningForm From(IFormCollection form) =>
        new(form.Text(DepartementField), CandidacyForm.From(form), form.Text(ConditionsField) == "oui");

    /// <summary>What is to be corrected.</summary>
    public FormErrors Check(Faculty faculty) => new FormErrors()
        .Add(DepartementField, faculty.Departements.Contains(Departement) ? null : "Choisissez un département de votre faculté.")
        .Add(CandidacyForm.FirstNameField, PersonName.Mistake(Doctor.FirstName, "prénom"))
        .Add(CandidacyForm.LastNameField, PersonName.Mistake(Doctor.LastName, "nom"))
        .Add(CandidacyForm.RppsField, Rpps.Mistake(Doctor.Rpps))
        .Add(CandidacyForm.AddressField, Doctor.Address.Length == 0 ? null : CandidacyForm.AddressMistake(Doctor.Address))
        .Add(ConditionsField, MeetsConditions ? null : "Posez ces questions au médecin : sans ces conditions, un dossier ne peut pas aboutir.");
}

/// <summary>« Ouvrir un dossier pour un médecin »: from any link of the secretariat, and on the console.</summary>
public sealed class OpeningEndpoints(
    StaffDesk staff,
    ConsoleDesk console,
    DeskOpening opening,
    DossierBook dossiers,
    AddressBook addresses,
    Outbox outbox,
    LinkPages links,
    Problems problems,
    PageRenderer pages)
{
    /// <summary>Where it is on a faculty's console.</summary>
    public const string ConsolePath = "/dossiers/nouveau";

    // Below the work list, for the secretariat alone.
    private static readonly ConsolePage OfSecretariat = WorkEndpoints.Page with { Roles = [StaffRole.Secretariat] };

    /// <summary>The form.</summary>
    [Function("DeskOpening")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/ouverture")] HttpRequest request, string token) =>
        await staff.OpenAsync(token, request.HttpContext.RequestAborted) is var (visit, _, _)
            ? Page(visit, OpeningForm.Empty, NewAttempt(), FormErrors.None, StatusCodes.Status200OK)
            : await links.NotFoundAsync(request, token);

    /// <summary>Opens the dossier and leads to it. A form that is sent twice opens one.</summary>
    [Function("DeskOpeningAnswers")]
    public async Task<IResult> OpenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}/ouverture")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await staff.OpenAsync(token, cancellation) is var (visit, _, link)
            ? await OpenAsync(
                client, visit, await Forms.ReadAsync(request, cancellation), key => staff.AddressToComplete(link with { Dossier = key }), cancellation)
            : await links.NotFoundAsync(request, token);
    }

    /// <summary>The form, on the console.</summary>
    [Function("ConsoleDeskOpening")]
    public IResult ShowOnConsole(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/nouveau")] HttpRequest request, string faculty) =>
        console.TryOpen(request, faculty, OfSecretariat, out var visit, out var refusal)
            ? Page(StaffVisit.Of(visit), OpeningForm.Empty, NewAttempt(), FormErrors.None, StatusCodes.Status200OK)
            : refusal;

    /// <summary>Opens the dossier from the console and leads to it. A form that is sent twice opens one.</summary>
    [Function("ConsoleDeskOpeningAnswers")]
    public async Task<IResult> OpenOnConsoleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/nouveau")] HttpRequest request,
        string faculty,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!console.TryOpen(request, faculty, OfSecretariat, out var visit, out var refusal)) return refusal;
        if (await console.TakesAsync(request, visit, cancellation) is not { } form) return problems.FormExpired(visit.Address(ConsolePath));
        return await OpenAsync(client, StaffVisit.Of(visit), form, key => staff.AddressToComplete(visit.Person, key), cancellation);
    }

    private async Task<IResult> OpenAsync(
        DurableTaskClient client, StaffVisit visit, IFormCollection form, Func<DossierKey, string> addressOf, CancellationToken cancellation)
    {
        var typed = OpeningForm.From(form);
        var attempt = form.Text(OpeningForm.AttemptField);
        if (attempt.Length != 16 || !attempt.All(char.IsAsciiHexDigitLower)) attempt = NewAttempt();
        var errors = typed.Check(visit.Faculty);
        if (errors.Any) return Page(visit, typed, attempt, errors, StatusCodes.Status422UnprocessableEntity);

        var doctor = typed.Doctor.ToDoctor(typed.Departement);
        var key = DeskOpening.KeyOf(visit.Faculty, doctor, visit.Person, attempt);
        if (await FindOpenAsync(visit.Faculty, doctor, key, cancellation) is { } other)
        {
            await outbox.PostAsync(
                client,
                new MailPosting(
                    other,
                    $"link-desk-{attempt}",
                    MailTemplates.NewLink,
                    Link.Doctor,
                    new Dictionary<string, string> { [MailData.Kind] = nameof(LinkKind.Dossier) }),
                CancellationToken.None);
            errors.Add(
                CandidacyForm.AddressField,
                "Ce médecin a déjà un dossier ouvert avec cette adresse : nous venons de lui en renvoyer le lien. Rien d’autre n’a été ouvert.");
            return Page(visit, typed, attempt, errors, StatusCodes.Status409Conflict);
        }

        await opening.OpenAsync(client, visit.Faculty, doctor, visit.Person, attempt, cancellation);
        return SeeOther.To(addressOf(key));
    }

    private PageResult Page(StaffVisit visit, OpeningForm typed, string attempt, FormErrors errors, int status) =>
        pages.Page<OpeningPage>(new { Visit = visit, Typed = typed, Attempt = attempt, Errors = errors }, status);

    private static string NewAttempt() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private async Task<DossierKey?> FindOpenAsync(Faculty faculty, Doctor doctor, DossierKey mine, CancellationToken cancellation)
    {
        if (doctor.Address.Length == 0) return null;
        foreach (var key in await addresses.DossiersOfAsync(doctor.Address, cancellation))
        {
            if (key == mine || key.Faculty != faculty.Id) continue;
            if (await dossiers.FindAsync(key, cancellation) is { IsFinal: false } record && record.Doctor.Rpps == doctor.Rpps
                && MailAddress.Key(record.Doctor.Address) == MailAddress.Key(doctor.Address))
            {
                return key;
            }
        }
        return null;
    }
}
