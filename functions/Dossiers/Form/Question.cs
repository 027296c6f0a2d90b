using System.Globalization;

namespace Compagnon.Dossiers.Form;

/// <summary>One field of a step, with all that is asked, shown and checked about it.</summary>
/// <param name="Name">The field's name in the form and its id on the page.</param>
/// <param name="Label">What is asked.</param>
public abstract record Question(string Name, string Label)
{
    /// <summary>One sentence of help; may be absent.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether it may stay empty.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether it must be filled in some cases only, as its hint or group says.</summary>
    public bool Conditional { get; init; }

    /// <summary>In the summary, where the question itself would be long.</summary>
    public string? Short { get; init; }

    /// <summary>Fields that belong together, as one person: what is written above them. May be absent.</summary>
    public string? Group { get; init; }

    /// <summary>The same in the summary; without it, <see cref="Group"/>.</summary>
    public string? GroupShort { get; init; }

    /// <summary>What is kept of what was sent.</summary>
    internal abstract IEnumerable<string> Clean(IReadOnlyList<string> sent);

    /// <summary>The answer as people read it: one line, or several for several values; nothing where nothing was answered.</summary>
    internal virtual IReadOnlyList<string> Shown(Answers answers) => answers.Of(Name);
}

/// <summary>A text of one line or several.</summary>
/// <param name="Name">The field.</param>
/// <param name="Label">What is asked.</param>
/// <param name="Longest">Most characters.</param>
public sealed record TextQuestion(string Name, string Label, int Longest) : Question(Name, Label)
{
    /// <summary>More than one makes a text area.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Fewest characters of an answer.</summary>
    public int Shortest { get; init; }

    /// <summary>What the browser may fill in.</summary>
    public string? Autocomplete { get; init; }

    /// <summary>Which keyboard a phone shows.</summary>
    public string? InputMode { get; init; }

    /// <summary>Class for the width.</summary>
    public string? Width { get; init; }

    /// <summary>Shown before the text in the summary: « RPPS ».</summary>
    public string Before { get; init; } = "";

    /// <summary>What is wrong with a text that is there and not too long; null when nothing is.</summary>
    internal Func<string, string?> Mistake { get; init; } = _ => null;

    /// <summary>How a single line is cleaned beyond what cannot be seen.</summary>
    internal Func<string, string> Tidy { get; init; } = text => text;

    /// <inheritdoc/>
    internal override IEnumerable<string> Clean(IReadOnlyList<string> sent) =>
        sent is [.., var last] ? [Lines > 1 ? Answers.Lines(last) : Tidy(Answers.Line(last))] : [];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Shown(Answers answers) =>
        answers.Text(Name) is { Length: > 0 } text ? [Before.Length > 0 ? $"{Before} {text}" : text] : [];
}

/// <summary>A whole number.</summary>
/// <param name="Name">The field.</param>
/// <param name="Label">What is asked.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
public sealed record NumberQuestion(string Name, string Label, int Least, int Most) : Question(Name, Label)
{
    /// <summary>Shown after the number in the summary: « minutes ».</summary>
    public string Unit { get; init; } = "";

    /// <inheritdoc/>
    internal override IEnumerable<string> Clean(IReadOnlyList<string> sent) => sent is [.., var last] ? [Answers.Line(last)] : [];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Shown(Answers answers) =>
        answers.Text(Name) is { Length: > 0 } text ? [Unit.Length > 0 ? $"{text} {Unit}" : text] : [];

    /// <summary>The number that was typed, if it is one within the bounds.</summary>
    internal int? Read(string typed) =>
        int.TryParse(typed.Replace(" ", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= Least && number <= Most
                ? number
                : null;
}

/// <summary>A day, typed as digits.</summary>
/// <param name="Name">The field.</param>
/// <param name="Label">What is asked.</param>
public sealed record DateQuestion(string Name, string Label) : Question(Name, Label)
{
    private static readonly string[] Formats = ["d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d M yyyy", "ddMMyyyy", "yyyy-MM-dd"];

    /// <inheritdoc/>
    internal override IEnumerable<string> Clean(IReadOnlyList<string> sent) => sent is [.., var last] ? [Answers.Line(last)] : [];

    /// <summary>The day that was typed, if it is one.</summary>
    internal static DateOnly? Read(string typed) =>
        DateOnly.TryParseExact(typed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>As it stands in the field.</summary>
    internal static string Write(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
}

/// <summary>A box to tick: what is agreed to.</summary>
/// <param name="Name">The field.</param>
/// <param name="Label">What is agreed to.</param>
/// <param name="Missing">What to tell whoever does not.</param>
public sealed record TickQuestion(string Name, string Label, string Missing) : Question(Name, Label)
{
    /// <summary>What a ticked box sends.</summary>
    public const string Yes = "oui";

    /// <inheritdoc/>
    internal override IEnumerable<string> Clean(IReadOnlyList<string> sent) => sent.Contains(Yes) ? [Yes] : [];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Shown(Answers answers) => [];
}

/// <summary>A question with given answers.</summary>
/// <param name="Name">The field; the first answer bears it as its id.</param>
/// <param name="Label">What is asked.</param>
/// <param name="Options">The answers: what the form sends, what people read.</param>
public record ChoiceQuestion(string Name, string Label, IReadOnlyList<(string Value, string Label)> Options) : Question(Name, Label)
{
    /// <summary>Whether several answers may be given.</summary>
    public bool Several { get; init; }

    /// <summary>Many answers: a list that opens.</summary>
    public bool AsList { get; init; }

    /// <summary>Few words each: side by side.</summary>
    public bool Inline { get; init; }

    /// <summary>Yes or no.</summary>
    public static ChoiceQuestion YesNo(string name, string label) =>
        new(name, label, [(TickQuestion.Yes, "Oui"), ("non", "Non")]) { Inline = true };

    /// <inheritdoc/>
    internal override IEnumerable<string> Clean(IReadOnlyList<string> sent)
    {
        var chosen = Options.Select(option => option.Value).Where(sent.Contains);
        return Several ? chosen : chosen.Take(1);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Shown(Answers answers) =>
        [.. Options.Where(option => answers.Of(Name).Contains(option.Value)).Select(option => option.Label)];
}

/// <summary>A question whose answers are the values of an enumeration.</summary>
/// <param name="Name">The field.</param>
/// <param name="Label">What is asked.</param>
/// <typeparam name="T">The enumeration; every value has its French name.</typeparam>
public sealed record ChoiceQuestion<T>(string Name, string Label)
    : ChoiceQuestion(Name, Label, [.. Enum.GetValues<T>().Select(value => (value.ToString(), value.French()))])
    where T : struct, Enum;
