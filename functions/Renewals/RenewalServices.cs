using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Renewals;

/// <summary>Registers renewals and the watch over agreements.</summary>
public static class RenewalServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddRenewals(this IServiceCollection services) => services
        .AddSingleton<WatchStarter>()
        .AddSingleton<EarlierAnswers>()
        .AddSingleton<RenewalBook>()
        .AddSingleton<RenewalMails>()
        .AddSingleton<RenewalDesk>();
}
