using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Visits;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers;

/// <summary>The doctor's dossier: what is to be done while it is a draft, where it stands from then on.</summary>
public sealed class DossierEndpoints(
    DoctorDesk desk,
    DossierBook dossiers,
    DocumentBook documents,
    FormBook forms,
    Submissions submissions,
    AssignmentDesk assignments,
    AgreementRegister register,
    RenewalBook renewals,
    DurationBook durations,
    ConclusionBook conclusions,
    JournalBook journal,
    VisitBook visits,
    VisitDesk visitDesk,
    LinkPages links,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    private const string TryLater = "Votre dossier est en train de passer à l’étape suivante. Réessayez dans une minute.";

    /// <summary>The dossier as it stands.</summary>
    [Function("Dossier")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await renewals.FindDeclinedAsync(opened.Record, cancellation) is not null)
            return pages.Page<RenewalDeclinedPage>(new { Opened = opened });
        if (opened.Record is { IsRenewal: true, State: DossierState.ClosedWithoutDecision, Submitted: null }
            && await register.FindAsync(opened.Record.AgreementKey, cancellation) is { } agreement)
        {
            return pages.Page<RenewalClosedPage>(new { Opened = opened, Agreement = agreement });
        }

        if (opened.Record.State == DossierState.Draft) return await DraftAsync(request, opened, cancellation);
        return await TrackAsync(client, opened, FormErrors.None, cancellation, request.Query["depose"].ToString());
    }

    /// <summary>The faculty's charter.</summary>
    [Function("Charter")]
    public async Task<IResult> CharterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/charte")] HttpRequest request, string token)
    {
        if (await desk.OpenAsync(token, LinkKind.Dossier, request.HttpContext.RequestAborted) is not { } opened)
            return await links.NotFoundAsync(request, token);
        return pages.Page<CharterPage>(new { Opened = opened });
    }

    /// <summary>Accepts the charter in the version that was shown.</summary>
    [Function("CharterAnswer")]
    public async Task<IResult> AcceptCharterAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/charte")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record.State != DossierState.Draft) return SeeOther.To(opened.Address());
        // Nobody commits somebody else at the telephone.
        if (opened.Acting is not null) return problems.DoctorsOwn(opened.Address());

        var form = await Forms.ReadAsync(request, cancellation);
        var version = opened.Faculty.Charter.Version;
        var errors = new FormErrors();
        if (form.Text("accepte") != "oui") errors.Add("accepte", "Cochez la case pour accepter la charte.");
        // A new version may have come while the page was open: nobody accepts what they have not read.
        else if (form.Text("version") != version)
            errors.Add("accepte", "La charte a changé entre-temps : lisez la nouvelle version, puis cochez la case.");
        if (errors.Any) return pages.Page<CharterPage>(new { Opened = opened, Errors = errors }, StatusCodes.Status422UnprocessableEntity);

        var now = time.GetUtcNow();
        var change = await dossiers.ChangeAsync(
            opened.Key,
            record => record.State == DossierState.Draft && record.CharterVersion != version
                ? record with { CharterVersion = version, CharterAccepted = now }
                : null,
            CancellationToken.None);
        // From the row: pressed again, it writes the line that a crash has cut off, and the same line once.
        if (change is { Record: { CharterAccepted: { } accepted } record } && record.CharterVersion == version)
        {
            await journal.AppendAsync(
                new JournalEntry(opened.Key, accepted, JournalFact.CharterAccepted, Link.Doctor, version), CancellationToken.None);
        }
        return SeeOther.To(opened.Address());
    }

    /// <summary>Everything once more before it is sent.</summary>
    [Function("Recapitulation")]
    public async Task<IResult> RecapitulateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/envoi")] HttpRequest request, string token)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record.State != DossierState.Draft || await renewals.FindDeclinedAsync(opened.Record, cancellation) is not null)
            return SeeOther.To(opened.Address());
        return await RecapitulationAsync(opened, FormErrors.None, StatusCodes.Status200OK, cancellation);
    }

    /// <summary>Submits the dossier. Pressing again shows where it stands.</summary>
    [Function("Submission")]
    public async Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/envoi")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        // Whoever has said not to want it takes that back first.
        if (await renewals.FindDeclinedAsync(opened.Record, cancellation) is not null) return SeeOther.To(opened.Address());
        if (await submissions.SubmitAsync(client, opened, cancellation) is not { } lacking) return SeeOther.To(opened.Address());

        var errors = new FormErrors();
        foreach (var piece in lacking.Pieces) errors.Add("piece-" + piece.Id, $"Déposez la pièce : {piece.Label}");
        foreach (var step in lacking.Steps.Select(StepForm.Of)) errors.Add("modifier-" + step.Slug, $"Remplissez l’étape : {step.Title}");
        if (lacking.Charter) errors.Add("charte", "Acceptez la charte de la faculté.");
        return await RecapitulationAsync(opened, errors, StatusCodes.Status422UnprocessableEntity, cancellation);
    }

    /// <summary>Sends back the pieces that were asked for. Pressing again shows where the dossier stands.</summary>
    [Function("PiecesProvided")]
    public async Task<IResult> ProvideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/renvoi")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await desk.FindRequestAsync(opened.Record, cancellation) is not { } asked) return SeeOther.To(opened.Address());

        if (await submissions.ProvideAsync(client, opened, asked, cancellation) is not { } lacking) return SeeOther.To(opened.Address());

        var errors = new FormErrors();
        foreach (var piece in lacking.Pieces) errors.Add("piece-" + piece.Id, $"Déposez la pièce demandée : {piece.Label}");
        foreach (var step in lacking.Steps.Select(StepForm.Of)) errors.Add("modifier-" + step.Slug, $"Reprenez l’étape : {step.Title}");
        return await TrackAsync(client, opened, errors, cancellation);
    }

    /// <summary>Asks for more time to provide what was asked for. Asking again shows what became of it.</summary>
    [Function("ExtensionRequest")]
    public async Task<IResult> AskForTimeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/delai")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await desk.FindRequestAsync(opened.Record, cancellation) is not { } asked || !desk.MayAskForTime(opened, asked))
            return SeeOther.To(opened.Address());

        var reason = (await Forms.ReadAsync(request, cancellation)).Paragraph(TrackingPage.ReasonField);
        var mistake = reason.Length switch
        {
            0 => "Dites pourquoi il vous faut plus de temps.",
            > TrackingPage.LongestReason =>
                $"Raccourcissez ce texte : il compte {reason.Length} caractères, {TrackingPage.LongestReason} au plus.",
            _ => null,
        };
        if (mistake is not null)
            return await TrackAsync(client, opened, new FormErrors().Add(TrackingPage.ReasonField, mistake), cancellation, reason: reason);

        await submissions.AskForTimeAsync(client, asked, reason, cancellation);
        return SeeOther.To(opened.Address());
    }

    /// <summary>Asks once more before the candidacy is withdrawn.</summary>
    [Function("Withdrawal")]
    public async Task<IResult> AskWithdrawalAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dossier/{token}/retrait")] HttpRequest request, string token)
    {
        if (await desk.OpenAsync(token, LinkKind.Dossier, request.HttpContext.RequestAborted) is not { } opened)
            return await links.NotFoundAsync(request, token);
        if (opened.Acting is not null) return problems.DoctorsOwn(opened.Address());
        if (IsRenewalDraft(opened)) return SeeOther.To(opened.Address(RenewalEndpoints.DeclinePath));
        return opened.Record.IsFinal ? SeeOther.To(opened.Address()) : pages.Page<WithdrawalPage>(new { Opened = opened });
    }

    /// <summary>Withdraws the candidacy, at whatever moment.</summary>
    [Function("WithdrawalAnswer")]
    public async Task<IResult> WithdrawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dossier/{token}/retrait")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Dossier, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (opened.Record is { IsFinal: true, Submitted: not null }) return SeeOther.To(opened.Address());
        if (opened.Acting is not null) return problems.DoctorsOwn(opened.Address());
        if (IsRenewalDraft(opened)) return SeeOther.To(opened.Address(RenewalEndpoints.DeclinePath));

        var word = (await Forms.ReadAsync(request, cancellation)).Paragraph(WithdrawalPage.WordField);
        if (word.Length > AssignmentDesk.LongestWord)
        {
            var errors = new FormErrors()
                .Add(WithdrawalPage.WordField, $"Ce texte ne peut pas dépasser {AssignmentDesk.LongestWord} caractères.");
            return pages.Page<WithdrawalPage>(
                new { Opened = opened, Word = word, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        // Until submission the row is ours; from then on the workflow is asked, which ends the dossier in the one way there is.
        var now = time.GetUtcNow();
        var change = await dossiers.ChangeAsync(
            opened.Key,
            record => record.State == DossierState.Draft ? record with { State = DossierState.Withdrawn, Since = now } : null,
            CancellationToken.None);
        if (IsWithdrawnDraft(change!.Record))
        {
            await EndDraftAsync(change.Record, CancellationToken.None);
            return SeeOther.To(opened.Address());
        }

        if (await assignments.WithdrawAsync(client, opened.Key, Link.Doctor, word, cancellation) != Withdrawal.TryLater)
            return SeeOther.To(opened.Address());
        return pages.Page<WithdrawalPage>(
            new { Opened = opened, Word = word, Errors = new FormErrors().Add("", TryLater) },
            StatusCodes.Status503ServiceUnavailable).RetryAfter(TimeSpan.FromMinutes(1));
    }

    // There is nothing to withdraw yet: its doctor may say not to want it.
    private static bool IsRenewalDraft(OpenedDossier opened) => opened.Record is { IsRenewal: true, State: DossierState.Draft };

    private static bool IsWithdrawnDraft(DossierRecord record) => record is { State: DossierState.Withdrawn, Submitted: null };

    // Repeated by whoever presses again or looks: what a crash left out is made up for.
    private async Task EndDraftAsync(DossierRecord record, CancellationToken cancellation)
    {
        await documents.SealAsync(record.Key, Rounds.Draft, cancellation);
        await forms.SealAsync(record.Key, Rounds.Draft, cancellation);
        await journal.AppendAsync(new JournalEntry(record.Key, record.Since, JournalFact.Withdrawn, Link.Doctor), cancellation);
    }

    private async Task<IResult> DraftAsync(HttpRequest request, OpenedDossier opened, CancellationToken cancellation)
    {
        var deposited = await documents.ListAsync(opened.Key, cancellation);
        var form = await forms.FindAsync(opened.Key, cancellation);
        return pages.Page<DraftPage>(new
        {
            Opened = opened,
            Documents = deposited,
            Form = form,
            Lacking = Completeness.Of(opened.Procedure, opened.Record, deposited, form),
            IsSealed = await documents.IsSealedAsync(opened.Key, Rounds.Draft, cancellation),
            Deposited = opened.Piece(request.Query["depose"].ToString()),
        });
    }

    private async Task<IResult> RecapitulationAsync(OpenedDossier opened, FormErrors errors, int status, CancellationToken cancellation)
    {
        var deposited = await documents.ListAsync(opened.Key, cancellation);
        var form = await forms.FindAsync(opened.Key, cancellation);
        return pages.Page<RecapitulationPage>(
            new
            {
                Opened = opened,
                Documents = deposited,
                Form = form,
                Lacking = Completeness.Of(opened.Procedure, opened.Record, deposited, form),
                Errors = errors,
            },
            status);
    }

    private async Task<IResult> TrackAsync(
        DurableTaskClient client, OpenedDossier opened, FormErrors errors, CancellationToken cancellation, string deposited = "", string reason = "")
    {
        var record = opened.Record;
        if (IsWithdrawnDraft(record)) await EndDraftAsync(record, cancellation);
        var request = await desk.FindRequestAsync(record, cancellation);
        // Whoever looks makes up for a crash between an answer and its event.
        if (request?.Answer is not null) await assignments.CatchUpAsync(client, opened.Key, request.Assignment.Id, cancellation);
        if (request?.Extensions is [.., { Answer: null, Asked: var unanswered }])
            await assignments.CatchUpAsync(client, opened.Key, unanswered.Assignment, cancellation);

        var view = new TrackingView(
            opened,
            await documents.ListAsync(opened.Key, cancellation),
            await forms.FindAsync(opened.Key, cancellation),
            request,
            record.State == DossierState.Granted ? await register.FindAsync(record.AgreementKey, cancellation) : null,
            await conclusions.FindAsync(record, cancellation),
            [.. (await journal.ReadAsync(opened.Key, record.Doctor.FullName, cancellation)).Where(line => line.IsPublic).Reverse()],
            errors,
            opened.Piece(deposited),
            await desk.FindFindingsAsync(opened.Key, cancellation),
            request is not null && desk.MayAskForTime(opened, request),
            reason)
        {
            Renewed = record.IsRenewal ? await register.FindAsync(record.AgreementKey, cancellation) : null,
            Visit = opened.Procedure.Visit is null ? null : await visits.FindStatusAsync(opened.Key, cancellation),
            Usual = record.IsFinal ? null : await durations.FindUsualAsync(record, opened.Procedure, cancellation),
            HasVisit = await visitDesk.PlanAsync(record, opened.Procedure, cancellation) is not null,
        };
        return pages.Page<TrackingPage>(
            new { View = view }, errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
