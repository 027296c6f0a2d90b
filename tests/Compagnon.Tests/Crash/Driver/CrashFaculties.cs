using System.Text.Json.Nodes;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Testing;
using NodaTime.Text;

namespace Compagnon.Tests.Crash;

/// <summary>The faculties of a run: the short ones, and one that has every stage, whose sessions come soon.</summary>
internal static class CrashFaculties
{
    private const string Whole = "plaine-du-rhin.json";
    private const int FirstSession = 25, BetweenSessions = 14, Sessions = 12, ConveneDays = 5;

    /// <summary>Whether a dossier of a faculty goes through every stage.</summary>
    public static bool IsWhole(Faculty faculty) => faculty.Commission is not null;

    /// <summary>Writes their files into a folder.</summary>
    public static void Write(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(SampleFaculties.Short)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        var whole = JsonNode.Parse(File.ReadAllText(Path.Combine(SampleFaculties.Delivered, Whole)))!.AsObject();
        var commission = whole["commission"]!;
        var working = WorkingDays.Of(HolidayRegion.AlsaceMoselle);
        var sessions = new JsonArray();
        for (var i = 0; i < Sessions; i++)
        {
            var date = working.NextWorkingDay(ParisTime.DayOf(now).PlusDays(FirstSession + (i * BetweenSessions)));
            sessions.Add(new JsonObject
            {
                ["date"] = LocalDatePattern.Iso.Format(date),
                ["time"] = "18:00",
                ["closing"] = LocalDatePattern.Iso.Format(date.PlusDays(-ConveneDays - 1)),
                ["place"] = "Salle Rhin",
            });
        }

        commission["sessions"] = sessions;
        commission["conveneDays"] = ConveneDays;
        commission["opinionReminders"] = new JsonArray(2);
        // Days on which the faculty is closed would move with the day of the run.
        whole["calendar"]!["closed"] = new JsonArray();
        whole["decisions"] = JsonNode.Parse(
            """
            [ { "cycle": "second", "by": "agency", "authority": "Le directeur de l’agence régionale de santé", "reminders": [14] },
              { "cycle": "third", "by": "dean", "authority": "Le doyen de la faculté", "reminders": [7] } ]
            """);
        File.WriteAllText(Path.Combine(folder, Whole), whole.ToJsonString());
    }
}
