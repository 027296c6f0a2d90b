using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Decisions;

/// <summary>What was concluded on a dossier, as its letter tells it.</summary>
/// <param name="Choice">One of <see cref="Choices.Granted"/>, <see cref="Choices.Conditional"/>, <see cref="Choices.Deferred"/>,
/// <see cref="Choices.Refused"/>.</param>
/// <param name="Word">Reasons, recommendations or what is to be provided; may be empty for a plain grant.</param>
/// <param name="On">The day of the conclusion, in Paris.</param>
/// <param name="SessionDay">The day of the commission's session; null where there was none.</param>
/// <param name="Decisions">Who decided for each cycle; empty where the commission or the coordinator did.</param>
/// <param name="Agreement">The register's entry; null where none was granted.</param>
public sealed record Conclusion(
    string Choice,
    string Word,
    LocalDate On,
    LocalDate? SessionDay,
    IReadOnlyList<CycleDecision> Decisions,
    AgreementRecord? Agreement)
{
    /// <summary>Id of the assignment whose answer it tells: <c>commission-2</c>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Whether it is about a new term of an agreement.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>What the dossier asked for.</summary>
    public DossierKind Kind { get; init; }

    /// <summary>The conclusion's words and the reasons of whoever refused, as the dossier's page shows them.</summary>
    public string AllWords => string.Join(
        '\n', Decisions.Where(decision => !decision.Granted).Select(decision => decision.Word).Prepend(Word).Where(word => word.Length > 0));
}

/// <summary>One paragraph of a letter, or a list.</summary>
/// <param name="Text">The paragraph, or what introduces the list.</param>
/// <param name="Items">The list's items; empty for a paragraph.</param>
public sealed record LetterPart(string Text, IReadOnlyList<string> Items)
{
    /// <summary>A paragraph.</summary>
    public static LetterPart Of(string text) => new(text, []);
}

/// <summary>The letter that tells a doctor what was concluded: its words for every outcome. Pure.</summary>
public static class Letter
{
    /// <summary>What the letter is about, in one line.</summary>
    public static string SubjectOf(Conclusion conclusion) => conclusion.Choice switch
    {
        Choices.Granted when conclusion.IsRenewal => "Renouvellement de l’agrément en qualité de maître de stage des universités",
        Choices.Conditional when conclusion.IsRenewal =>
            "Renouvellement sous conditions de l’agrément en qualité de maître de stage des universités",
        Choices.Deferred when conclusion.IsRenewal => "Report de l’examen de votre demande de renouvellement",
        Choices.Refused when conclusion.IsRenewal => "Refus de renouvellement de l’agrément en qualité de maître de stage des universités",
        Choices.Granted when conclusion.Kind == DossierKind.Amendment => "Avenant à votre agrément de maître de stage des universités",
        Choices.Refused when conclusion.Kind == DossierKind.Amendment => "Refus d’avenant à votre agrément de maître de stage des universités",
        Choices.Granted => "Agrément en qualité de maître de stage des universités",
        Choices.Conditional => "Agrément sous conditions en qualité de maître de stage des universités",
        Choices.Deferred => "Report de l’examen de votre candidature",
        Choices.Refused => "Refus d’agrément en qualité de maître de stage des universités",
        _ => throw new ArgumentOutOfRangeException(nameof(conclusion), conclusion.Choice, "Expected the outcome of a dossier."),
    };

    /// <summary>The letter's body.</summary>
    public static IReadOnlyList<LetterPart> BodyOf(Conclusion conclusion, Faculty procedure)
    {
        var examined = conclusion.SessionDay is { } session
            ? $"Votre dossier a été examiné par la commission en sa séance du {ParisTime.Text(session)}."
            : $"Votre dossier a été examiné le {ParisTime.Text(conclusion.On)}.";
        return [LetterPart.Of(examined), .. OutcomeOf(conclusion, procedure)];
    }

