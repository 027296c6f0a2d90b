using Compagnon.Assignments;
using Compagnon.Web;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>The secretariat enters the decision of another authority: granted or refused, its number and its day.</summary>
public sealed class AuthorityForm(TimeProvider time) : AssignmentForm
{
    /// <summary>Names of the fields, and of what the answer keeps.</summary>
    public const string NumberField = "numero", DayField = "date";

    /// <summary>The longest number of a decision, in characters.</summary>
    public const int LongestNumber = 60;

    /// <inheritdoc/>
    public override AssignmentKind Kind => AssignmentKind.AuthorityDecision;

    /// <inheritdoc/>
    public override Type Fields => typeof(AuthorityFields);

    /// <inheritdoc/>
    public override Type Context => typeof(ProposalNotice);

    /// <inheritdoc/>
    public override Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation) =>
        Task.FromResult<object?>(Proposal.Find(@case.Assignments, @case.Claims));

    /// <inheritdoc/>
    public override AssignmentWords WordsFor(DepartmentView view) => new(
        $"Saisir la décision pour le {view.Dossier.Doctor.FullName}",
        "La proposition de la commission a été transmise. Saisissez ici la décision qui en revient.",
        "La décision",
        "Enregistrer la décision",
        "Le secrétariat doit saisir la décision qui revient.",
        "La lettre et, s’il y a lieu, l’attestation partent aussitôt au médecin ; la saisie ne peut plus être changée ici.");

    /// <inheritdoc/>
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Granted
        ? new("L’agrément est accordé", "success")
        : new("L’agrément est refusé");

    /// <inheritdoc/>
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) =>
        Check(answer.Choice, answer.Text(NumberField), answer.Text(DayField), answer.Word, ParisTime.DayOf(time.GetUtcNow()))
            .Add(DepartmentAnswer.WordField, answer.LengthMistake);

    /// <summary>What is wrong with a decision that is entered, on a page or by a line of a CSV.</summary>
    /// <param name="choice">Granted or refused.</param>
    /// <param name="number">The number that the authority gave it.</param>
    /// <param name="day"><c>2027-03-12</c> or <c>12/03/2027</c>.</param>
    /// <param name="word">Its reasons; needed for a refusal.</param>
    /// <param name="today">Today in Paris: a decision is not of a day to come, nor more than five years old.</param>
    public static FormErrors Check(string choice, string number, string day, string word, LocalDate today) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, choice is Choices.Granted or Choices.Refused ? null : "Dites si l’agrément est accordé ou refusé.")
        .Add(NumberField, number.Length is > 0 and <= LongestNumber && !number.Contains('\n')
            ? null
            : $"Saisissez le numéro de la décision, {LongestNumber} caractères au plus.")
        .Add(DayField, ReadDay(day) is { } read && read <= today && read > today.PlusYears(-5)
            ? null
            : "Saisissez le jour de la décision, par exemple 12/03/2027 ; il n’est pas à venir.")
        .Add(DepartmentAnswer.WordField, choice == Choices.Refused && word.Length == 0
            ? "Donnez les motifs du refus : le médecin les lira."
            : null);

    /// <summary>A day as people or browsers write it; null where it is none.</summary>
    public static LocalDate? ReadDay(string text) =>
        Days.Select(pattern => pattern.Parse(text.Trim())).FirstOrDefault(read => read.Success) is { } found ? found.Value : null;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> DataOf(DepartmentAnswer answer, DepartmentView view) => new Dictionary<string, string>
    {
        [NumberField] = answer.Text(NumberField),
        [DayField] = LocalDatePattern.Iso.Format(ReadDay(answer.Text(DayField))!.Value),
    };

    private static readonly LocalDatePattern[] Days = [LocalDatePattern.Iso, LocalDatePattern.CreateWithInvariantCulture("d/M/yyyy")];
}
