namespace Compagnon.Dossiers;

/// <summary>A doctor's national number (répertoire partagé des professionnels de santé): 11 digits, the last a Luhn key.</summary>
public static class Rpps
{
    /// <summary>Digits of a number.</summary>
    public const int Length = 11;

    /// <summary>Without the spaces, dots and dashes that people group digits with.</summary>
    public static string Clean(string? typed) =>
        new([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('.' or '-' or '\u200b' or '\ufeff'))]);

    /// <summary>Whether <paramref name="number"/> is 11 digits with the right key. Whether somebody bears it is not known here.</summary>
    public static bool IsValid(string? number) =>
        number is { Length: Length } && number.All(char.IsAsciiDigit) && number.Any(digit => digit != '0') && Sum(number) % 10 == 0;

    /// <summary>What to tell somebody who typed <paramref name="number"/> (cleaned); null when it is right.</summary>
    public static string? Mistake(string number)
    {
        if (number.Length == 0) return "Indiquez votre numéro RPPS.";
        if (!number.All(char.IsAsciiDigit)) return "Le numéro RPPS ne comporte que des chiffres.";
        if (number.Length != Length)
            return $"Le numéro RPPS comporte {Length} chiffres ; vous en avez saisi {number.Length}.";
        return IsValid(number) ? null : "Ce numéro RPPS n’est pas valable : un chiffre est sans doute mal saisi.";
    }

    // Every second digit from the right, without the key, counts double; a double's two digits are added up.
    private static int Sum(string number)
    {
        var sum = 0;
        for (var i = 0; i < Length; i++)
        {
            var digit = number[Length - 1 - i] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum;
    }
}
