using System.Globalization;
using System.Text;

namespace Compagnon.Dossiers;

/// <summary>The name that a document had on the doctor's machine. Kept to be shown, never used as a path.</summary>
public static class FileName
{
    /// <summary>Longest name that is kept, in characters; a longer one loses its middle, never its ending.</summary>
    public const int Longest = 120;

    private const int LongestEnding = 12;

    /// <summary>What is shown: the last part of a path, without what cannot be seen or would turn the text around; never empty.</summary>
    public static string Display(string? given)
    {
        var last = (given ?? "")[((given ?? "").LastIndexOfAny(['/', '\\']) + 1)..];
        var text = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar)
            {
                text.Append(rune.ToString());
            }
        }

        var name = Normalized(text.ToString()).Trim();
        if (name.Trim('.', ' ').Length == 0) return "document";
        return name.Length <= Longest ? name : Shorten(name);
    }

    /// <summary>
    /// What is shown of a document whose content is known: an ending that says something else is followed by one that is true, so that
    /// « cv.exe » whose bytes are a PDF is opened by a PDF reader and by nothing else.
    /// </summary>
    /// <param name="given">The name that the browser gave.</param>
    /// <param name="endings">Endings of that content, with their dots; the first is the one that is added.</param>
    public static string Display(string? given, IReadOnlyList<string> endings)
    {
        var name = Display(given);
        if (endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))) return name;
        name += endings[0];
        return name.Length <= Longest ? name : Shorten(name);
    }

    private static string Normalized(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Not normalisable as it stands; shown as it came.
            return text;
        }
    }

    private static string Shorten(string name)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot > 0 && name.Length - dot <= LongestEnding ? name[dot..] : "";
        var stem = name[..(Longest - ending.Length - 1)];
        // Half of a character outside the basic plane would be shown as a question mark.
        if (char.IsHighSurrogate(stem[^1])) stem = stem[..^1];
        return stem.TrimEnd() + "…" + ending;
    }
}
