using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Dossiers;

/// <summary>Registers dossiers.</summary>
public static class DossierServices
{
    /// <summary>Adds the books of dossiers, documents, forms and addresses, and what the doctor's pages share.</summary>
    public static IServiceCollection AddDossiers(this IServiceCollection services) =>
        services.AddSingleton<DossierBook>()
            .AddSingleton<DocumentBook>()
            .AddSingleton<FormBook>()
            .AddSingleton<AddressBook>()
            .AddSingleton<DoctorDesk>()
            .AddSingleton<UnwrittenLines>()
            .AddSingleton<Retention>()
            .AddSingleton<UnfinishedDocuments>()
            .AddSingleton<AddressChangeBook>()
            .AddSingleton<AddressChanges>()
            .AddSingleton<PlaceChanges>()
            .AddSingleton<DeskOpening>()
            .AddSingleton<StaffDesk>()
            .AddSingleton<UnfinishedChanges>()
            .AddSingleton<Submissions>();
}
