using System.Text.Json.Serialization;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Assignments;

/// <summary>Names one assignment.</summary>
/// <param name="Dossier">Its dossier.</param>
/// <param name="Id">Its id on the dossier.</param>
public sealed record AssignmentKey(DossierKey Dossier, string Id);

/// <summary>Who acts for a department today: ids by role.</summary>
/// <param name="ByRole">Ids of the people of each role that somebody has, in the order of the faculty's file.</param>
public sealed record DepartmentPeople(IReadOnlyDictionary<StaffRole, IReadOnlyList<string>> ByRole)
{
    /// <summary>Those who check.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Secretariat => Of(StaffRole.Secretariat);

    /// <summary>Those who check and those who decide or pick, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Office => [.. Secretariat.Union(Of(StaffRole.Coordinator), StringComparer.Ordinal)];

    /// <summary>Those who have a role.</summary>
    public IReadOnlyList<string> Of(StaffRole role) => ByRole.GetValueOrDefault(role, []);

    /// <summary>Those of <paramref name="people"/> who have left; nobody while the whole file is missing, which says nothing of them.</summary>
    public IReadOnlyList<string> GoneOf(IEnumerable<string> people) =>
        ByRole.Count == 0 ? [] : [.. people.Where(id => !ByRole.Values.Any(known => known.Contains(id)))];
}

/// <summary>A reminder that went out.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">Of which assignment.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="At">When.</param>
/// <param name="IsLast">Whether it was the last notice before the delay ends.</param>
public sealed record ReminderNote(DossierKey Dossier, string Assignment, AssignmentKind Kind, DateTimeOffset At, bool IsLast = false);

