using FluentValidation;

namespace Compagnon.Faculties;

/// <summary>
/// How long a faculty means each stage to take, in days from when a dossier reaches it; 0 where it aims at nothing. A stage that takes
/// longer is told to the coordinator, once.
/// </summary>
/// <param name="Completeness">The check of the dossier, the doctor's completions with it: 0 to 365.</param>
/// <param name="Visit">The field visit, to its report: 0 to 365.</param>
/// <param name="Commission">The commission, what it asks of the doctor with it: 0 to 365.</param>
/// <param name="Decision">The decision after it: 0 to 365.</param>
/// <param name="Whole">From the submission to the decision, as doctors are told it: 0 to 730.</param>
public sealed record Targets(int Completeness = 0, int Visit = 0, int Commission = 0, int Decision = 0, int Whole = 0);

internal sealed partial class FacultyRules
{
    private static void TargetRules(InlineValidator<Targets> targets)
    {
        Between(targets.RuleFor(t => t.Completeness), 0, 365, "days");
        Between(targets.RuleFor(t => t.Visit), 0, 365, "days");
        Between(targets.RuleFor(t => t.Commission), 0, 365, "days");
        Between(targets.RuleFor(t => t.Decision), 0, 365, "days");
        Between(targets.RuleFor(t => t.Whole), 0, 730, "days");
    }
}
