using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Territories;

/// <summary>Registers the communes.</summary>
public static class TerritoryServices
{
    /// <summary>
    /// Adds <see cref="CommuneBook"/> with the files of the folder <c>Territories:Path</c> (default: <c>Territories</c> beside the app; a
    /// relative one starts there too), and the warning at start about what they do not class. Reads the files now: an app whose files are
    /// wrong does not start.
    /// </summary>
    /// <exception cref="TerritoryFileException">A mistake in any file.</exception>
    public static IServiceCollection AddTerritories(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = configuration.Read<TerritorySettings>().Path.OrNull() ?? "Territories";
        return services
            .AddSingleton(TerritoryFiles.Load(Path.GetFullPath(folder, AppContext.BaseDirectory)))
            .AddHostedService<TerritoryGaps>();
    }
}
