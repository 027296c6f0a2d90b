using System.Text.Json;
using System.Text.Json.Nodes;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Visits;

/// <summary>The sample faculties in a folder of their own, one of them with a rule for visits and people who visit.</summary>
internal sealed class VisitedFaculty : IDisposable
{
    public const string TeacherRule = """
        {"first": "teacher", "renewal": "none", "mode": "either", "offerDays": 5, "reminders": [3, 7], "reportReminders": [3, 7],
         "noticeDays": [7, 2], "openVisits": 3, "slots": 2, "minutes": 120, "workingDaysOnly": true, "inviteCoordinator": true}
        """;

    public const string PairRule = """
        {"first": "pair", "renewal": "teacher", "mode": "onSite", "offerDays": 5, "reminders": [3, 7], "reportReminders": [3, 7],
         "noticeDays": [2], "openVisits": 3, "slots": 2, "minutes": 90, "workingDaysOnly": true, "inviteCoordinator": false}
        """;

    private static readonly string Samples = SampleFaculties.Short;

    public VisitedFaculty(string rule)
    {
        foreach (var file in Directory.EnumerateFiles(Samples))
        {
            var text = file.EndsWith($"{RunningApp.FacultyId}.json", StringComparison.Ordinal) ? Text(rule) : File.ReadAllText(file);
            File.WriteAllText(Path.Combine(Folder, Path.GetFileName(file)), text);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("compagnon-faculties-").FullName;

    /// <summary>Takes somebody out of the file; the app reads it when it starts again.</summary>
    public void Remove(string person)
    {
        var path = Path.Combine(Folder, $"{RunningApp.FacultyId}.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var people = file["people"]!.AsArray();
        people.Remove(people.Single(known => (string)known!["id"]! == person));
        File.WriteAllText(path, file.ToJsonString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The sample faculty's file with a rule for visits, three teachers and three supervisors, and nothing of the stages after it.</summary>
    public static string Text(string rule)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples, $"{RunningApp.FacultyId}.json")))!.AsObject();
        // Only what everybody must have, so that these tests stand on their own.
        foreach (var other in (string[])["visit", "commission", "decision", "accelerated"]) file.Remove(other);
        AddVisitors(file);
        var text = file.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return text[..text.LastIndexOf('}')] + ",\n\"visit\": " + rule + "}";
    }

    /// <summary>Adds a rule for visits, three teachers and three supervisors to a faculty's file.</summary>
    public static void AddTo(JsonObject faculty, string rule)
    {
        AddVisitors(faculty);
        faculty["visit"] = JsonNode.Parse(rule);
    }

    /// <summary>Adds three teachers and three supervisors in place of those that the file has.</summary>
    public static void AddVisitors(JsonObject faculty)
    {
        var people = faculty["people"]!.AsArray();
        foreach (var person in people.Where(person => person!["roles"]!.AsArray().All(role => (string)role! is "teacher" or "supervisor")).ToList())
            people.Remove(person);
        foreach (var person in people)
        {
            foreach (var role in person!["roles"]!.AsArray().Where(role => (string)role! is "teacher" or "supervisor").ToList())
                person["roles"]!.AsArray().Remove(role);
        }

        foreach (var role in (string[])["teacher", "supervisor"])
        {
            for (var number = 1; number <= 3; number++)
            {
                people.Add(new JsonObject
                {
                    ["id"] = $"{role}-{number}",
                    ["roles"] = new JsonArray(role),
                    ["name"] = $"Dr {role[..1].ToUpperInvariant()}{role[1..]} {number}",
                    ["address"] = $"{role}.{number}@visites.example",
                });
            }
        }
    }
}
