using Microsoft.Extensions.DependencyInjection;

// Not Compagnon.Console: that would hide System.Console from everything below Compagnon.
namespace Compagnon.Consoles;

/// <summary>Registers the console.</summary>
public static class ConsoleServices
{
    /// <summary>Adds <see cref="ConsoleDesk"/> and what it needs. Capabilities add their pages themselves.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddSingleton<SignedInReader>();
        services.AddSingleton<ConsolePages>();
        services.AddSingleton<ConsoleDesk>();
        services.AddSingleton<SentTableForm>();
        services.AddSingleton<ViewBook>();
        services.AddSingleton<DossierDesk>();
        services.AddConsolePage(WorkEndpoints.Page);
        services.AddConsolePage(ProcedureEndpoints.Page);
        return services;
    }
}
