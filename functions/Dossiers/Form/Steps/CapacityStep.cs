using System.Globalization;

namespace Compagnon.Dossiers.Form;

/// <summary>How many interns, of which level.</summary>
internal sealed class CapacityStep() : StepForm<Capacity>(FormStep.Capacity, "accueil", "La capacité d’accueil")
{
    private static readonly NumberQuestion Interns = new("internes", "Nombre d’internes au plus, en même temps", 1, 6)
    {
        Hint = "De 1 à 6, pour vous seul.",
    };

    private static readonly ChoiceQuestion<StageLevel> Levels = new("niveaux", "Quels stages souhaitez-vous proposer ?")
    {
        Several = true,
        Hint = "Plusieurs réponses possibles.",
        Short = "Stages proposés",
    };

    public override IReadOnlyList<Question> Questions { get; } = [Interns, Levels];

    private protected override Capacity Read(StepReader reader, FormContext context) => new(reader.Number(Interns), reader.Choices(Levels));

    private protected override void Write(Capacity answer, Answers answers) => answers
        .Set(Interns.Name, answer.Interns.ToString(CultureInfo.InvariantCulture))
        .Set(Levels.Name, answer.Levels.Select(it => it.ToString()));
}
