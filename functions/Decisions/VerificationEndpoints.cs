using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Decisions;

/// <summary>The public pages on which anybody asks whether a certificate holds.</summary>
public sealed class VerificationEndpoints(
    VerificationBook codes,
    AgreementRegister register,
    DossierBook dossiers,
    FacultyBook faculties,
    PageRenderer pages,
    TimeProvider time)
{
    /// <summary>Asks for a code; <c>?code=</c> leads to its page.</summary>
    [Function("Verification")]
    public IResult Ask([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "verification")] HttpRequest request)
    {
        var typed = request.Query["code"].ToString();
        if (DossierKey.ReadId(typed) is { } code) return SeeOther.To("/verification/" + code);
        return typed.Length == 0
            ? pages.Page<VerificationPage>().WithoutPersonalData()
            : pages.Page<VerificationPage>(new { Typed = typed.Length <= 100 ? typed : "" }, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What a code stands for.</summary>
    [Function("VerificationOfCode")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "verification/{code}")] HttpRequest request, string code)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (DossierKey.ReadId(code) is not { } known
            || await codes.FindAsync(known, cancellation) is not { Dossier: var dossier } paper
            || faculties.Find(dossier.Faculty) is not { } faculty)
            return Unknown();

        if (paper.Letter is { } day)
        {
            return await dossiers.FindAsync(dossier, cancellation) is { } addressee
                ? pages.Page<VerifiedLetterPage>(new { Faculty = faculty, addressee.Doctor, Day = day, Number = new DossierKey(dossier.Faculty, known).Reference })
                : Unknown();
        }

        if (await register.FindAsync(dossier, cancellation) is not { } agreement) return Unknown();

        var successor = agreement.ReplacedBy.Length > 0
            ? await register.FindAsync(new DossierKey(dossier.Faculty, agreement.ReplacedBy), cancellation)
            : null;
        return pages.Page<VerificationPage>(new
        {
            Faculty = faculty,
            Agreement = agreement,
            ReplacedBy = successor?.Number ?? "",
            Standing = (AgreementStanding?)agreement.On(ParisTime.DayOf(time.GetUtcNow())),
        });
    }

    private IResult Unknown() => pages.Page<VerificationPage>(new { Unknown = true }, StatusCodes.Status404NotFound);
}
