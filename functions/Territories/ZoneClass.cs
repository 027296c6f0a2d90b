namespace Compagnon.Territories;

/// <summary>How a commune is classed by its regional agency, from the least to the most short of doctors.</summary>
public enum ZoneClass
{
    /// <summary>Not classed: no line of a zones file is about this commune on that day. Not the same as <see cref="None"/>.</summary>
    Unknown,

    /// <summary>Classed as not short of doctors (<c>AUCUNE</c> in the file).</summary>
    None,

    /// <summary>Zone d'appui régional (<c>ZAR</c>).</summary>
    Zar,

    /// <summary>Zone d'action complémentaire (<c>ZAC</c>).</summary>
    Zac,

    /// <summary>Zone d'intervention prioritaire (<c>ZIP</c>).</summary>
    Zip,
}

/// <summary>The classes in French, and what follows from them.</summary>
public static class ZoneClasses
{
    /// <summary>As people read it: « zone d’intervention prioritaire (ZIP) ».</summary>
    public static string Label(this ZoneClass zone) => zone switch
    {
        ZoneClass.Unknown => "commune non classée",
        ZoneClass.None => "hors zone sous-dotée",
        ZoneClass.Zar => "zone d’appui régional (ZAR)",
        ZoneClass.Zac => "zone d’action complémentaire (ZAC)",
        ZoneClass.Zip => "zone d’intervention prioritaire (ZIP)",
        _ => throw new ArgumentOutOfRangeException(nameof(zone), zone, "Not a class of zones."),
    };

    /// <summary>Whether this counts as short of doctors: ZIP and ZAC do, the region's own ZAR does not.</summary>
    public static bool IsUnderserved(this ZoneClass zone) => zone is ZoneClass.Zip or ZoneClass.Zac;
}
