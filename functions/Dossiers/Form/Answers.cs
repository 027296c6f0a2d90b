using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Dossiers.Form;

/// <summary>What stands in the fields of a step: by the field's name, as it was typed, without what cannot be seen.</summary>
public sealed class Answers
{
    private readonly SortedDictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);

    /// <summary>Nothing typed yet.</summary>
    public static Answers None => new();

    /// <summary>By field; fields without anything are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> All => values;

    /// <summary>Whether nothing was typed.</summary>
    public bool IsEmpty => values.Count == 0;

    /// <summary>The values of a field.</summary>
    public IReadOnlyList<string> Of(string field) => values.GetValueOrDefault(field) ?? [];

    /// <summary>The one value of a field; empty where there is none.</summary>
    public string Text(string field) => Of(field) is [.., var last] ? last : "";

    /// <summary>Fills a field; with nothing, empties it.</summary>
    public Answers Set(string field, params IEnumerable<string> texts)
    {
        var kept = texts.Where(text => text.Length > 0).ToList();
        if (kept.Count > 0) values[field] = kept;
        else values.Remove(field);
        return this;
    }

    /// <summary>Whether the same stands in all fields.</summary>
    public bool IsSameAs(Answers other) =>
        values.Count == other.values.Count && values.All(field => field.Value.SequenceEqual(other.Of(field.Key)));

    /// <summary>Reads what was typed into the fields of a step, and nothing else that was sent.</summary>
    public static Answers From(IFormCollection form, IEnumerable<Question> questions)
    {
        var answers = new Answers();
        foreach (var question in questions)
        {
            var sent = form[question.Name].Where(text => text is not null).Select(text => text!);
            answers.Set(question.Name, question.Clean([.. sent]));
        }
        return answers;
    }

    /// <summary>One line: composed, spaces folded, without what cannot be seen.</summary>
    public static string Line(string typed) => PersonName.Clean(typed);

    /// <summary>Several lines: with line ends of one kind, without what cannot be seen and without spaces around it.</summary>
    public static string Lines(string typed)
    {
        var text = new StringBuilder();
        foreach (var rune in typed.ReplaceLineEndings("\n").EnumerateRunes())
        {
            // The joiner of emoji and of some scripts is the one invisible character that means something.
            if (rune.Value is '\n' or '\t' or 0x200D
                || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.OtherNotAssigned))
            {
                text.Append(rune.ToString());
            }
        }
        return text.ToString().Trim().Normalize(NormalizationForm.FormC);
    }
}
