using Azure;

namespace Compagnon.Dossiers.Changes;

/// <summary>Which mailbox speaks.</summary>
public enum AddressSide
{
    /// <summary>The one that is on record.</summary>
    Old,

    /// <summary>The one that shall take its place.</summary>
    New,
}

/// <summary>Where a change of address stands. The names stand in tables.</summary>
public enum AddressChangeState
{
    /// <summary>It waits for one mailbox or for both.</summary>
    Open,

    /// <summary>Both have confirmed: what follows is being done, or is to be done by the sweep.</summary>
    Confirmed,

    /// <summary>The address is changed. Final.</summary>
    Done,

    /// <summary>Stopped from the old mailbox. Final.</summary>
    Cancelled,

    /// <summary>Not confirmed in time. Final.</summary>
    Dropped,
}

/// <summary>The latest change of a dossier's mail address; a dossier has one at a time.</summary>
public sealed record AddressChange
{
    /// <summary>The dossier.</summary>
    public required DossierKey Dossier { get; init; }

    /// <summary>Tells it from those before and after; in links. 16 of <c>0-9 a-f</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The address on record when it was asked for.</summary>
    public required string From { get; init; }

    /// <summary>The one that was asked for; empty once it was not taken.</summary>
    public required string To { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>Who asked: the doctor, or a member of the secretariat in the doctor's stead.</summary>
    public required string AskedBy { get; init; }

    /// <summary>From this moment on nothing confirms it any more.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Where it stands.</summary>
    public AddressChangeState State { get; init; }

    /// <summary>When the old mailbox confirmed, or the secretariat in its stead; null before.</summary>
    public DateTimeOffset? OldConfirmed { get; init; }

    /// <summary>Who confirmed for the old mailbox: the doctor by its link, or a member of the secretariat; empty before.</summary>
    public string OldConfirmedBy { get; init; } = "";

    /// <summary>Why the secretariat confirmed in the stead of the old mailbox; else empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When the new mailbox confirmed; null before.</summary>
    public DateTimeOffset? NewConfirmed { get; init; }

    /// <summary>When it was confirmed by both, stopped or dropped; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The day in Paris, <c>yyyy-MM-dd</c>, and how many changes were asked for on it, this one included.</summary>
    public (string Day, int Number) Count { get; init; } = ("", 0);

    /// <summary>The row's version.</summary>
    public ETag? Version { get; init; }

    /// <summary>Whether a mailbox may still say something at <paramref name="now"/>.</summary>
    public bool IsOpen(DateTimeOffset now) => State == AddressChangeState.Open && now < Expires;

    /// <summary>Whether that side has confirmed.</summary>
    public bool IsConfirmed(AddressSide side) => (side == AddressSide.Old ? OldConfirmed : NewConfirmed) is not null;

    /// <summary>What a side's link carries: <c>old-0123456789abcdef</c>.</summary>
    public static string MarkOf(AddressSide side, string id) => (side == AddressSide.Old ? "old-" : "new-") + id;

    /// <summary>The side and the change that a link names; null where it names none.</summary>
    public static (AddressSide Side, string Id)? ReadMark(string mark) => mark.Split('-', 2) switch
    {
        ["old", { Length: > 0 } id] => (AddressSide.Old, id),
        ["new", { Length: > 0 } id] => (AddressSide.New, id),
        _ => null,
    };
}
