using Compagnon.Dossiers;
using NodaTime;

namespace Compagnon.Agreements;

/// <summary>What happens to an agreement that stands in the register. The names stand in its history: they never change meaning.</summary>
public enum AgreementChangeKind
{
    /// <summary>A dossier for its renewal is open: <see cref="AgreementChange.Dossier"/>.</summary>
    RenewalOpened,

    /// <summary>Its holder does not want it renewed.</summary>
    RenewalDeclined,

    /// <summary>Its holder wants it renewed after all.</summary>
    RenewalWanted,

    /// <summary>The dossier of its renewal ended without a new term: refused, withdrawn, closed.</summary>
    RenewalEnded,

    /// <summary>A new term, from the end of the old one.</summary>
    Renewed,

    /// <summary>Its last day is over; it holds until its renewal is decided.</summary>
    Extended,

    /// <summary>Its last day is over, and nothing follows.</summary>
    Lapsed,

    /// <summary>Suspended, until a day or until further notice.</summary>
    Suspended,

    /// <summary>Resumed.</summary>
    Resumed,

    /// <summary>Withdrawn by the faculty.</summary>
    Withdrawn,

    /// <summary>Its holder gives it up with a day to come.</summary>
    GivingUp,

    /// <summary>Its holder keeps it after all, before the day with which it was to be given up was over.</summary>
    Kept,

    /// <summary>Given up by its holder.</summary>
    GivenUp,

    /// <summary>An amendment has taken its place: the entry <see cref="AgreementChange.Dossier"/>.</summary>
    Replaced,
}

/// <summary>One change of an agreement: what, who, when and why. Applied once, however often it is asked for.</summary>
/// <param name="Agreement">Which one.</param>
/// <param name="Id">Unique on the agreement and deterministic: 1 to 80 of <c>a-z 0-9 -</c>.</param>
/// <param name="Kind">What happens.</param>
/// <param name="At">When.</param>
/// <param name="By">Id of whoever does it; empty for time that has passed.</param>
/// <param name="Reason">Why, as people read it; may be empty. Of a conditional renewal: the recommendations.</param>
public sealed record AgreementChange(
    DossierKey Agreement, string Id, AgreementChangeKind Kind, DateTimeOffset At, string By, string Reason = "")
{
    /// <summary>A renewal's, or the entry that takes the place; else empty.</summary>
    public string Dossier { get; init; } = "";

    /// <summary>A renewal's last day; the last day of a suspension; the last day of an agreement that is given up; else null.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Whether a renewal is granted under conditions.</summary>
    public bool IsConditional { get; init; }

    /// <summary>Of a renewal: another state of what was granted (levels, site, decisions); null leaves it.</summary>
    public Func<AgreementRecord, AgreementRecord>? Alter { get; init; }
}

