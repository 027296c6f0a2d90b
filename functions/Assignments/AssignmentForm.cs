using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Web;

namespace Compagnon.Assignments;

/// <summary>
/// How one kind of assignment is asked and answered on a page of the department: its words, its fields, what is wrong with an answer. One
/// for each kind that the department answers, registered as a service; <see cref="DepartmentPages"/> does the rest.
/// </summary>
public abstract class AssignmentForm
{
    /// <summary>Which kind.</summary>
    public abstract AssignmentKind Kind { get; }

    /// <summary>The component with the form's fields; its parameter <c>View</c> is a <see cref="DepartmentView"/>.</summary>
    public abstract Type Fields { get; }

    /// <summary>
    /// A component above the form, open or answered, with the same parameter; null where there is nothing beside the dossier.
    /// </summary>
    public virtual Type? Context => null;

    /// <summary>
    /// A component that shows what was answered beside the choice, the pieces and the word; null where there is nothing more.
    /// </summary>
    public virtual Type? Given => null;

    /// <summary>The page's words.</summary>
    public abstract AssignmentWords WordsFor(DepartmentView view);

    /// <summary>How an answer is called once it is given: « Le dossier a été déclaré complet », and how it is coloured.</summary>
    public abstract AnswerWords WordsFor(Claim claim);

    /// <summary>Reads what the page needs beside the dossier; it comes back as <see cref="DepartmentView.Model"/>.</summary>
    public virtual Task<object?> ReadModelAsync(DepartmentCase @case, CancellationToken cancellation) => Task.FromResult<object?>(null);

    /// <summary>Whether an answer that was given lists the pieces it names; one that shows more of them in <see cref="Given"/> does not.</summary>
    public virtual bool ListsPieces => true;

    /// <summary>What was typed, where it becomes an answer in another way than field by field.</summary>
    public virtual DepartmentAnswer Read(DepartmentAnswer typed, DepartmentView view) => typed;

    /// <summary>What is wrong with an answer.</summary>
    public abstract FormErrors Check(DepartmentAnswer answer, DepartmentView view);

    /// <summary>What the answer keeps beside the choice, the pieces and the word (<see cref="Claim.Data"/>). Only asked where nothing is
    /// wrong.</summary>
    public virtual IReadOnlyDictionary<string, string>? DataOf(DepartmentAnswer answer, DepartmentView view) => null;
}

/// <summary>The words of a page that asks.</summary>
/// <param name="Title">The page's heading for whoever may answer.</param>
/// <param name="Lead">What to do, in one or two sentences.</param>
/// <param name="Heading">Above the form's fields.</param>
/// <param name="Button">On the form's button.</param>
/// <param name="WaitsOn">For whoever may only read: « La coordination doit se prononcer. »</param>
/// <param name="Fine">Below the button: what the answer sets going.</param>
public sealed record AssignmentWords(
    string Title,
    string Lead,
    string Heading,
    string Button,
    string WaitsOn,
    string Fine =
        "La première réponse enregistrée est la seule : elle ne peut plus être changée ici, et le médecin en est prévenu aussitôt.");

/// <summary>The words of an answer that was given.</summary>
/// <param name="Heading">« Le dossier a été déclaré complet ».</param>
/// <param name="Tone">A notice's kind: <c>success</c>, <c>warning</c>, <c>info</c>.</param>
public sealed record AnswerWords(string Heading, string Tone = "info");

/// <summary>The decision of a coordinator, where the faculty has no commission.</summary>
public sealed class DecisionForm : AssignmentForm
{
    /// <inheritdoc />
    public override AssignmentKind Kind => AssignmentKind.Decision;

    /// <inheritdoc />
    public override Type Fields => typeof(DecisionFields);

    /// <inheritdoc />
    public override AssignmentWords WordsFor(DepartmentView view) => view.Dossier.Kind == DossierKind.Amendment
        ? new(
            $"Décider de l’avenant du {view.Dossier.Doctor.FullName}",
            "Le médecin signale un changement de son lieu ou de son accueil. Le secrétariat a déclaré sa demande complète ; la décision vous revient.",
            "Votre décision",
            "Enregistrer la décision",
            "La coordination doit se prononcer.")
        : new(
            $"Décider de l’agrément de {view.Dossier.Doctor.FullName}",
            "Le secrétariat a déclaré ce dossier complet. La décision vous revient.",
            "Votre décision",
            "Enregistrer la décision",
            "La coordination doit se prononcer.");

    /// <inheritdoc />
    public override AnswerWords WordsFor(Claim claim) => claim.Choice == Choices.Granted
        ? new("L’agrément est accordé", "success")
        : new("L’agrément est refusé");

    /// <inheritdoc />
    public override FormErrors Check(DepartmentAnswer answer, DepartmentView view) => Check(answer);

    /// <summary>What is wrong with a decision.</summary>
    public static FormErrors Check(DepartmentAnswer answer) => new FormErrors()
        .Add(DepartmentAnswer.ChoiceField, answer.Choice is Choices.Granted or Choices.Refused ? null : "Accordez ou refusez l’agrément.")
        .Add(DepartmentAnswer.WordField, answer.Choice == Choices.Refused && answer.Word.Length == 0
            ? "Donnez les motifs du refus : le médecin les lira."
            : null)
        .Add(DepartmentAnswer.WordField, answer.LengthMistake);
}
