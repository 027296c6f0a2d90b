using Compagnon.Assignments;

namespace Compagnon.Mail;

/// <summary>A piece that a mail asks for.</summary>
/// <param name="Label">Its label.</param>
/// <param name="State">Missing or to be redone.</param>
/// <param name="Word">What is wrong with it; may be empty, and of several lines.</param>
public sealed record AskedPiece(string Label, PieceState State, string Word)
{
    /// <summary>As a mail carries it.</summary>
    public string ToText() => $"{ReviewFindings.NameOf(State)}\n{Label}\n{Word}";

    /// <summary>From what a mail carries.</summary>
    public static AskedPiece Of(string text)
    {
        var parts = text.Split('\n', 3);
        return parts.Length == 3 && ReviewFindings.ReadState(parts[0]) is { } state
            ? new AskedPiece(parts[1], state, parts[2])
            : throw new InvalidDataException($"Expected a piece's state, its label and a word, one a line; got '{text}'.");
    }
}
