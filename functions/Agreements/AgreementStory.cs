using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Visits;
using Microsoft.DurableTask;

namespace Compagnon.Agreements;

/// <summary>The sentences that <see cref="Agreement"/> is told in. Deterministic: part of the orchestration.</summary>
internal sealed class AgreementStory(TaskOrchestrationContext context, DossierKey dossier, Procedure procedure)
{
    private static readonly Dictionary<string, string> Nothing = [];

    // The last thing that was asked of the department: its mails about the end lead there.
    private string lastAsked = "";

    // What each stage has taken until now, and which of them the coordinator was told to be late.
    private readonly Dictionary<AgreementStage, TimeSpan> spent = [];
    private readonly HashSet<AgreementStage> told = [];

    // Who has reviewed first: whatever the doctor answers comes back to the same person.
    private string? reviewer;

    public async Task<Claim> AskSecretariatAsync(int round, Claim? before)
    {
        var review = await InStageAsync(AgreementStage.Completeness, () => AskAsync(new AssignmentRound(
            dossier,
            lastAsked = "review-" + Number(round),
            AssignmentKind.Review,
            procedure.Delays.ReviewReminders,
            DelayDays: null,
            round == 1 ? MailTemplates.ReviewAsked : MailTemplates.PiecesProvided,
            MailTemplates.ReviewReminder,
            before is null ? Nothing : Pieces(before),
            Preferred: reviewer)));
        reviewer ??= review.By;
        return review;
    }

    public Task<Claim> AskDoctorAsync(int round, Claim review)
    {
        var data = Asked(review).Index().ToDictionary(asked => MailData.Asked(asked.Index), asked => asked.Item.ToText());
        return InStageAsync(
            AgreementStage.Completeness,
            () => AskDoctorAsync(round, review, MailTemplates.PiecesMissing, MailTemplates.PiecesReminder, data));
    }

    private async Task<Claim> AskDoctorAsync(
        int round, Claim asking, string template, string reminder, IReadOnlyDictionary<string, string> pieces)
    {
        var (id, findings) = ("completion-" + Number(round), ReviewFindings.Of(asking));
        if (findings.Steps.Count > 0)
        {
            await context.CallActivityAsync(
                AgreementActivities.ReopenSteps,
                new StepsToRedo(dossier, id, [.. findings.Steps.Keys.Select(step => step.ToString())]),
                Retries.Patient);
        }

        return await AskAsync(new AssignmentRound(
            dossier,
            id,
            AssignmentKind.Completion,
            procedure.Delays.CompletionReminders,
            procedure.Delays.CompletionDays,
            template,
            reminder,
            new Dictionary<string, string>(pieces) { [MailData.Word] = asking.Word },
            Notice: new EndNotice(procedure.Delays.LastNoticeDays, MailTemplates.PiecesLastNotice),
            Extension: procedure.Delays.ExtensionRule));
    }

    public Task<Claim> VisitAsync(VisitPlan plan) => InStageAsync(AgreementStage.Visit, () => context.CallSubOrchestratorAsync<Claim>(
        Visit.Orchestration,
        new VisitRound(dossier, 1, plan),
        new SubOrchestrationOptions(instanceId: Visit.InstanceOf(dossier, 1))));

    public Task<Claim> AskCoordinatorAsync() => InStageAsync(AgreementStage.Decision, () => AskAsync(new AssignmentRound(
        dossier,
        lastAsked = "decision-1",
        AssignmentKind.Decision,
        procedure.Delays.DecisionReminders,
        DelayDays: null,
        MailTemplates.DecisionAsked,
        MailTemplates.DecisionReminder,
        Nothing)));

    /// <summary>Waits for the commission: the dossier goes onto the next agenda that is open, and its chair records the outcome.</summary>
    public Task<Claim> AskCommissionAsync(int round) => InStageAsync(AgreementStage.Commission, () => ExamineAsync(round));

    private async Task<Claim> ExamineAsync(int round)
    {
        var stage = new Stage(context, dossier, "commission-" + Number(round), AssignmentKind.Commission);
        await stage.OpenAsync();
        var request = new AgendaRequest(dossier, stage.Id, context.CurrentUtcDateTime);
        await context.CallActivityAsync(SessionActivities.PlaceOnAgenda, request, Retries.Patient);
        var outcome = await stage.AnsweredAsync();
        await context.CallActivityAsync(SessionActivities.LeaveAgenda, request, Retries.Patient);
        return outcome;
    }

    public Task<Claim> AskDoctorForCommissionAsync(int round, Claim deferral) =>
        InStageAsync(
            AgreementStage.Commission,
            () => AskDoctorAsync(round, deferral, MailTemplates.Deferred, MailTemplates.DeferredReminder, Pieces(deferral)));

    /// <summary>Asks whoever decides on what the commission concluded, one cycle after the other.</summary>
    /// <param name="round">The commission's round: one that is sent back comes again with the next.</param>
    /// <param name="outcome">What the commission concluded.</param>
    public Task<Ruling> DecideAsync(int round, Claim outcome) => InStageAsync(AgreementStage.Decision, () => RuleAsync(round, outcome));

