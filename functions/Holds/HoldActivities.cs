using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Holds;

/// <summary>What somebody who waits asks of a dossier's holds.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="Now">The moment of asking, by the workflow's clock.</param>
public sealed record HoldQuestion(DossierKey Dossier, DateTimeOffset Since, DateTimeOffset Now);

/// <summary>The end of a delay that has moved by the time of a hold.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">Whose delay.</param>
/// <param name="Due">The moment at which it ends now.</param>
/// <param name="At">When, by the workflow's clock, which orders what it writes.</param>
public sealed record DelayMove(DossierKey Dossier, string Assignment, DateTimeOffset Due, DateTimeOffset At);

/// <summary>The steps of holds that touch the world. Each may be repeated.</summary>
public sealed class HoldActivities(
    HoldBook holds, HoldDesk desk, AssignmentDesk assignments, DossierBook dossiers, JournalBook journal, Outbox outbox)
{
    /// <summary>Reads what a dossier's holds mean for something that waits.</summary>
    public const string ReadHolds = "ReadHolds";

    /// <summary>Moves the end of a delay by the time of a hold.</summary>
    public const string MoveDelay = "MoveDelay";

    /// <summary>Tells that a hold has begun.</summary>
    public const string BeginHold = "BeginHold";

    /// <summary>Ends a hold whose time has come, and does what follows from the end.</summary>
    public const string EndHold = "EndHold";

    /// <summary>Reads what a dossier's holds mean for something that waits.</summary>
    [Function(ReadHolds)]
    public async Task<HoldLook> ReadHoldsAsync([ActivityTrigger] HoldQuestion question) =>
        HoldLook.Of(await holds.ListAsync(question.Dossier), question.Since, question.Now);

    /// <summary>Moves the end of a delay by the time of a hold, and says so in the dossier's row.</summary>
    [Function(MoveDelay)]
    public async Task MoveDelayAsync([ActivityTrigger] DelayMove move)
    {
        var assignment = await assignments.FindAsync(move.Dossier, move.Assignment)
            ?? throw new InvalidOperationException($"The assignment {move.Assignment} has no row; it is opened before its delay moves.");
        await assignments.ExtendAsync(move.Dossier, move.Assignment, move.Due);
        if (assignment.Stage.Length == 0 && AssignmentKinds.Of(assignment.Kind).State is { } state)
            await dossiers.ProjectAsync(move.Dossier, new Projection(state, assignment.Id, assignment.Opened, move.Due, move.At));
        await desk.RefreshAsync(move.Dossier);
    }

    /// <summary>Tells that a hold has begun; of a dossier that has ended meanwhile it is over at once, and nobody is told.</summary>
    [Function(BeginHold)]
    public async Task<HoldState> BeginHoldAsync([ActivityTrigger] HoldMoment moment, [DurableClient] DurableTaskClient client)
    {
        var (hold, dossier) = (await FindAsync(moment.Hold), await dossiers.FindAsync(moment.Hold.Dossier));
        if (dossier is { IsFinal: false })
        {
            await journal.AppendAsync(new JournalEntry(hold.Key.Dossier, hold.From, JournalFact.PutOnHold, hold.By, hold.UntilText));
            await journal.AppendAsync(new JournalEntry(hold.Key.Dossier, hold.From, JournalFact.HoldExplained, hold.By, hold.Reason));
            if (hold.TellsDoctor && hold.EndedAt is null) await TellAsync(client, hold, DossierMails.Held);
        }

        await desk.MarkAsync(hold);
        return await EndHoldAsync(moment, client);
    }

    /// <summary>Ends a hold whose day has come, or whose dossier has ended; once it is over, tells whoever waited and the doctor.</summary>
    [Function(EndHold)]
    public async Task<HoldState> EndHoldAsync([ActivityTrigger] HoldMoment moment, [DurableClient] DurableTaskClient client)
    {
        var (hold, dossier) = (await FindAsync(moment.Hold), await dossiers.FindAsync(moment.Hold.Dossier));
        var isFinal = dossier is not { IsFinal: false };
        if (hold.EndedAt is null)
        {
            if (!isFinal && hold.EndAt(moment.Now) is null) return new HoldState(false, hold.ResumesAt);
            hold = await holds.EndAsync(hold.Key, moment.Now, "") ?? hold;
        }

        await desk.MarkAsync(hold);
        if (isFinal) return new HoldState(true);

        await journal.AppendAsync(new JournalEntry(hold.Key.Dossier, hold.EndedAt!.Value, JournalFact.Resumed, hold.EndedBy));
        foreach (var (assignment, isClosed) in await assignments.ListWithStateAsync(hold.Key.Dossier))
            if (!isClosed) await client.RaiseEventAsync(assignment.Instance, AssignmentDesk.AnsweredEvent, assignment.Id);
        await client.RaiseEventAsync(Agreement.InstanceOf(hold.Key.Dossier), HoldFlow.EndedEvent, "");
        if (hold.TellsDoctor) await TellAsync(client, hold, DossierMails.Resumed);
        return new HoldState(true);
    }

    private Task TellAsync(DurableTaskClient client, Hold hold, string template)
    {
        var data = new Dictionary<string, string>();
        if (template == DossierMails.Held) data[MailData.Word] = hold.Reason;
        if (template == DossierMails.Held && hold.Until is { } day) data[MailData.Until] = LocalDatePattern.Iso.Format(day);
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{template}-{hold.Key.Number}-{Link.Doctor}");
        return outbox.PostAsync(client, new MailPosting(hold.Key.Dossier, id, template, Link.Doctor, data));
    }

    private async Task<Hold> FindAsync(HoldKey key) => await holds.FindAsync(key)
        ?? throw new InvalidOperationException(
            $"The hold {key.Number} of the dossier {key.Dossier.Reference} has no row; it is written before its workflow starts.");
}
