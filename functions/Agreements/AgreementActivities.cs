using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Territories;
using Compagnon.Visits;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Agreements;

/// <summary>The steps of the procedure that touch the world. Each may be repeated.</summary>
public sealed class AgreementActivities(
    DossierBook dossiers,
    FormBook forms,
    CommuneBook communes,
    FacultyBook faculties,
    AgreementRegister register,
    AgreementNumbers numbers,
    DurationBook durations,
    VerificationBook codes,
    JournalBook journal)
{
    /// <summary>Reads what the workflow has to know of the faculty's rules.</summary>
    public const string ReadProcedure = "ReadProcedure";

    /// <summary>Opens steps of the form again that the doctor is asked to redo.</summary>
    public const string ReopenSteps = "ReopenSteps";

    /// <summary>Enters the agreement into the register.</summary>
    public const string EnterAgreement = "EnterAgreement";

    /// <summary>Reads who decides on what the commission concluded.</summary>
    public const string ReadDecisionPlan = "ReadDecisionPlan";

    /// <summary>Writes the dossier's end into its row.</summary>
    public const string EndDossier = "EndDossier";

    /// <summary>Writes into the journal that a stage is late.</summary>
    public const string NoteLate = "NoteLate";

    /// <summary>Reads what the workflow has to know of the faculty's rules.</summary>
    [Function(ReadProcedure)]
    public async Task<Procedure> ReadProcedureAsync([ActivityTrigger] DossierKey dossier)
    {
        await FindShortageAsync(dossier);
        var submitted = await SubmittedAsync(dossier);
        return new Procedure(
            submitted.Pieces.ToDictionary(piece => piece.Id, piece => piece.Label),
            submitted.Delays,
            submitted.Commission is not null,
            await PlanVisitAsync(dossier, submitted),
            submitted.Calendar,
            submitted.Targets);
    }

    /// <summary>Opens steps of the form again that the doctor is asked to redo.</summary>
    [Function(ReopenSteps)]
    public Task ReopenStepsAsync([ActivityTrigger] StepsToRedo redo) =>
        forms.ReopenAsync(redo.Dossier, [.. redo.Steps.Select(Enum.Parse<FormStep>)], redo.Round);

    /// <summary>Reads who decides on what the commission concluded, for the cycles that the doctor offers.</summary>
    [Function(ReadDecisionPlan)]
    public async Task<DecisionPlan> ReadDecisionPlanAsync([ActivityTrigger] DossierKey dossier) => DecisionPlan.Of(
        (await SubmittedAsync(dossier)).Decisions, Cycles.Of((await forms.FindHandedOverAsync(dossier)).Capacity?.Levels ?? []));

    /// <summary>
    /// Enters the agreement into the register, from the day of the decision: for as long as the commission says, else for the faculty's
    /// term; for the levels of the cycles that were granted.
    /// </summary>
    [Function(EnterAgreement)]
    public async Task<AgreementDays> EnterAgreementAsync([ActivityTrigger] Ruling ruling)
    {
        var (key, isConditional) = (ruling.Outcome.Dossier, ruling.Choice == Choices.Conditional);
        var dossier = await FindAsync(key);
        var (from, until) = AgreementTerm.OfMonths(ruling.On, await MonthsAsync(ruling, dossier));
        var form = await forms.FindHandedOverAsync(key);
        var entry = await register.EnterAsync(new AgreementRecord(
            key, dossier.Doctor.FullName, dossier.Doctor.Rpps, dossier.Doctor.Departement,
            from, until, isConditional ? AgreementState.Conditional : AgreementState.Active, ruling.Last.By, ruling.Last.At)
        {
            Number = await numbers.GiveAsync(key, from.Year),
            Code = await codes.CodeOfAsync(key),
            Specialty = form.Discipline?.Specialty ?? "",
            Category = Enum.TryParse<AgreementCategory>(ruling.Outcome.Text(OutcomeData.Category), out var category)
                ? category
                : AgreementCategory.Principal,
            Levels = [.. (form.Capacity?.Levels ?? []).Where(level => ruling.Grants(Cycles.Of(level)))],
            Decisions = [.. ruling.Decisions.Where(decision => decision.Granted)],
        });
        await journal.AppendAsync(new JournalEntry(
            key, ruling.Last.At, isConditional ? JournalFact.GrantedConditionally : JournalFact.Granted, ruling.Last.By,
            $"du {ParisTime.Text(entry.From)} au {ParisTime.Text(entry.Until)}"));
        return AgreementDays.Of(entry.From, entry.Until);
    }

    /// <summary>Writes the dossier's end into its row, and a refusal into the journal: other ends stand there already.</summary>
    [Function(EndDossier)]
    public async Task EndDossierAsync([ActivityTrigger] DossierEnd end)
    {
        await dossiers.ProjectAsync(end.Dossier, new Projection(end.State, "", end.Since, null, end.At));
        if (end.State == DossierState.Refused)
            await journal.AppendAsync(new JournalEntry(end.Dossier, end.Since, JournalFact.Refused, end.By));
        if (end.Days is { } days) await durations.KeepAsync(await FindAsync(end.Dossier), end, days);
    }

    /// <summary>Writes into the journal that a stage is late.</summary>
    /// <returns>On whom the dossier waits, in words; empty once it waits on nobody.</returns>
    [Function(NoteLate)]
    public async Task<string> NoteLateAsync([ActivityTrigger] LateStage late)
    {
        var waitsOn = (await FindAsync(late.Dossier)).State switch
        {
            DossierState.UnderReview => "le secrétariat du département",
            DossierState.AwaitingPieces => "le médecin",
            DossierState.AwaitingVisit => "la visite",
            DossierState.AwaitingDecision => "la coordination du département",
            DossierState.AwaitingCommission => "la commission",
            DossierState.AwaitingSignature => "le décanat de la faculté",
            DossierState.AwaitingAuthority => "l’autorité qui décide",
            _ => "",
        };
        if (waitsOn.Length > 0)
            await journal.AppendAsync(new JournalEntry(late.Dossier, late.At, JournalFact.Late, "", late.Stage.Label()));
        return waitsOn;
    }

    private async Task<int> MonthsAsync(Ruling ruling, DossierRecord dossier)
    {
        if (ruling.Outcome.Text(OutcomeData.Months) is { Length: > 0 } months) return int.Parse(months, CultureInfo.InvariantCulture);

        var isFirst = !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps);
        return 12 * AgreementTerm.YearsOf((await SubmittedAsync(dossier.Key)).Term, isFirst);
    }

    private async Task<VisitPlan?> PlanVisitAsync(DossierKey dossier, Faculty submitted)
    {
        if (submitted.Visit is not { } rule) return null;

        var doctor = (await FindAsync(dossier)).Doctor;
        return VisitPlan.For(rule, !await register.HasEarlierAsync(dossier, doctor.Rpps), doctor.Departement, submitted.Calendar);
    }

    // Found once: whoever moves, or whose commune is classed anew, keeps the way that was begun.
    private async Task FindShortageAsync(DossierKey key)
    {
        var dossier = await FindAsync(key);
        if (dossier.Shortage is null)
        {
            var rule = (await faculties.ProcedureAsync(key.Faculty, dossier.ProcedureId)).Shortage;
            var zone = rule is null
                ? ZoneClass.None
                : communes.ZoneOf(
                    (await forms.FindHandedOverAsync(key)).Place?.CommuneCode, ParisTime.DayOf(dossier.Submitted ?? dossier.Since));
            var found = rule?.Classes.Contains(zone) is true ? zone : ZoneClass.None;
            dossier = (await dossiers.ChangeAsync(key, record => record.Shortage is null ? record with { Shortage = found } : null))!.Record;
        }

        if (dossier.IsAccelerated)
        {
            await journal.AppendAsync(new JournalEntry(
                key, dossier.Submitted ?? dossier.Since, JournalFact.Accelerated, "", dossier.Shortage!.Value.Label()));
        }
    }

    private async Task<DossierRecord> FindAsync(DossierKey dossier) => await dossiers.FindAsync(dossier)
        ?? throw new InvalidOperationException(
            $"The dossier {dossier.Reference} has a workflow and no row; a row is written before it is submitted.");

    private async Task<Faculty> SubmittedAsync(DossierKey key)
    {
        var dossier = await FindAsync(key);
        return (await faculties.ProcedureAsync(key.Faculty, dossier.ProcedureId)).For(dossier.IsAccelerated);
    }
}
