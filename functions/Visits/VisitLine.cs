using System.Text.Json.Serialization;
using Compagnon.Assignments;
using Compagnon.Links;

namespace Compagnon.Visits;

/// <summary>How far a visit is, for lists. The numbers stand in lists: they never change meaning.</summary>
public enum VisitProgress
{
    /// <summary>No date is agreed.</summary>
    Undated = 0,

    /// <summary>The date is agreed and to come.</summary>
    Agreed = 1,

    /// <summary>It was made; its report does not stand yet.</summary>
    ReportDue = 2,

    /// <summary>Its report stands.</summary>
    Reported = 3,

    /// <summary>The doctor has withdrawn: it is not made.</summary>
    Dropped = 4,
}

/// <summary>What lists and calendars show of a dossier's last visit. Pure.</summary>
public sealed record VisitLine
{
    /// <summary>Id of the visit's assignment: <c>visit-1</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>How far it is.</summary>
    public VisitProgress Progress { get; init; }

    /// <summary>Since when a visit is asked for.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Ids of those who go or have gone.</summary>
    public IReadOnlyList<string> Visitors { get; init; } = [];

    /// <summary>Ids of those who are asked something now: visitors, or the doctor.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>Ids of those of the department whose calendars show it.</summary>
    public IReadOnlyList<string> Invited { get; init; } = [];

    /// <summary>The agreed date, as <see cref="VisitSlot"/> writes it; empty where there is none.</summary>
    public string Date { get; init; } = "";

    /// <summary>How long it takes, in minutes.</summary>
    public int Minutes { get; init; }

    /// <summary><see cref="VisitData.OnSite"/> or <see cref="VisitData.Video"/>; empty before dates were proposed.</summary>
    public string Way { get; init; } = "";

    /// <summary>The address of the site or of the video; may be empty.</summary>
    public string Place { get; init; } = "";

    /// <summary>Version of the invitation that went out last.</summary>
    public int Version { get; init; }

    /// <summary>When that was; when the visit was asked for, before one.</summary>
    public DateTimeOffset Invitation { get; init; }

    /// <summary>The agreed date; null where there is none.</summary>
    [JsonIgnore]
    public VisitSlot? Slot => VisitSlot.Read(Date);

    /// <summary>Whether somebody of the department takes part: goes, has gone, or is asked for something.</summary>
    public bool Concerns(string person) => Visitors.Contains(person) || Asked.Contains(person);

    /// <summary>What lists show of a visit.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="minutes">How long it takes.</param>
    public static VisitLine Of(VisitStatus visit, int minutes)
    {
        var invitations = visit.Steps.Where(step => step.Assignment.Kind == AssignmentKind.VisitAppointment).ToList();
        var last = invitations.LastOrDefault()?.Assignment;
        return new VisitLine
        {
            Stage = visit.Stage.Id,
            Progress = visit switch
            {
                { Ended.Choice: Choices.Done } => VisitProgress.Reported,
                { Ended: not null } => VisitProgress.Dropped,
                { Date: null } => VisitProgress.Undated,
                { IsMade: true } => VisitProgress.ReportDue,
                _ => VisitProgress.Agreed,
            },
            Since = visit.Stage.Opened,
            Visitors = visit.Visitors,
            Asked = visit.AwaitedPeople,
            Invited = [.. (last?.Assignees ?? []).Where(person => person != Link.Doctor)],
            Date = visit.Date?.ToString() ?? "",
            Minutes = minutes,
            Way = visit.Way,
            Place = visit.Place,
            Version = invitations.SkipLast(1).Sum(step => VersionsOf(step.Claim)),
            Invitation = last?.Opened ?? visit.Stage.Opened,
        };
    }

    // A cancellation is a version of its own; where the visit was made, or only its place changed, none went out.
    private static int VersionsOf(Claim? answer) => answer?.Choice is Choices.Deadline or Choices.Relocated ? 1 : 2;
}
