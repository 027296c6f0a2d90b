namespace Compagnon.Dossiers.Form;

/// <summary>What interns will learn and how.</summary>
internal sealed class TeachingProjectStep() : StepForm<TeachingProject>(FormStep.TeachingProject, "projet", "Le projet pédagogique")
{
    private static readonly TextQuestion Goals = new("objectifs", "Ce que l’interne apprendra chez vous", 3000)
    {
        Lines = 8,
        Shortest = 50,
    };

    private static readonly ChoiceQuestion<TeachingMethod> Methods = new("methodes", "Comment vous l’accompagnerez")
    {
        Several = true,
        Hint = "Plusieurs réponses possibles.",
    };

    private static readonly TextQuestion Progress = new("progression", "Comment l’interne gagnera en autonomie", 2000)
    {
        Lines = 5,
        Optional = true,
    };

    public override IReadOnlyList<Question> Questions { get; } = [Goals, Methods, Progress];

    private protected override TeachingProject Read(StepReader reader, FormContext context) =>
        new(reader.Text(Goals), reader.Choices(Methods), reader.Text(Progress));

    private protected override void Write(TeachingProject answer, Answers answers) => answers
        .Set(Goals.Name, answer.Goals)
        .Set(Methods.Name, answer.Methods.Select(it => it.ToString()))
        .Set(Progress.Name, answer.Progress);
}
