using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// Pages and endpoints that the emulator serves beside the app's functions, all below <c>/emulator</c>, where no function can be.
/// Every implementation that is registered is mapped once, when the app is built.
/// </summary>
public interface IEmulatorPages
{
    /// <summary>Maps the endpoints.</summary>
    /// <param name="emulator">Routes are relative to <c>/emulator</c>.</param>
    void Map(IEndpointRouteBuilder emulator);
}
