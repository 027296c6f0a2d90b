using Compagnon.Agreements;
using Compagnon.Decisions;
using Compagnon.Listings;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>What figures need of an entry of the register, as it stands on a day. Pure.</summary>
/// <param name="Rpps">The doctor's national number.</param>
/// <param name="Departement">Code of the département of practice.</param>
/// <param name="Commune">INSEE code of the commune of practice; empty where it is not known.</param>
/// <param name="Interns">How many interns it takes at most; 0 where it is not known.</param>
/// <param name="Standing">What it is worth today.</param>
/// <param name="FirstDay">The first day of its first term.</param>
/// <param name="LastDay">The last day of its last term, or the one on which it ended before.</param>
/// <param name="Holds">The days on which it was in force, suspensions with it, as far as they are known today.</param>
public sealed record HeldAgreement(
    string Rpps,
    string Departement,
    string Commune,
    int Interns,
    AgreementStanding Standing,
    LocalDate FirstDay,
    LocalDate LastDay,
    IReadOnlyList<FigureSpan> Holds)
{
    /// <summary>Whether it is not over, so that its last day is to come or it is extended.</summary>
    public bool IsToEnd { get; init; }

    /// <summary>Whether a dossier for its renewal is open.</summary>
    public bool IsRenewing { get; init; }

    /// <summary>Whether its holder has declined the renewal, or gives it up with a day to come.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>Whether it was in force on a day.</summary>
    public bool HoldsOn(LocalDate day)
    {
        foreach (var span in Holds)
            if (span.Has(day)) return true;
        return false;
    }

    /// <summary>
    /// What an entry is on a day. One that another entry has taken the place of was never in force: the other has its terms.
    /// </summary>
    public static HeldAgreement Of(AgreementLine agreement, LocalDate today) => new(
        agreement.Rpps,
        agreement.Departement,
        agreement.CommuneCode,
        agreement.Interns,
        StandingOf(agreement, today),
        agreement.First,
        LocalDate.Min(agreement.Last, agreement.Terms[^1].Until),
        agreement.State == AgreementState.Replaced ? [] : HoldsOf(agreement, today))
    {
        IsToEnd = !agreement.IsOver,
        IsRenewing = agreement.Renewal is RenewalStanding.Invited or RenewalStanding.Begun or RenewalStanding.HandedOver,
        IsLeaving = agreement.Renewal == RenewalStanding.Declined || agreement.GivenUpOn is not null,
    };

    private static bool IsExtended(AgreementLine agreement) => (agreement.Before ?? agreement.State) == AgreementState.Extended;

    // As Standings.On has it of the entry itself.
    private static AgreementStanding StandingOf(AgreementLine agreement, LocalDate today)
    {
        if (agreement.State is AgreementState.Withdrawn) return AgreementStanding.Withdrawn;
        if (agreement.State is AgreementState.Replaced) return AgreementStanding.Replaced;
        if (agreement.IsOver || agreement.GivenUpOn < today) return AgreementStanding.Ended;

        return today < agreement.First ? AgreementStanding.NotYet
            : today > agreement.Terms[^1].Until && !IsExtended(agreement) ? AgreementStanding.Ended
            : agreement.State == AgreementState.Suspended && !(agreement.SuspendedUntil < today) ? AgreementStanding.Suspended
            : AgreementStanding.Valid;
    }

    // The last term ends as the agreement did, or goes on while it is extended; what was extended and is over ended with its term.
    private static FigureSpan[] HoldsOf(AgreementLine agreement, LocalDate today)
    {
        var until = agreement.Terms[^1].Until;
        var end = agreement.IsOver ? LocalDate.Min(LocalDate.Min(agreement.Last, until), today.PlusDays(-1))
            : IsExtended(agreement) ? LocalDate.Max(until, LocalDate.Min(agreement.GivenUpOn ?? today, today))
            : LocalDate.Min(agreement.Last, until);

        // Ten thousand at a time: no queries. Whatever begins after the end was never in force.
        var count = 0;
        while (count < agreement.Terms.Count && agreement.Terms[count].From <= end) count++;
        var spans = new FigureSpan[count];
        for (var i = 0; i < count; i++)
        {
            var term = agreement.Terms[i];
            spans[i] = new FigureSpan(term.From, i == agreement.Terms.Count - 1 ? end : LocalDate.Min(term.Until, end));
        }

        return spans;
    }
}
