using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>A message between the doctor and the department, kept with the dossier.</summary>
/// <param name="Id">The number of the form that sent it.</param>
/// <param name="At">When.</param>
/// <param name="By">Id of who wrote it: <see cref="Link.Doctor"/> or somebody of the department.</param>
/// <param name="Name">The name of who of the department wrote it, on that day; empty of the doctor.</param>
/// <param name="Text">What it says.</param>
public sealed record Message(string Id, DateTimeOffset At, string By, string Name, string Text)
{
    /// <summary>The longest message, in characters.</summary>
    public const int LongestText = 3000;

    /// <summary>The most messages on one dossier.</summary>
    public const int Most = 150;

    /// <summary>The most that a doctor sends on one day.</summary>
    public const int MostADay = 10;

    /// <summary>Whether the doctor wrote it.</summary>
    public bool IsFromDoctor => By == Link.Doctor;
}

/// <summary>What became of a wish to send a message.</summary>
public enum MessageSent
{
    /// <summary>It is sent, now or when the same form came before.</summary>
    Done,

    /// <summary>The doctor has sent as many today as may be.</summary>
    EnoughToday,

    /// <summary>The dossier has as many as it may have.</summary>
    Full,
}

/// <summary>
/// The table <c>Messages</c>, and what follows from its rows: the journal, which does not say what they say, the mails, which do not
/// either, and the mark of what the department has not read.
/// </summary>
public sealed class MessageDesk(
    StorageClients storage,
    DossierBook dossiers,
    FacultyBook faculties,
    JournalBook journal,
    Outbox outbox,
    WorkList work,
    Outstanding outstanding,
    TimeProvider time)
{
    /// <summary>How notes of something outstanding about it begin.</summary>
    internal const string Prefix = "message-";

    /// <summary>What a note is called of what was read and may still stand in the list.</summary>
    internal const string ReadId = "read";

    /// <summary>Below the dossier's page, the doctor's and the department's.</summary>
    internal const string Path = "/messages";

    /// <summary>The messages of a dossier, newest first.</summary>
    public async Task<IReadOnlyList<Message>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Messages, cancellation);
        var messages = new List<Message>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) messages.Add(Read(row));
        return [.. messages.OrderByDescending(message => message.At).ThenBy(message => message.Id, StringComparer.Ordinal)];
    }

    /// <summary>Sends a message. Sending its form again sends nothing.</summary>
    /// <param name="client">Sends the mails.</param>
    /// <param name="dossier">The dossier.</param>
    /// <param name="id">The form's number (<see cref="FormId"/>).</param>
    /// <param name="by">Who of the department writes; null for the doctor.</param>
    /// <param name="text">What it says; not empty.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<MessageSent> SendAsync(
        DurableTaskClient client, DossierKey dossier, string id, StaffMember? by, string text, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (!FormId.Is(id)) throw new ArgumentException($"Expected the number of a form; got '{id}'.", nameof(id));

        var (now, sent) = (time.GetUtcNow(), await ListAsync(dossier, cancellation));
        if (sent.All(message => message.Id != id))
        {
            if (sent.Count >= Message.Most) return MessageSent.Full;
            var today = ParisTime.DayOf(now);
            if (by is null && sent.Count(message => message.IsFromDoctor && ParisTime.DayOf(message.At) == today) >= Message.MostADay)
                return MessageSent.EnoughToday;
        }

        await outstanding.NoteAsync(OutstandingKind.Care, dossier, Prefix + id, cancellation);
        var table = await storage.TableAsync(TableNames.Messages, cancellation);
        await table.TryAddAsync(
            new TableEntity(dossier.Id, id)
            {
                ["Faculty"] = dossier.Faculty,
                ["At"] = now,
                ["By"] = by?.Id ?? Link.Doctor,
                ["Name"] = by?.ShortName ?? "",
                ["Text"] = text,
            },
            cancellation);
        await FinishAsync(client, dossier, id, CancellationToken.None);
        return MessageSent.Done;
    }

    /// <summary>Does what follows from a message's row. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a message.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Messages, cancellation);
        if (await table.FindAsync(dossier.Id, id, cancellation) is not { } row) return false;

        var message = Read(row);
        await journal.AppendAsync(
            new JournalEntry(
                dossier, message.At, message.IsFromDoctor ? JournalFact.MessageFromDoctor : JournalFact.MessageToDoctor, message.By),
            cancellation);
        var change = await dossiers.ChangeAsync(
            dossier,
            record => message.IsFromDoctor && !(record.LastMessage >= message.At) ? record with { LastMessage = message.At } : null,
            cancellation);
        if (message.IsFromDoctor)
        {
            foreach (var recipient in RecipientsOf(change?.Record)) await PostAsync(client, dossier, message, recipient, cancellation);
        }
        else
        {
            await PostAsync(client, dossier, message, Link.Doctor, cancellation);
        }

        await work.RefreshAsync(dossier, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, dossier, Prefix + id, cancellation);
        return true;
    }

    /// <summary>Notes that the department has read what the doctor wrote. Doing so again changes nothing.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="until">When the last message was written that was on the page: what came meanwhile stays unread.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task ReadAsync(DossierKey dossier, DateTimeOffset until, CancellationToken cancellation = default)
    {
        await outstanding.NoteAsync(OutstandingKind.Care, dossier, ReadId, cancellation);
        await dossiers.ChangeAsync(
            dossier,
            record => record.MessagesRead >= until || record.LastMessage is null ? null : record with { MessagesRead = until },
            cancellation);
        await FinishReadingAsync(dossier, CancellationToken.None);
    }

    /// <summary>Takes what was read off the list. Doing so again changes nothing.</summary>
    public async Task FinishReadingAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        await work.RefreshAsync(dossier, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, dossier, ReadId, cancellation);
    }

    /// <summary>Erases the messages of a dossier.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Messages, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);

    // Whoever takes care of the dossier, as long as they work there; else the secretariat.
    private IEnumerable<string> RecipientsOf(DossierRecord? dossier)
    {
        if (dossier is null || faculties.Find(dossier.Key.Faculty) is not { } faculty) return [];
        return Following.KeeperOf(dossier.FollowedBy, faculty) is { } keeper
            ? [keeper.Id]
            : faculty.People.Where(person => person.Has(StaffRole.Secretariat)).Select(person => person.Id);
    }

    private Task PostAsync(
        DurableTaskClient client, DossierKey dossier, Message message, string recipient, CancellationToken cancellation)
    {
        var template = message.IsFromDoctor ? DossierMails.MessageFromDoctor : DossierMails.MessageToDoctor;
        var data = new Dictionary<string, string>();
        if (message.IsFromDoctor) data[MailData.Console] = $"/dossiers/{dossier.Id}{Path}";
        var posting = new MailPosting(dossier, $"{Prefix}{message.Id}-{recipient}", template, recipient, data);
        return outbox.PostAsync(client, posting, cancellation);
    }

    private static Message Read(TableEntity row) =>
        new(row.RowKey, row.Moment("At"), row.Text("By"), row.Text("Name"), row.Text("Text"));
}
