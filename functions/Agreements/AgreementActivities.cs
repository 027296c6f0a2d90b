using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Territories;
using Compagnon.Visits;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime;

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
    AgreementDesk desk,
    WatchStarter watches,
    HoldDesk holds,
    WorkList work,
    AgreementList agreements,
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
        var (record, submitted) = (await FindAsync(dossier), await SubmittedAsync(dossier));
        return new Procedure(
            submitted.Pieces.ToDictionary(piece => piece.Id, piece => piece.Label),
            submitted.Delays,
            submitted.Commission is not null && record.Kind != DossierKind.Amendment,
            await PlanVisitAsync(record, submitted),
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
    /// term; for the levels of the cycles that were granted. A renewal gives the agreement a new term from the end of the old one; an
    /// amendment takes its place until the same day.
    /// </summary>
    [Function(EnterAgreement)]
    public async Task<AgreementDays> EnterAgreementAsync([ActivityTrigger] Ruling ruling)
    {
        var dossier = await FindAsync(ruling.Outcome.Dossier);
        var form = await forms.FindHandedOverAsync(dossier.Key);
        var days = dossier.Kind switch
        {
            DossierKind.Renewal => await RenewAsync(ruling, dossier, form),
            DossierKind.Amendment => await AmendAsync(ruling, dossier, form),
            _ => await EnterAsync(ruling, dossier, form),
        };
        await agreements.RefreshAsync(dossier.AgreementKey);
        if (dossier.Kind == DossierKind.Amendment) await agreements.RefreshAsync(new DossierKey(dossier.Key.Faculty, dossier.Agreement));
        return days;
    }

    private async Task<AgreementDays> EnterAsync(Ruling ruling, DossierRecord dossier, DossierForm form)
    {
        var (from, until) = AgreementTerm.OfMonths(ruling.On, await MonthsAsync(ruling, dossier));
        var entry = await register.EnterAsync(Granted(ruling, form, new AgreementRecord(
            dossier.Key, dossier.Doctor.FullName, dossier.Doctor.Rpps, dossier.Doctor.Departement,
            from, until, StateOf(ruling), ruling.Last.By, ruling.Last.At)
        {
            Number = await numbers.GiveAsync(dossier.Key, from.Year),
            Code = await codes.CodeOfAsync(dossier.Key),
        }));
        return await NoteGrantAsync(ruling, dossier.Key, entry.Terms[^1]);
    }

    private async Task<AgreementDays> RenewAsync(Ruling ruling, DossierRecord dossier, DossierForm form)
    {
        var agreement = await FindAgreementAsync(dossier);
        if (agreement.Terms.FirstOrDefault(term => term.Dossier == dossier.Key.Id) is not { } term)
        {
            var from = AgreementChanges.StartOfNextTerm(agreement, ParisTime.DayOf(ruling.Last.At));
            var (_, until) = AgreementTerm.OfMonths(from, await MonthsAsync(ruling, dossier));
            var change = new AgreementChange(
                agreement.Dossier, $"renewed-{dossier.Key.Id}", AgreementChangeKind.Renewed, ruling.Last.At, ruling.Last.By, ruling.Word)
            {
                Dossier = dossier.Key.Id,
                Until = until,
                IsConditional = ruling.Choice == Choices.Conditional,
                Alter = renewed => Granted(ruling, form, renewed),
            };
            term = await register.ChangeAsync(change) is { IsDone: true } done
                ? done.Agreement.Terms.First(granted => granted.Dossier == dossier.Key.Id)
                : throw new InvalidOperationException(
                    $"The agreement {agreement.Dossier.Reference} stands as {agreement.State} and cannot be renewed on {dossier.Key.Reference}.");
        }

        await journal.AppendAsync(new JournalEntry(
            agreement.Dossier, ruling.Last.At, JournalFact.Renewed, ruling.Last.By, DaysText(term))
        { Actor = ruling.Last.Actor });
        return await NoteGrantAsync(ruling, dossier.Key, term);
    }

    private async Task<AgreementDays> AmendAsync(Ruling ruling, DossierRecord dossier, DossierForm form)
    {
        var old = await FindAgreementAsync(dossier);
        if (old.IsOver && old.ReplacedBy != dossier.Key.Id)
        {
            throw new InvalidOperationException(
                $"The agreement {old.Dossier.Reference} stands as {old.State} and cannot be amended on {dossier.Key.Reference}.");
        }

        // What the amendment does not speak of goes on: a suspension, conditions, what the authorities decided, a renewal under way.
        var entry = await register.EnterAsync(Granted(ruling, form, old with
        {
            Dossier = dossier.Key,
            Holder = dossier.Doctor.FullName,
            Departement = dossier.Doctor.Departement,
            DecidedBy = ruling.Last.By,
            DecidedAt = ruling.Last.At,
            Number = await numbers.GiveAsync(dossier.Key, ruling.On.Year),
            Code = await codes.CodeOfAsync(dossier.Key),
            Replaces = old.Dossier.Id,
        }) with
        { Recommendations = old.Recommendations, Decisions = old.Decisions });
        if (old.Renewal.Length > 0)
        {
            await dossiers.ChangeAsync(
                new DossierKey(dossier.Key.Faculty, old.Renewal),
                renewal => renewal.Agreement == old.Dossier.Id ? renewal with { Agreement = dossier.Key.Id } : null);
        }

        await register.ChangeAsync(new AgreementChange(
            old.Dossier, $"replaced-{dossier.Key.Id}", AgreementChangeKind.Replaced, ruling.Last.At, ruling.Last.By)
        { Dossier = dossier.Key.Id });
        await journal.AppendAsync(new JournalEntry(
            old.Dossier, ruling.Last.At, JournalFact.AgreementReplaced, ruling.Last.By, entry.Number)
        { Actor = ruling.Last.Actor });
        return await NoteGrantAsync(ruling, dossier.Key, entry.Terms[^1]);
    }

    // What was decided and what the form says, whoever's entry it is.
    private static AgreementRecord Granted(Ruling ruling, DossierForm form, AgreementRecord agreement) => agreement with
    {
        Specialty = form.Discipline?.Specialty ?? agreement.Specialty,
        Category = Enum.TryParse<AgreementCategory>(ruling.Outcome.Text(OutcomeData.Category), out var category)
            ? category
            : agreement.Category,
        Levels = form.Capacity is { } capacity
            ? [.. capacity.Levels.Where(level => ruling.Grants(Cycles.Of(level)))]
            : agreement.Levels,
        Decisions = [.. ruling.Decisions.Where(decision => decision.Granted)],
        Commune = form.Place?.CommuneCode ?? agreement.Commune,
        Site = form.Place is { } place ? SiteText(place) : agreement.Site,
        Interns = form.Capacity?.Interns ?? agreement.Interns,
        Recommendations = ruling.Choice == Choices.Conditional ? ruling.Word : "",
    };

    private static string SiteText(Place place) => string.Join(
        ", ",
        ((string[])[place.StructureName, place.Address, $"{place.PostalCode} {place.CommuneName}"]).Where(part => part.Length > 0));

    private static AgreementState StateOf(Ruling ruling) =>
        ruling.Choice == Choices.Conditional ? AgreementState.Conditional : AgreementState.Active;

    private static string DaysText(GrantedTerm term) => $"du {ParisTime.Text(term.From)} au {ParisTime.Text(term.Until)}";

    private async Task<AgreementDays> NoteGrantAsync(Ruling ruling, DossierKey dossier, GrantedTerm term)
    {
        var fact = ruling.Choice == Choices.Conditional ? JournalFact.GrantedConditionally : JournalFact.Granted;
        await journal.AppendAsync(new JournalEntry(dossier, ruling.Last.At, fact, ruling.Last.By, DaysText(term)) { Actor = ruling.Last.Actor });
        return AgreementDays.Of(term.From, term.Until);
    }

    private async Task<AgreementRecord> FindAgreementAsync(DossierRecord dossier) =>
        await register.FindAsync(new DossierKey(dossier.Key.Faculty, dossier.Agreement))
        ?? throw new InvalidOperationException(
            $"The dossier {dossier.Key.Reference} is to renew or amend the agreement {dossier.Agreement}, which is not in the register.");

    /// <summary>
    /// Writes the dossier's end into its row, and a refusal into the journal: other ends stand there already. Whoever watches over the
    /// agreement is told.
    /// </summary>
    [Function(EndDossier)]
    public async Task EndDossierAsync([ActivityTrigger] DossierEnd end, [DurableClient] DurableTaskClient client)
    {
        await dossiers.ProjectAsync(end.Dossier, new Projection(end.State, "", end.Since, null, end.At));
        var dossier = await FindAsync(end.Dossier);
        if (end.Days is { } days) await durations.KeepAsync(dossier, end, days);
        await work.RefreshAsync(end.Dossier);
        await holds.CloseAsync(client, end.Dossier, end.Since);
        if (end.State == DossierState.Refused)
            await journal.AppendAsync(new JournalEntry(end.Dossier, end.Since, JournalFact.Refused, end.By));

        if (end.State == DossierState.Granted) await watches.StartAsync(client, dossier.AgreementKey);
        if (dossier.Kind == DossierKind.Candidacy) return;

        var agreement = new DossierKey(dossier.Key.Faculty, dossier.Agreement);
        if (dossier.Kind == DossierKind.Renewal && end.State != DossierState.Granted)
        {
            await desk.ChangeAsync(client, new AgreementChange(
                agreement, $"ended-{dossier.Key.Id}", AgreementChangeKind.RenewalEnded, end.Since, end.By, EndText(end.State))
            {
                Dossier = dossier.Key.Id,
            });
        }
        else
        {
            await watches.WakeAsync(client, agreement);
        }
    }

    private static string EndText(DossierState state) => state switch
    {
        DossierState.Refused => "renouvellement refusé",
        DossierState.Withdrawn => "demande retirée",
        _ => "dossier classé sans décision",
    };

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

        var isFirst = dossier.Kind == DossierKind.Candidacy && !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps);
        return 12 * AgreementTerm.YearsOf((await SubmittedAsync(dossier.Key)).Term, isFirst);
    }

    private async Task<VisitPlan?> PlanVisitAsync(DossierRecord dossier, Faculty submitted)
    {
        if (submitted.Visit is not { } rule) return null;
        if (dossier.Kind == DossierKind.Amendment && !(submitted.RenewalRule.AmendmentVisit && await IsElsewhereAsync(dossier))) return null;

        var isFirst = dossier.Kind == DossierKind.Candidacy && !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps);
        return VisitPlan.For(rule, isFirst, dossier.Doctor.Departement, submitted.Calendar);
    }

    private async Task<bool> IsElsewhereAsync(DossierRecord amendment) =>
        (await forms.FindHandedOverAsync(amendment.Key)).Place is { } place
        && SiteText(place) != (await FindAgreementAsync(amendment)).Site;

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
        return (await faculties.ProcedureAsync(key.Faculty, dossier.ProcedureId)).For(dossier);
    }
}
