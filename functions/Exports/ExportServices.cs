using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Exports;

/// <summary>Registers the page of exports and its own tables.</summary>
public static class ExportServices
{
    /// <summary>Adds them. Other capabilities add theirs (<see cref="ConsoleExportRegistration.AddConsoleExport"/>).</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddConsoleExport<DossierExport>()
        .AddConsoleExport<AgreementExport>()
        .AddConsoleExport<JournalExport>()
        .AddConsolePage(ExportEndpoints.Page);
}
