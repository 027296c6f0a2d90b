using System.Security.Cryptography;

namespace Compagnon.Care;

/// <summary>A number of its own for each form that writes something: sent twice, it writes once.</summary>
public static class FormId
{
    /// <summary>The hidden field.</summary>
    public const string Field = "formulaire";

    private const int Length = 20;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new one (100 bits).</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether a text has the form of one: it becomes the key of a row.</summary>
    public static bool Is(string text) => text.Length == Length && text.All(Alphabet.Contains);
}