    private async Task<Ruling> RuleAsync(int round, Claim outcome)
    {
        if (outcome.Choice == Choices.Withdrawn) return Ruling.Of(outcome);

        var plan = await context.CallActivityAsync<DecisionPlan>(AgreementActivities.ReadDecisionPlan, dossier, Retries.Patient);
        var (last, decisions) = (outcome, new List<CycleDecision>());
        foreach (var rule in plan.Rules)
        {
            last = await AskAuthorityAsync(round, rule);
            if (DecisionRound.DecisionOf(rule, last, isProposedGrant: outcome.Choice != Choices.Refused) is not { } decision)
                return new Ruling(last.Choice, outcome, last, decisions);
            decisions.Add(decision);
        }

        return decisions.Count == 0 ? Ruling.Of(outcome) : Ruling.After(outcome, last, decisions, plan.Cycles);
    }

    private Task<Claim> AskAuthorityAsync(int round, DecisionRule rule)
    {
        var isDean = rule.By == DecisionAuthority.Dean;
        return AskAsync(new AssignmentRound(
            dossier,
            lastAsked = DecisionRound.IdOf(rule, round),
            isDean ? AssignmentKind.Signature : AssignmentKind.AuthorityDecision,
            rule.Reminders,
            DelayDays: null,
            isDean ? MailTemplates.SignatureAsked : MailTemplates.AuthorityAsked,
            isDean ? MailTemplates.SignatureReminder : MailTemplates.AuthorityReminder,
            new Dictionary<string, string> { [MailData.Authority] = rule.Authority }));
    }

    public async Task<AgreementOutcome> EndGrantedAsync(Ruling ruling)
    {
        var days = await context.CallActivityAsync<AgreementDays>(AgreementActivities.EnterAgreement, ruling, Retries.Patient);
        await EndAsync(DossierState.Granted, ruling.Last);

        var data = new Dictionary<string, string>
        {
            [MailData.From] = days.From,
            [MailData.Until] = days.Until,
            [MailData.Word] = ruling.Word,
        };
        await TellDoctorAsync(ruling.Choice == Choices.Conditional ? MailTemplates.GrantedConditionally : MailTemplates.Granted, data);
        await TellAsync((await ReadPeopleAsync()).Secretariat, MailTemplates.GrantedNotice, data);
        return AgreementOutcome.Granted;
    }

    public async Task<AgreementOutcome> EndRefusedAsync(Ruling ruling)
    {
        await EndAsync(DossierState.Refused, ruling.Last);

        var data = new Dictionary<string, string> { [MailData.Word] = ruling.Word };
        await TellDoctorAsync(MailTemplates.Refused, data);
        await TellAsync((await ReadPeopleAsync()).Secretariat, MailTemplates.RefusedNotice, data);
        return AgreementOutcome.Refused;
    }

    public async Task<AgreementOutcome> EndWithdrawnAsync(Claim withdrawal)
    {
        await EndAsync(DossierState.Withdrawn, withdrawal);

        if (withdrawal.Text(JoinedDossier.Of) is { Length: > 0 } kept)
        {
            await TellDoctorAsync(
                DossierMails.ClosedAsDouble,
                new Dictionary<string, string> { [MailData.Word] = withdrawal.Word, [MailData.Kept] = kept });
            return AgreementOutcome.Withdrawn;
        }

        if (withdrawal.By != Link.Doctor)
        {
            // The agreement that it was to renew or to amend is over, and everybody is told so.
            await TellDoctorAsync(AgreementMails.FollowUpClosed);
            return AgreementOutcome.Withdrawn;
        }

        await TellDoctorAsync(MailTemplates.Withdrawn);
        var data = new Dictionary<string, string> { [MailData.Word] = withdrawal.Word };
        await TellAsync((await ReadPeopleAsync()).Office, MailTemplates.WithdrawnNotice, data);
        return AgreementOutcome.Withdrawn;
    }

    public async Task<AgreementOutcome> EndClosedAsync(Claim deadline, Claim review)
    {
        await EndAsync(DossierState.ClosedWithoutDecision, deadline);

        var lastDay = NodaTime.Text.LocalDatePattern.Iso.Format(AssignmentSchedule.LastDayBefore(deadline.At));
        var data = new Dictionary<string, string>(Pieces(review)) { [MailData.LastDay] = lastDay };
        await TellDoctorAsync(MailTemplates.Closed, data);
        await TellAsync((await ReadPeopleAsync()).Office, MailTemplates.ClosedNotice, data);
        return AgreementOutcome.ClosedWithoutDecision;
    }

    public Task TellDoctorAsync(string template, IReadOnlyDictionary<string, string>? data = null) =>
        TellAsync([Link.Doctor], template, data ?? Nothing);

