using System.Text.Json;

namespace Compagnon.Faculties;

/// <summary>A JSON value that knows the line it stands on, so that a mistake found later can be shown where it was typed.</summary>
internal abstract record LocatedJson(int Line)
{
    internal sealed record Text(int Line, string Value) : LocatedJson(Line);

    internal sealed record Number(int Line, decimal Value) : LocatedJson(Line);

    internal sealed record Bool(int Line, bool Value) : LocatedJson(Line);

    internal sealed record Null(int Line) : LocatedJson(Line);

    internal sealed record List(int Line, IReadOnlyList<LocatedJson> Items) : LocatedJson(Line);

    internal sealed record Map(int Line, IReadOnlyList<Member> Members) : LocatedJson(Line);

    internal sealed record Member(int Line, string Name, LocatedJson Value);

    /// <summary>What it is, in words.</summary>
    internal string Kind => this switch
    {
        Text text => $"the text \"{(text.Value.Length > 60 ? text.Value[..60] + "…" : text.Value)}\"",
        Number number => $"the number {number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
        Bool flag => flag.Value ? "true" : "false",
        Null => "null",
        List => "a list",
        _ => "an object",
    };

    /// <summary>Reads one document. Comments and trailing commas are allowed: people write these files by hand.</summary>
    /// <exception cref="JsonException">Not JSON; <see cref="JsonException.LineNumber"/> counts from 0.</exception>
    internal static LocatedJson Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        var lines = new LineCounter(utf8);
        var reader = new Utf8JsonReader(
            utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var root = ReadValue(ref reader, ref lines);
        while (reader.Read()) { }
        return root;
    }

    private static LocatedJson ReadValue(ref Utf8JsonReader reader, ref LineCounter lines)
    {
        var line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return new Text(line, reader.GetString()!);
            case JsonTokenType.Number: return new Number(line, reader.TryGetDecimal(out var number) ? number : decimal.MaxValue);
            case JsonTokenType.True or JsonTokenType.False: return new Bool(line, reader.GetBoolean());
            case JsonTokenType.Null: return new Null(line);
            case JsonTokenType.StartArray:
                var items = new List<LocatedJson>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, ref lines));
                return new List(line, items);
            default:
                var members = new List<Member>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var at = lines.At(reader.TokenStartIndex);
                    var name = reader.GetString()!;
                    reader.Read();
                    members.Add(new Member(at, name, ReadValue(ref reader, ref lines)));
                }
                return new Map(line, members);
        }
    }

    /// <summary>Tokens come in order, so each stretch is counted once.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> utf8)
    {
        private readonly ReadOnlySpan<byte> utf8Text = utf8;
        private int counted;
        private int line = 1;

        internal int At(long index)
        {
            line += utf8Text[counted..(int)index].Count((byte)'\n');
            counted = (int)index;
            return line;
        }
    }
}
