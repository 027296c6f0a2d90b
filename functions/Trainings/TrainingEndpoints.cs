using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Trainings;

/// <summary>What the page of a holder's trainings shows.</summary>
/// <param name="Opened">The dossier whose link was opened.</param>
/// <param name="Agreement">The agreement.</param>
/// <param name="Years">The years of the term that have begun, the latest first.</param>
/// <param name="Trainings">All sessions, the latest first.</param>
/// <param name="Day">What stands in the field of the day.</param>
/// <param name="Title">What stands in the field of the title.</param>
/// <param name="Hours">What stands in the field of the length.</param>
/// <param name="Recorded">Whether a session was just recorded.</param>
/// <param name="Errors">What is to be corrected.</param>
public sealed record TrainingsView(
    OpenedDossier Opened,
    AgreementRecord Agreement,
    IReadOnlyList<TrainingYear> Years,
    IReadOnlyList<Training> Trainings,
    string Day,
    string Title,
    string Hours,
    bool Recorded,
    FormErrors Errors);

/// <summary>The trainings of the holder of an agreement: what is recorded, and a form for one more.</summary>
public sealed class TrainingEndpoints(
    DoctorDesk desk, AgreementRegister register, TrainingBook book, LinkPages links, PageRenderer pages, TimeProvider time)
{
    /// <summary>What the page's address has after that of the dossier.</summary>
    public const string Path = "/formations";

    /// <summary>What an address says of a session that was just recorded, and the field that names one to take out.</summary>
    public const string RecordedField = "enregistree", RemoveField = "retirer";

    /// <summary>The page.</summary>
    [Function("Trainings")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/formations")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await register.FindAsync(opened.Record.AgreementKey, cancellation) is not { } agreement) return SeeOther.To(opened.Address());
        return await PageAsync(
            opened, agreement, "", "", "", request.Query.ContainsKey(RecordedField), FormErrors.None, cancellation);
    }

    /// <summary>Records a session, or takes out one that the holder has recorded. Sending the same again changes nothing.</summary>
    [Function("TrainingAnswers")]
    public async Task<IResult> RecordAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/formations")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await register.FindAsync(opened.Record.AgreementKey, cancellation) is not { } agreement) return SeeOther.To(opened.Address());

        var form = await Forms.ReadAsync(request, cancellation);
        if (form.Text(RemoveField) is { Length: > 0 } removed)
        {
            await book.RemoveOwnAsync(opened.Key.Faculty, agreement.Rpps, removed, CancellationToken.None);
            return SeeOther.To(opened.Address(Path));
        }

        var (writtenDay, writtenTitle, writtenHours) =
            (form.Text(TrainingFields.Day), form.Text(TrainingFields.Title), form.Text(TrainingFields.Hours));
        var now = time.GetUtcNow();
        var errors = new FormErrors();
        var day = TrainingFields.ReadDay(writtenDay, ParisTime.DayOf(now), out var mistake);
        errors.Add(TrainingFields.Day, mistake);
        var title = TrainingFields.ReadTitle(writtenTitle, out mistake);
        errors.Add(TrainingFields.Title, mistake);
        var minutes = TrainingFields.ReadHours(writtenHours, out mistake);
        errors.Add(TrainingFields.Hours, mistake);
        if (day is null || title is null || minutes is null)
            return await PageAsync(opened, agreement, writtenDay, writtenTitle, writtenHours, false, errors, cancellation);

        await book.RecordAsync(
            new Training(opened.Key.Faculty, agreement.Rpps, day.Value, title, minutes.Value, opened.By, now), CancellationToken.None);
        return SeeOther.To(opened.Address($"{Path}?{RecordedField}=1"));
    }

    private async Task<IResult> PageAsync(
        OpenedDossier opened,
        AgreementRecord agreement,
        string day,
        string title,
        string hours,
        bool recorded,
        FormErrors errors,
        CancellationToken cancellation)
    {
        var all = await book.ListAsync(opened.Key.Faculty, agreement.Rpps, cancellation);
        var years = TrainingYear.Of(
            agreement.Terms[^1], opened.Faculty.RenewalRule.TrainingRule.Sessions, all, ParisTime.DayOf(time.GetUtcNow()));
        return pages.Page<TrainingsPage>(
            new { View = new TrainingsView(opened, agreement, years, [.. all.Reverse()], day, title, hours, recorded, errors) },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
