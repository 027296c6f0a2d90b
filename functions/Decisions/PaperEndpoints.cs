using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Decisions;

/// <summary>The letter and the certificate of a dossier, as pages that print: for the doctor by the dossier's link, for the department by
/// any of its links to it and on the console.</summary>
public sealed class PaperEndpoints(
    DoctorDesk doctors,
    DepartmentDesk department,
    DossierDesk console,
    ConclusionBook conclusions,
    AgreementRegister register,
    FormBook forms,
    VerificationBook codes,
    LinkAddresses addresses,
    LinkPages links,
    Problems problems,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>The letter, for the doctor.</summary>
    [Function("Letter")]
    public async Task<IResult> LetterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/lettre")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is { } opened
            && await conclusions.FindAsync(opened.Record, cancellation) is { } conclusion
                ? await LetterAsync(opened.Faculty, opened.Procedure, opened.Record, conclusion, opened.Address(), cancellation)
                : await links.NotFoundAsync(request, token);
    }

    /// <summary>The letter, for the department.</summary>
    [Function("DepartmentLetter")]
    public async Task<IResult> DepartmentLetterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/lettre")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await department.OpenAsync(token, cancellation) is { } opened
            && await conclusions.FindAsync(opened.Dossier, opened.Assignments, opened.Claims, cancellation) is { } conclusion
                ? await LetterAsync(opened.Faculty, opened.Procedure, opened.Dossier, conclusion, opened.Place.Address, cancellation)
                : await links.NotFoundAsync(request, token);
    }

    /// <summary>The letter, on the console.</summary>
    [Function("ConsoleDossierLetter")]
    public Task<IResult> ConsoleLetterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/lettre")] HttpRequest request,
        string faculty,
        string dossier) =>
        console.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
        {
            var cancellation = request.HttpContext.RequestAborted;
            return await conclusions.FindAsync(view.Dossier, [.. view.Assignments.Select(pair => pair.Assignment)], view.Claims, cancellation)
                is { } conclusion
                    ? await LetterAsync(view.Case.Faculty, view.Procedure, view.Dossier, conclusion, view.Address(), cancellation)
                    : problems.NotFound();
        });

    /// <summary>The certificate, for the doctor.</summary>
    [Function("Certificate")]
    public async Task<IResult> CertificateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/attestation")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await doctors.OpenAsync(token, LinkKind.Dossier, cancellation) is { } opened
            && await FindCertificateAsync(opened.Faculty, opened.Record, opened.Address(), cancellation) is { } certificate
                ? certificate
                : await links.NotFoundAsync(request, token);
    }

    /// <summary>The certificate, for the department.</summary>
    [Function("DepartmentCertificate")]
    public async Task<IResult> DepartmentCertificateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/attestation")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        return await department.OpenAsync(token, cancellation) is { } opened
            && await FindCertificateAsync(opened.Faculty, opened.Dossier, opened.Place.Address, cancellation) is { } certificate
                ? certificate
                : await links.NotFoundAsync(request, token);
    }

    /// <summary>The certificate, on the console.</summary>
    [Function("ConsoleDossierCertificate")]
    public Task<IResult> ConsoleCertificateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/attestation")] HttpRequest request,
        string faculty,
        string dossier) =>
        console.WithAsync(request, faculty, dossier, DossierPart.Papers, async view =>
            await FindCertificateAsync(view.Case.Faculty, view.Dossier, view.Address(), request.HttpContext.RequestAborted) is { } certificate
                ? certificate
                : problems.NotFound());

    private async Task<PageResult> LetterAsync(
        Faculty faculty, Faculty procedure, DossierRecord dossier, Conclusion conclusion, string back, CancellationToken cancellation) =>
        pages.Page<LetterPage>(new
        {
            Faculty = faculty,
            Procedure = procedure,
            Dossier = dossier,
            (await forms.FindHandedOverAsync(dossier.Key, cancellation)).Place,
            Conclusion = conclusion,
            Signatory = SignatoryOf(conclusion, faculty),
            Verification,
            Code = await codes.CodeOfLetterAsync(dossier.Key, conclusion.Outcome, conclusion.On, cancellation),
            Back = back,
        });

    private async Task<PageResult?> FindCertificateAsync(
        Faculty faculty, DossierRecord dossier, string back, CancellationToken cancellation)
    {
        if (await register.FindAsync(dossier.AgreementKey, cancellation) is not { } agreement) return null;

        var form = await forms.FindHandedOverAsync(dossier.Key, cancellation);
        return pages.Page<CertificatePage>(new
        {
            Faculty = faculty,
            Agreement = agreement,
            Standing = agreement.On(ParisTime.DayOf(time.GetUtcNow())),
            Details = DetailsOf(agreement, form),
            Verification,
            Back = back,
        });
    }

    private Uri Verification => new(addresses.Site, "verification/");

    private static string SignatoryOf(Conclusion conclusion, Faculty faculty)
    {
        if (conclusion.Decisions.LastOrDefault() is { } decision)
        {
            var signed = faculty.People.FirstOrDefault(person => person.Id == decision.By && person.Has(StaffRole.Dean));
            return signed is null ? decision.Authority : $"{decision.Authority}, {signed.Name} (signé en ligne le {ParisTime.Text(decision.On)})";
        }

        return faculty.Commission is { } commission && conclusion.SessionDay is not null ? $"Pour la {commission.Name}" : faculty.Department;
    }

    private static List<(string, string)> DetailsOf(AgreementRecord agreement, DossierForm form)
    {
        var details = new List<(string, string)>();
        var specialty = Specialties.All.FirstOrDefault(known => known.Code == agreement.Specialty)?.Name;
        if (specialty is not null) details.Add(("Spécialité", specialty));
        details.Add(("Agrément", agreement.Category.French()));
        if (agreement.Levels.Count > 0)
            details.Add(("Niveaux de stage", string.Join(", ", agreement.Levels.Select(level => level.French()))));
        if (form.Place is { } place)
            details.Add(("Lieu de stage", $"{(place.StructureName.Length > 0 ? place.StructureName + ", " : "")}{place.PostalCode} {place.CommuneName}"));
        foreach (var decision in agreement.Decisions)
        {
            details.Add((
                char.ToUpperInvariant(decision.Cycle.Text()[0]) + decision.Cycle.Text()[1..],
                decision.Number.Length > 0
                    ? $"{decision.Authority}, décision n° {decision.Number} du {ParisTime.Text(decision.On)}"
                    : $"{decision.Authority}, le {ParisTime.Text(decision.On)}"));
        }

        return details;
    }
}
