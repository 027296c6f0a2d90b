using Microsoft.Extensions.Configuration;

namespace Compagnon.Links;

/// <summary>The keys that links are signed with: base64 of at least <see cref="LinkKeys.MinimumBytes"/> random bytes each.</summary>
public sealed class LinkSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Links";

    /// <summary>Signs, and is accepted. Required.</summary>
    public string? CurrentKey { get; set; }

    /// <summary>Is accepted only, while a key is being changed.</summary>
    public string? PreviousKey { get; set; }
}

/// <summary>Where people reach the site.</summary>
public sealed class SiteSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Site";

    /// <summary>The address that stands in mails; http or https. Default: that of the host.</summary>
    public string? PublicAddress { get; set; }
}

/// <summary>What the host says of itself. Azure and the emulator set it, nobody else.</summary>
public sealed class HostSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => null;

    /// <summary>The name, with a port where it is none of the usual, at which the host answers.</summary>
    [ConfigurationKeyName("WEBSITE_HOSTNAME")]
    public string? Name { get; set; }
}
