using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Assignments;

/// <summary>What somebody of the department typed into the form of a review or a decision, and whether it will do. Pure.</summary>
/// <param name="Choice">One of <see cref="Choices"/>; empty where nothing was chosen.</param>
/// <param name="Pieces">Ids of the pieces that were ticked.</param>
/// <param name="Word">The word or the reasons, with plain line ends.</param>
public sealed record DepartmentAnswer(string Choice, IReadOnlyList<string> Pieces, string Word)
{
    /// <summary>Names of the fields.</summary>
    public const string ChoiceField = "choix", PiecesField = "pieces", WordField = "mot";

    /// <summary>An empty form.</summary>
    public static DepartmentAnswer Nothing { get; } = new("", [], "");

    /// <summary>What a form says. Fields that are missing are empty.</summary>
    public static DepartmentAnswer From(IFormCollection form) => new(
        form[ChoiceField].FirstOrDefault() ?? "",
        [.. form[PiecesField].OfType<string>().Distinct(StringComparer.Ordinal)],
        Plain(form[WordField].FirstOrDefault() ?? ""));

    /// <summary>Who answers an assignment of this kind; null where it is not the department.</summary>
    public static StaffRole? RoleFor(AssignmentKind kind) => kind switch
    {
        AssignmentKind.Review => StaffRole.Secretariat,
        AssignmentKind.Decision => StaffRole.Coordinator,
        _ => null,
    };

    /// <summary>What is wrong with it as an answer to an assignment of <paramref name="kind"/>.</summary>
    public FormErrors Check(AssignmentKind kind, Faculty procedure) =>
        (kind == AssignmentKind.Review ? CheckReview(procedure) : CheckDecision())
        .Add(WordField, Word.Length > AssignmentDesk.LongestWord
            ? $"Raccourcissez ce texte : il compte {Word.Length} caractères, {AssignmentDesk.LongestWord} au plus."
            : null);

    private FormErrors CheckReview(Faculty procedure)
    {
        var errors = new FormErrors();
        switch (Choice)
        {
            case Choices.Complete:
                return errors.Add(PiecesField, Pieces.Count == 0
                    ? null
                    : "Décochez les pièces si le dossier est complet, ou choisissez « Il manque des pièces ».");
            case Choices.Missing:
                return errors
                    .Add(PiecesField, Pieces.Count > 0 ? null : "Cochez au moins une pièce à fournir.")
                    .Add(PiecesField, Pieces.All(piece => procedure.Pieces.Any(known => known.Id == piece))
                        ? null
                        : "Cochez des pièces de la liste : une de celles-ci n’en fait plus partie.")
                    .Add(WordField, Word.Length > 0 ? null : "Écrivez au médecin ce qui manque ou ce qui est à refaire.");
            default:
                return errors.Add(ChoiceField, "Dites si le dossier est complet.");
        }
    }

    private FormErrors CheckDecision() => new FormErrors()
        .Add(ChoiceField, Choice is Choices.Granted or Choices.Refused ? null : "Accordez ou refusez l’agrément.")
        .Add(WordField, Choice == Choices.Refused && Word.Length == 0 ? "Donnez les motifs du refus : le médecin les lira." : null);

    private static string Plain(string text) => string.Concat(
        text.ReplaceLineEndings("\n").Where(letter => letter == '\n' || !char.IsControl(letter))).Trim();
}
