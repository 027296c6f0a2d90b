using System.Globalization;
using System.Text;

namespace Compagnon.Territories;

/// <summary>Names of places as people type them: with and without accents, hyphens, apostrophes, capitals; « st » for « saint ».</summary>
internal static class PlaceName
{
    /// <summary>Small letters and digits of the Latin alphabet, one space between words.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Half a surrogate pair cannot be normalized; as a rune it has become the mark of what cannot be shown.
        var whole = string.Concat(text.EnumerateRunes());
        foreach (var rune in whole.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            var small = Rune.ToLowerInvariant(rune);
            if (small.Value is 'œ') folded.Append("oe");
            else if (small.Value is 'æ') folded.Append("ae");
            else if (Rune.IsLetterOrDigit(small)) folded.Append(small);
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>A folded text with « saint » and « sainte » written out.</summary>
    internal static string WriteOut(string folded) =>
        string.Join(' ', folded.Split(' ').Select(word => word switch { "st" => "saint", "ste" => "sainte", _ => word }));
}
