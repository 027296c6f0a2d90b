using Compagnon.Faculties;
using Compagnon.Testing;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Tour;

/// <summary>The shortest way to an agreement, in real time: complete at once, granted by the coordinator.</summary>
internal sealed class FirstGrant(Visitor visitor, Mailbox mailbox, SampleDoctor doctor, Func<string, Func<Task>, Task> step)
{
    // Azure's engine asks its queues every 30 s where nothing happens, and a mail is several turns.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Journey journey = new(visitor, mailbox, Patience);

    private readonly Faculty faculty = FacultyFiles.Load(SampleFaculties.Short)
        .Single(faculty => faculty.Departements.Contains(doctor.Departement, StringComparer.Ordinal));

    public async Task WalkAsync()
    {
        await step("a doctor applies", () => journey.ApplyAsync(doctor));
        VisitedPage dossier = null!;
        await step("confirms the address by the link; the dossier opens", async () => dossier = await journey.ConfirmAsync(doctor));
        await step("deposits every piece", async () => dossier = await journey.DepositAllAsync(dossier));
        await step("fills the form", async () => dossier = await journey.FillFormAsync(dossier, doctor));
        await step("accepts the charter and sends the dossier", async () =>
            await journey.SubmitAsync(await journey.AcceptCharterAsync(dossier)));
        await step("the secretariat finds it complete", async () =>
            await Journey.SayCompleteAsync(await journey.OpenAssignmentAsync(AddressOf(StaffRole.Secretariat), "nouveau dossier à vérifier")));
        await step("the coordinator grants", async () =>
            await Journey.GrantAsync(await journey.OpenAssignmentAsync(AddressOf(StaffRole.Coordinator), "décision à prendre")));
        await step("the doctor reads the decision", () => journey.OpenDossierAsync(doctor, "votre agrément est accordé"));
    }

    private string AddressOf(StaffRole role) => faculty.People.First(person => person.Has(role)).Address;
}
