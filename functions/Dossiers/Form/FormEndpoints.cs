using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Territories;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Dossiers.Form;

/// <summary>One step as its page shows it.</summary>
/// <param name="Opened">The dossier.</param>
/// <param name="Step">The step.</param>
/// <param name="Typed">What stands in its fields.</param>
/// <param name="Errors">What is to be corrected.</param>
/// <param name="Questions">What is asked, given what was typed.</param>
/// <param name="Version">The stored version that the page was made from; 0 for none.</param>
/// <param name="Overtaken">Whether another page has saved the step since this one was opened.</param>
public sealed record FormStepView(
    OpenedDossier Opened,
    StepForm Step,
    Answers Typed,
    FormErrors Errors,
    IReadOnlyList<Question> Questions,
    int Version,
    bool Overtaken)
{
    /// <summary>Whether what stands in the fields is known from before, and waits for being confirmed.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether the whole form is being filled, and not a step done again that the department asks for.</summary>
    public bool IsDraft => Opened.Record.State == DossierState.Draft;
}

/// <summary>The form of a dossier: its list of steps, and each step.</summary>
public sealed class FormEndpoints(
    DoctorDesk desk,
    FormBook forms,
    EarlierAnswers earlier,
    CommuneBook communes,
    AgreementList agreements,
    JournalBook journal,
    LinkPages links,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>The field that says which version of the step the page shows.</summary>
    internal const string VersionField = "version";

    /// <summary>The field that says where to go once the step is saved; without it, on.</summary>
    internal const string ThenField = "ensuite";

    /// <summary>Values of <see cref="ThenField"/>: the step before, the list, the same step with more fields.</summary>
    internal const string ThenBefore = "precedente", ThenLeave = "plus-tard", ThenMore = "ajouter";

    private const string TooLong =
        "Ce que vous avez saisi est trop long pour être enregistré : raccourcissez les textes signalés, puis enregistrez de nouveau.";

    /// <summary>The list of steps.</summary>
    [Function("Form")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/formulaire")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record.State != DossierState.Draft) return SeeOther.To(opened.Address());
        var stored = await forms.FindAsync(opened.Key, cancellation);
        var known = await earlier.FindAsync(opened.Record, cancellation);
        return pages.Page<FormTasksPage>(new
        {
            Opened = opened,
            Stored = stored,
            Known = (FormStep[])[.. opened.Steps.Where(form => TryReadKnown(opened, stored, known, form, out _)).Select(form => form.Step)],
        });
    }

    /// <summary>Saves every step that is known from before and still holds, as it stands. Pressing again changes nothing.</summary>
    [Function("FormConfirmation")]
    public async Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/formulaire")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record.State != DossierState.Draft) return SeeOther.To(opened.Address());

        var stored = await forms.FindAsync(opened.Key, cancellation);
        var known = await earlier.FindAsync(opened.Record, cancellation);
        foreach (var form in opened.Steps)
        {
            if (!TryReadKnown(opened, stored, known, form, out var answer)) continue;
            // What was saved since the page was opened is not overwritten: version 0 is that of a step without any answer.
            await forms.SaveAsync(opened.Key, form.Step, known[form.Step], answer, version: 0, cancellation, opened.By);
        }

        await ListBegunAsync(opened, stored);
        return SeeOther.To(opened.Address("/formulaire"));
    }

    private bool TryReadKnown(
        OpenedDossier opened,
        StoredForm stored,
        IReadOnlyDictionary<FormStep, Answers> known,
        StepForm form,
        [NotNullWhen(true)] out object? answer)
    {
        answer = null;
        return !stored.Steps.ContainsKey(form.Step) && known.TryGetValue(form.Step, out var typed)
            && form.TryRead(typed, ContextOf(opened, stored), out answer, out _);
    }

    /// <summary>A step with what was saved, and what is to be corrected in it.</summary>
    [Function("FormStep")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/formulaire/{step}")] HttpRequest request,
        string token,
        string step) => WithAsync(request, token, step, (opened, stored, form) => ShowAsync(opened, stored, form, request.HttpContext.RequestAborted));

    private async Task<IResult> ShowAsync(OpenedDossier opened, StoredForm stored, StepForm form, CancellationToken cancellation)
    {
        var saved = stored.Steps.GetValueOrDefault(form.Step);
        var (context, errors) = (ContextOf(opened, stored), FormErrors.None);
        if (saved is { Answer: null }) form.TryRead(saved.Typed, context, out _, out errors);
        var known = saved is null ? (await earlier.FindAsync(opened.Record, cancellation)).GetValueOrDefault(form.Step) : null;
        return Page(
            opened, form, context, saved?.Typed ?? known ?? Answers.None, errors, saved?.Version ?? 0, StatusCodes.Status200OK,
            isKnown: known is not null);
    }

    /// <summary>Saves a step. What has mistakes is kept too, and shown with them.</summary>
    [Function("FormStepAnswers")]
    public Task<IResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/formulaire/{step}")] HttpRequest request,
        string token,
        string step) => WithAsync(request, token, step, async (opened, stored, form) =>
            await SaveAsync(
                opened, stored, form, await Web.Forms.ReadAsync(request, request.HttpContext.RequestAborted), request.HttpContext.RequestAborted));

    private async Task<IResult> SaveAsync(
        OpenedDossier opened, StoredForm stored, StepForm form, IFormCollection fields, CancellationToken cancellation)
    {
        var typed = Answers.From(fields, form.Questions);
        var then = fields.Text(ThenField);
        var isGoingOn = then is not (ThenBefore or ThenLeave or ThenMore);
        var context = ContextOf(opened, stored);
        form.TryRead(typed, context, out var answer, out var errors);
        _ = int.TryParse(fields.Text(VersionField), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        // Whoever only looks and leaves has not begun it.
        if (typed.IsEmpty && answer is null && !stored.Steps.ContainsKey(form.Step))
        {
            return isGoingOn
                ? Page(opened, form, context, typed, errors, version, StatusCodes.Status422UnprocessableEntity)
                : SeeOther.To(AddressAfter(opened, form, then));
        }
        var saving = await forms.SaveAsync(opened.Key, form.Step, typed, answer, version, cancellation, opened.By);
        await ListBegunAsync(opened, stored);
        // From the row: saved again, it writes the line that a crash has cut off, and the same line once.
        if (saving is StepSaving.Saved { Step: { Answer: not null, By: not Link.Doctor } filled })
        {
            await journal.AppendAsync(
                new JournalEntry(opened.Key, filled.At, JournalFact.StepFilled, filled.By, form.Title), CancellationToken.None);
        }
        switch (saving)
        {
            case StepSaving.Sealed:
                return SeeOther.To(opened.Address());
            case StepSaving.TooLong:
                var all = new FormErrors().Add("", TooLong).AddAll(errors);
                return Page(opened, form, context, typed, all, version, StatusCodes.Status422UnprocessableEntity);
            case StepSaving.Overtaken overtaken:
                return Page(opened, form, context, typed, errors, overtaken.Stored?.Version ?? 0, StatusCodes.Status409Conflict);
            case StepSaving.Saved saved when isGoingOn && errors.Any:
                return Page(opened, form, context, typed, errors, saved.Step.Version, StatusCodes.Status422UnprocessableEntity);
            default:
                return SeeOther.To(AddressAfter(opened, form, then));
        }
    }

    // A step that may be saved now, by whoever has opened the dossier.
    private async Task<IResult> WithAsync(
        HttpRequest request, string token, string step, Func<OpenedDossier, StoredForm, StepForm, Task<IResult>> answer)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (StepForm.Find(opened.Record, step) is not { } form) return problems.NotFound();

        var stored = await forms.FindAsync(opened.Key, cancellation);
        if (!await MaySaveAsync(opened, stored, form.Step, cancellation)) return SeeOther.To(opened.Address());
        if (opened.Acting is not null && form.Step == FormStep.Commitment) return problems.DoctorsOwn(opened.Address());
        return await answer(opened, stored, form);
    }

    // The register says which renewals were begun.
    private Task ListBegunAsync(OpenedDossier opened, StoredForm before) => opened.Record.IsRenewal && before.Steps.Count == 0
        ? agreements.RefreshAsync(opened.Record.AgreementKey, CancellationToken.None)
        : Task.CompletedTask;

    private PageResult Page(
        OpenedDossier opened, StepForm step, FormContext context, Answers typed, FormErrors errors, int version, int status,
        bool isKnown = false)
    {
        var view = new FormStepView(
            opened,
            step,
            typed,
            errors,
            [.. step.QuestionsFor(typed, context)],
            version,
            Overtaken: status == StatusCodes.Status409Conflict)
        {
            IsKnown = isKnown,
        };
        return pages.Page<FormStepPage>(new { View = view }, status);
    }

    private FormContext ContextOf(OpenedDossier opened, StoredForm stored) =>
        new(opened.Record.Doctor, time.GetUtcNow(), stored.Form, communes, opened.Procedure.Offer) { Renews = opened.Record.Renews };

    // A form that is sealed while its dossier is still a draft was cut off on its way: the dossier's page offers to finish.
    private async Task<bool> MaySaveAsync(OpenedDossier opened, StoredForm stored, FormStep step, CancellationToken cancellation)
    {
        if (stored.RoundOf(step) is not { } round) return false;
        if (opened.Record.State == DossierState.Draft) return round == Rounds.Draft;
        return await desk.FindRequestAsync(opened.Record, cancellation) is { Answer: null } asked && asked.Assignment.Id == round;
    }

    private static string AddressAfter(OpenedDossier opened, StepForm form, string then)
    {
        if (then == ThenMore) return opened.Address($"/formulaire/{form.Slug}");
        if (opened.Record.State != DossierState.Draft) return opened.Address();

        var number = opened.Steps.ToList().IndexOf(form);
        var other = then switch
        {
            ThenLeave => null,
            ThenBefore => opened.Steps.ElementAtOrDefault(number - 1),
            _ => opened.Steps.ElementAtOrDefault(number + 1),
        };
        return opened.Address(other is null ? "/formulaire" : $"/formulaire/{other.Slug}");
    }
}
