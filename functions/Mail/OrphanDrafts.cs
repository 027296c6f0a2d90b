using Compagnon.Dossiers;
using Compagnon.Faculties;

namespace Compagnon.Mail;

/// <summary>
/// Drafts of ours that no row names: a crash came between making one and writing its id down. They are never sent; after a day they
/// are deleted.
/// </summary>
public sealed class OrphanDrafts(FacultyBook faculties, MailJournal mails, GraphMail graph, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Deletes them in every faculty's mailbox. Other people's drafts are left alone.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancellation = default)
    {
        var removed = 0;
        foreach (var faculty in faculties.All)
        {
            foreach (var draft in await graph.ListDraftsAsync(faculty.Mailbox.Address, time.GetUtcNow() - Age, cancellation))
            {
                var mail = await mails.FindAsync(new DossierKey(faculty.Id, draft.Dossier), draft.Mail, cancellation);
                if (mail?.Draft == draft.Id) continue;

                await graph.DeleteAsync(faculty.Mailbox.Address, draft.Id, cancellation);
                removed++;
            }
        }

        return removed;
    }
}
