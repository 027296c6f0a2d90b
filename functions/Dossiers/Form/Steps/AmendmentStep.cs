using Compagnon.Assignments;

namespace Compagnon.Dossiers.Form;

/// <summary>What changes in an agreed practice, and from when.</summary>
internal sealed class AmendmentStep() : StepForm<Amendment>(FormStep.Amendment, "changement", "Ce qui change")
{
    private static readonly ChoiceQuestion<AmendmentSubject> Subjects = new("objet", "Qu’est-ce qui change ?")
    {
        Several = true,
        Hint = "Plusieurs réponses possibles.",
        Short = "Objet",
    };

    private static readonly DateQuestion From = new("a-partir-du", "À partir de quand ?")
    {
        Hint = "Le premier jour du changement, par exemple 15/03/2027.",
        Short = "À partir du",
    };

    private static readonly TextQuestion Description = new("description", "Décrivez le changement", 2000)
    {
        Lines = 6,
        Hint = "Ce qui change pour l’accueil de l’interne, et pourquoi.",
        Short = "Description",
    };

    public override string Lead =>
        "Dites ce qui change. Les étapes suivantes reprennent vos dernières réponses : modifiez celles qui ne sont plus exactes.";

    public override IReadOnlyList<Question> Questions { get; } = [Subjects, From, Description];

    private protected override Amendment Read(StepReader reader, FormContext context)
    {
        var (subjects, from) = (reader.Choices(Subjects), reader.Day(From));
        var today = ParisTime.DayOf(context.Now).ToDateOnly();
        if (from < today.AddYears(-1) || from > today.AddYears(1))
            reader.Wrong(From, "Indiquez un jour qui ne soit pas à plus d’un an d’aujourd’hui.");
        return new Amendment(subjects, from ?? today, reader.Text(Description));
    }

    private protected override void Write(Amendment answer, Answers answers) => answers
        .Set(Subjects.Name, answer.Subjects.Select(it => it.ToString()))
        .Set(From.Name, DateQuestion.Write(answer.From))
        .Set(Description.Name, answer.Description);
}
