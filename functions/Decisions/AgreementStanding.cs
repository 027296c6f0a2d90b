using System.Globalization;
using Compagnon.Agreements;
using NodaTime;

namespace Compagnon.Decisions;

/// <summary>What a certificate is worth on a day.</summary>
public enum AgreementStanding
{
    /// <summary>Granted, and its first day is to come.</summary>
    NotYet,

    /// <summary>It holds.</summary>
    Valid,

    /// <summary>Its last day is over, or its holder has given it up.</summary>
    Ended,

    /// <summary>It holds no longer for now.</summary>
    Suspended,

    /// <summary>The faculty has withdrawn it.</summary>
    Withdrawn,

    /// <summary>Another agreement has taken its place.</summary>
    Replaced,
}

/// <summary>What a third party is told of an agreement. Pure.</summary>
public static class Standings
{
    /// <summary>
    /// What the agreement is worth on <paramref name="today"/>, a day in Paris. Its last day is included, and so are the last day of a
    /// suspension and the one with which its holder gives it up: what nobody has written down yet on the morning after counts.
    /// </summary>
    public static AgreementStanding On(this AgreementRecord agreement, LocalDate today)
    {
        if (agreement.State is AgreementState.Withdrawn) return AgreementStanding.Withdrawn;
        if (agreement.State is AgreementState.Replaced) return AgreementStanding.Replaced;
        if (agreement.IsOver || agreement.GivenUpOn < today) return AgreementStanding.Ended;

        var isExtended = (agreement.Before ?? agreement.State) == AgreementState.Extended;
        return today < agreement.From ? AgreementStanding.NotYet
            : today > agreement.Until && !isExtended ? AgreementStanding.Ended
            : agreement.State == AgreementState.Suspended && !(agreement.SuspendedUntil < today) ? AgreementStanding.Suspended
            : AgreementStanding.Valid;
    }

    /// <summary>The last day on which it held or will hold, as it stands: its term's, or the one on which it ended before.</summary>
    public static LocalDate LastDay(this AgreementRecord agreement) =>
        (agreement.EndedOn ?? agreement.GivenUpOn) is { } ended && ended < agreement.Until ? ended : agreement.Until;

    /// <summary>Enough of a name to compare it with the certificate in one's hand, too little to learn it: « A. D.-L. ».</summary>
    /// <param name="holder">« Dr Anne Martin »; a title is left out.</param>
    public static string InitialsOf(string holder) => string.Join(
        ' ', holder.Split([' ', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).Where(word => word != "Dr").Select(InitialOf));

    private static string InitialOf(string word) => string.Join(
        '-',
        word.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => StringInfo.GetNextTextElement(part).ToUpper(French) + "."));

    private static CultureInfo French => CultureInfo.GetCultureInfo("fr-FR");
}
