using System.Text.Json;

namespace Compagnon.Emulator.Hosting;

/// <summary>What the emulator heeds of host.json.</summary>
/// <param name="RoutePrefix">The prefix of HTTP routes, without slashes at its ends; empty for none.</param>
internal sealed record HostJson(string RoutePrefix)
{
    private const string DefaultPrefix = "api";

    /// <summary>Reads a host.json; an absent one holds the defaults.</summary>
    /// <exception cref="EmulatorStartException">It cannot be read.</exception>
    public static HostJson Read(string file)
    {
        if (!File.Exists(file))
        {
            return new HostJson(DefaultPrefix);
        }

        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var prefix = Property(Property(Property(json.RootElement, "extensions"), "http"), "routePrefix");
            return new HostJson(prefix?.ValueKind == JsonValueKind.String ? prefix.Value.GetString()!.Trim('/') : DefaultPrefix);
        }
        catch (JsonException e)
        {
            throw new EmulatorStartException($"{file}, line {e.LineNumber + 1}: this is not JSON. Expected a host.json of version 2.0.", e);
        }
    }

    private static JsonElement? Property(JsonElement? parent, string name)
    {
        if (parent is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        return element.EnumerateObject()
            .Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(property => (JsonElement?)property.Value)
            .FirstOrDefault();
    }
}
