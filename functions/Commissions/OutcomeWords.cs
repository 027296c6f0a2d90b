using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers.Form;

namespace Compagnon.Commissions;

/// <summary>What became of a dossier at a session, in French. Pure.</summary>
public static class OutcomeWords
{
    /// <summary>In two or three words, for a list; empty while there is nothing to say.</summary>
    public static string Short(AgendaItem item) =>
        item.PutOff is not null ? PutOff : Short(item.Claim?.Choice ?? "", item.IsProposal);

    /// <summary>What is said of a dossier that goes to the next session.</summary>
    public const string PutOff = "Reporté";

    /// <summary>An outcome in two or three words; empty for none.</summary>
    public static string Short(string choice, bool isProposal) => choice switch
    {
        "" => "",
        Choices.Granted when isProposal => "Accord proposé",
        Choices.Conditional when isProposal => "Accord sous conditions proposé",
        Choices.Refused when isProposal => "Refus proposé",
        Choices.Granted => "Accordé",
        Choices.Conditional => "Accordé sous conditions",
        Choices.Deferred => "Différé",
        Choices.Refused => "Refusé",
        _ => "Candidature retirée",
    };

    /// <summary>In one sentence, for the minutes and the dossier's page.</summary>
    public static string Sentence(AgendaItem item) => item.PutOff is { } putOff
        ? $"Dossier reporté à la séance suivante : {putOff.Reason.TrimEnd('.', ' ')}."
        : item.Claim?.Choice switch
        {
            null => "",
            Choices.Granted when item.IsProposal =>
                $"Avis favorable sans réserve : la commission propose d’accorder l’agrément{KindOf(item.Claim)} "
                    + $"pour {Duration(item.Claim)}.",
            Choices.Conditional when item.IsProposal =>
                $"La commission propose d’accorder l’agrément{KindOf(item.Claim)} sous conditions, pour {Duration(item.Claim)}.",
            Choices.Refused when item.IsProposal => "La commission propose de refuser l’agrément.",
            Choices.Granted => $"Avis favorable sans réserve : agrément{KindOf(item.Claim)} accordé pour {Duration(item.Claim)}.",
            Choices.Conditional => $"Agrément{KindOf(item.Claim)} accordé sous conditions, pour {Duration(item.Claim)}.",
            Choices.Deferred => "Décision différée, jusqu’à ce que le médecin ait fourni ce qui lui est demandé.",
            Choices.Refused => "Agrément refusé.",
            _ => "Le médecin a retiré sa candidature : le dossier n’est pas examiné.",
        };

    /// <summary>
    /// Who decides on what the commission proposes: « La décision revient à : la doyenne de la faculté (deuxième cycle). » Empty where
    /// the commission decides, and where it concluded nothing to decide on.
    /// </summary>
    public static string Deciders(AgendaItem item) =>
        item.IsProposal && item.Claim?.Choice is Choices.Granted or Choices.Conditional or Choices.Refused
            ? $"La décision revient à : {DecidersOf(item)}."
            : "";

    /// <summary>« la doyenne de la faculté (deuxième cycle) ; la directrice générale de l’agence (troisième cycle) ».</summary>
    public static string DecidersOf(AgendaItem item) =>
        string.Join(" ; ", item.Deciders.Select(rule => $"{Lowered(rule.Authority)} ({rule.Cycle.Text()})"));

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
        int.TryParse(claim.Text(OutcomeData.Months), NumberStyles.None, CultureInfo.InvariantCulture, out var months)
            ? Duration(months)
            : "";

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

    /// <summary>An authority's name inside a sentence: « la doyenne … »; one that begins with an acronym stays.</summary>
    public static string Lowered(string authority) =>
        authority.Length > 1 && char.IsLower(authority[1]) ? char.ToLowerInvariant(authority[0]) + authority[1..] : authority;

    // The usual kind goes without saying.
    private static string KindOf(Claim outcome) =>
        CategoryOf(outcome) is var category and not AgreementCategory.Principal ? $" {category.French()}" : "";
}
