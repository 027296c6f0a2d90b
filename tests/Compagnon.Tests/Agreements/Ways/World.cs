using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Visits;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Tests.Agreements.Ways;

/// <summary>
/// What the workflow touches, in memory: assignments with their one claim, the dossier's row, mails, the journal's reminders. It notes whatever
/// must not be; each of the activities may be told to fail once, before or after it has done its work.
/// </summary>
internal sealed class World(Way way, TimeProvider time)
{
    public const string Piece = "cv";

    private DepartmentPeople people = new(new Dictionary<StaffRole, IReadOnlyList<string>>
    {
        [StaffRole.Secretariat] = ["s-1", "s-2"],
        [StaffRole.Coordinator] = ["c-1"],
        [StaffRole.Teacher] = ["t-1", "t-2", "t-3"],
        [StaffRole.Supervisor] = ["p-1", "p-2", "p-3"],
        [StaffRole.Chair] = ["m-1"],
        [StaffRole.Dean] = ["d-1"],
    });

    private readonly Lock gate = new();
    private readonly WorkingDays? working = way.Procedure.Calendar is { } calendar ? new WorkingDays(calendar) : null;
    private readonly Dictionary<string, Assignment> assignments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claim> claims = new(StringComparer.Ordinal);
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MailPosting> mails = new(StringComparer.Ordinal);
    private readonly HashSet<string> lost = new(StringComparer.Ordinal);
    private readonly HashSet<string> engaged = new(StringComparer.Ordinal);
    private readonly HashSet<string> onAgenda = new(StringComparer.Ordinal);
    private readonly List<Hold> holds = [];
    private readonly Dictionary<string, LocalDate> firstDays = new(StringComparer.Ordinal);
    private readonly List<string> wrong = [];
    private Projection? row;
    private DossierEnd? end;
    private int calls;

    public static DossierKey Dossier { get; } = new("val-de-dore", "0123456789ab");

    /// <summary>What must not be and was.</summary>
    public IReadOnlyList<string> Wrong
    {
        get
        {
            lock (gate) return [.. wrong];
        }
    }

    /// <summary>How often an activity has failed.</summary>
    public int Failed { get; private set; }

    /// <summary>The dossier's end; null while it is under way.</summary>
    public DossierEnd? End
    {
        get
        {
            lock (gate) return end;
        }
    }

    /// <summary>Registers every activity that a dossier's orchestrations call.</summary>
    public void Register(DurableTaskRegistry tasks, Func<DurableTaskClient> client)
    {
        Add<DossierKey, Procedure>(tasks, AgreementActivities.ReadProcedure, _ => way.Procedure);
        Add<StepsToRedo, object?>(tasks, AgreementActivities.ReopenSteps, _ => null);
        Add<DossierKey, DecisionPlan>(tasks, AgreementActivities.ReadDecisionPlan, _ => DecisionPlan.Of(way.Decisions, [Cycle.Second, Cycle.Third]));
        Add<Ruling, AgreementDays>(tasks, AgreementActivities.EnterAgreement, Enter);
        AddWithEvents<DossierEnd>(tasks, AgreementActivities.EndDossier, ended => EndDossierAsync(client(), ended));
        Add<LateStage, string>(tasks, AgreementActivities.NoteLate, NoteLate);
        Add<DossierKey, DepartmentPeople>(tasks, AssignmentActivities.ReadPeople, _ => people);
        Add<Assignment, Assignment>(tasks, AssignmentActivities.OpenAssignment, Open);
        Add<AssignmentKey, Claim?>(tasks, AssignmentActivities.FindClaim, key => claims.GetValueOrDefault(key.Id));
        Add<Claim, Claim>(tasks, AssignmentActivities.ClaimDeadline, TakeEnd);
        Add<ReminderNote, object?>(tasks, AssignmentActivities.NoteReminder, Remind);
        Add<Claim, object?>(tasks, AssignmentActivities.CloseAssignment, Close);
        Add<ExtensionGrant, object?>(tasks, AssignmentActivities.ExtendAssignment, Extend);
        Add<MailPosting, object?>(tasks, Outbox.PostMail, Post, posting => posting.Id);
        Add<EngagedVisitors, object?>(tasks, VisitActivities.EngageVisitors, Engage);
        Add<VisitKey, object?>(tasks, VisitActivities.SealVisit, _ => null);
        Add<PlaceSince, string?>(tasks, VisitActivities.FindNewPlace, _ => null);
        Add<AgendaRequest, object?>(tasks, SessionActivities.PlaceOnAgenda, request => onAgenda.Add(request.Assignment));
        Add<AgendaRequest, object?>(tasks, SessionActivities.LeaveAgenda, request => onAgenda.Remove(request.Assignment));
        Add<HoldQuestion, HoldLook>(tasks, HoldActivities.ReadHolds, question => HoldLook.Of(holds, question.Since, question.Now));
        Add<DelayMove, object?>(tasks, HoldActivities.MoveDelay, Move);
        AddWithEvents<HoldMoment, HoldState>(tasks, HoldActivities.BeginHold, moment => EndHoldAsync(client(), moment));
        AddWithEvents<HoldMoment, HoldState>(tasks, HoldActivities.EndHold, moment => EndHoldAsync(client(), moment));
        AddWithEvents<StageEnd>(tasks, AssignmentActivities.CancelSteps, stage => CancelStepsAsync(client(), stage));
        AddWithEvents<ExtensionAsking>(tasks, AssignmentActivities.AskExtension, asking => AskExtensionAsync(client(), asking));
        AddWithEvents<AssignmentKey>(tasks, AssignmentActivities.TellStage, key => TellStageAsync(client(), key));
    }

