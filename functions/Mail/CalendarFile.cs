using System.Globalization;
using System.Text;

namespace Compagnon.Mail;

/// <summary>The lines of a calendar file (RFC 5545): CRLF line ends, folded at 75 octets, moments in UTC.</summary>
internal sealed class CalendarFile
{
    private const int LongestLine = 75;

    private readonly StringBuilder lines = new();

    /// <summary>Adds a line as it stands. A character of several octets is never cut.</summary>
    public void Line(string text)
    {
        var octets = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                lines.Append("\r\n ");
                octets = 1;
            }

            lines.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        lines.Append("\r\n");
    }

    /// <summary>Adds a text, whatever signs it has.</summary>
    public void Text(string name, string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text.ReplaceLineEndings("\n"))
        {
            if (letter == '\n') escaped.Append("\\n");
            else if (letter is '\\' or ';' or ',') escaped.Append('\\').Append(letter);
            else if (!char.IsControl(letter)) escaped.Append(letter);
        }

        Line($"{name}:{escaped}");
    }

    /// <summary>Adds a moment.</summary>
    public void Moment(string name, DateTimeOffset moment) =>
        Line($"{name}:{moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");

    /// <summary>The file.</summary>
    public override string ToString() => lines.ToString();
}
