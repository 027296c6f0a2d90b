using System.Text.Encodings.Web;
using System.Text.Json;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Storage;

namespace Compagnon.Care;

/// <summary>Who of the department takes care of a dossier, since when and by whose word: in the dossier's row.</summary>
/// <param name="Who">Id of who does; empty where somebody took it away again.</param>
/// <param name="Name">Their name on that day; empty as well.</param>
/// <param name="By">Id of who said so.</param>
/// <param name="At">When.</param>
public sealed record Following(string Who, string Name, string By, DateTimeOffset At)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As it is stored.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>From storage; null where nobody ever did.</summary>
    public static Following? Read(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<Following>(text, Format);
}

/// <summary>Says who takes care of a dossier. The dossier's row is written first; the journal and the list follow from it.</summary>
public sealed class FollowDesk(DossierBook dossiers, JournalBook journal, WorkList work, Outstanding outstanding, TimeProvider time)
{
    /// <summary>What a note of something outstanding is called.</summary>
    internal const string Id = "follow";

    /// <summary>Puts somebody in charge of a dossier, or nobody. Doing so again changes nothing.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="who">Who takes care of it; null for nobody.</param>
    /// <param name="by">Id of who says so.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task SetAsync(DossierKey dossier, StaffMember? who, string by, CancellationToken cancellation = default)
    {
        var following = new Following(who?.Id ?? "", who?.Name.Split(',')[0] ?? "", by, time.GetUtcNow());
        await outstanding.NoteAsync(OutstandingKind.Care, dossier, Id, cancellation);
        await dossiers.ChangeAsync(
            dossier, record => record.FollowedBy == following.Who ? null : record with { Following = following }, cancellation);
        await FinishAsync(dossier, CancellationToken.None);
    }

    /// <summary>Does what follows from the row. Doing so again changes nothing.</summary>
    /// <returns>Whether anybody ever was in charge of it.</returns>
    public async Task<bool> FinishAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { Following: { } following }) return false;
        await journal.AppendAsync(
            new JournalEntry(
                dossier, following.At, following.Who.Length > 0 ? JournalFact.FollowerSet : JournalFact.FollowerRemoved, following.By, following.Name),
            cancellation);
        await work.RefreshAsync(dossier, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, dossier, Id, cancellation);
        return true;
    }
}
