using System.Text.Json;

namespace Compagnon.Emulator.Identity;

/// <summary>Somebody whom the sign-in page offers.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Address">The address that they sign in with.</param>
/// <param name="Note">What else the file says of them, for whoever chooses: their roles.</param>
internal sealed record LocalPerson(string Name, string Address, string Note);

/// <summary>People of one file.</summary>
/// <param name="Name">The file's <c>name</c>, else its file name.</param>
/// <param name="People">In the order of the file.</param>
internal sealed record LocalTeam(string Name, IReadOnlyList<LocalPerson> People);

/// <summary>
/// The people whom the sign-in page offers: those of every JSON file of a folder that has a list <c>people</c> whose items have a
/// <c>name</c> and an <c>address</c>. What else these files hold is not looked at.
/// </summary>
/// <param name="Folder">The folder; null where none was named.</param>
internal sealed record LocalPeople(string? Folder)
{
    /// <summary>The setting that names the folder; a relative one starts where the app's files lie.</summary>
    public const string Setting = "Emulator:People";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The people as the files stand now, files by name. A file that cannot be read offers nobody.</summary>
    public IReadOnlyList<LocalTeam> Read() => Folder is null || !Directory.Exists(Folder)
        ? []
        :
        [
            .. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
                .Select(TeamOf).OfType<LocalTeam>().Where(team => team.People.Count > 0),
        ];

    private static LocalTeam? TeamOf(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("people", out var people)
                || people.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            return new LocalTeam(
                TextOf(json.RootElement, "name") ?? Path.GetFileNameWithoutExtension(file),
                [.. people.EnumerateArray().Select(PersonOf).OfType<LocalPerson>()]);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // The app itself says what is wrong with its files.
            return null;
        }
    }

    private static LocalPerson? PersonOf(JsonElement person) =>
        TextOf(person, "name") is { } name && TextOf(person, "address") is { } address
            ? new LocalPerson(name, address, NoteOf(person))
            : null;

    private static string? TextOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static string NoteOf(JsonElement person) =>
        person.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? string.Join(", ", roles.EnumerateArray().Select(role => role.ToString()))
            : "";
}
