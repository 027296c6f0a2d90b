namespace Compagnon.Faculties;

/// <summary>Where the faculties' files lie.</summary>
public sealed class FacultySettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Faculties";

    /// <summary>The folder; a relative one starts beside the app. Default: <c>Faculties</c>.</summary>
    public string? Path { get; set; }
}