/// <summary>What becomes of an agreement. Pure.</summary>
public static class AgreementChanges
{
    /// <summary>Applies a change.</summary>
    /// <param name="agreement">As it stands.</param>
    /// <param name="change">What happens to it.</param>
    /// <param name="today">The day of the change, in Paris.</param>
    /// <returns>The agreement after it; null where it cannot happen as the agreement stands: one that is withdrawn is not suspended.</returns>
    public static AgreementRecord? Apply(AgreementRecord agreement, AgreementChange change, LocalDate today)
    {
        if (agreement.State is AgreementState.Withdrawn or AgreementState.GivenUp or AgreementState.Replaced) return null;

        var lapsed = agreement.State == AgreementState.Lapsed;
        return change.Kind switch
        {
            AgreementChangeKind.RenewalOpened when !lapsed && agreement.Renewal.Length == 0 =>
                agreement with { Renewal = change.Dossier, IsRenewalDeclined = false },
            AgreementChangeKind.RenewalDeclined when !lapsed && agreement.State != AgreementState.Extended =>
                agreement with { IsRenewalDeclined = true },
            AgreementChangeKind.RenewalWanted when !lapsed && agreement.State != AgreementState.Extended =>
                agreement with { IsRenewalDeclined = false },
            // Refused after its last day: nothing holds it any more. Before, it holds until then.
            AgreementChangeKind.RenewalEnded when agreement.Renewal == change.Dossier =>
                Standing(agreement) == AgreementState.Extended ? Ended(agreement, AgreementState.Lapsed, null) : agreement,
            AgreementChangeKind.Renewed when agreement.Renewal == change.Dossier && change.Until is { } until => Renewed(agreement, change, today, until),
            AgreementChangeKind.Extended when !lapsed => In(agreement, AgreementState.Extended),
            AgreementChangeKind.Lapsed when !lapsed => Ended(agreement, AgreementState.Lapsed, null),
            AgreementChangeKind.Suspended when !lapsed && agreement.State != AgreementState.Suspended && !(change.Until < today) =>
                agreement with { State = AgreementState.Suspended, Before = agreement.State, SuspendedUntil = change.Until },
            AgreementChangeKind.Resumed when agreement is { State: AgreementState.Suspended, Before: { } before } =>
                agreement with { State = before, Before = null, SuspendedUntil = null },
            AgreementChangeKind.Withdrawn when !lapsed => Ended(agreement, AgreementState.Withdrawn, today),
            AgreementChangeKind.GivingUp when !lapsed && agreement.GivenUpOn is null && change.Until is { } last && last >= today =>
                agreement with { GivenUpOn = last },
            AgreementChangeKind.Kept when !lapsed && agreement.GivenUpOn >= today => agreement with { GivenUpOn = null },
            AgreementChangeKind.GivenUp when !lapsed => Ended(agreement, AgreementState.GivenUp, agreement.GivenUpOn ?? today),
            AgreementChangeKind.Replaced when !lapsed => Ended(agreement, AgreementState.Replaced, today) with { ReplacedBy = change.Dossier },
            _ => null,
        };
    }

    /// <summary>Where an agreement stands but for a suspension.</summary>
    private static AgreementState Standing(AgreementRecord agreement) => agreement.Before ?? agreement.State;

    private static AgreementRecord In(AgreementRecord agreement, AgreementState state) =>
        agreement.State == AgreementState.Suspended ? agreement with { Before = state } : agreement with { State = state };

    private static AgreementRecord Ended(AgreementRecord agreement, AgreementState state, LocalDate? on) =>
        agreement with { State = state, Before = null, SuspendedUntil = null, EndedOn = on };

    /// <summary>
    /// The first day of a term that is granted on <paramref name="today"/>: from the end of the old one, without a gap and without an overlap;
    /// one that has lapsed meanwhile begins anew on the day.
    /// </summary>
    public static LocalDate StartOfNextTerm(AgreementRecord agreement, LocalDate today)
    {
        var next = agreement.Until.PlusDays(1);
        return agreement.State == AgreementState.Lapsed ? LocalDate.Max(today, next) : next;
    }

    private static AgreementRecord? Renewed(AgreementRecord agreement, AgreementChange change, LocalDate today, LocalDate until)
    {
        var from = StartOfNextTerm(agreement, today);
        if (until < from) return null;

        var term = new GrantedTerm(from, until, change.Dossier, change.IsConditional);
        var state = change.IsConditional ? AgreementState.Conditional : AgreementState.Active;
        var renewed = In(agreement, state) with
        {
            Until = until,
            Terms = [.. agreement.Terms, term],
            Recommendations = change.IsConditional ? change.Reason : "",
            Renewal = "",
            IsRenewalDeclined = false,
            GivenUpOn = null,
            DecidedBy = change.By,
            DecidedAt = change.At,
        };
        return change.Alter?.Invoke(renewed) ?? renewed;
    }
}

/// <summary>One line of an agreement's history.</summary>
/// <param name="Kind">What happened; null for its entry into the register.</param>
/// <param name="At">When.</param>
/// <param name="By">Id of whoever did it; empty for time that had passed.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="State">Where it stood after it.</param>
/// <param name="Until">Its last day after it.</param>
/// <param name="Dossier">Id of the dossier that it came with; may be empty.</param>
public sealed record AgreementEvent(
    AgreementChangeKind? Kind, DateTimeOffset At, string By, string Reason, AgreementState State, LocalDate Until, string Dossier)
{
    /// <summary>The change's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The day that came with the change (<see cref="AgreementChange.Until"/>); null where none did.</summary>
    public LocalDate? Day { get; init; }
}
