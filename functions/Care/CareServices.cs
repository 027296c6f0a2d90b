using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Care;

/// <summary>Registers what the department does with a dossier beside its procedure.</summary>
public static class CareServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddCare(this IServiceCollection services) => services
        .AddSingleton<NoteBook>()
        .AddSingleton<FollowDesk>()
        .AddSingleton<MessageDesk>()
        .AddSingleton<Doubles>()
        .AddSingleton<UnfinishedCare>();
}
