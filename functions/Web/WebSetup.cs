using System.Text.Encodings.Web;
using System.Text.Unicode;
using Compagnon.Links;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compagnon.Web;

/// <summary>Registers what pages need.</summary>
public static class WebSetup
{
    /// <summary>Adds <see cref="PageRenderer"/>, <see cref="Problems"/>, <see cref="Tickets"/> and <see cref="FormTokens"/>.</summary>
    public static IServiceCollection AddCompagnonWeb(this IServiceCollection services)
    {
        // Without it every é becomes &#xE9;. What is dangerous in HTML is encoded all the same.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<Problems>();
        services.TryAddSingleton(provider => LinkKeys.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<Tickets>();
        services.AddSingleton<FormTokens>();

        // These write every request's address, and an address here may be somebody's link.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning));
        return services;
    }

    /// <summary>Puts <see cref="PageMiddleware"/> around every function; call it after the web application is configured.</summary>
    public static IFunctionsWorkerApplicationBuilder UseCompagnonPages(this IFunctionsWorkerApplicationBuilder builder) =>
        builder.UseMiddleware<PageMiddleware>();
}