    // Times a stage, and tells the coordinator once that it takes longer than it should.
    private async Task<T> InStageAsync<T>(AgreementStage stage, Func<Task<T>> askAsync)
    {
        var (began, before) = (context.CurrentUtcDateTime, spent.GetValueOrDefault(stage));
        var work = askAsync();
        if (procedure.Targets?.Of(stage) is > 0 and var target && !told.Contains(stage))
        {
            if (await IsLateAsync(work, began, before, target) is { } late) await TellLateAsync(stage, target, late);
        }

        var result = await work;
        spent[stage] = before + (context.CurrentUtcDateTime - began) - (await LookAtHoldsAsync(began)).Time;
        return result;
    }

    /// <summary>Waits until a stage is over or late. What it is on hold does not count.</summary>
    /// <returns>Since when it is late; null where it is over.</returns>
    private async Task<DateTimeOffset?> IsLateAsync(Task work, DateTime began, TimeSpan before, int target)
    {
        var (held, resumed) = (TimeSpan.Zero, null as Task<string>);
        while (true)
        {
            var (late, now) = (AgreementStages.LateAt(began, before - held, target, procedure.Calendar), context.CurrentUtcDateTime);
            using var done = new CancellationTokenSource();
            var timer = context.CreateTimer(late > now ? late.UtcDateTime : now, done.Token);
            if (await Task.WhenAny(work, timer) != timer)
            {
                // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
                done.Cancel();
                return null;
            }

            var hold = await LookAtHoldsAsync(began);
            if (hold.IsHeld)
            {
                resumed ??= context.WaitForExternalEvent<string>(HoldFlow.EndedEvent);
                if (await Task.WhenAny(work, resumed) == work) return null;
                resumed = null;
            }
            else if (hold.Time <= held)
            {
                return late;
            }

            held = hold.Time;
        }
    }

    private Task<HoldLook> LookAtHoldsAsync(DateTime since) => context.CallActivityAsync<HoldLook>(
        HoldActivities.ReadHolds, new HoldQuestion(dossier, since, context.CurrentUtcDateTime), Retries.Patient);

    private async Task TellLateAsync(AgreementStage stage, int target, DateTimeOffset at)
    {
        told.Add(stage);
        var waitsOn = await context.CallActivityAsync<string>(
            AgreementActivities.NoteLate, new LateStage(dossier, stage, target, at), Retries.Patient);
        if (waitsOn.Length == 0) return;

        var data = new Dictionary<string, string>
        {
            [MailData.Assignment] = lastAsked,
            [MailData.LateStage] = stage.Label(),
            [MailData.Target] = Number(target),
            [MailData.WaitsOn] = waitsOn,
        };
        foreach (var coordinator in (await ReadPeopleAsync()).Of(StaffRole.Coordinator))
        {
            await context.CallActivityAsync(
                Outbox.PostMail,
                new MailPosting(
                    dossier, $"late-{stage.ToString().ToLowerInvariant()}-{coordinator}", MailTemplates.LateNotice, coordinator, data),
                Retries.Patient);
        }
    }

    private Task<DepartmentPeople> ReadPeopleAsync() =>
        context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, dossier, Retries.Patient);

    private Task<Claim> AskAsync(AssignmentRound round) => context.CallSubOrchestratorAsync<Claim>(
        AssignmentFlow.Orchestration,
        round with { Calendar = procedure.Calendar },
        new SubOrchestrationOptions(instanceId: AssignmentFlow.InstanceOf(dossier, round.Id)));

    private async Task TellAsync(IEnumerable<string> recipients, string template, IReadOnlyDictionary<string, string> data)
    {
        foreach (var recipient in recipients)
        {
            var carried = recipient == Link.Doctor ? data : new Dictionary<string, string>(data) { [MailData.Assignment] = lastAsked };
            await context.CallActivityAsync(
                Outbox.PostMail, new MailPosting(dossier, $"{template}-{recipient}", template, recipient, carried), Retries.Patient);
        }
    }

    private Task EndAsync(DossierState state, Claim claim) => context.CallActivityAsync(
        AgreementActivities.EndDossier,
        new DossierEnd(
            dossier,
            state,
            claim.At,
            context.CurrentUtcDateTime,
            claim.By,
            spent.ToDictionary(pair => pair.Key.ToString(), pair => Math.Round(pair.Value.TotalDays, 2))),
        Retries.Patient);

    private Dictionary<string, string> Pieces(Claim review) =>
        new() { [MailData.Pieces] = string.Join('\n', Asked(review).Select(asked => asked.Label)) };

    private List<AskedPiece> Asked(Claim review)
    {
        var findings = ReviewFindings.Of(review);
        return
        [
            .. findings.Asked.Select(piece => new AskedPiece(
                procedure.Labels.GetValueOrDefault(piece, piece), findings.Pieces[piece].State, findings.Pieces[piece].Word)),
            .. findings.Steps.Select(step => new AskedPiece(
                "Formulaire, " + StepForm.Of(step.Key).Title, PieceState.Redo, step.Value)),
        ];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
