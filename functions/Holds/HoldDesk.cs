using System.Globalization;
using Compagnon.Dossiers;
using Compagnon.Listings;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Holds;

/// <summary>What became of a wish to put a dossier on hold.</summary>
public enum HoldAsked
{
    /// <summary>It is on hold.</summary>
    Done,

    /// <summary>It was on hold already, or this very form was sent before.</summary>
    Already,

    /// <summary>It is not under way.</summary>
    NotUnderWay,
}

/// <summary>
/// Puts dossiers on hold and resumes them. The hold's row is written first; the dossier's row, the list and the workflow follow from it
/// (<see cref="FinishAsync"/>, which may be repeated), and a note stands before all.
/// </summary>
public sealed class HoldDesk(HoldBook holds, DossierBook dossiers, WorkList work, Outstanding outstanding, TimeProvider time)
{
    /// <summary>Puts a dossier on hold. Of two people who do so at once, one does.</summary>
    /// <param name="client">Starts the workflow.</param>
    /// <param name="hold">The hold, with the number that follows the last one when its form was made: a form sent twice holds once.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<HoldAsked> HoldAsync(DurableTaskClient client, Hold hold, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(hold.Reason);
        if (await dossiers.FindAsync(hold.Key.Dossier, cancellation) is not { Submitted: not null, IsFinal: false })
            return HoldAsked.NotUnderWay;

        var before = await holds.ListAsync(hold.Key.Dossier, cancellation);
        if (before.Any(known => known.EndAt(time.GetUtcNow()) is null) || hold.Key.Number != before.Count + 1) return HoldAsked.Already;

        await outstanding.NoteAsync(OutstandingKind.Hold, hold.Key.Dossier, IdOf(hold.Key), cancellation);
        var isNew = await holds.AddAsync(hold, cancellation);
        await FinishAsync(client, hold.Key, CancellationToken.None);
        return isNew ? HoldAsked.Done : HoldAsked.Already;
    }

    /// <summary>Lets a dossier go on. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a hold.</returns>
    public async Task<bool> ResumeAsync(DurableTaskClient client, HoldKey hold, string by, CancellationToken cancellation = default)
    {
        if (await holds.FindAsync(hold, cancellation) is null) return false;
        await outstanding.NoteAsync(OutstandingKind.Hold, hold.Dossier, IdOf(hold), cancellation);
        await holds.EndAsync(hold, time.GetUtcNow(), by, cancellation);
        return await FinishAsync(client, hold, CancellationToken.None);
    }

    /// <summary>Ends the hold of a dossier that has ended, if it is on hold. Doing so again changes nothing.</summary>
    public async Task CloseAsync(DurableTaskClient client, DossierKey dossier, DateTimeOffset at, CancellationToken cancellation = default)
    {
        foreach (var hold in await holds.ListAsync(dossier, cancellation))
        {
            if (hold.EndedAt is not null) continue;
            await holds.EndAsync(hold.Key, at > hold.From ? at : hold.From, "", cancellation);
            await FinishAsync(client, hold.Key, cancellation);
        }
    }

    /// <summary>Does what follows from a hold's row, of its beginning or of its end. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a hold.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, HoldKey key, CancellationToken cancellation = default)
    {
        if (await holds.FindAsync(key, cancellation) is not { } hold) return false;
        await MarkAsync(hold, cancellation);
        await HoldFlow.StirAsync(client, key, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Hold, key.Dossier, IdOf(key), cancellation);
        return true;
    }

    /// <summary>What a note of something outstanding is about; null where it is no hold's.</summary>
    public static HoldKey? Read(OutstandingNote note) =>
        int.TryParse(note.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new HoldKey(note.Dossier, number) : null;

    /// <summary>Shows a hold in the dossier's row and in the list, unless they show something newer.</summary>
    internal async Task MarkAsync(Hold hold, CancellationToken cancellation = default)
    {
        await dossiers.ChangeAsync(
            hold.Key.Dossier, record => hold.Mark.IsNewerThan(record.Hold) ? record with { Hold = hold.Mark } : null, cancellation);
        await RefreshAsync(hold.Key.Dossier, cancellation);
    }

    /// <summary>Makes the dossier's line in the list anew.</summary>
    internal Task RefreshAsync(DossierKey dossier, CancellationToken cancellation = default) => work.RefreshAsync(dossier, cancellation);

    private static string IdOf(HoldKey key) => key.Number.ToString(CultureInfo.InvariantCulture);
}
