using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Imports;

/// <summary>Registers what the import of agreements needs.</summary>
public static class ImportServices
{
    /// <summary>Adds it, and the console's page.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddSingleton<ImportBook>();
        services.AddSingleton<ImportDesk>();
        services.AddConsolePage(ImportEndpoints.Page);
        return services;
    }
}
