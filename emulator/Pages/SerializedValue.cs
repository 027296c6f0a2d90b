using System.Text.Encodings.Web;
using System.Text.Json;

namespace Compagnon.Emulator.Pages;

/// <summary>Inputs, results and payloads as people read them.</summary>
internal static class SerializedValue
{
    private const int Longest = 20_000;
    private const int LongestInLine = 80;

    // What is written here is encoded once more, for HTML.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    /// <summary>A value in the line when it is short, else folded; nothing for null.</summary>
    /// <param name="id">The id of what is folded, unique in the page, so that it stays open when the page is refreshed.</param>
    /// <param name="json">The value.</param>
    public static Html Show(string id, string? json)
    {
        if (json is null or "null")
            return Html.Empty;
        var isWhole = json.Length <= Longest;
        var line = isWhole ? Write(json, Compact) : json;
        if (line.Length <= LongestInLine)
            return Html.Of($" <code>{line}</code>");
        var text = isWhole ? Write(json, Indented) : string.Concat(json.AsSpan(0, Longest), "…");
        var first = string.Concat(line.AsSpan(0, LongestInLine), "…");
        return Html.Of(
            $" <details id=\"{id}\"><summary><code>{first}</code></summary><pre class=\"source\" tabindex=\"0\">{text}</pre></details>");
    }

    /// <summary>A value as plain text: a text without its quotes, the rest as it is.</summary>
    public static string Plain(string? json)
    {
        if (json is not ['"', ..])
            return json ?? "";
        try
        {
            return JsonSerializer.Deserialize<string>(json) ?? "";
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string Write(string json, JsonSerializerOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, options);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
