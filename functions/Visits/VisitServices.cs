using Compagnon.Assignments;
using Compagnon.Consoles;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Visits;

/// <summary>Registers field visits.</summary>
public static class VisitServices
{
    /// <summary>Adds their books and the forms of their steps.</summary>
    public static IServiceCollection AddVisits(this IServiceCollection services) => services
        .AddSingleton<VisitBook>()
        .AddSingleton<OpenVisits>()
        .AddSingleton<VisitDrafts>()
        .AddSingleton<VisitDesk>()
        .AddSingleton<VisitReports>()
        .AddSingleton<AssignmentForm, VisitTeamForm>()
        .AddSingleton<AssignmentForm, VisitOfferForm>()
        .AddSingleton<AssignmentForm, VisitDatesForm>()
        .AddSingleton<AssignmentForm, VisitConfirmationForm>()
        .AddSingleton<AssignmentForm, VisitAppointmentForm>()
        .AddSingleton<AssignmentForm, VisitReportForm>()
        .AddSingleton<AssignmentForm, VisitSignatureForm>()
        .AddConsolePage(VisitConsole.Page);
}
