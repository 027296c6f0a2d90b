using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Web;

/// <summary>Registers what pages need.</summary>
public static class WebSetup
{
    /// <summary>Adds <see cref="PageRenderer"/>.</summary>
    public static IServiceCollection AddCompagnonWeb(this IServiceCollection services)
    {
        // Without it every é becomes &#xE9;. What is dangerous in HTML is encoded all the same.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageRenderer>();
        return services;
    }
}
