using System.Globalization;
using Compagnon.Renewals;

namespace Compagnon.Dossiers.Form;

/// <summary>What became of each recommendation that an agreement was granted under.</summary>
internal sealed class RecommendationsStep()
    : StepForm<Recommendations>(FormStep.Recommendations, "recommandations", "Les recommandations de la commission")
{
    private static readonly TextQuestion[] Fields =
    [
        .. Enumerable.Range(1, RenewedTerm.MostRecommendations).Select(number => new TextQuestion(
            string.Create(CultureInfo.InvariantCulture, $"reponse{number}"), $"Votre réponse à la recommandation {number}", 1500)
        {
            Lines = 4,
            Group = $"Recommandation {number}",
        }),
    ];

    public override string Lead =>
        "Votre agrément a été accordé avec ces recommandations. Dites, pour chacune, ce que vous en avez fait : la commission s’appuiera sur "
        + "vos réponses.";

    public override IReadOnlyList<Question> Questions => Fields;

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) => Asked(context).Zip(
        Fields, (recommendation, field) => field with { Group = recommendation, Label = "Ce que vous en avez fait" });

    private protected override Recommendations Read(StepReader reader, FormContext context) =>
        new([.. Asked(context).Zip(Fields, (recommendation, field) => new RecommendationAnswer(recommendation, reader.Text(field)))]);

    private protected override void Write(Recommendations answer, Answers answers)
    {
        foreach (var (field, given) in Fields.Zip(answer.All)) answers.Set(field.Name, given.Answer);
    }

    private protected override IEnumerable<FormRow> RowsOf(Recommendations answer) =>
        answer.All.Select(given => new FormRow(given.Recommendation, [given.Answer]));

    private static IReadOnlyList<string> Asked(FormContext context) => context.Renews?.Recommendations ?? [];
}
