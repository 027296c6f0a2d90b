using Compagnon.Dossiers;
using Compagnon.Faculties;
using Microsoft.Extensions.Logging;

namespace Compagnon.Mail;

/// <summary>
/// Drafts of ours that no row names: a crash came between making one and writing its id down. They are never sent; after a day they
/// are deleted.
/// </summary>
public sealed class OrphanDrafts(FacultyBook faculties, MailJournal mails, GraphMail graph, TimeProvider time, ILogger<OrphanDrafts> logger)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Deletes them in every faculty's mailbox. Other people's drafts are left alone.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancellation = default)
    {
        var removed = 0;
        foreach (var faculty in faculties.All)
        {
            try
            {
                removed += await RemoveAsync(faculty, cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // One mailbox that cannot be read must not keep the others from their turn; it is looked at again tomorrow.
                logger.LogWarning("The drafts of {Faculty} could not be looked at: {Kind}", faculty.Id, error.GetType().Name);
            }
        }

        return removed;
    }

    private async Task<int> RemoveAsync(Faculty faculty, CancellationToken cancellation)
    {
        var removed = 0;
        foreach (var draft in await graph.ListDraftsAsync(faculty.Mailbox.Address, time.GetUtcNow() - Age, cancellation))
        {
            var mail = await mails.FindAsync(new DossierKey(faculty.Id, draft.Dossier), draft.Mail, cancellation);
            if (mail?.Draft == draft.Id) continue;

            await graph.DeleteAsync(faculty.Mailbox.Address, draft.Id, cancellation);
            removed++;
        }

        return removed;
    }
}
