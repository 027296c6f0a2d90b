using Compagnon.Assignments;
using Compagnon.Journal;
using Compagnon.Renewals;
using Microsoft.DurableTask.Client;

namespace Compagnon.Agreements;

/// <summary>
/// Where an agreement is changed: in the register, in the journal, and whoever watches over it is told. Each change may be asked for
/// again.
/// </summary>
public sealed class AgreementDesk(AgreementRegister register, WatchStarter watches, JournalBook journal)
{
    /// <summary>Changes an agreement.</summary>
    /// <returns>As <see cref="AgreementRegister.ChangeAsync"/>.</returns>
    public async Task<AgreementChanged?> ChangeAsync(
        DurableTaskClient client, AgreementChange change, CancellationToken cancellation = default)
    {
        if (await register.ChangeAsync(change, cancellation) is not { } changed) return null;
        if (!changed.IsDone) return changed;

        await journal.AppendAsync(
            new JournalEntry(change.Agreement, change.At, FactOf(change.Kind), change.By, DetailOf(change)), CancellationToken.None);
        await watches.WakeAsync(client, change.Agreement, CancellationToken.None);
        return changed;
    }

    private static JournalFact FactOf(AgreementChangeKind kind) => kind switch
    {
        AgreementChangeKind.RenewalOpened => JournalFact.RenewalOpened,
        AgreementChangeKind.RenewalDeclined => JournalFact.RenewalDeclined,
        AgreementChangeKind.RenewalEnded => JournalFact.RenewalEnded,
        AgreementChangeKind.Renewed => JournalFact.Renewed,
        AgreementChangeKind.Extended => JournalFact.AgreementExtended,
        AgreementChangeKind.Lapsed => JournalFact.AgreementLapsed,
        AgreementChangeKind.Suspended => JournalFact.AgreementSuspended,
        AgreementChangeKind.Resumed => JournalFact.AgreementResumed,
        AgreementChangeKind.Withdrawn => JournalFact.AgreementWithdrawn,
        AgreementChangeKind.GivingUp => JournalFact.AgreementGivingUp,
        AgreementChangeKind.GivenUp => JournalFact.AgreementGivenUp,
        AgreementChangeKind.Replaced => JournalFact.AgreementReplaced,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such change of an agreement."),
    };

    private static string DetailOf(AgreementChange change)
    {
        var until = change.Until is { } day ? $"jusqu’au {ParisTime.Text(day)} inclus" : "";
        return change.Reason.Length == 0 ? until : until.Length == 0 ? change.Reason : $"{until}, {change.Reason}";
    }
}
