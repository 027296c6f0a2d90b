using System.Reflection;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Faculties;

/// <summary>
/// Binds a faculty's file to <see cref="Faculty"/> by the records' own constructors, and goes on after a mistake: whoever corrects the file
/// sees all of them at once, each with its line. (A serializer would stop at the first and name only an offset.)
/// </summary>
internal sealed class FacultyBinder(string file)
{
    /// <summary>Places whose value could not be read: the rules say nothing about these, the shape has been said already.</summary>
    private readonly HashSet<string> unreadable = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, int> lines = new(StringComparer.OrdinalIgnoreCase);

    internal List<FacultyMistake> Mistakes { get; } = [];

    internal Faculty Bind(LocatedJson root) => (Faculty)Read(typeof(Faculty), root, "")!;

    /// <summary>The line of <paramref name="place"/>, or of the nearest thing around it.</summary>
    internal int LineOf(string place)
    {
        for (var at = place; ; at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))])
        {
            if (lines.TryGetValue(at, out var line)) return line;
            if (at.Length == 0) return 1;
        }
    }

    /// <summary>Whether the value at <paramref name="place"/>, or something that it is part of, was read as it stands.</summary>
    internal bool WasRead(string place) =>
        !unreadable.Any(bad => place.StartsWith(bad, StringComparison.OrdinalIgnoreCase)
            && (place.Length == bad.Length || place[bad.Length] is '.' or '['));

    private object? Read(Type type, LocatedJson json, string place)
    {
        lines[place] = json.Line;
        if (type == typeof(string)) return json is LocatedJson.Text text ? text.Value.Trim() : Wrong(type, json, place, "a text in quotes");
        if (type == typeof(bool)) return json is LocatedJson.Bool flag ? flag.Value : Wrong(type, json, place, "true or false");
        if (type == typeof(int))
            return json is LocatedJson.Number { Value: var number } && number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue
                ? (int)number : Wrong(type, json, place, "a whole number");
        if (type == typeof(LocalDate))
            return json is LocatedJson.Text { Value: var written } && LocalDatePattern.Iso.Parse(written.Trim()) is { Success: true, Value: var day }
                ? day : Wrong(type, json, place, "a day, such as \"2027-03-12\"");
        if (type.IsEnum)
            return json is LocatedJson.Text { Value: var name } && Enum.GetNames(type).FirstOrDefault(n => Camel(n) == name) is { } known
                ? Enum.Parse(type, known)
                : Wrong(type, json, place, "one of " + string.Join(", ", Enum.GetNames(type).Select(n => $"\"{Camel(n)}\"")));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ReadList(type.GenericTypeArguments[0], json, place);
        return ReadRecord(type, json, place);
    }

    private Array ReadList(Type item, LocatedJson json, string place)
    {
        if (json is not LocatedJson.List list)
        {
            Wrong(item, json, place, "a list in square brackets");
            return Array.CreateInstance(item, 0);
        }
        var items = Array.CreateInstance(item, list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++) items.SetValue(Read(item, list.Items[i], $"{place}[{i}]"), i);
        return items;
    }

    private object ReadRecord(Type type, LocatedJson json, string place)
    {
        var map = json as LocatedJson.Map;
        if (map is null) Wrong(type, json, place, "an object in braces");
        var members = new Dictionary<string, LocatedJson.Member>(StringComparer.Ordinal);
        var constructor = type.GetConstructors().Single(c => c.GetParameters().All(p => p.ParameterType != type));
        var names = constructor.GetParameters().Select(p => Camel(p.Name!)).ToHashSet();
        foreach (var member in map?.Members ?? [])
        {
            if (place.Length == 0 && member.Name == "$schema") continue;
            if (!names.Contains(member.Name))
                Add(member.Line, Join(place, member.Name), $"is not known here; expected {string.Join(", ", names)}");
            else if (!members.TryAdd(member.Name, member))
                Add(member.Line, Join(place, member.Name), $"stands twice; it is on line {members[member.Name].Line} already");
        }
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Argument(p, members, map, place))]);
    }

    private object? Argument(ParameterInfo parameter, Dictionary<string, LocatedJson.Member> members, LocatedJson.Map? map, string place)
    {
        var name = Camel(parameter.Name!);
        var at = Join(place, name);
        if (members.TryGetValue(name, out var member))
        {
            if (member.Value is LocatedJson.Null && parameter.HasDefaultValue) return parameter.DefaultValue;
            return Read(parameter.ParameterType, member.Value, at);
        }
        if (parameter.HasDefaultValue) return parameter.DefaultValue;
        if (map is not null) Add(map.Line, at, "is missing");
        unreadable.Add(at);
        return Empty(parameter.ParameterType);
    }

    private object? Wrong(Type type, LocatedJson json, string place, string expected)
    {
        Add(json.Line, place, $"expected {expected}; found {json.Kind}");
        unreadable.Add(place);
        return Empty(type);
    }

    /// <summary>Something of the right type, so that reading can go on; no rule looks at it.</summary>
    private static object? Empty(Type type)
    {
        if (type == typeof(string)) return "";
        if (type.IsValueType) return Activator.CreateInstance(type);
        if (type.IsGenericType) return Array.CreateInstance(type.GenericTypeArguments[0], 0);
        var constructor = type.GetConstructors().Single(c => c.GetParameters().All(p => p.ParameterType != type));
        return constructor.Invoke(
            [.. constructor.GetParameters().Select(p => p.HasDefaultValue ? p.DefaultValue : Empty(p.ParameterType))]);
    }

    private void Add(int line, string place, string message) => Mistakes.Add(new FacultyMistake(file, line, place, message));

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
