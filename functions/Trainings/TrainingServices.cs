using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Trainings;

/// <summary>Registers what trainings need.</summary>
public static class TrainingServices
{
    /// <summary>Adds the register of attendance, the yearly duty, and the console's page.</summary>
    public static IServiceCollection AddTrainings(this IServiceCollection services)
    {
        services.AddSingleton<TrainingBook>();
        services.AddSingleton<TrainingDuty>();
        services.AddSingleton<TrainingLists>();
        services.AddConsolePage(TrainingListEndpoints.Page);
        return services;
    }
}
