using Microsoft.Extensions.Configuration;

namespace Compagnon;

/// <summary>
/// Settings that belong together: one class a capability, whose properties are all that it reads. Nothing else in the app reads a setting,
/// so that what is set in Azure and on a developer's machine can be compared with what is read.
/// </summary>
public interface ISettings
{
    /// <summary>The section that they stand in; null for those that stand in none.</summary>
    static abstract string? Section { get; }
}

/// <summary>Reads settings.</summary>
public static class Settings
{
    /// <summary>The settings of a capability; what is not set is null, and so is what is set to nothing.</summary>
    public static T Read<T>(this IConfiguration configuration)
        where T : ISettings, new()
    {
        var settings = new T();
        (T.Section is { } section ? configuration.GetSection(section) : configuration).Bind(settings);
        return settings;
    }

    /// <summary>The text, or null where there is none or only blanks.</summary>
    internal static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
