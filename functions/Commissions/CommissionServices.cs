using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Commissions;

/// <summary>Registers commissions.</summary>
public static class CommissionServices
{
    /// <summary>Adds the books of sessions and opinions, and what works with them.</summary>
    public static IServiceCollection AddCommissions(this IServiceCollection services) =>
        services.AddSingleton<SessionBook>()
            .AddSingleton<OpinionBook>()
            .AddSingleton<SessionReader>()
            .AddSingleton<SessionReminders>()
            .AddSingleton<SessionActivities>()
            .AddSingleton<SessionSweep>()
            .AddSingleton<SessionDesk>()
            .AddSingleton<SessionAnswers>()
            .AddSingleton<SessionViews>()
            .AddConsolePage(SessionConsole.Page);
}
