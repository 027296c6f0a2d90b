using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;

namespace Compagnon.Visits;

/// <summary>One step of a visit.</summary>
/// <param name="Assignment">What was asked.</param>
/// <param name="Claim">The answer; null while there is none.</param>
public sealed record VisitStep(Assignment Assignment, Claim? Claim);

/// <summary>Where a visit stands, read off what was asked and answered. Pure.</summary>
/// <param name="Stage">The assignment that is the visit as a whole.</param>
/// <param name="Ended">Its answer; null while it is under way.</param>
/// <param name="Steps">Its steps, in the order in which they were asked.</param>
public sealed record VisitStatus(Assignment Stage, Claim? Ended, IReadOnlyList<VisitStep> Steps)
{
    /// <summary>The dossier.</summary>
    public DossierKey Dossier => Stage.Dossier;

    /// <summary>The steps that wait for an answer.</summary>
    public IReadOnlyList<Assignment> Open => Ended is not null
        ? []
        : [.. Steps.Where(step => step.Claim is null).Select(step => step.Assignment)];

    /// <summary>What it waits for; null between two steps and once it has ended.</summary>
    public AssignmentKind? Awaited => Open is [var first, ..] ? first.Kind : null;

    /// <summary>Ids of those whom it waits for: visitors, or the doctor; empty where it waits for the coordinator, for nobody, or for its
    /// day.</summary>
    public IReadOnlyList<string> AwaitedPeople => Awaited is null or AssignmentKind.VisitAppointment or AssignmentKind.VisitTeam
        ? []
        : [.. Open.SelectMany(assignment => assignment.Assignees).Distinct(StringComparer.Ordinal)];

