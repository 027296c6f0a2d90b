namespace Compagnon.Dossiers;

/// <summary>National numbers as they come out of a spreadsheet. Pure.</summary>
public static class RppsCell
{
    /// <summary>What to do about a cell that holds no national number; null where it is right.</summary>
    public static string? Mistake(string cell)
    {
        var number = Rpps.Clean(cell);
        if (number.Length == 0) return "Un numéro RPPS de 11 chiffres est attendu ; la cellule est vide.";
        if (IsAbbreviated(number))
            return $"Excel a abrégé ce numéro ({number}) et en a perdu des chiffres : donnez à la colonne le format Texte et saisissez-le à nouveau.";
        if (!number.All(char.IsAsciiDigit)) return "Un numéro RPPS ne comporte que des chiffres : 11 sont attendus.";
        if (number.Length != Rpps.Length) return $"Un numéro RPPS compte {Rpps.Length} chiffres ; cette cellule en a {number.Length}.";
        return Rpps.IsValid(number) ? null : "Ce numéro RPPS n’est pas valable : sa clé ne correspond pas, un chiffre est sans doute mal saisi.";
    }

    private static bool IsAbbreviated(string text) =>
        text.Contains('E', StringComparison.OrdinalIgnoreCase) && text.All(c => char.IsAsciiDigit(c) || c is 'E' or 'e' or ',' or '+');
}
