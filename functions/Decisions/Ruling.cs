using System.Text.Json.Serialization;
using Compagnon.Assignments;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Decisions;

/// <summary>How a dossier is decided, once whoever decides has: what the workflow ends on.</summary>
/// <param name="Choice"><see cref="Choices.Granted"/>, <see cref="Choices.Conditional"/>, <see cref="Choices.Refused"/>,
/// <see cref="Choices.Withdrawn"/>, or <see cref="Choices.Declined"/> where it goes back to the commission.</param>
/// <param name="Outcome">What the commission or the coordinator concluded.</param>
/// <param name="Last">The last answer: the conclusion itself, or an authority's.</param>
/// <param name="Decisions">What the authorities decided, by cycle; empty where the conclusion is the decision.</param>
public sealed record Ruling(string Choice, Claim Outcome, Claim Last, IReadOnlyList<CycleDecision> Decisions)
{
    /// <summary>A conclusion that nobody else has to decide on.</summary>
    public static Ruling Of(Claim outcome) => new(outcome.Choice, outcome, outcome, []);

    /// <summary>The day from which it holds, in Paris: the latest of what was decided.</summary>
    [JsonIgnore]
    public LocalDate On => Decisions.Count > 0 ? Decisions.Max(decision => decision.On) : ParisTime.DayOf(Last.At);

    /// <summary>Its reasons or recommendations, as the doctor reads them: the conclusion's where it holds, and those of refusals.</summary>
    [JsonIgnore]
    public string Word => string.Join(
        '\n',
        ((string[])[Choice == Outcome.Choice ? Outcome.Word : "", .. Decisions.Where(decision => !decision.Granted).Select(decision => decision.Word)])
            .Where(word => word.Length > 0));

    /// <summary>Whether students of a cycle may come: what its authority decided; the conclusion where none was asked.</summary>
    public bool Grants(Cycle cycle) =>
        Decisions.FirstOrDefault(decision => decision.Cycle == cycle)?.Granted ?? Outcome.Choice is Choices.Granted or Choices.Conditional;

    /// <summary>
    /// What becomes of a conclusion once every authority has decided: granted as soon as one cycle is. What the commission wanted refused
    /// and an authority grants is granted without condition.
    /// </summary>
    /// <param name="outcome">The conclusion.</param>
    /// <param name="last">The last answer.</param>
    /// <param name="decisions">What was decided; at least one.</param>
    /// <param name="cycles">The cycles that the doctor offers; empty where the dossier does not say.</param>
    public static Ruling After(Claim outcome, Claim last, IReadOnlyList<CycleDecision> decisions, IReadOnlyList<Cycle> cycles)
    {
        var ruling = new Ruling(Choices.Refused, outcome, last, decisions);
        return cycles.Concat(decisions.Select(decision => decision.Cycle)).Any(ruling.Grants)
            ? ruling with { Choice = outcome.Choice == Choices.Refused ? Choices.Granted : outcome.Choice }
            : ruling;
    }
}

/// <summary>Who is to decide on one dossier, as the workflow reads it.</summary>
/// <param name="Cycles">The cycles that the doctor offers.</param>
/// <param name="Rules">Who decides beside the commission, for these cycles, in their order; may be empty.</param>
public sealed record DecisionPlan(IReadOnlyList<Cycle> Cycles, IReadOnlyList<DecisionRule> Rules)
{
    /// <summary>Whoever a faculty's rules ask for the cycles that a doctor offers. Where the dossier names none, all that have a rule.</summary>
    public static DecisionPlan Of(IReadOnlyList<DecisionRule>? rules, IReadOnlyList<Cycle> cycles) => new(
        cycles,
        [.. (rules ?? []).Where(rule => rule.By != DecisionAuthority.Commission && (cycles.Count == 0 || cycles.Contains(rule.Cycle)))
            .OrderBy(rule => rule.Cycle)]);
}
