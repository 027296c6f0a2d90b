using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Web;

namespace Compagnon.Lifecycle;

/// <summary>What the page of a withdrawal's confirmation shows.</summary>
/// <param name="Agreement">The agreement as it stands.</param>
/// <param name="Author">Who proposes the withdrawal.</param>
/// <param name="Request">When and why.</param>
public sealed record WithdrawalModel(AgreementRecord Agreement, string Author, Claim Request);

/// <summary>A second person confirms that an agreement be withdrawn, or does not.</summary>
public sealed class WithdrawalConfirmationForm(Withdrawals withdrawals, AgreementRegister register) : AssignmentForm
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.WithdrawalConfirmation;

    /// <inheritdoc />
    public override Type Fields => typeof(WithdrawalConfirmationFields);

    /// <inheritdoc />
    public override Type Context => typeof(WithdrawalContext);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Confirmer le retrait de l’agrément du {view.Dossier.Doctor.FullName}",
        "Un retrait n’a lieu que si une seconde personne le confirme. Lisez les motifs : le médecin les recevra tels quels, avec les recours.",
        "Votre réponse",
        "Enregistrer la réponse",
        "La confirmation d’un retrait revient à une seconde personne : un coordinateur, la présidence de la commission ou le décanat.",
        "La première réponse enregistrée est la seule. Confirmé, le retrait prend effet aussitôt et le médecin en est informé.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice switch
    {
        Choices.Accepted => new("Le retrait est confirmé", "warning"),
        Choices.Declined => new("Le retrait n’est pas confirmé"),
        _ => new("Personne n’a confirmé le retrait à temps"),
    };

    /// <inheritdoc />
    public override async Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation)
    {
        var request = await withdrawals.FindRequestAsync(@case.Dossier.Key, Withdrawals.NumberOf(@case.Assignment.Id));
        var agreement = await register.FindAsync(@case.Dossier.Key, cancellation)
            ?? throw new InvalidOperationException($"The agreement of {@case.Dossier.Key.Reference} is not in the register.");
        var author = @case.Faculty.FindPerson(request.By)?.Name ?? "Une personne du département";
        return new WithdrawalModel(agreement, author, request);
    }

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => Check(answer);

    /// <summary>What is wrong with an answer.</summary>
    public static FormErrors Check(DepartmentAnswer answer) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, answer.Choice is Choices.Accepted or Choices.Declined ? null : "Confirmez le retrait, ou refusez-le.")
        .Add(DepartmentAnswer.WordField, answer.Choice == Choices.Declined && answer.Word.Length == 0
            ? "Dites à la personne qui propose le retrait pourquoi vous ne le confirmez pas."
            : null)
        .Add(DepartmentAnswer.WordField, answer.LengthMistake);
}
