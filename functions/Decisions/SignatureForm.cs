using Compagnon.Assignments;
using Compagnon.Web;

namespace Compagnon.Decisions;

/// <summary>The dean signs what the commission concluded, or sends it back with a word.</summary>
public sealed class SignatureForm : AssignmentForm
{
    /// <inheritdoc/>
    public override AssignmentKind Kind => AssignmentKind.Signature;

    /// <inheritdoc/>
    public override Type Fields => typeof(SignatureFields);

    /// <inheritdoc/>
    public override Type Context => typeof(ProposalNotice);

    /// <inheritdoc/>
    public override Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation) =>
        Task.FromResult<object?>(Proposal.Find(@case.Assignments, @case.Claims));

    /// <inheritdoc/>
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Signer la décision pour le {view.Dossier.Doctor.FullName}",
        "La commission a conclu. La lettre part dès que vous aurez signé.",
        "Votre signature",
        "Enregistrer",
        "La décision attend la signature du décanat.",
        "Votre nom et l’heure sont gardés avec la décision ; la lettre et l’attestation partent aussitôt.");

    /// <inheritdoc/>
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Done
        ? new("La décision est signée", "success")
        : new("La décision est renvoyée à la commission", "warning");

    /// <inheritdoc/>
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => Check(answer);

    /// <summary>What is wrong with an answer.</summary>
    public static FormErrors Check(DepartmentAnswer answer) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, answer.Choice is Choices.Done or Choices.Declined ? null : "Signez, ou renvoyez la décision à la commission.")
        .Add(DepartmentAnswer.WordField, answer.Choice == Choices.Declined && answer.Word.Length == 0
            ? "Écrivez à la commission pourquoi vous ne signez pas."
            : null)
        .Add(DepartmentAnswer.WordField, answer.LengthMistake);
}
