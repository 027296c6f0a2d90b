using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Lifecycle;

/// <summary>Registers what happens to an agreement between its grant and its end.</summary>
public static class LifecycleServices
{
    /// <summary>Adds it, with its page of the console.</summary>
    public static IServiceCollection AddLifecycle(this IServiceCollection services) => services
        .AddSingleton<AgreementNews>()
        .AddSingleton<FollowUps>()
        .AddSingleton<AgreementDesk>()
        .AddSingleton<Withdrawals>()
        .AddSingleton<Amendments>()
        .AddSingleton<UnfinishedAgreements>()
        .AddSingleton<AssignmentForm, WithdrawalConfirmationForm>()
        .AddConsolePage(AgreementConsole.Page);
}
