using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;

namespace Compagnon.Dossiers.Form;

/// <summary>What people read for a value of the form's enumerations: its <see cref="DescriptionAttribute"/>.</summary>
public static class FrenchNames
{
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    /// <summary>« Maison de santé pluriprofessionnelle ».</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has no French name.</exception>
    public static string French(this Enum value) => Known.GetOrAdd(
        value,
        static it => it.GetType().GetField(it.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new ArgumentOutOfRangeException(nameof(value), it, $"Expected a value of {it.GetType().Name} with a description."));
}