    /// <summary>What waits for an answer, oldest first; of a stage only its steps.</summary>
    public IReadOnlyList<Assignment> Waiting()
    {
        lock (gate)
        {
            return
            [
                .. assignments.Values.Where(it => !claims.ContainsKey(it.Id) && it.Kind != AssignmentKind.Visit)
                    .OrderBy(it => it.Opened).ThenBy(it => it.Id, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>What has its answer.</summary>
    public IReadOnlyList<Assignment> Answered()
    {
        lock (gate) return [.. assignments.Values.Where(it => claims.ContainsKey(it.Id)).OrderBy(it => it.Id, StringComparer.Ordinal)];
    }

    /// <summary>Everything that was ever opened.</summary>
    public IReadOnlyList<Assignment> Opened()
    {
        lock (gate) return [.. assignments.Values.OrderBy(it => it.Id, StringComparer.Ordinal)];
    }

    /// <summary>What the dossier waits for: what a withdrawal answers.</summary>
    public Assignment? Main()
    {
        lock (gate) return assignments.Values.FirstOrDefault(it => it.Stage.Length == 0 && !closed.Contains(it.Id));
    }

    /// <summary>Answers, as a page does: the first answer is the answer, and the workflow is told whoever came first.</summary>
    public async Task AnswerAsync(DurableTaskClient client, Assignment assignment, Answer answer)
    {
        Answer(assignment, answer);
        await TellAsync(client, assignment);
    }

    /// <summary>Answers, and nobody is told.</summary>
    public void Answer(Assignment assignment, Answer answer)
    {
        var by = answer.Choice == Choices.Withdrawn ? Link.Doctor : assignment.Assignees.FirstOrDefault() ?? "m-1";
        Take(new Claim(Dossier, assignment.Id, answer.Choice, answer.Pieces, answer.Word, by, time.GetUtcNow(), answer.Data));
    }

    /// <summary>Tells whoever waits for an assignment to look for its answer.</summary>
    public static Task TellAsync(DurableTaskClient client, Assignment assignment) =>
        client.RaiseEventAsync(assignment.Instance, AssignmentDesk.AnsweredEvent, assignment.Id);

    /// <summary>The doctor asks for more time where the page would let them.</summary>
    public async Task AskForTimeAsync(DurableTaskClient client)
    {
        Assignment? request = null;
        lock (gate)
        {
            var completion = assignments.Values.FirstOrDefault(it => it.Kind == AssignmentKind.Completion && !claims.ContainsKey(it.Id));
            if (completion is null) return;

            var steps = assignments.Values.Where(it => it.Stage == completion.Id).ToList();
            var number = 1 + steps.Count(it => it.Kind == AssignmentKind.ExtensionRequest);
            if (number > way.Procedure.Delays.ExtensionRule.Times || steps.Any(it => !claims.ContainsKey(it.Id))) return;
            request = completion with
            {
                Id = CompletionExtension.RequestOf(completion.Id, number),
                Kind = AssignmentKind.ExtensionRequest,
                Stage = completion.Id,
            };
            assignments.Add(request.Id, request);
        }

        await AnswerAsync(client, request, new Answer(Choices.Done) { Word = "Mon scanner est en panne." });
    }

    /// <summary>Somebody puts the dossier on hold, where the page would let them.</summary>
    public HoldKey? Hold(LocalDate? until)
    {
        lock (gate)
        {
            if (end is not null || IsHeld) return null;
            var key = new HoldKey(Dossier, holds.Count + 1);
            holds.Add(new Hold(key, time.GetUtcNow(), "s-1", "Le médecin est absent.", until));
            return key;
        }
    }

    /// <summary>Somebody resumes it.</summary>
    public HoldKey? Resume()
    {
        lock (gate)
        {
            if (holds is not [.., var last]) return null;
            EndHold(last.Key, time.GetUtcNow());
            return last.Key;
        }
    }

    /// <summary>Who may be in a team today.</summary>
    public IReadOnlyList<string> VisitorsOf(VisitTeam team)
    {
        lock (gate) return people.Of(VisitRule.RoleOf(team));
    }

    /// <summary>One of those who visit leaves, as long as a team is left.</summary>
    public void Leave(int number)
    {
        lock (gate)
        {
            var role = way.Procedure.Visit is { } plan ? VisitRule.RoleOf(plan.Team) : StaffRole.Teacher;
            var all = people.Of(role);
            if (all.Count <= 2) return;
            people = new DepartmentPeople(new Dictionary<StaffRole, IReadOnlyList<string>>(people.ByRole)
            {
                [role] = [.. all.Where((_, at) => at != number % all.Count)],
            });
        }
    }

    /// <summary>The dates that were proposed or confirmed last.</summary>
    public string SlotsOf(Assignment step)
    {
        lock (gate)
        {
            return claims.Values
                .Where(claim => assignments[claim.Assignment] is
                { Kind: AssignmentKind.VisitDates or AssignmentKind.VisitConfirmation } asked && asked.Stage == step.Stage)
                .Where(claim => claim.Choice == Choices.Done)
                .OrderBy(claim => assignments[claim.Assignment].Opened)
                .Last().Text(VisitData.Slots);
        }
    }

    /// <summary>What must not be, once the dossier has ended.</summary>
    public IEnumerable<string> CheckEnd(AgreementOutcome outcome)
    {
        lock (gate)
        {
            if (end is null || row is null) return ["It has ended and no end was written."];
            List<string> found = [];
            var expected = outcome switch
            {
                AgreementOutcome.Granted => DossierState.Granted,
                AgreementOutcome.Refused => DossierState.Refused,
                AgreementOutcome.Withdrawn => DossierState.Withdrawn,
                _ => DossierState.ClosedWithoutDecision,
            };
            if (end.State != expected || row.State != expected) found.Add($"It ended as {outcome}; written is {end.State}, its row says {row.State}.");
            if ((outcome == AgreementOutcome.Withdrawn) != claims.Values.Any(claim => claim.Choice == Choices.Withdrawn))
                found.Add($"It ended as {outcome}, and a withdrawal {(outcome == AgreementOutcome.Withdrawn ? "is missing" : "was taken")}.");
            if ((outcome == AgreementOutcome.Granted) != isEntered) found.Add($"It ended as {outcome}, and the register says otherwise.");
            found.AddRange(assignments.Keys.Where(id => !claims.ContainsKey(id)).Select(id => $"{id} waits for an answer for ever."));
            // A request for more time that comes with the answer itself is read by nobody.
            found.AddRange(assignments.Values.Where(it => it.Kind != AssignmentKind.ExtensionRequest && !closed.Contains(it.Id))
                .Select(it => $"{it.Id} has its answer and was not closed."));
            if (engaged.Count > 0) found.Add($"{string.Join(' ', engaged)} are still engaged for a visit.");
            found.AddRange(holds.Where(hold => hold.EndedAt is null).Select(hold => $"The hold {hold.Key.Number} never ends."));
            if (onAgenda.Count > 0) found.Add($"{string.Join(' ', onAgenda)} still wait for a session.");
            return found;
        }
    }

    private bool isEntered;

    private AgreementDays Enter(Ruling ruling)
    {
        isEntered = true;
        return AgreementDays.Of(ruling.On, ruling.On.PlusYears(3));
    }

    private bool IsHeld => holds.Any(hold => hold.EndAt(time.GetUtcNow()) is null);

    private async Task EndDossierAsync(DurableTaskClient client, DossierEnd ended)
    {
        List<HoldKey> open;
        lock (gate)
        {
            if (end is not null && end.State != ended.State) wrong.Add($"It ended as {end.State} and then as {ended.State}.");
            end = ended;
            Project(new Projection(ended.State, "", ended.Since, null, ended.At));
            open = [.. holds.Where(hold => hold.EndedAt is null).Select(hold => hold.Key)];
            foreach (var hold in open) EndHold(hold, ended.Since);
        }

        foreach (var hold in open) await HoldFlow.StirAsync(client, hold);
    }

    private Hold EndHold(HoldKey key, DateTimeOffset at)
    {
        var hold = holds[key.Number - 1];
        if (hold.EndedAt is null) holds[key.Number - 1] = hold = hold with { EndedAt = hold.EndAt(at) ?? (at > hold.From ? at : hold.From) };
        return hold;
    }

    private async Task<HoldState> EndHoldAsync(DurableTaskClient client, HoldMoment moment)
    {
        List<Assignment> open;
        lock (gate)
        {
            var hold = holds[moment.Hold.Number - 1];
            if (hold.EndedAt is null && end is null && hold.EndAt(moment.Now) is null) return new HoldState(false, hold.ResumesAt);
            EndHold(moment.Hold, moment.Now);
            if (end is not null) return new HoldState(true);
            open = [.. assignments.Values.Where(it => !closed.Contains(it.Id))];
        }

        foreach (var assignment in open) await TellAsync(client, assignment);
        await client.RaiseEventAsync(Agreement.InstanceOf(Dossier), HoldFlow.EndedEvent, "");
        return new HoldState(true);
    }

    private object? Move(DelayMove move)
    {
        var moved = assignments[move.Assignment] with { Due = move.Due };
        assignments[move.Assignment] = moved;
        ExpectDue(moved);
        return null;
    }

    private void ExpectNotHeld(string what, string assignment = "")
    {
        if (assignments.GetValueOrDefault(assignment)?.Kind != AssignmentKind.VisitAppointment && IsHeld) wrong.Add($"{what} while the dossier is on hold.");
    }

    private string NoteLate(LateStage late)
    {
        ExpectNotHeld($"{late.Stage} was late");
        ExpectWorked(ParisTime.DayOf(late.At), $"the notice that {late.Stage} is late");
        return end is null ? "la commission" : "";
    }

    private Assignment Open(Assignment assignment)
    {
        if (end is not null) wrong.Add($"{assignment.Id} was opened after the end.");
        if (assignment.Stage.Length == 0 && assignments.Values.FirstOrDefault(it => it.Stage.Length == 0 && it.Id != assignment.Id && !closed.Contains(it.Id)) is { } other)
            wrong.Add($"{assignment.Id} was opened while {other.Id} was open.");
        if (assignments.TryGetValue(assignment.Id, out var opened)) return opened;

        assignments.Add(assignment.Id, assignment);
        if (assignment.Due is { } due) firstDays[assignment.Id] = AssignmentSchedule.LastDayBefore(due);
        ExpectDue(assignment);
        if (AssignmentKinds.Of(assignment.Kind).State is { } state)
            Project(new Projection(state, assignment.Id, assignment.Opened, assignment.Due, assignment.Opened));
        return assignment;
    }

    private void Project(Projection projection)
    {
        if (row is { } before && before.State.IsFinal() && before.State != projection.State)
            wrong.Add($"The row said {before.State} and then {projection.State}.");
        if (!(row?.At > projection.At)) row = projection;
    }

    private Claim TakeEnd(Claim claim)
    {
        var taken = Take(claim);
        if (assignments[claim.Assignment].Kind == AssignmentKind.Visit && taken.Choice is not (Choices.Done or Choices.Withdrawn))
            wrong.Add($"{claim.Assignment} ended as '{taken.Choice}': neither reported nor withdrawn.");
        if (claim.Choice == Choices.Deadline && taken == claim)
        {
            ExpectWorked(AssignmentSchedule.LastDayBefore(claim.At), $"the last day of {claim.Assignment}", claim.Assignment);
            ExpectNotHeld($"{claim.Assignment} ended by its delay", claim.Assignment);
            var (asked, held) = (assignments[claim.Assignment], HoldLook.Of(holds, assignments[claim.Assignment].Opened, time.GetUtcNow()));
            if (AssignmentHold.MovesWithIt(asked.Kind) && AssignmentSchedule.LastDayBefore(claim.At) < firstDays[claim.Assignment].PlusDays(held.Days))
                wrong.Add($"{claim.Assignment} ended at {claim.At:O}; it was to last until {firstDays[claim.Assignment]:uuuu-MM-dd} and was held for {held.Days} days.");
        }

        return taken;
    }

    private Claim Take(Claim claim)
    {
        lock (gate)
        {
            var assignment = assignments[claim.Assignment];
            if (!AssignmentKinds.CanBeAnswered(assignment.Kind, claim.Choice)) wrong.Add($"{claim.Assignment} was answered '{claim.Choice}'.");
            return claims.TryAdd(claim.Assignment, claim) ? claim : claims[claim.Assignment];
        }
    }

    private object? Remind(ReminderNote note)
    {
        if (claims.TryGetValue(note.Assignment, out var claim))
            wrong.Add($"{note.Assignment} was reminded of at {note.At:O} and was answered '{claim.Choice}' at {claim.At:O}.");
        ExpectNotHeld($"{note.Assignment} was reminded of", note.Assignment);
        ExpectWorked(ParisTime.DayOf(note.At), $"a reminder of {note.Assignment}");
        return null;
    }

    private object? Close(Claim claim)
    {
        if (!claims.TryGetValue(claim.Assignment, out var stored)) wrong.Add($"{claim.Assignment} was closed without an answer.");
        else if (stored.Choice != claim.Choice || stored.By != claim.By)
            wrong.Add($"{claim.Assignment} was closed as '{claim.Choice}'; its answer is '{stored.Choice}'.");
        closed.Add(claim.Assignment);
        return null;
    }

    private object? Extend(ExtensionGrant grant)
    {
        var extended = assignments[grant.Completion] with { Due = grant.Due };
        assignments[grant.Completion] = extended;
        ExpectDue(extended);
        return null;
    }

    private object? Post(MailPosting posting)
    {
        if (MailTemplates.IsReminder(posting.Template) && posting.Data[MailData.Assignment] is var asked && claims.ContainsKey(asked))
            wrong.Add($"The reminder {posting.Id} was posted and {asked} is answered.");
        if (!MailTemplates.Exists(posting.Template)) wrong.Add($"The mail {posting.Id} has the template '{posting.Template}', which does not exist.");
        if (posting.Data.TryGetValue(MailData.LastDay, out var day))
            ExpectWorked(LocalDatePattern.Iso.Parse(day).Value, $"the last day in the mail {posting.Id}", posting.Data.GetValueOrDefault(MailData.Assignment, ""));

        // Posted again is right only where the first time was lost.
        if (mails.TryAdd(posting.Id, posting) || lost.Remove(posting.Id)) return null;
        wrong.Add($"The mail {posting.Id} was posted twice.");
        return null;
    }

    private object? Engage(EngagedVisitors visitors)
    {
        engaged.Clear();
        engaged.UnionWith(visitors.People);
        return null;
    }

    private async Task CancelStepsAsync(DurableTaskClient client, StageEnd stage)
    {
        List<Assignment> steps;
        lock (gate) steps = [.. assignments.Values.Where(it => it.Stage == stage.Stage && !closed.Contains(it.Id))];
        foreach (var step in steps)
        {
            Take(new Claim(Dossier, step.Id, Choices.Cancelled, [], "", "", stage.At));
            await client.RaiseEventAsync(step.Instance, AssignmentDesk.AnsweredEvent, step.Id);
        }
    }

    private async Task AskExtensionAsync(DurableTaskClient client, ExtensionAsking asking)
    {
        var (step, instance) = (asking.Step, AssignmentFlow.InstanceOf(Dossier, asking.Step.Id));
        lock (gate)
            Open(new Assignment(Dossier, step.Id, step.Kind, people.Of(StaffRole.Coordinator), instance, asking.At, step.DueAt, step.Stage));
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(AssignmentFlow.Orchestration, step, new StartOrchestrationOptions { InstanceId = instance });
        }
        catch (InvalidOperationException)
        {
            // Started by an earlier try.
        }
    }

    private Task TellStageAsync(DurableTaskClient client, AssignmentKey key)
    {
        Assignment stage;
        lock (gate) stage = assignments[assignments[key.Id].Stage];
        return client.RaiseEventAsync(stage.Instance, AssignmentDesk.AnsweredEvent, key.Id);
    }

    private void ExpectDue(Assignment assignment)
    {
        if (assignment.Due is { } due)
            ExpectWorked(AssignmentSchedule.LastDayBefore(due), $"the last day of {assignment.Id}", assignment.Id);
    }

    private void ExpectWorked(LocalDate day, string what, string assignment = "")
    {
        // A visit is made whenever the faculty's rule for visits lets it be made.
        if (assignments.GetValueOrDefault(assignment)?.Kind == AssignmentKind.VisitAppointment && way.Procedure.Visit?.Calendar is null) return;
        // Dates that are proposed for the first day that is worked can only be chosen before.
        if (assignments.GetValueOrDefault(assignment) is { Kind: AssignmentKind.VisitSlot or AssignmentKind.VisitConfirmation } choice
            && working is not null && working.PreviousWorkingDay(day) < ParisTime.DayOf(choice.Opened))
        {
            return;
        }

        if (working?.WhyClosed(day) is { } why) wrong.Add($"{what} is {day:uuuu-MM-dd}, when nobody works ({why}).");
    }

    private void Add<TInput, TOutput>(
        DurableTaskRegistry tasks, string name, Func<TInput, TOutput> run, Func<TInput, string>? keyOf = null) =>
        tasks.AddActivityFunc<TInput, TOutput>(name, (_, input) =>
        {
            lock (gate)
            {
                var fault = NextFault(name);
                if (fault is { IsAfter: false }) throw fault;
                var result = run(input);
                if (fault is null) return result;
                if (keyOf is not null) lost.Add(keyOf(input));
                throw fault;
            }
        });

    private void AddWithEvents<TInput>(DurableTaskRegistry tasks, string name, Func<TInput, Task> runAsync) =>
        tasks.AddActivityFunc<TInput>(name, async (_, input) =>
        {
            ActivityFault? fault;
            lock (gate) fault = NextFault(name);
            if (fault is { IsAfter: false }) throw fault;
            await runAsync(input);
            if (fault is not null) throw fault;
        });

    private void AddWithEvents<TInput, TOutput>(DurableTaskRegistry tasks, string name, Func<TInput, Task<TOutput>> runAsync) =>
        tasks.AddActivityFunc<TInput, TOutput>(name, async (_, input) =>
        {
            ActivityFault? fault;
            lock (gate) fault = NextFault(name);
            if (fault is { IsAfter: false }) throw fault;
            var result = await runAsync(input);
            return fault is null ? result : throw fault;
        });

    private ActivityFault? NextFault(string name)
    {
        var number = ++calls;
        if (!way.Faults.Contains(number)) return null;
        Failed++;
        return new ActivityFault($"The call {number}, of {name}, fails once.", isAfter: number % 2 == 1);
    }

    private sealed class ActivityFault(string message, bool isAfter) : Exception(message)
    {
        public bool IsAfter => isAfter;
    }
}

/// <summary>What somebody answers.</summary>
/// <param name="Choice">One of <see cref="Choices"/>.</param>
internal sealed record Answer(string Choice)
{
    public string Word { get; init; } = "";

    public IReadOnlyList<string> Pieces { get; init; } = [];

    public IReadOnlyDictionary<string, string>? Data { get; init; }
}
