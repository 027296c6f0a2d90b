using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Assignments;

/// <summary>What somebody of the department typed into a form. Pure.</summary>
/// <param name="Choice">One of <see cref="Choices"/>; empty where nothing was chosen.</param>
/// <param name="Pieces">Ids of the pieces that were ticked.</param>
/// <param name="Word">The word or the reasons, with plain line ends.</param>
/// <param name="Fields">Every field by its name, as <see cref="Forms.Paragraph"/> makes them plain.</param>
public sealed record DepartmentAnswer(
    string Choice, IReadOnlyList<string> Pieces, string Word, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields)
{
    /// <summary>Names of the fields that every kind of assignment shares.</summary>
    public const string ChoiceField = "choix", PiecesField = "pieces", WordField = "mot";

    /// <summary>An empty form.</summary>
    public static DepartmentAnswer Nothing { get; } = new("", [], "", new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>What a form says. Fields that are missing are empty.</summary>
    public static DepartmentAnswer From(IFormCollection form) => new(
        form.Text(ChoiceField),
        [.. form.Values(PiecesField).Distinct(StringComparer.Ordinal)],
        form.Paragraph(WordField),
        form.ToDictionary(
            field => field.Key,
            IReadOnlyList<string> (field) => [.. field.Value.OfType<string>().Select(Forms.Plain)],
            StringComparer.Ordinal));

    /// <summary>The last value of a field; empty where it did not come.</summary>
    public string Text(string name) => All(name) is { Count: > 0 } all ? all[^1] : "";

    /// <summary>All values of a field.</summary>
    public IReadOnlyList<string> All(string name) => Fields.GetValueOrDefault(name, []);

    /// <summary>What to do about a word that is too long; null where it is not.</summary>
    public string? LengthMistake => Word.Length > AssignmentDesk.LongestWord
        ? $"Raccourcissez ce texte : il compte {Word.Length} caractères, {AssignmentDesk.LongestWord} au plus."
        : null;
}
