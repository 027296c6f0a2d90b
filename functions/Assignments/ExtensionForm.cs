using Compagnon.Web;
using NodaTime;

namespace Compagnon.Assignments;

/// <summary>What the page of a request for more time shows.</summary>
/// <param name="Reason">Why the doctor asks.</param>
/// <param name="AskedAt">When.</param>
/// <param name="LastDay">The last day without more time.</param>
/// <param name="NewLastDay">The last day with it.</param>
public sealed record ExtensionModel(string Reason, DateTimeOffset AskedAt, LocalDate LastDay, LocalDate NewLastDay);

/// <summary>The coordinator grants or refuses the doctor more time to provide what is missing.</summary>
public sealed class ExtensionForm : AssignmentForm
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.Extension;

    /// <inheritdoc />
    public override Type Fields => typeof(ExtensionFields);

    /// <inheritdoc />
    public override Type? Context => typeof(ExtensionContext);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Répondre au {view.Dossier.Doctor.FullName}, qui demande un délai",
        "Le médecin doit compléter son dossier et demande plus de temps. Sans réponse de votre part, la date limite reste ce qu’elle est.",
        "Votre réponse",
        "Enregistrer la réponse",
        "La coordination doit répondre à une demande de délai.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Accepted
        ? new("Le délai est prolongé", "success")
        : new("Le délai n’est pas prolongé");

    /// <inheritdoc />
    public override Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation)
    {
        var step = @case.Assignment;
        var request = @case.Claims.GetValueOrDefault(CompletionExtension.RequestOf(step));
        // The step ends with the delay that it is about: as it was when more time was asked for.
        var due = step.Due ?? throw new InvalidOperationException($"The request {step.Id} has no end; it ends with its completion.");
        return Task.FromResult<object?>(new ExtensionModel(
            request?.Word ?? "",
            request?.At ?? step.Opened,
            AssignmentSchedule.LastDayBefore(due),
            AssignmentSchedule.LastDayBefore(AssignmentSchedule.Extended(
                due, @case.Procedure.Delays.ExtensionRule.Days, @case.Procedure.Calendar))));
    }

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => Check(answer);

    /// <summary>What is wrong with an answer.</summary>
    public static FormErrors Check(DepartmentAnswer answer) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, answer.Choice is Choices.Accepted or Choices.Declined ? null : "Accordez ou refusez le délai.")
        .Add(DepartmentAnswer.WordField, answer.Choice == Choices.Declined && answer.Word.Length == 0
            ? "Dites au médecin pourquoi le délai n’est pas prolongé."
            : null)
        .Add(DepartmentAnswer.WordField, answer.LengthMistake);
}
