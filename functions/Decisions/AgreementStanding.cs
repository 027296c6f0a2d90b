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

    /// <summary>Its last day is over.</summary>
    Ended,
}

/// <summary>What a third party is told of an agreement. Pure.</summary>
public static class Standings
{
    /// <summary>What the agreement is worth on <paramref name="today"/>, a day in Paris. Its last day is included.</summary>
    public static AgreementStanding On(this AgreementRecord agreement, LocalDate today) =>
        today < agreement.From ? AgreementStanding.NotYet
        : today > agreement.Until ? AgreementStanding.Ended
        : AgreementStanding.Valid;

    /// <summary>Enough of a name to compare it with the certificate in one's hand, too little to learn it: « A. D.-L. ».</summary>
    /// <param name="holder">« Dr Anne Martin »; a title is left out.</param>
    public static string InitialsOf(string holder) => string.Join(
        ' ', holder.Split([' ', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).Where(word => word != "Dr").Select(InitialOf));

    private static string InitialOf(string word) => string.Join(
        '-',
        word.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => StringInfo.GetNextTextElement(part).ToUpper(French) + "."));

    private static CultureInfo French => CultureInfo.GetCultureInfo("fr-FR");
}
