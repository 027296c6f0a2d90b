using System.Globalization;
using System.Text;

namespace Compagnon.Dossiers;

/// <summary>First and last names as people bear them: letters of any script, with spaces, hyphens, apostrophes and points.</summary>
public static class PersonName
{
    /// <summary>Longest name, in characters.</summary>
    public const int Longest = 100;

    /// <summary>Composed, without spaces around it or doubled in it, and without what cannot be seen.</summary>
    public static string Clean(string? typed)
    {
        var text = new StringBuilder();
        foreach (var rune in (typed ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
            }
            // What stands for no character (as U+FFFE) cannot be composed and is no part of a name either.
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.OtherNotAssigned))
            {
                text.Append(rune.ToString());
            }
        }
        return text.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether <paramref name="name"/>, cleaned, can be a name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest && name.EnumerateRunes().Any(Rune.IsLetter) && name.EnumerateRunes().All(IsAllowed);

    /// <summary>What to tell somebody who typed <paramref name="name"/> (cleaned); null when it can be a name.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="which">« prénom » or « nom ».</param>
    public static string? Mistake(string name, string which)
    {
        if (name.Length == 0) return $"Indiquez votre {which}.";
        if (name.Length > Longest) return $"Votre {which} ne peut pas dépasser {Longest} caractères.";
        return IsValid(name)
            ? null
            : $"Votre {which} ne peut comporter que des lettres, des espaces, des traits d’union et des apostrophes.";
    }

    private static bool IsAllowed(Rune rune) =>
        Rune.IsLetter(rune) || rune.Value is ' ' or '-' or '\'' or '’' or '.' or '‐' or '·'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
