using System.Text.Json;

namespace Compagnon.Faculties;

/// <summary>Reads the folder of faculties: one file each, named after its id. Either all of them are right or none is used.</summary>
public static class FacultyFiles
{
    /// <summary>The schema that editors use stands beside the files and is no faculty.</summary>
    public const string Schema = "faculty.schema.json";

    /// <summary>Reads every <c>*.json</c> of <paramref name="folder"/> but the schema, by name.</summary>
    /// <exception cref="FacultyFileException">A mistake in any file, two faculties on one département, or no file at all.</exception>
    public static IReadOnlyList<Faculty> Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FacultyFileException(
                [new(folder, 0, "", "is not a folder; expected the faculties' files here (setting Faculties:Path)")]);
        var files = Directory.EnumerateFiles(folder, "*.json")
            .Where(file => Path.GetFileName(file) != Schema)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
            throw new FacultyFileException(
                [new(folder, 0, "", "holds no faculty; expected at least one file NAME.json (setting Faculties:Path)")]);

        var mistakes = new List<FacultyMistake>();
        var faculties = new List<Faculty>();
        var served = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (faculty, binder) = Read(file, File.ReadAllBytes(file), mistakes);
            if (faculty is null) continue;
            faculties.Add(faculty);
            for (var i = 0; i < faculty.Departements.Count; i++)
            {
                var code = faculty.Departements[i];
                if (served.TryAdd(code, file) || served[code] == file) continue;
                var place = $"departements[{i}]";
                mistakes.Add(
                    new(
                        file,
                        binder!.LineOf(place),
                        place,
                        $"is served already: \"{code}\" stands in {Path.GetFileName(served[code])} too"));
            }
        }
        return mistakes.Count == 0 ? faculties : throw new FacultyFileException(mistakes);
    }

    /// <summary>Reads one faculty out of the text of a file; every mistake goes to <paramref name="mistakes"/>.</summary>
    internal static (Faculty? Faculty, FacultyBinder? Binder) Read(string file, byte[] utf8, List<FacultyMistake> mistakes)
    {
        LocatedJson json;
        try
        {
            json = LocatedJson.Parse(utf8);
        }
        catch (JsonException wrong)
        {
            mistakes.Add(new(file, (int)(wrong.LineNumber ?? 0) + 1, "", $"is not JSON: {wrong.Message}"));
            return default;
        }

        var binder = new FacultyBinder(file);
        var faculty = binder.Bind(json);
        mistakes.AddRange(binder.Mistakes);
        foreach (var failure in new FacultyRules().Validate(faculty).Errors)
        {
            var place = Camel(failure.PropertyName);
            if (binder.WasRead(place)) mistakes.Add(new(file, binder.LineOf(place), place, failure.ErrorMessage));
        }
        if (binder.WasRead("id") && faculty.Id != Path.GetFileNameWithoutExtension(file))
            mistakes.Add(
                new(
                    file,
                    binder.LineOf("id"),
                    "id",
                    $"expected the file's name, \"{Path.GetFileNameWithoutExtension(file)}\"; found \"{faculty.Id}\""));
        return (faculty, binder);
    }

    /// <summary>FluentValidation names properties as C# does, the file as JSON does.</summary>
    private static string Camel(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
