namespace Compagnon.Testing;

/// <summary>
/// The faculties that most tests run with: as short a procedure as there is (completeness, then the coordinator decides), so that a test
/// of one stage does not walk through the others and the faculties that the app is delivered with can change.
/// </summary>
public static class SampleFaculties
{
    /// <summary>The folder of the short ones.</summary>
    public static string Short { get; } = Path.Combine(AppContext.BaseDirectory, "ShortFaculties");

    /// <summary>The folder of those that the app is delivered with.</summary>
    public static string Delivered { get; } = Path.Combine(AppContext.BaseDirectory, "Faculties");
}
