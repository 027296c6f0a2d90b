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

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) =>
        [Interns, Levels with { Options = [.. Levels.Options.Where(option => Has(context, Enum.Parse<StageLevel>(option.Value)))] }];

    private protected override Capacity Read(StepReader reader, FormContext context)
    {
        var (interns, levels) = (reader.Number(Interns), reader.Choices(Levels));
        if (reader.Has(Levels) && !levels.All(level => Has(context, level)))
            reader.Wrong(Levels, "Choisissez parmi les stages que cette faculté propose.");
        return new Capacity(interns, levels);
    }

    private static bool Has(FormContext context, StageLevel level) => context.Offer?.Has(level) ?? true;

    private protected override void Write(Capacity answer, Answers answers) => answers
        .Set(Interns.Name, answer.Interns.ToString(CultureInfo.InvariantCulture))
        .Set(Levels.Name, answer.Levels.Select(it => it.ToString()));
}
