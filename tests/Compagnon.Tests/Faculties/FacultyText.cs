using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compagnon.Tests.Faculties;

/// <summary>A faculty's file with one of its rules replaced.</summary>
internal static class FacultyText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first sample's file with <paramref name="rule"/> as its <paramref name="name"/>.</summary>
    public static string With(string name, string rule) =>
        Changed(File.ReadAllText(Path.Combine(Compagnon.Testing.SampleFaculties.Short, "val-de-dore.json")), name, rule);

    /// <summary>A file's text with <paramref name="rule"/> as its <paramref name="name"/>.</summary>
    public static string Changed(string text, string name, string rule)
    {
        var file = JsonNode.Parse(text)!.AsObject();
        file[name] = JsonNode.Parse(rule);
        return file.ToJsonString(Readable);
    }
}
