using System.Text.Json.Serialization;
using Compagnon.Calendar;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Decisions;

/// <summary>What an authority decided for one cycle.</summary>
/// <param name="Cycle">Which cycle.</param>
/// <param name="Granted">Whether it grants.</param>
/// <param name="Authority">As the letter names it.</param>
/// <param name="Number">The decision's number at that authority; empty where it has none (a dean's signature).</param>
/// <param name="On">The day of the decision.</param>
/// <param name="Word">Its reasons; may be empty for a grant.</param>
/// <param name="By">Id of whoever signed or entered it.</param>
public sealed record CycleDecision(
    Cycle Cycle,
    bool Granted,
    string Authority,
    string Number,
    [property: JsonConverter(typeof(IsoDayConverter))] LocalDate On,
    string Word,
    string By);

/// <summary>Cycles of stages. Pure.</summary>
public static class Cycles
{
    /// <summary>The cycles of the stages that a doctor offers, in their order.</summary>
    public static IReadOnlyList<Cycle> Of(IEnumerable<StageLevel> levels) =>
        [.. levels.Select(Of).Distinct().Order()];

    /// <summary>The cycle of a stage's level.</summary>
    public static Cycle Of(StageLevel level) => level == StageLevel.Observation ? Cycle.Second : Cycle.Third;

    /// <summary>« deuxième cycle ».</summary>
    public static string Text(this Cycle cycle) => cycle == Cycle.Second ? "deuxième cycle" : "troisième cycle";
}
