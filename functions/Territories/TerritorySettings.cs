namespace Compagnon.Territories;

/// <summary>Where the files of communes and zones lie.</summary>
public sealed class TerritorySettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Territories";

    /// <summary>The folder; a relative one starts beside the app. Default: <c>Territories</c>.</summary>
    public string? Path { get; set; }
}
