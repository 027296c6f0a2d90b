using System.Runtime.CompilerServices;
using Compagnon.Acting;
using Compagnon.Agreements;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Figures;
using Compagnon.Operations;
using Compagnon.Territories;
using Compagnon.Web;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Compagnon;

/// <summary>The app, composed: what Program.cs runs, and what tests host in their own process.</summary>
public static class App
{
    /// <summary>A builder for the app with all of its services; <c>Build()</c> gives the host.</summary>
    /// <param name="args">The command line, which the hosting reads: settings as <c>--Key value</c>.</param>
    // The hosting finds the functions in the assembly that calls it: this one must stay on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseCompagnonTraces();
        builder.UseCompagnonPages();
        builder.UseMiddleware<ActorMiddleware>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddCompagnonWeb();
        builder.Services.AddFaculties(builder.Configuration);
        builder.Services.AddTerritories(builder.Configuration);
        builder.Services.AddDossiers();
        builder.Services.AddCompagnonWorkflow(builder.Configuration);
        builder.Services.AddConsole();
        builder.Services.AddFigures();
        builder.Services.AddOperations(builder.Configuration);
        return builder;
    }
}