    private static IEnumerable<LetterPart> OutcomeOf(Conclusion conclusion, Faculty procedure)
    {
        switch (conclusion.Choice)
        {
            case Choices.Granted when conclusion is { Kind: DossierKind.Amendment, Agreement: { } amended }:
                yield return LetterPart.Of(
                    $"J’ai le plaisir de vous informer que l’avenant que vous demandiez est accordé. L’agrément n° {amended.Number} remplace le "
                    + $"précédent dès aujourd’hui, jusqu’au {ParisTime.Text(amended.Until)} inclus.");
                if (conclusion.Word.Length > 0) yield return new LetterPart("La faculté ajoute :", LinesOf(conclusion.Word));
                yield return LetterPart.Of(
                    "Votre nouvelle attestation, jointe à ce courrier, peut être vérifiée par quiconque au moyen du code qu’elle porte ; "
                    + "l’ancienne ne peut plus être présentée.");
                break;

            case Choices.Refused when conclusion.Kind == DossierKind.Amendment:
                yield return new LetterPart(
                    "L’avenant que vous demandiez ne vous est pas accordé, pour les motifs suivants :", LinesOf(conclusion.Word));
                yield return LetterPart.Of("Votre agrément reste en cours, tel qu’il est.");
                yield return LetterPart.Of(procedure.Appeal);
                break;

            case Choices.Granted or Choices.Conditional:
                var agreement = conclusion.Agreement ?? throw new ArgumentException("A grant has its entry in the register.", nameof(conclusion));
                yield return LetterPart.Of(
                    $"J’ai le plaisir de vous informer que {(conclusion.IsRenewal ? "votre agrément est renouvelé" : "l’agrément vous est accordé")} du {ParisTime.Text(agreement.From)} au "
                    + $"{ParisTime.Text(agreement.Until)} inclus, sous le numéro {agreement.Number}.");
                foreach (var grant in conclusion.Decisions) yield return LetterPart.Of(SentenceOf(grant));
                if (conclusion.Choice == Choices.Conditional)
                {
                    yield return new LetterPart("Cet agrément est assorti des recommandations suivantes :", LinesOf(conclusion.Word));
                    yield return LetterPart.Of(
                        "Avant son terme, vous serez invité à dire la suite donnée à chacune d’elles ; la commission se prononcera alors de nouveau.");
                    yield return LetterPart.Of(procedure.Appeal);
                }
                else if (conclusion.Word.Length > 0)
                {
                    yield return new LetterPart("La commission ajoute :", LinesOf(conclusion.Word));
                }

                yield return LetterPart.Of(
                    "Merci de l’engagement que vous prenez auprès des internes. Votre attestation, jointe à ce courrier, peut être vérifiée par "
                    + "quiconque au moyen du code qu’elle porte.");
                break;

            case Choices.Deferred:
                yield return new LetterPart(
                    $"L’examen de votre {(conclusion.IsRenewal ? "demande de renouvellement" : "candidature")} est reporté. Pour qu’il reprenne, il est attendu de vous :", LinesOf(conclusion.Word));
                yield return LetterPart.Of("Dès que vous aurez répondu sur la page de votre dossier, il sera inscrit à la séance suivante.");
                break;

            default:
                yield return conclusion.Word.Length > 0
                    ? new LetterPart(RefusalOf(conclusion) + ", pour les motifs suivants :", LinesOf(conclusion.Word))
                    : LetterPart.Of(RefusalOf(conclusion) + ".");
                foreach (var refusal in conclusion.Decisions) yield return LetterPart.Of(SentenceOf(refusal));
                yield return LetterPart.Of(procedure.Appeal);
                break;
        }
    }

    private static string RefusalOf(Conclusion conclusion) =>
        conclusion.IsRenewal ? "Votre agrément n’est pas renouvelé" : "L’agrément ne vous est pas accordé";

    private static string SentenceOf(CycleDecision decision)
    {
        var cycle = decision.Cycle == Cycle.Second ? "Pour le deuxième cycle" : "Pour le troisième cycle";
        var reference = decision.Number.Length > 0 ? $" (décision n° {decision.Number} du {ParisTime.Text(decision.On)})" : $" le {ParisTime.Text(decision.On)}";
        var end = decision.Word.Length > 0 ? $" : {decision.Word}" : ".";
        return $"{cycle}, {(decision.Granted ? "accordé" : "refusé")} par {Lower(decision.Authority)}{reference}{end}";
    }

    private static string Lower(string authority) =>
        authority.Length > 1 && char.IsLower(authority[1]) ? char.ToLowerInvariant(authority[0]) + authority[1..] : authority;

    private static string[] LinesOf(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
