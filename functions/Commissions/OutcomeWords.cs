using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;

namespace Compagnon.Commissions;

/// <summary>What became of a dossier at a session, in French. Pure.</summary>
public static class OutcomeWords
{
    /// <summary>In two or three words, for a list; empty while there is nothing to say.</summary>
    public static string Short(AgendaItem item) => item.PutOff is not null ? "Reporté" : item.Claim?.Choice switch
    {
        null => "",
        Choices.Granted => "Accordé",
        Choices.Conditional => "Accordé sous conditions",
        Choices.Deferred => "Différé",
        Choices.Refused => "Refusé",
        _ => "Candidature retirée",
    };

    /// <summary>In one sentence, for the minutes and the dossier's page.</summary>
    public static string Sentence(AgendaItem item) => item.PutOff is { } putOff
        ? $"Dossier reporté à la séance suivante : {putOff.Reason}."
        : item.Claim?.Choice switch
        {
            null => "",
            Choices.Granted => $"Avis favorable sans réserve : agrément{KindOf(item.Claim)} accordé pour {Duration(item.Claim)}.",
            Choices.Conditional => $"Agrément{KindOf(item.Claim)} accordé sous conditions, pour {Duration(item.Claim)}.",
            Choices.Deferred => "Décision différée, jusqu’à ce que le médecin ait fourni ce qui lui est demandé.",
            Choices.Refused => "Agrément refusé.",
            _ => "Le médecin a retiré sa candidature : le dossier n’est pas examiné.",
        };

    /// <summary>What the words that go with an outcome are.</summary>
    public static string WordTitle(Claim claim) => claim.Choice switch
    {
        Choices.Conditional => "Recommandations",
        Choices.Deferred => "Ce qui est demandé",
        Choices.Refused => "Motifs",
        _ => "Remarques",
    };

    /// <summary>The kind of agreement that an outcome grants.</summary>
    public static AgreementCategory CategoryOf(Claim outcome) =>
        Enum.TryParse<AgreementCategory>(outcome.Text(OutcomeData.Category), out var category) ? category : AgreementCategory.Principal;

    /// <summary>« 3 ans », « 10 mois ».</summary>
    public static string Duration(Claim claim) =>
        int.TryParse(claim.Text(OutcomeData.Months), NumberStyles.None, CultureInfo.InvariantCulture, out var months) ? Duration(months) : "";

    /// <summary>« 3 ans », « 10 mois ».</summary>
    public static string Duration(int months) => (months % 12, months / 12) switch
    {
        (0, 1) => "1 an",
        (0, var years) => $"{years} ans",
        _ => $"{months} mois",
    };

    /// <summary>An opinion as people read it.</summary>
    public static string Of(OpinionKind kind) => kind switch
    {
        OpinionKind.Favourable => "Favorable",
        OpinionKind.Reserved => "Favorable avec réserves",
        OpinionKind.Unfavourable => "Défavorable",
        _ => "Lien d’intérêts",
    };

    // The usual kind goes without saying.
    private static string KindOf(Claim outcome) =>
        CategoryOf(outcome) is var category and not AgreementCategory.Principal ? $" {category.French()}" : "";
}
