using Compagnon.Consoles;
using Compagnon.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Figures;

/// <summary>Registers the figures.</summary>
public static class FigureServices
{
    /// <summary>Adds their page of the console, and their export.</summary>
    public static IServiceCollection AddFigures(this IServiceCollection services) => services
        .AddSingleton<FigureDesk>()
        .AddConsoleExport<FigureExport>()
        .AddConsolePage(FigureEndpoints.Page);
}
