using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Holds;

/// <summary>Registers holds.</summary>
public static class HoldServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddHolds(this IServiceCollection services) => services
        .AddSingleton<HoldBook>()
        .AddSingleton<HoldDesk>();
}
