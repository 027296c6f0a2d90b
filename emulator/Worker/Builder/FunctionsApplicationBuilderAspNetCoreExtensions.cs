using Compagnon.Emulator.Worker;
using Compagnon.Emulator.Worker.Converters;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>HTTP functions on the types of ASP.NET Core.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets HTTP functions take an <c>HttpRequest</c> and answer an <c>IActionResult</c> or an <c>IResult</c>.</summary>
    /// <param name="builder">The app.</param>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsWebApplication)
        {
            return builder;
        }

        builder.IsWebApplication = true;

        // For results and bodies only: there are no controllers to look for.
        builder.Services.TryAddSingleton(new ApplicationPartManager());
        builder.Services.AddControllers();
        builder.Services.Configure<WorkerOptions>(options => options.InputConverters.RegisterAt<HttpRequestConverter>(0));
        builder.UseMiddleware<HttpFunctionMiddleware>();
        return builder;
    }
}
