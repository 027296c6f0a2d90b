using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Exports;
using Compagnon.Feeds;
using Compagnon.Holds;
using Compagnon.Imports;
using Compagnon.Journal;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Trainings;
using Compagnon.Visits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Agreements;

/// <summary>Registers what a dossier's workflow needs: storage, links, mail, assignments, the journal and the register.</summary>
public static class WorkflowServices
{
    /// <summary>Adds them all. Settings are read now, so that a wrong one stops the start.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; says which.</exception>
    public static IServiceCollection AddCompagnonWorkflow(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCompagnonStorage(configuration);
        services.AddSingleton(new LinkSigner(LinkKeys.From(configuration)));
        services.AddSingleton<LinkAddresses>();
        services.AddCompagnonMail(configuration);
        services.AddSingleton<JournalBook>();
        services.AddSingleton<AssignmentDesk>();
        services.AddSingleton<DepartmentDesk>();
        services.AddSingleton<DepartmentAnswers>();
        services.AddSingleton<AgreementRegister>();
        services.AddLifecycle();
        services.AddTrainings();
        services.AddImports();
        services.AddExports();
        services.AddSingleton<AgreementStarter>();
        services.AddSingleton<DurationBook>();
        services.AddSingleton<ListingBook>();
        services.AddKeptList<AgreementList>();
        services.AddKeptList<WorkList>();
        services.AddHolds();
        services.AddCare();
        services.AddDecisions();
        services.AddSingleton<AssignmentForm, ReviewForm>();
        services.AddSingleton<AssignmentForm, ExtensionForm>();
        services.AddSingleton<AssignmentForm, DecisionForm>();
        services.AddCommissions();
        services.AddVisits();
        services.AddRenewals();
        services.AddSingleton<CalendarAddressBook>();
        services.AddTransient<LinkPages>();
        return services;
    }
}
