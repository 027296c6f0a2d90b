namespace Compagnon.Dossiers.Form;

/// <summary>Specialty, and ordinary or associate supervisor.</summary>
internal sealed class DisciplineStep() : StepForm<Discipline>(FormStep.Discipline, "specialite", "La spécialité et votre statut")
{
    private static readonly ChoiceQuestion Specialty = new(
        "specialite", "Spécialité enseignée aux internes", [.. Specialties.All.Select(it => (it.Code, it.Name))])
    {
        AsList = true,
    };

    private static readonly ChoiceQuestion<SupervisorKind> Kind = new("statut", "À quel titre accueillerez-vous des internes ?")
    {
        Hint = "Un maître de stage associé est collaborateur ou remplaçant régulier d’un maître de stage déjà agréé.",
        Short = "Statut",
    };

    private static readonly ColleagueQuestions Agreed =
        new("agree", "Le maître de stage agréé chez qui vous exercez (associé seulement)", "Maître de stage agréé");

    public override IReadOnlyList<Question> Questions { get; } = [Specialty, Kind, Agreed.Name, Agreed.Rpps];

    public override IEnumerable<Question> QuestionsFor(Answers typed, FormContext context) =>
    [
        Specialty with { Options = [.. Specialty.Options.Where(option => Has(context, option.Value))] }, Kind, Agreed.Name, Agreed.Rpps,
    ];

    private static bool Has(FormContext context, string specialty) => context.Offer?.Has(specialty) ?? true;

    private protected override Discipline Read(StepReader reader, FormContext context)
    {
        var (specialty, kind, agreed) = (reader.Choice(Specialty), reader.Choice(Kind), Agreed.Read(reader, context.Doctor));
        if (kind == SupervisorKind.Associate && agreed is null)
        {
            reader.Wrong(Agreed.Name, "Indiquez le maître de stage agréé chez qui vous exercez.");
            reader.Wrong(Agreed.Rpps, "Indiquez son numéro RPPS.");
        }
        if (kind == SupervisorKind.Ordinary && reader.Has(Kind) && agreed is not null)
            reader.Wrong(Kind, "Vous indiquez un maître de stage agréé : choisissez « associé », ou videz les deux derniers champs.");
        if (reader.Has(Specialty) && !Has(context, specialty))
            reader.Wrong(Specialty, "Choisissez une spécialité pour laquelle cette faculté agrée des maîtres de stage.");
        return new Discipline(specialty, kind, agreed);
    }

    private protected override void Write(Discipline answer, Answers answers)
    {
        answers.Set(Specialty.Name, answer.Specialty).Set(Kind.Name, answer.Kind.ToString());
        Agreed.Write(answer.AgreedSupervisor, answers);
    }
}
