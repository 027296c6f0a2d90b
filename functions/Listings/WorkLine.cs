using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Links;
using Compagnon.Territories;
using Compagnon.Visits;

namespace Compagnon.Listings;

/// <summary>What lists show of a submitted dossier. Pure.</summary>
public sealed record WorkLine
{
    // Made once for as long as the line is in memory: ten thousand of them are looked through for a page.
    private string? text;
    private string? place;
    private DateTimeOffset? waiting;

    /// <summary>The dossier's id.</summary>
    public required string Id { get; init; }

    /// <summary>The doctor's first name.</summary>
    public required string FirstName { get; init; }

    /// <summary>The doctor's last name.</summary>
    public required string LastName { get; init; }

    /// <summary>The doctor's national number.</summary>
    public required string Rpps { get; init; }

    /// <summary>INSEE code of the commune of practice; empty where the form does not say.</summary>
    public string CommuneCode { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Commune { get; init; } = "";

    /// <summary>How that commune was classed on the day of submission.</summary>
    public ZoneClass Zone { get; init; }

    /// <summary>Code of the specialty; empty where the form does not say.</summary>
    public string Specialty { get; init; } = "";

    /// <summary>Whether it goes the quicker way of a place short of doctors.</summary>
    public bool IsAccelerated { get; init; }

    /// <summary>What is asked for.</summary>
    public DossierKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public DossierState State { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset Submitted { get; init; }

    /// <summary>Since when it stands there.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>From when on its stage is late; null where its faculty aims at nothing, or it has ended.</summary>
    public DateTimeOffset? LateFrom { get; init; }

    /// <summary>Since when it is on hold; null where it is not.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>The day on which its hold ends by itself, <c>yyyy-MM-dd</c>; null where somebody has to end it.</summary>
    public string? HeldUntil { get; init; }

    /// <summary>Id of who of the department takes care of it; empty where nobody does.</summary>
    public string FollowedBy { get; init; } = "";

    /// <summary>Their name on the day on which they took it.</summary>
    public string FollowerName { get; init; } = "";

    /// <summary>When its doctor wrote the last message that nobody has read; null where all is read.</summary>
    public DateTimeOffset? NewsSince { get; init; }

    /// <summary>Whether it stands for an agreement that was entered from a list: nobody handed it over, and no figure counts it.</summary>
    public bool IsImported { get; init; }

    /// <summary>What it waits for now: one thing, or the open steps of its stage; once it has ended, what is asked about its
    /// agreement.</summary>
    public IReadOnlyList<AwaitedStep> Awaits { get; init; } = [];

    /// <summary>Its last visit; null where it has none.</summary>
    public VisitLine? Visit { get; init; }

    /// <summary>Its rounds before the commission, oldest first; null where it has none.</summary>
    public IReadOnlyList<Examination>? Examinations { get; init; }

    /// <summary>Once it has ended: how many days each stage took that it went through; null before, and where that was not kept.</summary>
    public IReadOnlyDictionary<AgreementStage, double>? Days { get; init; }

    /// <summary>What is searched for words: last and first name, RPPS, reference; folded, each word behind a space.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string FoldedText => text ??=
        $" {PlaceName.Fold(LastName)} {PlaceName.Fold(FirstName)} {Rpps} {Id} {Reference.ToLowerInvariant().Replace('-', ' ')}";

    /// <summary>The commune's name, folded.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string FoldedCommune => place ??= PlaceName.WriteOut(PlaceName.Fold(Commune));

    /// <summary>Since when it waits for what it waits for longest, a message that is to be read included.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset WaitingSince => waiting ??=
        Awaits.Select(step => (DateTimeOffset?)step.Since).Append(NewsSince).Min() ?? Since;

    /// <summary>Whether there is a message of its doctor's that nobody has read.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasNews => NewsSince is not null;

    /// <summary>Whether anybody may have to do with it: it is under way, or has ended and something about it still waits.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsAlive => !State.IsFinal() || Awaits.Count > 0 || HasNews;

    /// <summary>The dossier's id as people read it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Reference => new DossierKey("", Id).Reference;

    /// <summary>« Dr Anne Martin ».</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string FullName => $"Dr {FirstName} {LastName}";

    /// <summary>Whether it is on hold.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsHeld => HeldSince is not null;

    /// <summary>Whether its stage is late; never while it is on hold.</summary>
    public bool IsLateAt(DateTimeOffset now) => !IsHeld && LateFrom is { } from && from <= now;

    /// <summary>How many days it took from its submission to where it stands: once it has ended, in all.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double WholeDays => Math.Round((Since - Submitted).TotalDays, 2);

    /// <summary>How many days a stage took; null where it is not known, or where it did not go through it.</summary>
    public double? DaysOf(AgreementStage stage) => Days is not null && Days.TryGetValue(stage, out var days) ? days : null;

    /// <summary>The first of what it waits for that this person may answer; null where there is none.</summary>
    public AwaitedStep? For(StaffMember person) => Awaits.FirstOrDefault(step => step.IsFor(person));

    /// <summary>When what it waits for ends soonest; null where nothing has a delay, or it stands still.</summary>
    public DateTimeOffset? Due() => IsHeld ? null : Awaits.Min(step => step.Due);

    /// <summary>Makes the line of a submitted dossier.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="assignments">All of its assignments, oldest first, and which of them are done with.</param>
    /// <param name="targets">How long its stages should take; null where nothing is aimed at.</param>
    /// <param name="calendar">When its faculty works; null where every day counts.</param>
    /// <param name="holds">Its holds.</param>
    public static WorkLine Of(
        DossierRecord dossier,
        IReadOnlyList<(Assignment Assignment, bool IsClosed)> assignments,
        Targets? targets,
        Calendar.WorkCalendar? calendar,
        IReadOnlyList<Hold>? holds = null)
    {
        // Of one that has ended only what is asked about its agreement.
        var open = assignments.Where(pair => !pair.IsClosed).Select(pair => pair.Assignment)
            .Where(assignment => !dossier.IsFinal || assignment.Kind == AssignmentKind.WithdrawalConfirmation).ToList();

        // A stage is not what somebody answers, as long as one of its steps is.
        var stages = open.Select(assignment => assignment.Stage).ToHashSet(StringComparer.Ordinal);
        return new WorkLine
        {
            Id = dossier.Key.Id,
            FirstName = dossier.Doctor.FirstName,
            LastName = dossier.Doctor.LastName,
            Rpps = dossier.Doctor.Rpps,
            IsAccelerated = dossier.IsAccelerated,
            Kind = dossier.Kind,
            State = dossier.State,
            Submitted = dossier.Submitted ?? dossier.Created,
            Since = dossier.Since,
            LateFrom = dossier.IsFinal || targets is null
                ? null
                : LateFromOf([.. assignments.Select(pair => pair.Assignment)], targets, calendar, holds ?? []),
            FollowedBy = dossier.FollowedBy,
            FollowerName = dossier.Following?.Name ?? "",
            NewsSince = dossier.HasNews ? dossier.LastMessage : null,
            IsImported = dossier.IsImported,
            HeldSince = dossier.IsHeld ? dossier.Hold!.Since : null,
            HeldUntil = dossier is { IsHeld: true, Hold.Until: { } day } ? NodaTime.Text.LocalDatePattern.Iso.Format(day) : null,
            Awaits = [.. open.Where(it => it.Kind == AssignmentKind.Completion || !stages.Contains(it.Id)).Select(AwaitedStep.Of)],
        };
    }

    // As the workflow tells the coordinator: what the stage took before, without what came between, counts too; what it was on hold does
    // not.
    private static DateTimeOffset? LateFromOf(
        IReadOnlyList<Assignment> assignments, Targets targets, Calendar.WorkCalendar? calendar, IReadOnlyList<Hold> holds)
    {
        var main = assignments.Where(assignment => assignment.Stage.Length == 0).OrderBy(assignment => assignment.Opened).ToList();
        if (main.Count == 0) return null;

        var spent = new Dictionary<AgreementStage, TimeSpan>();
        var stage = AgreementStage.Completeness;
        for (var i = 0; i < main.Count; i++)
        {
            // What is asked of the doctor belongs to the stage that asks.
            stage = AgreementStages.Of(main[i].Kind) ?? stage;
            spent[stage] = spent.GetValueOrDefault(stage)
                + (i + 1 < main.Count ? main[i + 1].Opened - main[i].Opened : TimeSpan.Zero)
                - HeldBetween(main[i].Opened, i + 1 < main.Count ? main[i + 1].Opened : DateTimeOffset.MaxValue);
        }

        return targets.Of(stage) is > 0 and var days
            ? AgreementStages.LateAt(main[^1].Opened, spent.GetValueOrDefault(stage), days, calendar)
            : null;

        // One that is not over is not counted yet: nothing is late before it is.
        TimeSpan HeldBetween(DateTimeOffset from, DateTimeOffset until) => holds.Aggregate(TimeSpan.Zero, (sum, hold) =>
        {
            var (first, last) = (hold.From > from ? hold.From : from, hold.EndedAt is { } end && end < until ? end : until);
            return hold.EndedAt is not null && last > first ? sum + (last - first) : sum;
        });
    }
}

/// <summary>Something that a dossier waits for.</summary>
/// <param name="Id">The assignment's id.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Who">Ids of those it was asked of, where it was asked of people by name; empty where it is a role's.</param>
/// <param name="Since">Since when.</param>
/// <param name="Due">When its delay ends; null where it has none.</param>
public sealed record AwaitedStep(string Id, AssignmentKind Kind, IReadOnlyList<string> Who, DateTimeOffset Since, DateTimeOffset? Due)
{
    /// <summary>The step that an assignment is.</summary>
    public static AwaitedStep Of(Assignment assignment) => new(
        assignment.Id,
        assignment.Kind,
        AssignmentKinds.Of(assignment.Kind).Role is null ? assignment.Assignees : [],
        assignment.Opened,
        assignment.Due);

    /// <summary>Whether it is the doctor's.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsForDoctor => Who.Contains(Link.Doctor);

    /// <summary>
    /// Whether it waits for this person. An appointment waits for its day, and a dossier on an agenda for its session: for nobody alone.
    /// </summary>
    public bool IsFor(StaffMember person) => Kind is not (AssignmentKind.VisitAppointment or AssignmentKind.Commission)
        && (AssignmentKinds.Of(Kind).Role is { } role ? person.Has(role) : Who.Contains(person.Id));
}
