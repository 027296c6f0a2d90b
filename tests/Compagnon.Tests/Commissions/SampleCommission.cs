using System.Text.Json.Nodes;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Commissions;

/// <summary>The sample faculties in a folder of their own, the first one with a commission of three members and four sessions.</summary>
public sealed class SampleCommission : IDisposable
{
    /// <summary>Writes the files.</summary>
    /// <param name="change">What else becomes of the faculty.</param>
    /// <param name="everywhere">Whether the other faculties have the same commission.</param>
    public SampleCommission(Action<JsonObject>? change = null, bool everywhere = false)
    {
        foreach (var file in Directory.EnumerateFiles(SampleFaculties.Short))
        {
            var text = File.ReadAllText(file);
            var isSample = file.EndsWith($"{RunningApp.FacultyId}.json", StringComparison.Ordinal);
            if (isSample || (everywhere && !file.EndsWith("schema.json", StringComparison.Ordinal)))
            {
                var faculty = JsonNode.Parse(text)!.AsObject();
                AddTo(faculty);
                if (isSample) change?.Invoke(faculty);
                text = faculty.ToJsonString();
            }

            File.WriteAllText(Path.Combine(Folder, Path.GetFileName(file)), text);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("compagnon-commission-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static void AddTo(JsonObject faculty)
    {
        var people = faculty["people"]!.AsArray();
        for (var i = people.Count - 1; i >= 0; i--)
            if (people[i]!["roles"]!.AsArray().Any(role => (string)role! is "member" or "chair")) people.RemoveAt(i);
        foreach (var (id, role, name) in Members)
            people.Add(new JsonObject
            {
                ["id"] = id,
                ["roles"] = new JsonArray(role),
                ["name"] = name,
                ["address"] = $"{id}@medecine-valdedore.example",
            });
        faculty["commission"] = JsonNode.Parse(
            """
            {
              "name": "Commission d’agrément",
              "sessions": [
                { "date": "2027-04-15", "time": "14:30", "closing": "2027-03-31", "place": "Salle du conseil" },
                { "date": "2027-06-10", "time": "14:30", "closing": "2027-05-20", "place": "Salle du conseil", "video": "https://video.example/commission" },
                { "date": "2027-09-16", "time": "09:00", "closing": "2027-08-31", "video": "https://video.example/commission" },
                { "date": "2027-11-18", "time": "14:30", "closing": "2027-10-31", "place": "Amphithéâtre B" }
              ],
              "quorum": 2,
              "conveneDays": 10,
              "opinionReminders": [4, 8],
              "outcomeReminders": [1, 3],
              "conditionalMonths": 12
            }
            """);
    }

    private static readonly (string Id, string Role, string Name)[] Members =
    [
        ("p-armand", "chair", "Pr Paule Armand"),
        ("b-cordier", "member", "Dr Bruno Cordier"),
        ("s-lemaire", "member", "Dr Sophie Lemaire"),
    ];
}
