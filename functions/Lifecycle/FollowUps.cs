using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>The dossiers that are open about an agreement: its renewal, its amendment. An agreement that is over has none.</summary>
public sealed class FollowUps(AgreementRegister register, DossierBook dossiers, AssignmentDesk desk, TimeProvider time)
{
    /// <summary>The amendment that is open; null where none is.</summary>
    public async Task<DossierRecord?> FindAmendmentAsync(DossierKey agreement, CancellationToken cancellation = default) =>
        await FindLastAmendmentAsync(agreement, cancellation) is { IsFinal: false } open ? open : null;

    /// <summary>The key of the amendment that is open, or of the one that is to be opened.</summary>
    public async Task<DossierKey> NextAmendmentAsync(DossierKey agreement, CancellationToken cancellation = default)
    {
        for (var number = 1; ; number++)
        {
            var key = AmendmentOf(agreement, number);
            if (await dossiers.FindAsync(key, cancellation) is not { IsFinal: true }) return key;
        }
    }

    /// <summary>
    /// Closes what is open about an agreement that is over. A renewal that was handed over before the agreement's last day goes on where it
    /// has only come to its term. Doing so again changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A workflow does not move at the moment; try again.</exception>
    public async Task CloseAsync(
        DurableTaskClient client, DossierKey agreement, AgreementChangeKind change, string by, CancellationToken cancellation = default)
    {
        if (change is not (AgreementChangeKind.Withdrawn or AgreementChangeKind.GivenUp or AgreementChangeKind.Lapsed)) return;
        if (await FindAmendmentAsync(agreement, cancellation) is { } amendment) await CloseAsync(client, amendment, by, cancellation);
        if (change == AgreementChangeKind.Lapsed) return;

        if (await register.FindAsync(agreement, cancellation) is { Renewal.Length: > 0 } standing
            && await dossiers.FindAsync(new DossierKey(agreement.Faculty, standing.Renewal), cancellation) is { IsFinal: false } renewal)
            await CloseAsync(client, renewal, by, cancellation);
    }

    private async Task CloseAsync(DurableTaskClient client, DossierRecord dossier, string by, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var change = await dossiers.ChangeAsync(
            dossier.Key,
            record => record.State.IsBeforeSubmission()
                ? record with { State = DossierState.ClosedWithoutDecision, Since = now }
                : null,
            cancellation);
        if (change is { Record.IsFinal: true }) return;
        if (await desk.WithdrawAsync(client, dossier.Key, by, "", cancellation) == Withdrawal.TryLater)
            throw new InvalidOperationException($"The dossier {dossier.Key.Reference} does not move and cannot be closed now; it is tried again.");
    }

    private async Task<DossierRecord?> FindLastAmendmentAsync(DossierKey agreement, CancellationToken cancellation)
    {
        DossierRecord? last = null;
        for (var number = 1; await dossiers.FindAsync(AmendmentOf(agreement, number), cancellation) is { } found; number++) last = found;
        return last;
    }

    /// <summary>The key of an agreement's amendments, from 1.</summary>
    internal static DossierKey AmendmentOf(DossierKey agreement, int number) =>
        DossierKey.Of(agreement.Faculty, $"amendment|{agreement.Id}|{number}");
}
