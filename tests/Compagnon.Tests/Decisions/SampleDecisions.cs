using System.Text.Json.Nodes;

namespace Compagnon.Tests.Decisions;

/// <summary>Who decides after the commission: the dean for the second cycle, the agency for the third.</summary>
public static class SampleDecisions
{
    /// <summary>Id of the dean.</summary>
    public const string Dean = "a-roche";

    /// <summary>Adds the dean and both rules to a faculty's file.</summary>
    public static void AddTo(JsonObject faculty)
    {
        faculty["people"]!.AsArray().Add(new JsonObject
        {
            ["id"] = Dean,
            ["roles"] = new JsonArray("dean"),
            ["name"] = "Pr Alix Roche",
            ["address"] = "doyenne@medecine-valdedore.example",
        });
        faculty["decisions"] = JsonNode.Parse(
            """
            [
              { "cycle": "third", "by": "agency", "authority": "Le directeur général de l’agence régionale de santé", "reminders": [14, 28] },
              { "cycle": "second", "by": "dean", "authority": "La doyenne de la faculté", "reminders": [3, 7] }
            ]
            """);
    }
}
