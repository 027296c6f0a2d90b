using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Dossiers;

/// <summary>Registers dossiers.</summary>
public static class DossierServices
{
    /// <summary>Adds <see cref="DossierBook"/> and <see cref="DocumentBook"/>.</summary>
    public static IServiceCollection AddDossiers(this IServiceCollection services) =>
        services.AddSingleton<DossierBook>().AddSingleton<DocumentBook>();
}