/// <summary>The steps of an assignment. Each may be repeated.</summary>
public sealed class AssignmentActivities(
    AssignmentDesk desk,
    DossierBook dossiers,
    FacultyBook faculties,
    JournalBook journal,
    UnwrittenLines lines,
    Outbox outbox,
    WorkList work,
    ILogger<AssignmentActivities> logger)
{
    /// <summary>Reads who acts for the department today.</summary>
    public const string ReadPeople = "ReadPeople";

    /// <summary>Opens the assignment, says so in the dossier's row and in the journal.</summary>
    public const string OpenAssignment = "OpenAssignment";

    /// <summary>Reads the answer.</summary>
    public const string FindClaim = "FindClaim";

    /// <summary>Answers for the deadline, unless somebody has.</summary>
    public const string ClaimDeadline = "ClaimDeadline";

    /// <summary>Writes a reminder into the journal.</summary>
    public const string NoteReminder = "NoteReminder";

    /// <summary>Marks the assignment as done with and writes the answer into the journal.</summary>
    public const string CloseAssignment = "CloseAssignment";

    /// <summary>Cancels the steps of a stage that are still open.</summary>
    public const string CancelSteps = "CancelSteps";

    /// <summary>Asks the coordinator for more time.</summary>
    public const string AskExtension = "AskExtension";

    /// <summary>Moves the end of a delay.</summary>
    public const string ExtendAssignment = "ExtendAssignment";

    /// <summary>Tells a stage that a step which runs beside it is answered.</summary>
    public const string TellStage = "TellStage";

    /// <summary>
    /// Reads who acts for the department today, whatever the day on which the dossier was submitted. Where the faculty's file is gone it is
    /// nobody, and the log says so: the doctor's steps and delays go on, and the next reminder goes to whoever is there again by then.
    /// </summary>
    [Function(ReadPeople)]
    public DepartmentPeople ReadPeopleOfToday([ActivityTrigger] DossierKey dossier)
    {
        if (faculties.Find(dossier.Faculty) is not { } faculty)
        {
            logger.LogError(
                "There is no faculty '{Faculty}' any more, and the dossier {Dossier} is under way: nobody of the department is asked or "
                + "reminded until its file is put back",
                dossier.Faculty,
                dossier.Id);
            return new DepartmentPeople(new Dictionary<StaffRole, IReadOnlyList<string>>());
        }

        return new DepartmentPeople(faculty.People
            .SelectMany(person => person.Roles.Select(role => (role, person.Id)))
            .GroupBy(pair => pair.role, pair => pair.Id)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group]));
    }

    /// <summary>Opens the assignment, says so in the dossier's row and in the journal.</summary>
    [Function(OpenAssignment)]
    public async Task<Assignment> OpenAssignmentAsync([ActivityTrigger] Assignment assignment)
    {
        var opened = await desk.OpenAsync(assignment);
        var kind = AssignmentKinds.Of(opened.Kind);
        if (kind.State is { } state)
            await dossiers.ProjectAsync(opened.Dossier, new Projection(state, opened.Id, opened.Opened, opened.Due, opened.Opened));
        if (kind.Asked is { } fact) await journal.AppendAsync(new JournalEntry(opened.Dossier, opened.Opened, fact, ""));
        await work.RefreshAsync(opened.Dossier);
        return opened;
    }

    /// <summary>Reads the answer.</summary>
    [Function(FindClaim)]
    public Task<Claim?> FindClaimAsync([ActivityTrigger] AssignmentKey key) => desk.FindClaimAsync(key.Dossier, key.Id);

    /// <summary>Cancels the steps of a stage that are still open: an answer that somebody has given in time stays.</summary>
    [Function(CancelSteps)]
    public async Task CancelStepsAsync([ActivityTrigger] StageEnd end, [DurableClient] DurableTaskClient client)
    {
        foreach (var step in await desk.ListOpenStepsAsync(end.Dossier, end.Stage))
        {
            await desk.ClaimAsync(step, new Claim(end.Dossier, step.Id, Choices.Cancelled, [], "", "", end.At));
            await desk.RaiseAsync(client, end.Dossier, step.Id);
        }
    }

    /// <summary>Asks the coordinator for more time: opens the step, so that the deadline can answer it, and starts it beside its stage.</summary>
    [Function(AskExtension)]
    public async Task AskExtensionAsync([ActivityTrigger] ExtensionAsking asking, [DurableClient] DurableTaskClient client)
    {
        var (step, instance) = (asking.Step, AssignmentFlow.InstanceOf(asking.Step.Dossier, asking.Step.Id));
        await desk.OpenAsync(new Assignment(
            step.Dossier, step.Id, step.Kind, ReadPeopleOfToday(step.Dossier).Of(StaffRole.Coordinator), instance, asking.At, step.DueAt,
            step.Stage));
        await work.RefreshAsync(step.Dossier);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                AssignmentFlow.Orchestration, step, new StartOrchestrationOptions { InstanceId = instance });
        }
        catch (InvalidOperationException)
        {
            // Started by an earlier try of this step, which is what was wanted.
        }
    }

    /// <summary>Moves the end of a delay, says so in the dossier's row and in the journal.</summary>
    [Function(ExtendAssignment)]
    public async Task ExtendAssignmentAsync([ActivityTrigger] ExtensionGrant grant)
    {
        var (dossier, by) = (grant.Answer.Dossier, grant.Answer.By);
        var completion = await desk.FindAsync(dossier, grant.Completion)
            ?? throw new InvalidOperationException($"The assignment {grant.Completion} has no row; it is opened before it is extended.");
        await desk.ExtendAsync(dossier, grant.Completion, grant.Due);
        if (AssignmentKinds.Of(completion.Kind).State is { } state)
            await dossiers.ProjectAsync(dossier, new Projection(state, completion.Id, completion.Opened, grant.Due, grant.At));
        await work.RefreshAsync(dossier);
        await journal.AppendAsync(new JournalEntry(
            dossier, grant.Answer.At, JournalFact.ExtensionGranted, by,
            $"jusqu’au {ParisTime.Text(AssignmentSchedule.LastDayBefore(grant.Due))} inclus"));
    }

    /// <summary>Tells a stage that a step which runs beside it is answered. It reads the answer, and not the event.</summary>
    [Function(TellStage)]
    public async Task TellStageAsync([ActivityTrigger] AssignmentKey key, [DurableClient] DurableTaskClient client)
    {
        if (await desk.FindAsync(key.Dossier, key.Id) is not { } step) return;
        if (await desk.FindAsync(key.Dossier, step.Stage) is { } stage)
            await client.RaiseEventAsync(stage.Instance, AssignmentDesk.AnsweredEvent, step.Id);
    }

    /// <summary>Answers for nobody (a deadline, a stage's own end), unless somebody has.</summary>
    [Function(ClaimDeadline)]
    public async Task<Claim> ClaimDeadlineAsync([ActivityTrigger] Claim claim)
    {
        var assignment = await desk.FindAsync(claim.Dossier, claim.Assignment)
            ?? throw new InvalidOperationException($"The assignment {claim.Assignment} has no row; it is opened before it can end.");
        return (await desk.ClaimAsync(assignment, claim)).Stored;
    }

    /// <summary>Writes a reminder into the journal.</summary>
    [Function(NoteReminder)]
    public Task NoteReminderAsync([ActivityTrigger] ReminderNote note) => AssignmentKinds.Of(note.Kind).Awaited is { Length: > 0 } awaited
        ? journal.AppendAsync(new JournalEntry(
            note.Dossier, note.At, note.IsLast ? JournalFact.LastNotice : JournalFact.Reminded, "", awaited))
        : Task.CompletedTask;

    /// <summary>Marks the assignment as done with and writes the answer into the journal.</summary>
    [Function(CloseAssignment)]
    public async Task CloseAssignmentAsync([ActivityTrigger] Claim claim, [DurableClient] DurableTaskClient client)
    {
        var assignment = await desk.FindAsync(claim.Dossier, claim.Assignment)
            ?? throw new InvalidOperationException($"The assignment {claim.Assignment} has no row; it is opened before it can end.");
        if (AssignmentKinds.FactOf(assignment, claim) is { } fact)
        {
            var detail = claim.Pieces.Count == 0 ? AssignmentKinds.DetailOf(assignment, claim) : string.Join("\u00A0; ", await LabelsAsync(claim));
            await journal.AppendAsync(new JournalEntry(claim.Dossier, claim.At, fact, claim.By, detail) { Actor = claim.Actor });
        }

        if (StandIn.IsIn(claim)) await TellStandInAsync(client, assignment, claim);
        if (claim.Choice == Choices.Provided) await lines.WriteAsync(claim.Dossier);
        await desk.CloseAsync(claim.Dossier, claim.Assignment);
        await work.RefreshAsync(claim.Dossier);
    }

    // Whoever was asked knows that it is done, by whom and why: the journal says so, and a mail.
    private async Task TellStandInAsync(DurableTaskClient client, Assignment assignment, Claim claim)
    {
        var names = StandIn.NamesOf(assignment, claim, faculties.Find(claim.Dossier.Faculty));
        await journal.AppendAsync(new JournalEntry(
            claim.Dossier, claim.At, JournalFact.StoodIn, claim.By, $"{names}\u00A0: {claim.Text(StandIn.ReasonData)}")
        {
            Actor = claim.Actor,
        });
        foreach (var colleague in StandIn.ForOf(claim))
        {
            await outbox.PostAsync(client, new MailPosting(
                claim.Dossier,
                $"{assignment.Id}-stood-in-{colleague}",
                MailTemplates.StoodIn,
                colleague,
                new Dictionary<string, string>
                {
                    [MailData.Assignment] = assignment.Id,
                    [MailData.Author] = claim.By,
                    [MailData.Word] = claim.Text(StandIn.ReasonData),
                }));
        }
    }

    private async Task<IEnumerable<string>> LabelsAsync(Claim claim)
    {
        var steps = ReviewFindings.Of(claim).Steps.Keys.Select(step => "formulaire, " + StepForm.Of(step).Title);
        if (claim.Pieces.Count == 0) return steps;

        var procedure = await dossiers.FindAsync(claim.Dossier) is { ProcedureId: { Length: > 0 } id }
            ? await faculties.ProcedureAsync(claim.Dossier.Faculty, id)
            : null;
        return claim.Pieces.Select(piece => procedure?.Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece).Concat(steps);
    }
}
