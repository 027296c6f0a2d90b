using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>Who of the department takes care of a dossier, since when and by whose word: in the dossier's row.</summary>
/// <param name="Who">Id of who does; empty where somebody took it away again.</param>
/// <param name="Name">Their name on that day; empty as well.</param>
/// <param name="By">Id of who said so.</param>
/// <param name="At">When.</param>
public sealed record Following(string Who, string Name, string By, DateTimeOffset At)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Who of a faculty's file takes care of a dossier; null where nobody does, or whoever did has left or has another role. Who came by a
    /// group stands in no file: nobody can say whether they are still there.
    /// </summary>
    /// <param name="who">Id of whoever was put in charge; may be empty.</param>
    /// <param name="faculty">The faculty as its file stands today.</param>
    public static StaffMember? KeeperOf(string who, Faculty faculty) =>
        who.Length == 0 ? null : faculty.People.FirstOrDefault(person => person.Id == who && ConsolePage.Office.Any(person.Has));

    /// <summary>
    /// Whether what a doctor writes is for somebody: for whoever takes care of the dossier, and for all of the office where nobody of the
    /// faculty's file does.
    /// </summary>
    /// <param name="person">Who asks.</param>
    /// <param name="who">Id of whoever was put in charge; may be empty.</param>
    /// <param name="faculty">The faculty as its file stands today.</param>
    public static bool IsFor(StaffMember person, string who, Faculty faculty) =>
        ConsolePage.Office.Any(person.Has) && (KeeperOf(who, faculty) is not { } keeper || keeper.Id == person.Id);

    /// <summary>As it is stored.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>From storage; null where nobody ever did.</summary>
    public static Following? Read(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<Following>(text, Format);
}

/// <summary>
/// Says who takes care of a dossier. The dossier's row is written first; the journal, the list and the mail to whoever was put in charge by
/// somebody else follow from it.
/// </summary>
public sealed class FollowDesk(
    DossierBook dossiers,
    FacultyBook faculties,
    JournalBook journal,
    Outbox outbox,
    WorkList work,
    Outstanding outstanding,
    TimeProvider time)
{
    /// <summary>What a note of something outstanding is called.</summary>
    internal const string Id = "follow";

    /// <summary>Puts somebody in charge of a dossier, or nobody. Doing so again changes nothing.</summary>
    /// <param name="client">Sends the mail.</param>
    /// <param name="dossier">The dossier.</param>
    /// <param name="who">Who takes care of it; null for nobody.</param>
    /// <param name="by">Id of who says so.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task SetAsync(
        DurableTaskClient client, DossierKey dossier, StaffMember? who, string by, CancellationToken cancellation = default)
    {
        var following = new Following(who?.Id ?? "", who?.ShortName ?? "", by, time.GetUtcNow());
        await outstanding.NoteAsync(OutstandingKind.Care, dossier, Id, cancellation);
        await dossiers.ChangeAsync(
            dossier, record => record.FollowedBy == following.Who ? null : record with { Following = following }, cancellation);
        await FinishAsync(client, dossier, CancellationToken.None);
    }

    /// <summary>Does what follows from the row. Doing so again changes nothing.</summary>
    /// <returns>Whether anybody ever was in charge of it.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { Following: { } following }) return false;
        var fact = following.Who.Length > 0 ? JournalFact.FollowerSet : JournalFact.FollowerRemoved;
        await journal.AppendAsync(new JournalEntry(dossier, following.At, fact, following.By, following.Name), cancellation);
        await TellAsync(client, dossier, following, cancellation);
        await work.RefreshAsync(dossier, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, dossier, Id, cancellation);
        return true;
    }

    // Whoever takes a dossier knows it; and whoever stands in no file takes one themselves, or not at all.
    private async Task TellAsync(DurableTaskClient client, DossierKey dossier, Following following, CancellationToken cancellation)
    {
        if (following.Who == following.By || faculties.Find(dossier.Faculty) is not { } faculty) return;
        if (Following.KeeperOf(following.Who, faculty) is not { } keeper) return;

        var data = new Dictionary<string, string> { [MailData.Author] = following.By, [MailData.Console] = $"/dossiers/{dossier.Id}" };
        var id = string.Create(CultureInfo.InvariantCulture, $"{Id}-{following.At.UtcTicks}-{keeper.Id}");
        await outbox.PostAsync(client, new MailPosting(dossier, id, DossierMails.Confided, keeper.Id, data), cancellation);
    }
}
