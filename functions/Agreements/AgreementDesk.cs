using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Renewals;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Agreements;

/// <summary>
/// Where an agreement is changed: in the register, in the journal; whoever watches over it is told, and so are its holder and the
/// department. Each change may be asked for again.
/// </summary>
public sealed class AgreementDesk(
    AgreementRegister register,
    WatchStarter watches,
    AgreementNews news,
    FollowUps followUps,
    AgreementList agreements,
    JournalBook journal,
    Outstanding outstanding)
{
    /// <summary>Changes an agreement.</summary>
    /// <returns>As <see cref="AgreementRegister.ChangeAsync"/>.</returns>
    public async Task<AgreementChanged?> ChangeAsync(
        DurableTaskClient client, AgreementChange change, CancellationToken cancellation = default)
    {
        await outstanding.NoteAsync(OutstandingKind.Agreement, change.Agreement, change.Id, cancellation);
        var changed = await register.ChangeAsync(change, cancellation);
        if (changed is { IsDone: true }) await FinishAsync(client, change.Agreement, change.Id, CancellationToken.None);
        else await outstanding.DoneAsync(OutstandingKind.Agreement, change.Agreement, change.Id, CancellationToken.None);
        return changed;
    }

    /// <summary>Does what follows from a change that stands in the register. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a change.</returns>
    public async Task<bool> FinishAsync(
        DurableTaskClient client, DossierKey agreement, string change, CancellationToken cancellation = default)
    {
        if (await register.FindEventAsync(agreement, change, cancellation) is not { Kind: { } kind } line) return false;

        await journal.AppendAsync(new JournalEntry(agreement, line.At, FactOf(kind), line.By, DetailOf(line)), cancellation);
        await agreements.RefreshAsync(agreement, cancellation);
        await watches.WakeAsync(client, agreement, cancellation);
        await news.TellAsync(client, agreement, line, cancellation);
        // Its holder has chosen the day with which it is given up.
        var by = kind == AgreementChangeKind.GivenUp ? Link.Doctor : line.By;
        await followUps.CloseAsync(client, agreement, kind, by, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Agreement, agreement, change, cancellation);
        return true;
    }

    private static JournalFact FactOf(AgreementChangeKind kind) => kind switch
    {
        AgreementChangeKind.RenewalOpened => JournalFact.RenewalOpened,
        AgreementChangeKind.RenewalDeclined => JournalFact.RenewalDeclined,
        AgreementChangeKind.RenewalWanted => JournalFact.RenewalWanted,
        AgreementChangeKind.RenewalEnded => JournalFact.RenewalEnded,
        AgreementChangeKind.Renewed => JournalFact.Renewed,
        AgreementChangeKind.Extended => JournalFact.AgreementExtended,
        AgreementChangeKind.Lapsed => JournalFact.AgreementLapsed,
        AgreementChangeKind.Suspended => JournalFact.AgreementSuspended,
        AgreementChangeKind.Resumed => JournalFact.AgreementResumed,
        AgreementChangeKind.Withdrawn => JournalFact.AgreementWithdrawn,
        AgreementChangeKind.GivingUp => JournalFact.AgreementGivingUp,
        AgreementChangeKind.Kept => JournalFact.AgreementKept,
        AgreementChangeKind.GivenUp => JournalFact.AgreementGivenUp,
        AgreementChangeKind.Replaced => JournalFact.AgreementReplaced,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such change of an agreement."),
    };

    private static string DetailOf(AgreementEvent line)
    {
        var until = line.Day is { } day ? $"jusqu’au {ParisTime.Text(day)} inclus" : "";
        return line.Reason.Length == 0 ? until : until.Length == 0 ? line.Reason : $"{until}, {line.Reason}";
    }
}
