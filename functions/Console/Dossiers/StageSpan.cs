using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Holds;

namespace Compagnon.Consoles;

/// <summary>One stretch of a stage: what was waited for, from when until when.</summary>
/// <param name="Assignment">What was asked.</param>
/// <param name="Until">When it was answered; null while it is not.</param>
/// <param name="Claim">The answer; null while there is none.</param>
public sealed record StageStretch(Assignment Assignment, DateTimeOffset? Until, Claim? Claim);

/// <summary>How long a dossier was in one stage. Pure.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Stretches">What was waited for in it, oldest first: a stage that a dossier comes back to has several.</param>
/// <param name="Days">How many days it took so far, in whole days.</param>
/// <param name="Target">How many it should take; 0 where nothing is aimed at.</param>
public sealed record StageSpan(AgreementStage Stage, IReadOnlyList<StageStretch> Stretches, int Days, int Target)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsOpen => Stretches[^1].Until is null;

    /// <summary>The stages that a dossier has come to, in the order in which it came to them first.</summary>
    /// <param name="assignments">What was asked, oldest first; steps are left out.</param>
    /// <param name="claims">The answers.</param>
    /// <param name="targets">How long stages should take; null where nothing is aimed at.</param>
    /// <param name="now">The moment.</param>
    /// <param name="ended">When the dossier ended; null while it has not.</param>
    /// <param name="holds">When it was on hold: that does not count.</param>
    public static IReadOnlyList<StageSpan> Of(
        IReadOnlyList<Assignment> assignments,
        IReadOnlyDictionary<string, Claim> claims,
        Targets? targets,
        DateTimeOffset now,
        DateTimeOffset? ended,
        IReadOnlyList<Hold> holds)
    {
        var main = assignments.Where(assignment => assignment.Stage.Length == 0).OrderBy(assignment => assignment.Opened).ToList();
        var (stages, stage) = (new List<(AgreementStage Stage, List<StageStretch> Stretches)>(), AgreementStage.Completeness);
        foreach (var assignment in main)
        {
            // What is asked of the doctor belongs to the stage that asks.
            stage = AgreementStages.Of(assignment.Kind) ?? stage;
            var claim = claims.GetValueOrDefault(assignment.Id);
            if (stages.FirstOrDefault(known => known.Stage == stage).Stretches is not { } stretches)
                stages.Add((stage, stretches = []));
            stretches.Add(new StageStretch(assignment, claim?.At ?? ended, claim));
        }

        return
        [
            .. stages.Select(it => new StageSpan(
                it.Stage,
                it.Stretches,
                (int)it.Stretches.Aggregate(TimeSpan.Zero, (sum, stretch) => sum + Worked(stretch)).TotalDays,
                targets?.Of(it.Stage) ?? 0)),
        ];

        TimeSpan Worked(StageStretch stretch)
        {
            var (from, until) = (stretch.Assignment.Opened, stretch.Until ?? now);
            return holds.Aggregate(until - from, (left, hold) =>
            {
                var end = hold.EndAt(now) ?? now;
                var (first, last) = (hold.From > from ? hold.From : from, end < until ? end : until);
                return last > first ? left - (last - first) : left;
            });
        }
    }
}
