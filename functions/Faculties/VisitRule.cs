using FluentValidation;

namespace Compagnon.Faculties;

/// <summary>Who visits a training site.</summary>
public enum VisitTeam
{
    /// <summary>Nobody: there is no visit.</summary>
    None = 0,

    /// <summary>One teacher of the department.</summary>
    Teacher = 1,

    /// <summary>Two agreed supervisors: the first arranges the visit and reports, the second agrees to the dates and signs.</summary>
    Pair = 2,
}

/// <summary>How a visit is made.</summary>
public enum VisitMode
{
    /// <summary>On site only.</summary>
    OnSite = 0,

    /// <summary>By video only.</summary>
    Video = 1,

    /// <summary>As the visitor proposes.</summary>
    Either = 2,
}

/// <summary>
/// How a faculty visits training sites. All days are days in Europe/Paris; reminder steps are days after the request, ascending.
/// </summary>
/// <param name="First">Who visits before a first agreement.</param>
/// <param name="Renewal">Who visits before a later agreement of the same doctor.</param>
/// <param name="Mode">On site, by video, or either.</param>
/// <param name="OfferDays">How long somebody who is asked to visit has to accept or decline: 2 to 30; silence goes back to the
/// coordinator.</param>
/// <param name="Reminders">When whoever has to pick, answer, propose, choose or sign is reminded.</param>
/// <param name="ReportReminders">When the report is reminded of, in days after the visit.</param>
/// <param name="NoticeDays">How many days before the visit everybody is reminded of it, descending: 1 to 30 each; may be empty. Working days
/// where <paramref name="WorkingDaysOnly"/> says so.</param>
/// <param name="OpenVisits">How many visits one visitor should have open at most: 1 to 50. One who has as many is marked, not
/// hidden.</param>
/// <param name="Slots">How many dates a visitor proposes at least: 1 to 5; never more than 5.</param>
/// <param name="Minutes">How long a visit takes: 30 to 480.</param>
/// <param name="WorkingDaysOnly">Whether visits are made on working days only.</param>
/// <param name="InviteCoordinator">Whether the coordinator gets the invitation too.</param>
public sealed record VisitRule(
    VisitTeam First,
    VisitTeam Renewal,
    VisitMode Mode,
    int OfferDays,
    IReadOnlyList<int> Reminders,
    IReadOnlyList<int> ReportReminders,
    IReadOnlyList<int> NoticeDays,
    int OpenVisits,
    int Slots,
    int Minutes,
    bool WorkingDaysOnly,
    bool InviteCoordinator)
{
    /// <summary>Who visits before an agreement.</summary>
    /// <param name="isFirst">Whether it is the doctor's first with this faculty.</param>
    public VisitTeam TeamFor(bool isFirst) => isFirst ? First : Renewal;

    /// <summary>The role that visitors of a team have.</summary>
    public static StaffRole RoleOf(VisitTeam team) => team == VisitTeam.Pair ? StaffRole.Supervisor : StaffRole.Teacher;

    /// <summary>How many visitors a team has.</summary>
    public static int SizeOf(VisitTeam team) => team switch { VisitTeam.Pair => 2, VisitTeam.Teacher => 1, _ => 0 };
}

internal sealed partial class FacultyRules
{
    private void VisitRules()
    {
        RuleFor(f => f.Visit!).ChildRules(visit =>
        {
            visit.RuleFor(v => v.First).Must((v, first) => first != VisitTeam.None || v.Renewal != VisitTeam.None)
                .WithMessage("expected \"teacher\" or \"pair\" here or in renewal; a faculty that never visits has no \"visit\"");
            Between(visit.RuleFor(v => v.OfferDays), 2, 30, "days");
            Steps(visit.RuleFor(v => v.Reminders));
            Steps(visit.RuleFor(v => v.ReportReminders));
            visit.RuleFor(v => v.NoticeDays).Must(days => days.All(day => day is >= 1 and <= 30))
                .WithMessage("expected steps of 1 to 30 days before the visit")
                .Must(days => days.Zip(days.Skip(1)).All(pair => pair.First > pair.Second))
                .WithMessage("expected steps that descend, such as [7, 2]");
            Between(visit.RuleFor(v => v.OpenVisits), 1, 50, "visits");
            Between(visit.RuleFor(v => v.Slots), 1, 5, "dates");
            Between(visit.RuleFor(v => v.Minutes), 30, 480, "minutes");
        }).When(f => f.Visit is not null);

        foreach (var team in (VisitTeam[])[VisitTeam.Teacher, VisitTeam.Pair])
        {
            var (role, size) = (VisitRule.RoleOf(team), VisitRule.SizeOf(team));
            RuleFor(f => f.People).Must(people => people.Count(p => p.Has(role)) >= size)
                .WithMessage($"expected at least {size} with the role \"{role.ToString().ToLowerInvariant()}\", who visit")
                .When(f => f.Visit is { } visit && (visit.First == team || visit.Renewal == team));
        }
    }
}
