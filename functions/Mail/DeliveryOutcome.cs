using Compagnon.Dossiers;

namespace Compagnon.Mail;

/// <summary>Names one mail.</summary>
/// <param name="Dossier">Its dossier.</param>
/// <param name="Id">Its id on the dossier.</param>
public sealed record MailKey(DossierKey Dossier, string Id);

/// <summary>How one step of a delivery ended.</summary>
public enum DeliveryOutcomeKind
{
    /// <summary>Done; the next step can come.</summary>
    GoOn = 1,

    /// <summary>Nothing more is to be done about this mail.</summary>
    Over = 2,

    /// <summary>Not now; again after a wait.</summary>
    Later = 3,
}

/// <summary>How one step of a delivery ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="AskedWait">With <see cref="DeliveryOutcomeKind.Later"/>: how long Graph asks to wait; null where it does not say.</param>
public sealed record DeliveryOutcome(DeliveryOutcomeKind Kind, TimeSpan? AskedWait = null)
{
    /// <summary>The next step can come.</summary>
    public static DeliveryOutcome GoOn { get; } = new(DeliveryOutcomeKind.GoOn);

    /// <summary>Nothing more is to be done.</summary>
    public static DeliveryOutcome Over { get; } = new(DeliveryOutcomeKind.Over);

    /// <summary>Again, after <paramref name="wait"/> where Graph says so.</summary>
    public static DeliveryOutcome Later(TimeSpan? wait = null) => new(DeliveryOutcomeKind.Later, wait);
}
