using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Operations;

/// <summary>Registers what operating the app needs.</summary>
public static class OperationsServices
{
    /// <summary>Adds <see cref="Readiness"/>, <see cref="SweepBook"/>, <see cref="DailySweep"/> and <see cref="TraceExport"/>, over <see cref="TelemetrySettings"/>.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<TelemetrySettings>());
        services.AddSingleton<SweepBook>();
        services.AddSingleton(OperatorSettings.From(configuration));
        services.AddSingleton<DailyLook>();
        services.AddSingleton<DailySweep>();
        services.AddSingleton<Readiness>();
        services.AddHostedService<TraceExport>();
        return services;
    }

    /// <summary>
    /// Puts <see cref="TraceMiddleware"/> around every function; call it after the web application is configured and before all other
    /// middleware.
    /// </summary>
    public static IFunctionsWorkerApplicationBuilder UseCompagnonTraces(this IFunctionsWorkerApplicationBuilder builder) =>
        builder.UseMiddleware<TraceMiddleware>();
}