    /// <summary>Ids of those who have accepted and are still meant to go, the one who arranges the visit first.</summary>
    public IReadOnlyList<string> Visitors
    {
        get
        {
            var (picked, accepted) = (Array.Empty<string>(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var (assignment, claim) in Steps)
            {
                if (claim is null) continue;
                switch (assignment.Kind, claim.Choice)
                {
                    case (AssignmentKind.VisitTeam, Choices.Done):
                        picked = claim.Text(VisitData.Visitors).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                        accepted.IntersectWith(picked);
                        break;
                    case (AssignmentKind.VisitOffer, Choices.Accepted):
                        accepted.UnionWith(assignment.Assignees);
                        break;
                    case (AssignmentKind.VisitDates, Choices.Declined or Choices.Deadline):
                        accepted.ExceptWith(assignment.Assignees);
                        break;
                    case (_, Choices.Gone):
                        accepted.ExceptWith(GoneOf(claim));
                        break;
                }
            }

            return [.. picked.Where(accepted.Contains)];
        }
    }

    /// <summary>Those who declined, did not answer, gave the visit up or left, and their words, in the order in which they did.</summary>
    public IReadOnlyList<VisitStep> Refusals =>
    [
        .. Steps.Where(step => step.Claim?.Choice == Choices.Gone
            || (step.Assignment.Kind is AssignmentKind.VisitOffer or AssignmentKind.VisitDates
                && step.Claim is { Choice: Choices.Declined or Choices.Deadline })),
    ];

    /// <summary>Whether it was made and waits for its report, or for whoever takes that over.</summary>
    public bool IsMade => Date is not null
        && Steps.LastOrDefault(step => step.Assignment.Kind == AssignmentKind.VisitAppointment)?.Claim?.Choice == Choices.Deadline;

    /// <summary>Whether those who were picked last only take over the report.</summary>
    public bool IsTakenOver => LastOf(AssignmentKind.VisitTeam, Choices.Done)?.Text(VisitData.TakesOver).Length > 0;

    /// <summary>Ids of those who have declared a conflict of interest.</summary>
    public IReadOnlyList<string> Conflicts =>
        [.. Steps.Where(step => step.Claim?.Text(VisitData.Conflict).Length > 0).SelectMany(step => step.Assignment.Assignees).Distinct()];

    /// <summary>The last proposal of dates; null before one.</summary>
    public Claim? Proposal => LastOf(AssignmentKind.VisitDates, Choices.Done);

    /// <summary>The dates that the doctor, or the second of a pair, may pick from now.</summary>
    public IReadOnlyList<VisitSlot> Slots
    {
        get
        {
            if (Proposal is not { } proposal) return [];
            var confirmed = Steps.LastOrDefault(step => step.Assignment.Kind == AssignmentKind.VisitConfirmation)?.Claim;
            var kept = confirmed is { Choice: Choices.Done } && confirmed.At >= proposal.At ? confirmed : proposal;
            return VisitSlot.ReadAll(kept.Text(VisitData.Slots));
        }
    }

    /// <summary>The agreed date; null while none is, or once it was moved or the visit not made.</summary>
    public VisitSlot? Date
    {
        get
        {
            VisitSlot? date = null;
            foreach (var (assignment, claim) in Steps)
            {
                date = (assignment.Kind, claim?.Choice) switch
                {
                    (AssignmentKind.VisitSlot, Choices.Done) => VisitSlot.Read(claim!.Text(VisitData.Slot)),
                    (AssignmentKind.VisitAppointment or AssignmentKind.VisitReport, Choices.Declined) => null,
                    (AssignmentKind.VisitAppointment, Choices.Gone) => null,
                    (AssignmentKind.VisitTeam, Choices.Done) when claim!.Text(VisitData.TakesOver).Length == 0 => null,
                    _ => date,
                };
            }

            return date;
        }
    }

    /// <summary>On site or by video, as last proposed; empty before.</summary>
    public string Way => Proposal?.Text(VisitData.Way) ?? "";

    /// <summary>The address of the site or of the video, as last proposed or changed; may be empty.</summary>
    public string Place => Steps.LastOrDefault(step => (step.Assignment.Kind, step.Claim?.Choice)
        is (AssignmentKind.VisitDates, Choices.Done) or (AssignmentKind.VisitAppointment, Choices.Relocated))?.Claim?.Text(VisitData.Place) ?? "";

    /// <summary>The last report that was handed in; null before one.</summary>
    public Claim? Report => LastOf(AssignmentKind.VisitReport, Choices.Done);

    /// <summary>What the second of a pair last said of the report; null before.</summary>
    public Claim? Signature =>
        Steps.LastOrDefault(step => step.Assignment.Kind == AssignmentKind.VisitSignature && step.Claim is not null)?.Claim;

    /// <summary>The last answer that sent people back to an earlier step: no date, moved, not made, report returned; null where none did.</summary>
    public VisitStep? Setback => Steps.LastOrDefault(step => step.Claim is { Choice: Choices.Declined or Choices.Deadline }
        && (step.Assignment.Kind, step.Claim.Choice) is not (AssignmentKind.VisitAppointment, Choices.Deadline)
        && step.Assignment.Kind is not (AssignmentKind.VisitOffer or AssignmentKind.VisitDates));

    /// <summary>The open step that a recipient may answer; null where there is none.</summary>
    public Assignment? OpenFor(string recipient) => Open.FirstOrDefault(assignment => assignment.Assignees.Contains(recipient));

    /// <summary>What is asked of the doctor now; null where nothing is.</summary>
    public Assignment? AskedOfDoctor => OpenFor(Link.Doctor) is { Kind: AssignmentKind.VisitSlot } asked ? asked : null;

    /// <summary>Reads a dossier's last visit off its assignments and their answers; null where it has none.</summary>
    public static VisitStatus? Of(IReadOnlyList<Assignment> assignments, IReadOnlyDictionary<string, Claim> claims) =>
        assignments.LastOrDefault(assignment => assignment.Kind == AssignmentKind.Visit) is { } stage
            ? new VisitStatus(
                stage,
                claims.GetValueOrDefault(stage.Id),
                [
                    .. assignments.Where(assignment => assignment.Stage == stage.Id)
                        .Select(assignment => new VisitStep(assignment, claims.GetValueOrDefault(assignment.Id))),
                ])
            : null;

    /// <summary>Ids of those who have left, by an answer <see cref="Choices.Gone"/>.</summary>
    public static IReadOnlyList<string> GoneOf(Claim answer) =>
        answer.Text(AssignmentRound.Gone).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Claim? LastOf(AssignmentKind kind, string choice) =>
        Steps.LastOrDefault(step => step.Assignment.Kind == kind && step.Claim?.Choice == choice)?.Claim;
}
