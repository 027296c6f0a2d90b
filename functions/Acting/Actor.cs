namespace Compagnon.Acting;

/// <summary>
/// Who acts, where a link or a sign-in says only which mailbox: somebody of those who share it, by the name that they gave; and whoever
/// comes by a group of the directory, by their name there.
/// </summary>
/// <param name="Person">The id of the mailbox that is shared, or of whoever comes by a group.</param>
/// <param name="Name">« Mme Martin »: as it was typed, and not proven, as a signature on paper is not; or as the directory has it.</param>
public sealed record Actor(string Person, string Name)
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 60;

    private static readonly AsyncLocal<Actor?> Local = new();

    /// <summary>Who acts in this request; null where nobody was asked: outside of requests, and where the person alone is who acts.</summary>
    public static Actor? Current
    {
        get => Local.Value;
        internal set => Local.Value = value;
    }

    /// <summary>The name of who acts as <paramref name="by"/> in this request; null where nobody was asked.</summary>
    public static string? NameOf(string by) => Current is { } actor && actor.Person == by ? actor.Name : null;

    /// <summary>« Secrétariat (Mme Martin) ».</summary>
    public static string Of(string name, string? actor) => actor is { Length: > 0 } ? $"{name} ({actor})" : name;
}
